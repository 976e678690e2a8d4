"""Sessions that were booked before days were counted get the minutes of deep work that their plan holds.

The rule is the one of `ischia.pathway.book.load` on the day this was written.
"""

from typing import Any

from django.db import migrations

DEEP_TECHNIQUES = ("deep_tissue", "trigger_point")
FIRM = 4


def fill(apps: Any, schema_editor: Any) -> None:
    occupancies = apps.get_model("diary", "Occupancy")._default_manager
    sessions = apps.get_model("book", "Session")._default_manager
    for course in apps.get_model("book", "Course")._default_manager.select_related("care_plan", "service").iterator():
        planned = sum(
            block.get("minutes", 0)
            for block in course.care_plan.plan.get("blocks", ())
            if block.get("technique") in DEEP_TECHNIQUES or block.get("pressure", 0) >= FIRM
        )
        if planned:
            taken = sessions.filter(course=course).values("occupancy")
            occupancies.filter(pk__in=taken).update(deep_minutes=min(planned, course.service.minutes))


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0002_guard"),
        ("diary", "0005_closures_and_sources"),
        ("places", "0001_initial"),
        ("plan", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
