"""Which plan counts for this episode?"""

from typing import Any

from django.db.models import QuerySet

from ischia.clinic.audit.api import key, prepared, whole
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.models import CarePlan


def latest_care_plan(episode: Episode) -> CarePlan | None:
    """The last plan of the episode, if any."""
    return _latest.first(CarePlan, episode=episode.pk)


@prepared
def _latest() -> QuerySet[CarePlan, Any]:
    return whole(CarePlan.objects.filter(episode=key("episode")).order_by("-at"))[:1]
