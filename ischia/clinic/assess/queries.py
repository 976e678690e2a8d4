"""Which assessment counts for this episode?"""

from ischia.clinic.assess.models import Assessment
from ischia.clinic.people.api import Episode


def latest_assessment(episode: Episode) -> Assessment | None:
    """The last assessment of the episode, if any."""
    return Assessment.objects.filter(episode=episode).order_by("-at").first()
