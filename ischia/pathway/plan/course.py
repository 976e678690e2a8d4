"""How many sessions, how far apart, and when do we stop and look?

Weekly, in a block of four, then a review after session 4 or on day 28, whichever comes first; a fresh decision after
six and never more than ten (CLINICAL.md section 8, defaults by consensus, not evidence). The window around a week is
not a clinical fact but a tolerance for finding appointments: two days either way, so that four sessions, even at the
widest, are done by day 28.
"""

from ischia.pathway.plan.values import CourseSpec

SESSIONS = 4
REVIEW_BY_DAY = 28
DECISION_NEEDED_AFTER = 6
HARD_MAXIMUM = 10
SPACING_IDEAL_DAYS = 7
SPACING_TOLERANCE_DAYS = 2


def default_course(session_minutes: int) -> CourseSpec:
    """Return the course that every plan starts with, for sessions of this length."""
    return CourseSpec(
        sessions=SESSIONS,
        spacing_minimum_days=SPACING_IDEAL_DAYS - SPACING_TOLERANCE_DAYS,
        spacing_ideal_days=SPACING_IDEAL_DAYS,
        spacing_maximum_days=SPACING_IDEAL_DAYS + SPACING_TOLERANCE_DAYS,
        session_minutes=session_minutes,
        review_after_session=SESSIONS,
        review_by_day=REVIEW_BY_DAY,
        decision_needed_after=DECISION_NEEDED_AFTER,
        hard_maximum=HARD_MAXIMUM,
    )
