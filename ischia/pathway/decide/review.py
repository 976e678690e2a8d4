"""When is it time to look back and decide? At the planned session or day, whichever comes first."""

from datetime import date

from ischia.pathway.plan.api import REVIEW_AFTER_SESSION, REVIEW_BY_DAY, CourseSpec


def review_is_due(*, sessions_done: int, first_session_on: date | None, today: date, course: CourseSpec | None) -> bool:
    """Whether the review is due. Without a plan it is due when a new one would say so."""
    after_session = course.review_after_session if course else REVIEW_AFTER_SESSION
    by_day = course.review_by_day if course else REVIEW_BY_DAY
    if sessions_done >= after_session:
        return True
    return first_session_on is not None and (today - first_session_on).days >= by_day
