"""A service says for which visit it is meant: the first, the review, or any."""

from typing import Any

from django.db import migrations, models


def keep_first_visits(apps: Any, _schema: Any) -> None:
    apps.get_model("places", "Service").objects.filter(is_first_visit=True).update(kind="first")


def keep_first_visits_as_before(apps: Any, _schema: Any) -> None:
    apps.get_model("places", "Service").objects.filter(kind="first").update(is_first_visit=True)


class Migration(migrations.Migration):
    dependencies = [("places", "0006_where_places_are")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="kind",
            field=models.CharField(
                choices=[("first", "first visit"), ("review", "visit with the review"), ("visit", "any visit")],
                default="visit",
                max_length=10,
            ),
        ),
        migrations.AlterModelOptions(name="service", options={"ordering": ["kind", "-minutes"]}),
        migrations.RunPython(keep_first_visits, keep_first_visits_as_before),
        migrations.RemoveField(model_name="service", name="is_first_visit"),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["first", "review", "visit"]), name="places_service_known_kind"
            ),
        ),
    ]
