"""Signed records and amendments are never changed or deleted; drafts may be."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("treat", "0001_initial")]

    operations = [
        AppendOnly("treat_sessionrecord"),
        AppendOnly("treat_amendment"),
    ]
