"""Which reviews were answered, and may these visits be booked beside them?

Decisions are kept by a later stage (`decide`), which this one may not import. So this file says what booking needs of
it, and `decide` puts itself in place when the application starts.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ischia.clinic.book.queries import standing
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Answered, Hindrance, hindrance, visits_left
from ischia.pathway.plan.api import REVIEW_BY_DAY
from ischia.pathway.shared.errors import Refused


class KeepsDecisions(Protocol):
    """What booking needs of the stage that keeps decisions."""

    def answered(self, episodes: Collection[UUID]) -> Mapping[UUID, Sequence[Answered]]:
        """The answers given in each episode, oldest first; episodes without one are left out. One SQL query."""
        ...


_KEEPERS: list[KeepsDecisions] = []


def put_in_place(keeper: KeepsDecisions) -> None:
    """Called once, by the app that keeps decisions."""
    _KEEPERS[:] = [keeper]


def reviews_answered(episodes: Collection[UUID]) -> Mapping[UUID, Sequence[Answered]]:
    """The answers given in each episode, oldest first."""
    return _KEEPERS[0].answered(episodes)


def visits_before_review(care_plan: CarePlan) -> int:
    """How many more visits may be booked under this plan before its review is answered. Two SQL queries."""
    kept, answered = _so_far(care_plan)
    return visits_left(kept=kept, answered=answered, review_after_session=_review_after(care_plan))


def _so_far(care_plan: CarePlan, kept: Sequence[datetime] | None = None) -> tuple[Sequence[datetime], Answered | None]:
    """The starts of the episode's visits that are booked or have been, unless they are read, and the newest answer."""
    answers = reviews_answered([care_plan.episode_id]).get(care_plan.episode_id, ())
    return standing(care_plan).starts if kept is None else kept, answers[-1] if answers else None


def _review_after(care_plan: CarePlan) -> int:
    after: int = care_plan.plan["course"].get("review_after_session", care_plan.sessions)
    return after


def review_hindrance(
    care_plan: CarePlan, starts: Sequence[datetime], *, kept: Sequence[datetime] | None = None
) -> Hindrance | None:
    """Why visits of these starts may not be booked under this plan; None when they may.

    `kept` are the starts of the visits that are booked or over; None reads them. Two SQL queries, or one.
    """
    kept, answered = _so_far(care_plan, kept)
    return hindrance(
        kept=kept,
        wanted=starts,
        answered=answered,
        review_after_session=_review_after(care_plan),
        review_by_day=care_plan.plan["course"].get("review_by_day", REVIEW_BY_DAY),
    )


def check_review_answered(
    care_plan: CarePlan, starts: Sequence[datetime], *, kept: Sequence[datetime] | None = None
) -> None:
    """Refuse (`decision_first`, `course_ended`) visits beyond the review that nobody has answered."""
    found = review_hindrance(care_plan, starts, kept=kept)
    if found is not None:
        raise Refused(found.value, found.sentence)
