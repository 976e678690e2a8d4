"""Free time is kept ready for searches, and triggers mark what of it no longer holds; holds have an index of their own."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from ischia.clinic.diary import availability_triggers


def make(apps: Any, schema_editor: Any) -> None:
    for statement in availability_triggers.made(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in availability_triggers.dropped(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("diary", "0005_closures_and_sources"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AvailabilityBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.IntegerField()),
                ("stamp", models.BigIntegerField()),
                ("setup", models.CharField(max_length=40)),
                ("diaries", models.BinaryField()),
                ("openings", models.BinaryField()),
                ("parts", models.BinaryField()),
                (
                    "clinic",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="places.clinic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["clinic", "block"], name="diary_availability_once_a_block")
                ],
            },
        ),
        migrations.CreateModel(
            name="AvailabilityMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.UUIDField()),
                ("block", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner", "block"], name="diary_mark_by_owner"),
                    models.Index(fields=["block", "owner"], name="diary_mark_by_block"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(condition=models.Q(("state", "held")), fields=["expires_at"], name="diary_holds"),
        ),
        migrations.RunPython(make, drop),
    ]
