"""Has the review been answered that has to come before these visits?

No course runs past its review without a person's decision (CLINICAL.md section 8): visits are counted, and days, since
the last decision. What a decision means for booking comes as plain values, since deciding is a later stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ischia.pathway.book.hours import local_day

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far visits may reach before a person decides: `days` from the first of them, and to the day `until`, which a
    visit that is booked already has set. None: as far as one likes."""

    until: date | None = None
    days: int | None = None


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
    zone: str,
) -> Hindrance | None:
    """Why `wanted` visits may not be booked beside those `kept` already; None when they may. `answered` is the last.

    `review_after_session` visits, and those that start within `review_by_day` calendar days of the first of them, need
    no fresh decision.
    """
    if not wanted:
        return None
    is_over = len(wanted) > visits_left(kept=kept, answered=answered, review_after_session=review_after_session)
    if not _asks_for_review(answered):
        return Hindrance.COURSE_ENDED if is_over else None
    until = _until([*kept, *wanted], answered, review_by_day, zone)
    is_beyond = until is not None and local_day(max(wanted), zone) > until
    return Hindrance.DECISION_FIRST if is_over or is_beyond else None


def reach(*, kept: Sequence[datetime], answered: Answered | None, review_by_day: int, zone: str) -> Reach:
    """How far visits beside those `kept` may reach before the review is answered."""
    if not _asks_for_review(answered):
        return Reach()
    return Reach(until=_until(kept, answered, review_by_day, zone), days=review_by_day)


def is_pushed_beyond(
    *,
    before: Sequence[datetime],
    after: Sequence[datetime],
    answered: Answered | None,
    review_by_day: int,
    zone: str,
) -> bool:
    """Whether moving visits from `before` to `after`, in the same order, puts one beyond the review that was not."""
    if not _asks_for_review(answered):
        return False
    was_until = _until(before, answered, review_by_day, zone)
    until = _until(after, answered, review_by_day, zone)
    return any(
        until is not None and local_day(new, zone) > until and (was_until is None or local_day(old, zone) <= was_until)
        for old, new in zip(before, after, strict=True)
    )


def _asks_for_review(answered: Answered | None) -> bool:
    """Whether what comes now is a block with a review of its own."""
    return answered is None or answered.allows is Allows.THE_NEXT_BLOCK


def _until(starts: Sequence[datetime], answered: Answered | None, review_by_day: int, zone: str) -> date | None:
    """The last day before the review, which the first visit since the last answer sets; None before there is one."""
    since = _since(starts, answered)
    return local_day(min(since), zone) + timedelta(days=review_by_day) if since else None


def visits_left(*, kept: Sequence[datetime], answered: Answered | None, review_after_session: int) -> int:
    """How many more visits may be booked before a review has to be answered, by their number alone."""
    allowed = review_after_session
    if answered is not None and not _asks_for_review(answered):
        allowed = ONE_CHECK if answered.allows is Allows.ONE_CHECK else 0
    return max(0, allowed - len(_since(kept, answered)))


def _since(starts: Sequence[datetime], answered: Answered | None) -> list[datetime]:
    return [start for start in starts if answered is None or start > answered.at]
