"""A completed safety check and a clinician's answer stay as they were written, for raw SQL too."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("screen", "0001_initial")]

    operations = [AppendOnly("screen_screening"), AppendOnly("screen_clearance")]
