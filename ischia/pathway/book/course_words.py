"""How is a proposed course explained: who, how far apart, at the times asked for, and why not when it cannot be?"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ischia.pathway.book.course_cost import local_day, slot_cost
from ischia.pathway.book.values import CourseRequest, Slot


def reasons(request: CourseRequest, slots: Sequence[Slot]) -> tuple[str, ...]:
    """What speaks for the course, in plain sentences."""
    said = (_about_therapist(slots), _about_spacing(request, slots), _about_wishes(request, slots))
    return tuple(reason for reason in said if reason)


def too_few_therapists(request: CourseRequest) -> str:
    """Every visit could be placed, were the client to accept more therapists."""
    return (
        f"{request.sessions} visits {_apart(request)} need more than {_counted(request.most_therapists, 'therapist')}."
    )


def too_few_times(request: CourseRequest, placed: int) -> str:
    """Say how many visits do fit, so that the reader knows what to loosen."""
    visits = _counted(request.sessions, "visit")
    return f"Only {placed} of {visits} can be placed {_apart(request)} in the time looked at."


def _apart(request: CourseRequest) -> str:
    return f"{request.spacing_minimum_days} to {request.spacing_maximum_days} days apart"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _about_therapist(slots: Sequence[Slot]) -> str:
    therapists = len({slot.therapist for slot in slots})
    if therapists == 1:
        return "Every visit is with the same therapist." if len(slots) > 1 else ""
    return f"The visits are shared by {therapists} therapists."


def _about_spacing(request: CourseRequest, slots: Sequence[Slot]) -> str:
    days = [local_day(request, slot) for slot in slots]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if not gaps:
        return ""
    if all(gap == request.spacing_ideal_days for gap in gaps):
        return f"The visits are {_counted(gaps[0], 'day')} apart, as planned."
    return (
        f"The visits are {min(gaps)} to {max(gaps)} days apart; {_counted(request.spacing_ideal_days, 'day')} is ideal."
    )


def _about_wishes(request: CourseRequest, slots: Sequence[Slot]) -> str:
    if request.half_day == "any" and not request.weekdays and not request.windows:
        return ""
    own = replace(request, preferred_therapist=None)
    missed = sum(slot_cost(own, slot) > 0 for slot in slots)
    if not missed:
        return "Every visit is at a time of day and on a day that you asked for."
    return f"{_counted(missed, 'visit')} of {len(slots)} could not be placed at the times that you asked for."
