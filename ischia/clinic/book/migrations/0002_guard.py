"""The database keeps the safety gate shut by itself; a status, once recorded, stays as recorded."""

from typing import Any

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly
from ischia.clinic.book import guard


def make(apps: Any, schema_editor: Any) -> None:
    for statement in guard.made(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in guard.dropped(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0001_initial"),
        ("diary", "0002_one_at_a_time"),
        ("people", "0001_initial"),
        ("screen", "0001_initial"),
    ]

    operations = [
        AppendOnly("book_statusrecord"),
        migrations.RunPython(make, drop),
    ]
