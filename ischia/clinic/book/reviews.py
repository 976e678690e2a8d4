"""Which reviews were answered, and may these visits be booked beside them?

Decisions are kept by a later stage (`decide`), which this one may not import. So this file says what booking needs of
it, and `decide` puts itself in place when the application starts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ischia.clinic.book.queries import standing, starts_of
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Answered, Hindrance, Reach, hindrance, is_pushed_beyond, reach, visits_left
from ischia.pathway.plan.api import REVIEW_BY_DAY
from ischia.pathway.shared.errors import Refused

AFTER_REVIEW = "That would put a visit after the review, which comes first. Choose an earlier day, or call us."


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review that lies ahead under a plan: what decides whether visits may be booked or moved before it.

    `kept` are the starts of the episode's visits that are booked or have been; `answered` is the newest answer.
    """

    kept: tuple[datetime, ...]
    answered: Answered | None
    after_session: int
    by_day: int
    zone: str

    @property
    def visits_left(self) -> int:
        """How many more visits may be booked before it, by their number alone."""
        return visits_left(kept=self.kept, answered=self.answered, review_after_session=self.after_session)

    @property
    def visit(self) -> int | None:
        """Which of the next visits it is planned at, from 1; None where none is planned."""
        return None if self.reach.days is None else self.visits_left

    @property
    def reach(self) -> Reach:
        """How far they may reach."""
        return reach(kept=self.kept, answered=self.answered, review_by_day=self.by_day, zone=self.zone)

    def hindrance(self, starts: Sequence[datetime]) -> Hindrance | None:
        """Why more visits of these starts may not be booked; None when they may."""
        return hindrance(
            kept=self.kept,
            wanted=starts,
            answered=self.answered,
            review_after_session=self.after_session,
            review_by_day=self.by_day,
            zone=self.zone,
        )

    def allows_move(self, moved: Mapping[datetime, datetime]) -> bool:
        """Whether visits may go from one start to another: none beyond the review that was not beyond it already."""
        others = [start for start in self.kept if start not in moved]
        return not is_pushed_beyond(
            before=[*others, *moved],
            after=[*others, *moved.values()],
            answered=self.answered,
            review_by_day=self.by_day,
            zone=self.zone,
        )


def review_ahead(care_plan: CarePlan, *, zone: str, kept: Sequence[datetime] | None = None) -> Review:
    """The review that lies ahead under a plan of a clinic in `zone`. Two SQL queries, or one when `kept` is given."""
    answers = reviews_answered([care_plan.episode_id]).get(care_plan.episode_id, ())
    return _review(care_plan, zone, standing(care_plan).starts if kept is None else kept, answers)


def reviews_ahead(care_plans: Iterable[CarePlan], *, zone: str) -> Mapping[UUID, Review]:
    """The review that lies ahead under each of several plans, by episode. Two SQL queries, however many."""
    plans = {plan.episode_id: plan for plan in care_plans}
    answers, starts = reviews_answered(plans), starts_of(plans)
    return {key: _review(plan, zone, starts.get(key, ()), answers.get(key, ())) for key, plan in plans.items()}


def _review(care_plan: CarePlan, zone: str, kept: Sequence[datetime], answers: Sequence[Answered]) -> Review:
    course = care_plan.plan["course"]
    return Review(
        kept=tuple(kept),
        answered=answers[-1] if answers else None,
        after_session=course.get("review_after_session", care_plan.sessions),
        by_day=course.get("review_by_day", REVIEW_BY_DAY),
        zone=zone,
    )


def review_hindrance(care_plan: CarePlan, starts: Sequence[datetime]) -> Hindrance | None:
    """Why more visits of these starts may not be booked under this plan; None when they may. Two SQL queries."""
    return review_ahead(care_plan, zone=care_plan.episode.client.clinic.zone).hindrance(starts)


def check_review_answered(
    care_plan: CarePlan, starts: Sequence[datetime], *, zone: str, kept: Sequence[datetime] | None = None
) -> None:
    """Refuse (`decision_first`, `course_ended`) visits beyond the review that nobody has answered."""
    found = review_ahead(care_plan, zone=zone, kept=kept).hindrance(starts)
    if found is not None:
        raise Refused(found.value, found.sentence)


def check_move_keeps_review(care_plan: CarePlan, moved: Mapping[datetime, datetime], *, zone: str) -> None:
    """Refuse (`decision_first`) to move visits, old start to new, beyond the review."""
    if not review_ahead(care_plan, zone=zone).allows_move(moved):
        raise Refused(Hindrance.DECISION_FIRST.value, AFTER_REVIEW, field="moves")
