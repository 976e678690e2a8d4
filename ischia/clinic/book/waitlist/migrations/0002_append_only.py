"""A step of a wait or of an offer, once written down, stays as it was."""

from django.db import migrations

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("waitlist", "0001_initial")]

    operations = [AppendOnly("waitlist_waitlistrecord")]
