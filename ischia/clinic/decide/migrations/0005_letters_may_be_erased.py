"""A letter is never changed, but goes when the client whose name is in it is erased."""

from django.db import migrations

from ischia.clinic.audit.append_only import MayBeErased


class Migration(migrations.Migration):
    dependencies = [("decide", "0004_sent_letter")]

    operations = [MayBeErased("decide_sentletter")]
