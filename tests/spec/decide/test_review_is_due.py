"""When is the review due? At the planned session or day, whichever comes first."""

from datetime import date, timedelta

import pytest

from ischia.pathway.decide.api import review_is_due
from ischia.pathway.plan.values import CourseSpec

TODAY = date(2026, 11, 22)
EARLY_COURSE = CourseSpec(
    sessions=3,
    spacing_minimum_days=5,
    spacing_ideal_days=7,
    spacing_maximum_days=10,
    session_minutes=45,
    review_after_session=3,
    review_by_day=21,
    decision_needed_after=6,
    hard_maximum=10,
)


@pytest.mark.parametrize(
    ("done", "days_since_first", "course", "is_due"),
    [
        pytest.param(0, None, None, False, id="before-the-first-session"),
        pytest.param(3, 14, None, False, id="three-sessions-in-two-weeks"),
        pytest.param(4, 21, None, True, id="after-the-fourth-session"),
        pytest.param(2, 27, None, False, id="day-27"),
        pytest.param(2, 28, None, True, id="day-28"),
        pytest.param(3, 14, EARLY_COURSE, True, id="the-plan-reviews-after-the-third"),
        pytest.param(1, 20, EARLY_COURSE, False, id="a-day-before-the-plans-day"),
        pytest.param(1, 21, EARLY_COURSE, True, id="on-the-plans-day"),
    ],
)
def test_review_is_due_at_session_or_day(
    done: int, days_since_first: int | None, course: CourseSpec | None, *, is_due: bool
) -> None:
    first = None if days_since_first is None else TODAY - timedelta(days=days_since_first)

    assert review_is_due(sessions_done=done, first_session_on=first, today=TODAY, course=course) is is_due
