"""What STarT Back and SCOPiC came to, for clinics that have switched it on; never changed once written."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("assess", "0002_append_only"),
        ("people", "0002_append_only_and_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="SciaticaGrouping",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("total", models.PositiveSmallIntegerField()),
                ("psychosocial", models.PositiveSmallIntegerField()),
                ("indicators", models.JSONField()),
                ("grouping", models.JSONField()),
                ("knowledge_version", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=120)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sciatica_groupings",
                        to="people.episode",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["episode", "-at"], name="assess_grouping_latest")],
            },
        ),
        AppendOnly("assess_sciaticagrouping"),
    ]
