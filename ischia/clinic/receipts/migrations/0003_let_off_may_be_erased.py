"""Why a session was let off is never changed, but goes when the client is erased."""

from django.db import migrations

from ischia.clinic.audit.append_only import MayBeErased


class Migration(migrations.Migration):
    dependencies = [("receipts", "0002_guard")]

    operations = [MayBeErased("receipts_letoff")]
