"""When should a whole course take place, given every start that can be booked?

The answer is an exact optimum, found by dynamic programming over the days on which a session may lie. Within a day only
the best start of each therapist can belong to an optimum, because what a start costs by itself (being outside the
client's wishes) does not depend on its neighbours, and what neighbours cost (spacing, a change of therapist) depends on
day and therapist only. Sessions of different services have different starts, so each has a table of days of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations

from ischia.pathway.book.course_cost import (
    PER_CHANGE_OF_THERAPIST,
    PER_DAY_OFF_IDEAL_SPACING,
    PER_DAY_UNTIL_FINISHED,
    check_request,
    course_cost,
    first_cost,
    local_day,
    may_start,
    slot_cost,
    spacing_cost,
)
from ischia.pathway.book.course_words import reasons, too_few_therapists, too_few_times
from ischia.pathway.book.values import CourseProposal, CourseRequest, Slot

ALL_ALIKE = ""
"""The service of every session where none is named."""

Offered = Iterable[Slot] | Mapping[str, Iterable[Slot]]


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to have placed some sessions, the last of them in `slot`."""

    cost: int
    slot: Slot
    before: "_Step | None"


_Cells = dict[int, dict[str, tuple[int, Slot]]]  # per day, per therapist: own cost and slot
_Row = dict[int, dict[str, _Step]]


@dataclass(frozen=True, slots=True)
class _Table:
    """What is free on each day (counted from `origin`), for each session in order."""

    origin: date
    sessions: tuple[_Cells, ...]


def propose_course(request: CourseRequest, slots: Offered, now: datetime) -> CourseProposal:
    """The cheapest course among `slots` that begin after `now`, or why there is none and what comes nearest.

    `slots` are by service where the request names services, else simply all.

    Raises:
        Refused: the request contradicts itself.
    """
    check_request(request)
    table = _table(request, slots, now)
    if table is None:
        return _no_course("Nothing is free in the time looked at.")
    best = _optimum(request, table)
    return _nearest(request, table) if best is None else _proposal(request, table, best)


def _proposal(request: CourseRequest, table: _Table, best: _Step, *, after_review: int = 0) -> CourseProposal:
    chosen = tuple(_unrolled(best))
    return CourseProposal(
        slots=chosen,
        cost=float(course_cost(request, chosen, table.origin)),
        reasons=reasons(request, chosen),
        review=len(chosen) if after_review else _review(request, chosen),
        after_review=after_review,
        services=request.services,
    )


def _no_course(why: str) -> CourseProposal:
    return CourseProposal(slots=(), cost=0.0, reasons=(), why_not=why)


def _nearest(request: CourseRequest, table: _Table) -> CourseProposal:
    """The most sessions that can be placed: as the course where only its review stands in the way of the others."""
    anybody = _cheapest(request, table)
    needed = None if anybody is None else _team_size(anybody)
    is_held_up = needed is None and _is_held_up_by_review(request, table)
    for sessions in range(request.sessions - 1, 0, -1):
        fewer, part = _shortened(request, table, sessions, ends_with_review=is_held_up)
        best = _optimum(fewer, part)
        if best is None:
            continue
        if is_held_up:
            return _proposal(fewer, part, best, after_review=request.sessions - sessions)
        why = too_few_times(request, sessions) if needed is None else too_few_therapists(request)
        return replace(_no_course(why), nearest=tuple(_unrolled(best)), enough_therapists=needed)
    return _no_course(too_few_times(request, 0))


def _shortened(
    request: CourseRequest, table: _Table, sessions: int, *, ends_with_review: bool
) -> tuple[CourseRequest, _Table]:
    """Only so many sessions. Where the review comes early, the last of them is of the service that the review has."""
    is_last = ends_with_review and sessions > 1 and request.review_after_session == request.sessions
    kept = (*range(sessions - 1), request.sessions - 1 if is_last else sessions - 1)
    services = tuple(request.services[each] for each in kept) if request.services else ()
    fewer = replace(request, sessions=sessions, services=services)
    return fewer, _Table(table.origin, tuple(table.sessions[each] for each in kept))


def _is_held_up_by_review(request: CourseRequest, table: _Table) -> bool:
    """Whether the course could be placed, were there no review before its end."""
    return _optimum(replace(request, review_by_day=None, until=None), table) is not None


def _review(request: CourseRequest, slots: Sequence[Slot]) -> int | None:
    """Which session (from 1) is the review."""
    planned = request.review_after_session
    return planned if planned is not None and planned <= len(slots) else None


def _table(request: CourseRequest, slots: Offered, now: datetime) -> _Table | None:
    """The best slot of each therapist on each day for every session; None when nothing at all is ahead."""
    by_service = slots if isinstance(slots, Mapping) else {ALL_ALIKE: slots}
    ahead = {
        service: [(local_day(request, slot), slot) for slot in offered if slot.start > now]
        for service, offered in by_service.items()
    }
    origin = min((day for rows in ahead.values() for day, _ in rows), default=None)
    if origin is None:
        return None
    cells = {service: _cells(request, rows, origin) for service, rows in ahead.items()}
    services = request.services or (ALL_ALIKE,) * request.sessions
    return _Table(origin, tuple(cells.get(service, {}) for service in services))


def _cells(request: CourseRequest, slots: Iterable[tuple[date, Slot]], origin: date) -> _Cells:
    cells: _Cells = {}
    for day, slot in slots:
        of_day = cells.setdefault((day - origin).days, {})
        candidate = (slot_cost(request, slot), slot)
        known = of_day.get(slot.therapist)
        if known is None or _before(candidate, known):
            of_day[slot.therapist] = candidate
    return cells


def _before(one: tuple[int, Slot], other: tuple[int, Slot]) -> bool:
    return (one[0], one[1].start, one[1].place) < (other[0], other[1].start, other[1].place)


def _optimum(request: CourseRequest, table: _Table) -> _Step | None:
    """The optimum with at most `most_therapists`.

    First with any number of therapists: when that needs no more than allowed it is the answer, because it leaves out
    no course. Only otherwise every team of the allowed size is tried, and given up as soon as it costs too much.
    """
    free = _cheapest(request, table)
    if free is None or _team_size(free) <= request.most_therapists:
        return free
    therapists = sorted({who for cells in table.sessions for of_day in cells.values() for who in of_day})
    best: _Step | None = None
    for team in combinations(therapists, request.most_therapists):
        candidate = _cheapest(request, _only(table, frozenset(team)), below=None if best is None else best.cost)
        if candidate is not None and (best is None or candidate.cost < best.cost):
            best = candidate
    return best


def _team_size(step: _Step) -> int:
    return len({slot.therapist for slot in _unrolled(step)})


def _only(table: _Table, team: frozenset[str]) -> _Table:
    kept: dict[int, _Cells] = {}
    for cells in table.sessions:
        if id(cells) not in kept:
            kept[id(cells)] = _of_team(cells, team)
    return _Table(table.origin, tuple(kept[id(cells)] for cells in table.sessions))


def _of_team(cells: _Cells, team: frozenset[str]) -> _Cells:
    kept = {
        day: {therapist: cell for therapist, cell in of_day.items() if therapist in team}
        for day, of_day in cells.items()
    }
    return {day: of_day for day, of_day in kept.items() if of_day}


def _cheapest(request: CourseRequest, table: _Table, *, below: int | None = None) -> _Step | None:
    """The cheapest course with any number of therapists; None when there is none, or surely none `below` that cost.

    First as if no review came in between: a course that is done by its review anyway is the answer. Only otherwise each
    day of a first visit is tried by itself, and given up as soon as it costs too much.
    """
    until = None if request.until is None else (request.until - table.origin).days
    best = _cheapest_on(request, table, table.sessions[0], until, below)
    if best is None or request.review_by_day is None or _days_taken(request, best) <= request.review_by_day:
        return best
    best = None
    for first in sorted(table.sessions[0]):
        by_review = first + request.review_by_day
        found = _cheapest_on(request, table, (first,), by_review if until is None else min(until, by_review), below)
        if found is not None and (below is None or found.cost < below):
            best, below = found, found.cost
    return best


def _days_taken(request: CourseRequest, step: _Step) -> int:
    slots = _unrolled(step)
    return (local_day(request, slots[-1]) - local_day(request, slots[0])).days


def _cheapest_on(
    request: CourseRequest, table: _Table, first_days: Iterable[int], last_day: int | None, below: int | None
) -> _Step | None:
    """The cheapest course that begins on one of `first_days` and has its last visit by `last_day`, any when None."""
    row = _first_row(request, table, first_days)
    for number in range(1, request.sessions + 1):
        if number > 1:
            row = _next_row(request, table.sessions[number - 1], row)
        row = _still_good(request, row, request.sessions - number, last_day, below)
    ends = (
        (step.cost + PER_DAY_UNTIL_FINISHED * day, day, step.slot.start, therapist, step)
        for day, of_day in row.items()
        for therapist, step in of_day.items()
    )
    best = min(ends, key=lambda end: end[:4], default=None)
    return None if best is None else _Step(best[0], best[4].slot, best[4].before)


def _still_good(request: CourseRequest, row: _Row, visits: int, last_day: int | None, below: int | None) -> _Row:
    """The days of a row from which `visits` more can be placed by `last_day`, and for less than `below`.

    They can cost no less than at the ideal distance, or as near to it as the last day lets them.
    """
    kept = row
    if last_day is not None:
        kept = {day: row[day] for day in row if day + request.spacing_minimum_days * visits <= last_day}
    if below is None:
        return kept
    ideal = request.spacing_ideal_days * visits
    good: _Row = {}
    for day, of_day in kept.items():
        days = ideal if last_day is None else min(ideal, last_day - day)
        rest = PER_DAY_OFF_IDEAL_SPACING * (ideal - days) + PER_DAY_UNTIL_FINISHED * (day + days)
        if min(step.cost for step in of_day.values()) + rest < below:
            good[day] = of_day
    return good


def _first_row(request: CourseRequest, table: _Table, days: Iterable[int]) -> _Row:
    row: _Row = {}
    for day in days:
        date_of = date.fromordinal(table.origin.toordinal() + day)
        if may_start(request, date_of):
            late = first_cost(request, date_of)
            of_day = table.sessions[0][day]
            row[day] = {therapist: _Step(late + cost, slot, None) for therapist, (cost, slot) in of_day.items()}
    return row


def _next_row(request: CourseRequest, cells: _Cells, row: _Row) -> _Row:
    gaps = [
        (gap, spacing_cost(request, gap))
        for gap in range(request.spacing_minimum_days, request.spacing_maximum_days + 1)
    ]
    gaps.sort(key=lambda gap: (gap[1], gap[0]))
    anybody = {day: min(of_day.values(), key=lambda step: step.cost) for day, of_day in row.items()}
    result: _Row = {}
    for day in sorted({day + gap for day in row for gap, _ in gaps} & cells.keys()):
        reachable = [(cost, row[day - gap], anybody[day - gap]) for gap, cost in gaps if day - gap in row]
        changed_cost, changed = min(((cost + step.cost, step) for cost, _, step in reachable), key=lambda pair: pair[0])
        changed_cost += PER_CHANGE_OF_THERAPIST
        result[day] = {
            therapist: _Step(*_continued(therapist, reachable, changed_cost, changed, own, slot))
            for therapist, (own, slot) in cells[day].items()
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
