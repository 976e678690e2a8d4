"""What was written to somebody, and what became of it, stays as it was."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [
        AppendOnly("messaging_message"),
        AppendOnly("messaging_attachment"),
        AppendOnly("messaging_delivery"),
    ]
