"""A clinic may group sciatica by STarT Back and SCOPiC; off unless it says so."""

from django.db import migrations, models

NOTICE = "Whether STarT Back and SCOPiC may time the advice to see a clinician. Read their licence notice first."


class Migration(migrations.Migration):
    dependencies = [("places", "0002_clinic_clearance_hold_hours")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="groups_sciatica",
            field=models.BooleanField(default=False, help_text=NOTICE),
        ),
    ]
