"""How many sessions, and how many minutes of deep work, may be booked for one day of one therapist."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_append_only_and_cache")]

    operations = [
        migrations.AddField(
            model_name="therapist",
            name="sessions_a_day",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="therapist",
            name="deep_minutes_a_day",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
