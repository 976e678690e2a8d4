"""A discharge note is never changed, but goes when the client it tells of is erased."""

from django.db import migrations

from ischia.clinic.audit.append_only import MayBeErased


class Migration(migrations.Migration):
    dependencies = [("treat", "0004_discharge_note")]

    operations = [MayBeErased("treat_dischargenote")]
