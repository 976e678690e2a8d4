"""Every session says on which day of the clinic it starts and how long it holds deep work; what is there gets its day.

The deep minutes of what is there come from its plan, which lies above the diary: see the migrations of book.
"""

from typing import Any
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models

from ischia.clinic.diary.kept_triggers import KeepingTriggers

BATCH = 2000


def give_days(apps: Any, schema_editor: Any) -> None:
    occupancies = apps.get_model("diary", "Occupancy")._default_manager
    rows = occupancies.filter(day=None).select_related("therapist__clinic").order_by("pk")
    while batch := list(rows[:BATCH]):
        for row in batch:
            row.day = row.client_from.astimezone(ZoneInfo(row.therapist.clinic.zone)).date()
        occupancies.bulk_update(batch, ["day"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [
        ("diary", "0003_searches_read_the_index_alone"),
        ("people", "0003_what_a_day_may_hold"),
        ("places", "0004_what_a_day_may_hold"),
    ]

    operations = [
        KeepingTriggers(
            table="diary_occupancy",
            operations=[
                migrations.AddField(model_name="occupancy", name="day", field=models.DateField(null=True)),
                migrations.AddField(
                    model_name="occupancy",
                    name="deep_minutes",
                    field=models.PositiveSmallIntegerField(db_default=0, default=0),
                ),
                migrations.AddField(
                    model_name="occupancy",
                    name="allowed_by",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allowed",
                        to="diary.override",
                    ),
                ),
                migrations.RunPython(give_days, migrations.RunPython.noop),
            ],
        ),
    ]
