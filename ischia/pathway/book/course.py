"""When should a whole course take place, given every start that can be booked?

The answer is an exact optimum, found by dynamic programming over the days on which a session may lie. Within a day only
the best start of each therapist can belong to an optimum, because what a start costs by itself (being outside the
client's wishes) does not depend on its neighbours, and what neighbours cost (spacing, a change of therapist) depends on
day and therapist only.

Costs are penalty points, chosen by us and written here once: they express what people ask for first, not a study.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import nsmallest
from itertools import combinations, pairwise

from ischia.pathway.book.hours import zone_named
from ischia.pathway.book.values import CourseProposal, CourseRequest, Slot
from ischia.pathway.shared.errors import Refused

PER_DAY_OFF_IDEAL_SPACING = 4
PER_CHANGE_OF_THERAPIST = 20
NOT_THE_PREFERRED_THERAPIST = 8
OUTSIDE_HALF_DAY = 6
OUTSIDE_WEEKDAYS = 6
PER_DAY_UNTIL_FINISHED = 1

NOON = time(12, 0)
EVENING = time(17, 0)
HALF_DAYS = ("morning", "afternoon", "evening")


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to have placed some sessions, the last of them in `slot`."""

    cost: int
    slot: Slot
    before: "_Step | None"


_Cells = dict[int, dict[str, tuple[int, Slot]]]  # per day, per therapist: own cost and slot
_Row = dict[int, dict[str, _Step]]


def half_day(local: datetime) -> str:
    """ "morning" before noon, "afternoon" before 17:00, else "evening", in the wall-clock time given."""
    if local.time() < NOON:
        return "morning"
    return "afternoon" if local.time() < EVENING else "evening"


def check_request(request: CourseRequest) -> None:
    """Refuse a course that cannot be placed whatever is free."""
    zone_named(request.zone)
    if request.sessions < 1:
        raise Refused("no_sessions", "A course has at least one session.", field="sessions")
    if request.spacing_minimum_days < 1:
        raise Refused("spacing_too_short", "Sessions are at least one day apart.", field="spacing_minimum_days")
    if not request.spacing_minimum_days <= request.spacing_ideal_days <= request.spacing_maximum_days:
        raise Refused("spacing_out_of_order", "The ideal spacing lies between the shortest and the longest.")
    if request.most_therapists < 1:
        raise Refused("no_therapists", "A course needs at least one therapist.", field="most_therapists")
    if request.half_day not in (*HALF_DAYS, "any"):
        raise Refused("unknown_half_day", "Choose morning, afternoon, evening or any.", field="half_day")


def slot_cost(request: CourseRequest, slot: Slot) -> int:
    """What a slot costs by itself: each wish of the client that it misses."""
    local = slot.start.astimezone(zone_named(request.zone))
    cost = 0
    if request.half_day not in ("any", half_day(local)):
        cost += OUTSIDE_HALF_DAY
    if request.weekdays and local.weekday() not in request.weekdays:
        cost += OUTSIDE_WEEKDAYS
    if request.preferred_therapist not in (None, slot.therapist):
        cost += NOT_THE_PREFERRED_THERAPIST
    return cost


def course_cost(request: CourseRequest, slots: Sequence[Slot], origin: date) -> int:
    """The whole cost of a course in penalty points; `origin` is the first day on which anything is free."""
    days = [_local_day(request, slot) for slot in slots]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    changes = sum(before.therapist != after.therapist for before, after in pairwise(slots))
    return (
        sum(slot_cost(request, slot) for slot in slots)
        + sum(PER_DAY_OFF_IDEAL_SPACING * abs(gap - request.spacing_ideal_days) for gap in gaps)
        + PER_CHANGE_OF_THERAPIST * changes
        + PER_DAY_UNTIL_FINISHED * (days[-1] - origin).days
    )


def propose_course(request: CourseRequest, slots: Iterable[Slot], now: datetime) -> CourseProposal:
    """The cheapest course among `slots` that begin after `now`, or why there is none.

    Raises:
        Refused: the request contradicts itself.
    """
    check_request(request)
    ahead = [slot for slot in slots if slot.start > now]
    if not ahead:
        return _no_course("Nothing is free in the time looked at.")
    cells, origin = _cells(request, ahead)
    best = _optimum(request, cells)
    if best is None:
        return _no_course(_how_far_it_goes(request, cells))
    chosen = tuple(_unrolled(best))
    return CourseProposal(
        slots=chosen, cost=float(course_cost(request, chosen, origin)), reasons=_reasons(request, chosen)
    )


def _no_course(why: str) -> CourseProposal:
    return CourseProposal(slots=(), cost=0.0, reasons=(), why_not=why)


def _local_day(request: CourseRequest, slot: Slot) -> date:
    return slot.start.astimezone(zone_named(request.zone)).date()


def _cells(request: CourseRequest, slots: Iterable[Slot]) -> tuple[_Cells, date]:
    """The best slot of each therapist on each day (counted from the first), and that first day."""
    days = [(_local_day(request, slot), slot) for slot in slots]
    origin = min(day for day, _ in days)
    cells: _Cells = {}
    for day, slot in days:
        of_day = cells.setdefault((day - origin).days, {})
        candidate = (slot_cost(request, slot), slot)
        known = of_day.get(slot.therapist)
        if known is None or _before(candidate, known):
            of_day[slot.therapist] = candidate
    return cells, origin


def _before(one: tuple[int, Slot], other: tuple[int, Slot]) -> bool:
    return (one[0], one[1].start, one[1].place) < (other[0], other[1].start, other[1].place)


def _optimum(request: CourseRequest, cells: _Cells) -> _Step | None:
    """The optimum with at most `most_therapists`.

    First with any number of therapists: when that needs no more than allowed it is the answer, because it leaves out
    no course. Only otherwise every team of the allowed size is tried.
    """
    free = _cheapest(request, cells)
    if free is None or _team_size(free) <= request.most_therapists:
        return free
    therapists = sorted({therapist for of_day in cells.values() for therapist in of_day})
    best: _Step | None = None
    for team in combinations(therapists, request.most_therapists):
        candidate = _cheapest(request, _only(cells, frozenset(team)))
        if candidate is not None and (best is None or candidate.cost < best.cost):
            best = candidate
    return best


def _team_size(step: _Step) -> int:
    return len({slot.therapist for slot in _unrolled(step)})


def _only(cells: _Cells, team: frozenset[str]) -> _Cells:
    kept = {
        day: {therapist: cell for therapist, cell in of_day.items() if therapist in team}
        for day, of_day in cells.items()
    }
    return {day: of_day for day, of_day in kept.items() if of_day}


def _cheapest(request: CourseRequest, cells: _Cells) -> _Step | None:
    row = _first_row(cells)
    for _ in range(request.sessions - 1):
        row = _next_row(request, cells, row)
    ends = (
        (step.cost + PER_DAY_UNTIL_FINISHED * day, day, step.slot.start, therapist, step)
        for day, of_day in row.items()
        for therapist, step in of_day.items()
    )
    best = min(ends, key=lambda end: end[:4], default=None)
    return None if best is None else _Step(best[0], best[4].slot, best[4].before)


def _first_row(cells: _Cells) -> _Row:
    return {
        day: {therapist: _Step(cost, slot, None) for therapist, (cost, slot) in of_day.items()}
        for day, of_day in cells.items()
    }


def _next_row(request: CourseRequest, cells: _Cells, row: _Row) -> _Row:
    gaps = [
        (gap, PER_DAY_OFF_IDEAL_SPACING * abs(gap - request.spacing_ideal_days))
        for gap in range(request.spacing_minimum_days, request.spacing_maximum_days + 1)
    ]
    gaps.sort(key=lambda gap: (gap[1], gap[0]))
    anybody = {day: min(of_day.values(), key=lambda step: step.cost) for day, of_day in row.items()}
    result: _Row = {}
    for day, of_day in cells.items():
        reachable = [(cost, row[day - gap], anybody[day - gap]) for gap, cost in gaps if day - gap in row]
        if not reachable:
            continue
        changed_cost, changed = min(((cost + step.cost, step) for cost, _, step in reachable), key=lambda pair: pair[0])
        changed_cost += PER_CHANGE_OF_THERAPIST
        result[day] = {
            therapist: _Step(*_continued(therapist, reachable, changed_cost, changed, own, slot))
            for therapist, (own, slot) in of_day.items()
        }
    return result


def _continued(
    therapist: str,
    reachable: Sequence[tuple[int, Mapping[str, _Step], _Step]],
    cost: int,
    step: _Step,
    own: int,
    slot: Slot,
) -> tuple[int, Slot, _Step]:
    """The cheapest step before `slot`: `step` (at `cost`, its change of therapist paid) or one by the same person."""
    for spacing, of_day, _ in reachable:
        same = of_day.get(therapist)
        if same is not None and spacing + same.cost <= cost:
            cost, step = spacing + same.cost, same
    return cost + own, slot, step


def _unrolled(step: _Step) -> Sequence[Slot]:
    slots: list[Slot] = []
    at: _Step | None = step
    while at is not None:
        slots.append(at.slot)
        at = at.before
    return slots[::-1]


def _how_far_it_goes(request: CourseRequest, cells: _Cells) -> str:
    """Say how many sessions do fit, so that the reader knows what to loosen."""
    row, placed = _first_row(cells), 1
    while placed < request.sessions:
        row = _next_row(request, cells, row)
        if not row:
            break
        placed += 1
    spacing = f"{request.spacing_minimum_days} to {request.spacing_maximum_days} days apart"
    if placed == request.sessions:
        return f"{placed} visits {spacing} need more than {_counted(request.most_therapists, 'therapist')}."
    return f"Only {placed} of {_counted(request.sessions, 'visit')} can be placed {spacing} in the time looked at."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _reasons(request: CourseRequest, slots: Sequence[Slot]) -> tuple[str, ...]:
    return tuple(
        reason
        for reason in (_about_therapist(slots), _about_spacing(request, slots), _about_wishes(request, slots))
        if reason
    )


def _about_therapist(slots: Sequence[Slot]) -> str:
    therapists = len({slot.therapist for slot in slots})
    if therapists == 1:
        return "Every visit is with the same therapist." if len(slots) > 1 else ""
    return f"The visits are shared by {therapists} therapists."


def _about_spacing(request: CourseRequest, slots: Sequence[Slot]) -> str:
    days = [_local_day(request, slot) for slot in slots]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if not gaps:
        return ""
    if all(gap == request.spacing_ideal_days for gap in gaps):
        return f"The visits are {_counted(gaps[0], 'day')} apart, as planned."
    return (
        f"The visits are {min(gaps)} to {max(gaps)} days apart; {_counted(request.spacing_ideal_days, 'day')} is ideal."
    )


def _about_wishes(request: CourseRequest, slots: Sequence[Slot]) -> str:
    if request.half_day == "any" and not request.weekdays:
        return ""
    own = replace(request, preferred_therapist=None)
    missed = sum(slot_cost(own, slot) > 0 for slot in slots)
    if not missed:
        return "Every visit is at a time of day and on a day that you asked for."
    return f"{_counted(missed, 'visit')} of {len(slots)} could not be placed at the times that you asked for."


def alternatives_for(slot: Slot, slots: Iterable[Slot], *, count: int = 3) -> tuple[Slot, ...]:
    """The free slots nearest to one that cannot be had, best first. Another therapist or place counts like a day."""
    others = (other for other in slots if other != slot)
    return tuple(nsmallest(count, others, key=lambda other: _distance(slot, other)))


def _distance(slot: Slot, other: Slot) -> tuple[timedelta, datetime, str, str]:
    elsewhere = timedelta(days=(other.therapist != slot.therapist) + (other.place != slot.place))
    return abs(other.start - slot.start) + elsewhere, other.start, other.therapist, other.place


def keeps_spacing(request: CourseRequest, course: Sequence[Slot], index: int, slot: Slot) -> bool:
    """Whether `slot` may replace session `index` (from 0) of `course` without moving its neighbours."""
    before, after = course[max(0, index - 1) : index], course[index + 1 : index + 2]
    run = [_local_day(request, each) for each in (*before, slot, *after)]
    gaps = [(later - earlier).days for earlier, later in pairwise(run)]
    return all(request.spacing_minimum_days <= gap <= request.spacing_maximum_days for gap in gaps)
