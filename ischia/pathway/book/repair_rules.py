"""Which repairs are allowed at all? The rules of booking, held against a whole repair at once.

That a slot is free of everything that stays is in the candidates already. What is left is what affected sessions do to
one another: therapist, client and rooms with buffers, a day's number of sessions and deep minutes, the shortest spacing
within a course, and the review that comes before later ones. This is plain Python beside the solver's model, so that
each can be held against the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations

from ischia.pathway.book.minutes import MinuteSpan, floor_minute
from ischia.pathway.book.repair_rooms import Visit, all_have_rooms, rooms_for
from ischia.pathway.book.repair_values import Affected, DayLeft, RepairProblem
from ischia.pathway.book.repair_wishes import local_day
from ischia.pathway.book.values import ServiceTimes, Slot

Placed = Mapping[str, Slot]
"""Slots by session; a session that is missing is not placed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One rule that a repair breaks, and the sessions that break it."""

    rule: str
    sessions: tuple[str, ...]


def whole_span(slot: Slot, times: ServiceTimes) -> MinuteSpan:
    """What a session takes of its therapist and its room, in epoch minutes."""
    start = floor_minute(slot.start)
    return start - times.preparation, start + times.minutes + times.recovery


def session_span(slot: Slot, times: ServiceTimes) -> MinuteSpan:
    """What a session takes of its client, in epoch minutes."""
    start = floor_minute(slot.start)
    return start, start + times.minutes


def overlap(one: MinuteSpan, other: MinuteSpan) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def broken_rules(problem: RepairProblem, placed: Placed) -> tuple[Broken, ...]:
    """Every rule that `placed` breaks; empty when it can be booked as it is."""
    affected = [each for each in problem.affected if each.session in placed]
    crowded = rooms_for(problem.rooms, visits_of(affected, placed)).crowded
    return (
        *chain(*(rule(problem, affected, placed) for rule in _RULES)),
        *(Broken(rule="room", sessions=crowd) for crowd in crowded),
    )


def can_join(problem: RepairProblem, placed: Placed, affected: Affected, slot: Slot) -> bool:
    """Whether one session may take `slot` beside all others in `placed`, which breaks no rule so far.

    Only sessions of the same course or block, and of the same day and the days beside it, can stand in the way.
    """
    day = local_day(problem, slot)
    near = {
        other.session: placed[other.session]
        for other in problem.affected
        if other.session in placed
        and (_belong_together(other, affected) or abs((local_day(problem, placed[other.session]) - day).days) <= 1)
    }
    near[affected.session] = slot
    there = [each for each in problem.affected if each.session in near]
    broken = chain(*(rule(problem, there, near) for rule in _RULES))
    return next(iter(broken), None) is None and all_have_rooms(problem.rooms, visits_of(there, near))


def _belong_together(one: Affected, other: Affected) -> bool:
    return one.course == other.course or are_before_one_review(one, other)


def are_before_one_review(one: Affected, other: Affected) -> bool:
    """Whether two sessions must not lie too far apart, because a review comes after both."""
    return bool(one.block) and one.block == other.block


def _not_on_offer(_problem: RepairProblem, affected: Sequence[Affected], placed: Placed) -> Iterable[Broken]:
    for each in affected:
        if placed[each.session] not in each.candidates:
            yield Broken(rule="not_on_offer", sessions=(each.session,))


def _overlapping(_problem: RepairProblem, affected: Sequence[Affected], placed: Placed) -> Iterable[Broken]:
    for one, other in combinations(affected, 2):
        first, second = placed[one.session], placed[other.session]
        both = (one.session, other.session)
        same_therapist = first.therapist == second.therapist
        if same_therapist and overlap(whole_span(first, one.times), whole_span(second, other.times)):
            yield Broken(rule="therapist", sessions=both)
        same_client = one.client == other.client
        if same_client and overlap(session_span(first, one.times), session_span(second, other.times)):
            yield Broken(rule="client", sessions=both)


def _too_close(problem: RepairProblem, affected: Sequence[Affected], placed: Placed) -> Iterable[Broken]:
    """Sessions of a course keep their order and the shortest spacing, to those that stay and to one another."""
    for each in affected:
        if not keeps_distance(problem, each, local_day(problem, placed[each.session])):
            yield Broken(rule="spacing", sessions=(each.session,))
    for one, other in combinations(affected, 2):
        if one.course == other.course:
            first, second = sorted((one, other), key=lambda each: each.number)
            days = local_day(problem, placed[second.session]) - local_day(problem, placed[first.session])
            if days.days < first.spacing.minimum:
                yield Broken(rule="spacing", sessions=(first.session, second.session))


def keeps_distance(problem: RepairProblem, affected: Affected, day: date) -> bool:
    """Whether a session on `day` keeps the shortest spacing to those of its course that stay."""
    for kept in problem.kept:
        if kept.course == affected.course:
            days = (day - kept.day).days if kept.number < affected.number else (kept.day - day).days
            if days < affected.spacing.minimum:
                return False
    return True


def _beyond_review(problem: RepairProblem, affected: Sequence[Affected], placed: Placed) -> Iterable[Broken]:
    """Sessions before a review stay before it: those that are placed here, and those that stay."""
    for each in affected:
        if not is_before_review(problem, each, local_day(problem, placed[each.session])):
            yield Broken(rule="review", sessions=(each.session,))
    for one, other in combinations(affected, 2):
        if are_before_one_review(one, other):
            days = local_day(problem, placed[other.session]) - local_day(problem, placed[one.session])
            if abs(days.days) > one.block_days:
                yield Broken(rule="review", sessions=(one.session, other.session))


def is_before_review(problem: RepairProblem, affected: Affected, day: date) -> bool:
    """Whether with a session on `day` it and those that stay lie before the same review as they do now."""
    return not affected.block or all(
        abs((day - kept.day).days) <= affected.block_days for kept in problem.kept if kept.block == affected.block
    )


def _over_the_day(problem: RepairProblem, affected: Sequence[Affected], placed: Placed) -> Iterable[Broken]:
    of_day: dict[tuple[str, date], list[Affected]] = defaultdict(list)
    for each in affected:
        slot = placed[each.session]
        of_day[slot.therapist, local_day(problem, slot)].append(each)
    for key, there in of_day.items():
        left = problem.left.get(key, DayLeft())
        names = tuple(each.session for each in there)
        if left.sessions is not None and len(there) > max(0, left.sessions):
            yield Broken(rule="sessions_a_day", sessions=names)
        deep = sum(each.deep_minutes for each in there)
        if left.deep_minutes is not None and deep > max(0, left.deep_minutes):
            yield Broken(rule="deep_minutes_a_day", sessions=names)


def visits_of(affected: Iterable[Affected], placed: Placed) -> list[Visit]:
    """What the placed sessions need of rooms."""
    return [
        Visit(
            session=each.session,
            place=placed[each.session].place,
            span=whole_span(placed[each.session], each.times),
        )
        for each in affected
        if each.session in placed
    ]


_RULES = (_not_on_offer, _overlapping, _too_close, _beyond_review, _over_the_day)
