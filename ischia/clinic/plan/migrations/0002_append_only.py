"""A care plan stays as it was written, for raw SQL too: a changed plan is a new row."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial")]

    operations = [AppendOnly("plan_careplan")]
