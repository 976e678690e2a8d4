"""Which safety check and which clinician's answer count for this episode?"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ischia.clinic.audit.api import key, prepared, whole
from ischia.clinic.people.api import Episode
from ischia.clinic.screen.models import Clearance, Screening
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import RuleId
from ischia.pathway.screen.api import rules_of_today
from ischia.pathway.shared.errors import NotFound


def latest_screening(episode: Episode, *, purpose: Screening.Purpose | None = None) -> Screening | None:
    """The last completed safety check of the episode, for one purpose or for any."""
    if purpose is None:
        return _latest.first(Screening, episode=episode.pk)
    return Screening.objects.filter(episode=episode, purpose=purpose).order_by("-completed_at").first()


@prepared
def _latest() -> QuerySet[Screening, Any]:
    return whole(Screening.objects.filter(episode=key("episode")).order_by("-completed_at"))[:1]


def screening_by_id(screening_id: UUID | str) -> Screening:
    """The screening; raises NotFound."""
    screening = Screening.objects.select_related("episode__client__clinic").filter(pk=screening_id).first()
    if screening is None:
        raise NotFound("No such safety check")
    return screening


def latest_clearance(screening: Screening) -> Clearance | None:
    """The last clinician's answer to this screening, if any: a later one replaces an earlier one."""
    return Clearance.objects.filter(screening=screening).order_by("-recorded_at").first()


def expired_rules(cleared: Screening, screening: Screening) -> frozenset[RuleId]:
    """The rules that an answer to `cleared` does not cover at `screening`: on another day, those of one day only."""
    if timezone.localdate(cleared.completed_at) == timezone.localdate(screening.completed_at):
        return frozenset()
    return rules_of_today(load_knowledge())
