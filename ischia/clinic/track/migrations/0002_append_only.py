"""Measures are never changed or deleted; a wrong one is marked by a row."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("track", "0001_initial")]

    operations = [
        AppendOnly("track_measureentry"),
        AppendOnly("track_measureerror"),
    ]
