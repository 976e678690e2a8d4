"""How many sessions, and how many minutes of deep work, may be booked for one day of one therapist."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0003_clinic_groups_sciatica")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="sessions_a_day",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clinic",
            name="deep_minutes_a_day",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
