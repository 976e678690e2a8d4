"""Has the review been answered that has to come before these visits?

No course runs past its review without a person's decision (CLINICAL.md section 8): visits are counted, and days, since
the last decision. What a decision means for booking comes as plain values, since deciding is a later stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ONE_CHECK = 1
"""How many visits may follow a discharge: the check at four to six weeks (CLINICAL.md section 8)."""


class Allows(StrEnum):
    """What a decision lets be booked after it."""

    THE_NEXT_BLOCK = "the_next_block"
    ONE_CHECK = "one_check"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A review that a person has answered."""

    at: datetime
    allows: Allows


class Hindrance(StrEnum):
    """Why a visit may not be booked yet."""

    DECISION_FIRST = "decision_first"
    COURSE_ENDED = "course_ended"

    @property
    def sentence(self) -> str:
        """The reason in words for both people."""
        return _SENTENCES[self]


_SENTENCES = {
    Hindrance.DECISION_FIRST: (
        "The review comes first. Your therapist looks at how it is going and decides with you before more visits are "
        "booked."
    ),
    Hindrance.COURSE_ENDED: (
        "Your last review ended this course, so no more visits can be booked for it. If something has changed, please "
        "talk to your therapist."
    ),
}


def hindrance(
    *,
    kept: Sequence[datetime],
    wanted: Sequence[datetime],
    answered: Answered | None,
    review_after_session: int,
    review_by_day: int,
) -> Hindrance | None:
    """Why `wanted` visits may not be booked beside those `kept` already; None when they may. `answered` is the last.

    `review_after_session` visits, and those that start within `review_by_day` days of the first of them, need no fresh
    decision.
    """
    if not wanted:
        return None
    is_over = len(wanted) > visits_left(kept=kept, answered=answered, review_after_session=review_after_session)
    if answered is not None and answered.allows is not Allows.THE_NEXT_BLOCK:
        return Hindrance.COURSE_ENDED if is_over else None
    until = min(_since((*kept, *wanted), answered), default=min(wanted)) + timedelta(days=review_by_day)
    return Hindrance.DECISION_FIRST if is_over or max(wanted) > until else None


def visits_left(*, kept: Sequence[datetime], answered: Answered | None, review_after_session: int) -> int:
    """How many more visits may be booked before a review has to be answered, by their number alone."""
    allowed = review_after_session
    if answered is not None and answered.allows is not Allows.THE_NEXT_BLOCK:
        allowed = ONE_CHECK if answered.allows is Allows.ONE_CHECK else 0
    return max(0, allowed - len(_since(kept, answered)))


def _since(starts: Sequence[datetime], answered: Answered | None) -> list[datetime]:
    return [start for start in starts if answered is None or start > answered.at]
