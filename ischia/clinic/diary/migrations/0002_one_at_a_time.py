"""The database refuses overlaps of therapist, room and client; an override, once written, stays as written."""

from typing import Any

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly
from ischia.clinic.diary import no_overlap


def make(apps: Any, schema_editor: Any) -> None:
    for statement in no_overlap.made(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in no_overlap.dropped(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("diary", "0001_initial")]

    operations = [
        AppendOnly("diary_override"),
        migrations.RunPython(make, drop),
    ]
