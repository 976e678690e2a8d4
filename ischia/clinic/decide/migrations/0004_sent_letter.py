"""A letter as it was sent, kept whole and never changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly

TO_A_CLIENT = models.Q(reader="client", clinician_email="", link_until__isnull=True)
TO_A_CLINICIAN = models.Q(reader="clinician") & ~models.Q(clinician_email="") & models.Q(link_until__isnull=False)


class Migration(migrations.Migration):
    dependencies = [
        ("decide", "0003_plan_after"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SentLetter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("request_key", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("reader", models.CharField(max_length=20)),
                ("letter", models.JSONField()),
                ("clinician", models.CharField(blank=True, default="", max_length=120)),
                ("clinician_email", models.EmailField(blank=True, default="", max_length=254)),
                ("link_until", models.DateTimeField(blank=True, null=True)),
                ("knowledge_version", models.CharField(max_length=80)),
                ("sent_name", models.CharField(max_length=120)),
                ("sent_at", models.DateTimeField()),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sent_letters", to="people.episode"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=TO_A_CLIENT | TO_A_CLINICIAN, name="decide_letter_to_a_clinician_has_an_address"
                    )
                ],
            },
        ),
        AppendOnly("decide_sentletter"),
    ]
