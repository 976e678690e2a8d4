"""Which visits lie before one review, so that a repair must not put one of them beyond it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ischia.clinic.book.models import Session
from ischia.clinic.book.reviews import reviews_ahead
from ischia.pathway.book.api import Reach, local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The visits of one episode before its next review. `days`: how far apart they may lie at most."""

    name: str
    since: datetime | None
    reach: Reach
    zone: str

    @property
    def days(self) -> int:
        return self.reach.days or 0

    def holds(self, start: datetime) -> bool:
        """Whether a visit of this start belongs to it: after the last answer, and not beyond the review already."""
        is_since = self.since is None or start > self.since
        until = self.reach.until
        return is_since and until is not None and local_day(start, self.zone) <= until


def blocks_of(sessions: Sequence[Session], zone: str) -> Mapping[UUID, Block]:
    """The block that lies ahead of each session's episode. Two queries, however many."""
    plans = {session.course.episode_id: session.course.care_plan for session in sessions}
    return {
        episode: Block(
            name=str(episode),
            since=None if review.answered is None else review.answered.at,
            reach=review.reach,
            zone=review.zone,
        )
        for episode, review in reviews_ahead(plans.values(), zone=zone).items()
    }
