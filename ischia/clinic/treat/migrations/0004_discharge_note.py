import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("treat", "0003_drafts_by_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DischargeNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("goals_reached", "The goals are reached"),
                            ("no_further_gain", "No further gain to be expected"),
                            ("referred_on", "Referred on"),
                            ("own_wish", "The client’s own wish"),
                            ("not_safe", "Massage is not suitable any more"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("sessions", models.TextField()),
                ("progress", models.TextField()),
                ("why", models.TextField()),
                ("referrals", models.TextField(blank=True, default="")),
                ("advice", models.TextField(blank=True, default="")),
                ("knowledge_version", models.CharField(max_length=80)),
                ("signed_name", models.CharField(max_length=120)),
                ("signed_at", models.DateTimeField()),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discharge_note",
                        to="people.episode",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        AppendOnly("treat_dischargenote"),
    ]
