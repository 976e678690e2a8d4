"""No session without its day, an index to count a day by; closures; time off that comes from an outside calendar."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from ischia.clinic.diary.kept_triggers import KeepingTriggers


class Migration(migrations.Migration):
    dependencies = [("diary", "0004_what_a_day_holds")]

    operations = [
        KeepingTriggers(
            table="diary_occupancy",
            operations=[
                migrations.AlterField(model_name="occupancy", name="day", field=models.DateField()),
                migrations.AddIndex(
                    model_name="occupancy",
                    index=models.Index(
                        fields=["therapist", "day", "state", "expires_at", "deep_minutes"], name="diary_by_day"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="timeoff",
            name="source",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, default="", max_length=120)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="closures", to="places.clinic"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closures",
                        to="places.place",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closures",
                        to="places.room",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at"],
                "indexes": [models.Index(fields=["clinic", "ends_at"], name="diary_closure_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="diary_closure_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("room__isnull", True), ("place__isnull", False), _connector="OR"),
                        name="diary_closure_of_a_room_names_its_place",
                    ),
                ],
            },
        ),
    ]
