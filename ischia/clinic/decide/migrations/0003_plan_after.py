"""The plan that follows from a decision, kept beside it and never changed."""

import django.db.models.deletion
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("decide", "0002_append_only"), ("plan", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PlanAfter",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="plan_after",
                        serialize=False,
                        to="decide.decisionrecord",
                    ),
                ),
                (
                    "care_plan",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_by",
                        to="plan.careplan",
                    ),
                ),
                ("why_none", models.CharField(blank=True, default="", max_length=400)),
            ],
        ),
        AppendOnly("decide_planafter"),
    ]
