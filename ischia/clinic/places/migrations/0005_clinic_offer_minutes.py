import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("places", "0004_what_a_day_may_hold"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="offer_minutes",
            field=models.PositiveIntegerField(default=120, validators=[django.core.validators.MinValueValidator(15)]),
        ),
    ]
