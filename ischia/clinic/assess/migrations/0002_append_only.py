"""An assessment stays as it was written, for raw SQL too."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assess", "0001_initial")]

    operations = [AppendOnly("assess_assessment")]
