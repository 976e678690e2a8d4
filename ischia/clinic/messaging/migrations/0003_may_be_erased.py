"""What was written to somebody is never changed, but goes when they are erased."""

from typing import Any

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly

TABLES = ("messaging_message", "messaging_attachment", "messaging_delivery")


def let_go(apps: Any, schema_editor: Any) -> None:
    """Without the trigger that refuses to delete; the one that refuses to change stays."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_delete"' + (f' ON "{table}"' if on_table else ""))


def hold_fast(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        operation = AppendOnly(table)
        operation.database_backwards("messaging", schema_editor, None, None)
        operation.database_forwards("messaging", schema_editor, None, None)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_append_only")]

    operations = [migrations.RunPython(let_go, hold_fast)]
