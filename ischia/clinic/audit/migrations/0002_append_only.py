"""Audit events are never changed or deleted, not even by raw SQL."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [AppendOnly("audit_event")]
