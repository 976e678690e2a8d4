"""What was decided is never changed or deleted; another decision is another row."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("decide", "0001_initial")]

    operations = [
        AppendOnly("decide_decisionrecord"),
    ]
