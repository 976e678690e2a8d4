"""Which plan counts for this episode?"""

from ischia.clinic.people.api import Episode
from ischia.clinic.plan.models import CarePlan


def latest_care_plan(episode: Episode) -> CarePlan | None:
    """The last plan of the episode, if any."""
    return CarePlan.objects.filter(episode=episode).order_by("-at").first()
