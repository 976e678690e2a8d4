"""What a therapist has trained for, each condition with what proves it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_what_a_day_may_hold")]

    operations = [
        migrations.AddField(
            model_name="therapist",
            name="conditions",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
