"""How many sessions, how far apart, and when do we stop and look?

Weekly, in a block of four, then a review after session 4 or on day 28, whichever comes first; a fresh decision after
six and never more than ten (CLINICAL.md section 8, defaults by consensus, not evidence). The window around a week is
not a clinical fact but a tolerance for finding appointments: two days either way, so that four sessions, even at the
widest, are done by day 28.

Where a person has judged the pain acute and massage tolerated, a block may instead be twice a week: three to four days
apart, so that its four sessions lie within the first two weeks.
"""

from ischia.pathway.plan.values import Changes, CourseSpec, Pace
from ischia.pathway.shared.errors import Refused

SESSIONS = 4
REVIEW_AFTER_SESSION = SESSIONS
REVIEW_BY_DAY = 28
DECISION_NEEDED_AFTER = 6
HARD_MAXIMUM = 10
SPACING_DAYS = {Pace.WEEKLY: (5, 7, 9), Pace.TWICE_A_WEEK_AT_FIRST: (3, 3, 4)}
"""The least, the ideal and the most days from one session to the next."""


def course_of(session_minutes: int, pace: Pace, changes: Changes) -> CourseSpec:
    """Return the next block of sessions of this length, within what earlier sessions leave.

    Raises `Refused` with the code `hard_maximum_reached` when ten sessions are done, and `pace_not_tolerated` for two
    sessions a week after a review that asked for less.
    """
    done = changes.sessions_done
    if done >= HARD_MAXIMUM:
        message = f"{HARD_MAXIMUM} sessions are done. Massage ends here; talk over what else could help."
        raise Refused("hard_maximum_reached", message)
    if pace is Pace.TWICE_A_WEEK_AT_FIRST and changes.reduces_dose:
        message = "The last review asked for less, so sessions stay a week apart."
        raise Refused("pace_not_tolerated", message, field="pace")
    until_decision = (DECISION_NEEDED_AFTER if done < DECISION_NEEDED_AFTER else HARD_MAXIMUM) - done
    sessions = min(SESSIONS, until_decision)
    least, ideal, most = SPACING_DAYS[pace]
    return CourseSpec(
        sessions=sessions,
        spacing_minimum_days=least,
        spacing_ideal_days=ideal,
        spacing_maximum_days=most,
        session_minutes=session_minutes,
        review_after_session=sessions,
        review_by_day=REVIEW_BY_DAY,
        decision_needed_after=until_decision,
        hard_maximum=HARD_MAXIMUM - done,
        pace=pace,
    )
