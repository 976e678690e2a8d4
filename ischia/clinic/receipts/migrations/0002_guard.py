"""The database numbers receipts without a gap, and keeps every receipt as it was given out."""

from typing import Any

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly
from ischia.clinic.receipts import guard


def make(apps: Any, schema_editor: Any) -> None:
    for statement in guard.made(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in guard.dropped(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("receipts", "0001_initial")]

    operations = [
        AppendOnly("receipts_receipt"),
        AppendOnly("receipts_letoff"),
        migrations.RunPython(make, drop),
    ]
