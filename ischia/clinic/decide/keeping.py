"""What does booking hear of decisions? This fills the place that `ischia.clinic.book.reviews` describes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ischia.clinic.audit.api import keys, prepared
from ischia.clinic.decide.models import DecisionRecord
from ischia.pathway.book.api import Allows, Answered
from ischia.pathway.decide.api import Action

ALLOWS = {Action.STOP_AND_REFER: Allows.NOTHING, Action.DISCHARGE: Allows.ONE_CHECK}
"""What may be booked after an action; after every other one the next block."""


class Keeper:
    """Reads decisions for booking."""

    def answered(self, episodes: Collection[UUID]) -> Mapping[UUID, Sequence[Answered]]:
        found: dict[UUID, list[Answered]] = defaultdict(list)
        for episode, at, action in _decisions.rows(episodes=list(episodes)) if episodes else ():
            found[episode].append(Answered(at=at, allows=ALLOWS.get(Action(action), Allows.THE_NEXT_BLOCK)))
        return found


@prepared
def _decisions(episodes: int) -> QuerySet[DecisionRecord, Any]:
    rows = DecisionRecord.objects.filter(episode__pk__in=keys("episodes", episodes)).order_by("decided_at")
    return rows.values_list("episode_id", "decided_at", "action")
