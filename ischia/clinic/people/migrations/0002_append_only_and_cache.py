"""A consent once given stays as it was given. Attempt counters live in a table that all processes share."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


def make_cache_table(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        AppendOnly("people_consent"),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
