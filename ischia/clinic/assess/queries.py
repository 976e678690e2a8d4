"""Which assessment counts for this episode, and which group does the clinic's own grouping put a client in?"""

from ischia.clinic.assess.models import Assessment, SciaticaGrouping
from ischia.clinic.people.api import Episode
from ischia.knowledge.records import Knowledge
from ischia.pathway.assess.api import Grouping, SciaticaIndicators, StartBackScore, group_sciatica


def latest_assessment(episode: Episode) -> Assessment | None:
    """The last assessment of the episode, if any."""
    return Assessment.objects.filter(episode=episode).order_by("-at").first()


def latest_grouping(episode: Episode) -> SciaticaGrouping | None:
    """The last grouping of the episode, if any was entered."""
    return SciaticaGrouping.objects.filter(episode=episode).order_by("-at").first()


def grouping_of(
    episode: Episode, score: StartBackScore, indicators: SciaticaIndicators, knowledge: Knowledge
) -> Grouping:
    """The group by STarT Back and SCOPiC, as `group_sciatica`; refused where the clinic has not switched it on."""
    is_on = episode.client.clinic.groups_sciatica
    return group_sciatica(score, indicators, knowledge=knowledge, is_switched_on=is_on)
