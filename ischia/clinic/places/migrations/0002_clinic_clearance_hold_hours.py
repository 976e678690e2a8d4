from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("places", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="clinic",
            name="clearance_hold_hours",
            field=models.PositiveIntegerField(default=72),
        )
    ]
