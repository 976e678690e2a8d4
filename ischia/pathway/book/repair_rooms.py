"""Which room does each visit get, or which visits cannot all have one?

Rooms that sessions keep are not interchangeable, so a count of free rooms is not enough: a visit may need a room that
is free before, during and after. Visits are given rooms in order of start, going back where that leads nowhere.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ischia.pathway.book.minutes import MinuteSpan
from ischia.pathway.book.repair_values import RoomTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A session that needs a room of `place` for all of `span` (epoch minutes, buffers included)."""

    session: str
    place: str
    span: MinuteSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """A room for each session; `crowded` are sets of sessions that cannot all have one, each as small as can be."""

    by_session: dict[str, str]
    crowded: tuple[tuple[str, ...], ...]


def rooms_for(rooms: Sequence[RoomTime], visits: Iterable[Visit]) -> Rooms:
    """Give every visit a room of its place."""
    found: dict[str, str] = {}
    crowded: list[tuple[str, ...]] = []
    for cluster in _clusters(visits):
        here = [room for room in rooms if room.place == cluster[0].place]
        given = _assigned(here, cluster)
        if given is None:
            crowded.append(tuple(visit.session for visit in _smallest(here, cluster)))
        else:
            found |= given
    return Rooms(by_session=found, crowded=tuple(crowded))


def all_have_rooms(rooms: Sequence[RoomTime], visits: Iterable[Visit]) -> bool:
    """Whether every visit can have a room of its place."""
    return all(
        _assigned([room for room in rooms if room.place == cluster[0].place], cluster) is not None
        for cluster in _clusters(visits)
    )


def _clusters(visits: Iterable[Visit]) -> list[list[Visit]]:
    """Visits of one place that overlap directly or through others; clusters do not disturb one another."""
    by_place: dict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda each: (each.span, each.session)):
        by_place[visit.place].append(visit)
    result: list[list[Visit]] = []
    for here in by_place.values():
        until = None
        for visit in here:
            if until is None or visit.span[0] >= until:
                result.append([])
                until = visit.span[1]
            result[-1].append(visit)
            until = max(until, visit.span[1])
    return result


def _assigned(rooms: Sequence[RoomTime], visits: Sequence[Visit]) -> dict[str, str] | None:
    fits = [[at for at, room in enumerate(rooms) if is_free(room.busy, visit.span)] for visit in visits]
    dead: set[tuple[int, ...]] = set()
    given = _given(visits, fits, (0,) * len(rooms), dead)
    if given is None:
        return None
    return {visit.session: rooms[at].room for visit, at in zip(visits, given, strict=True)}


def _given(
    visits: Sequence[Visit], fits: Sequence[Sequence[int]], until: tuple[int, ...], dead: set[tuple[int, ...]]
) -> list[int] | None:
    """Rooms for the visits that are left, when each room is given away until then. `dead` remembers what failed."""
    at = len(fits) - len(visits)
    if not visits:
        return []
    start, end = visits[0].span
    state = (at, *(max(start, free_from) for free_from in until))
    if state in dead:
        return None
    for room in fits[at]:
        if until[room] <= start:
            rest = _given(visits[1:], fits, (*until[:room], end, *until[room + 1 :]), dead)
            if rest is not None:
                return [room, *rest]
    dead.add(state)
    return None


def is_free(busy: Sequence[MinuteSpan], span: MinuteSpan) -> bool:
    """Whether nothing of `busy` (sorted, disjoint) overlaps `span`."""
    before = bisect_left(busy, (span[1], span[1]))
    return before == 0 or busy[before - 1][1] <= span[0]


def _smallest(rooms: Sequence[RoomTime], visits: Sequence[Visit]) -> list[Visit]:
    """Leave out every visit without which the others still cannot all have a room."""
    kept = list(visits)
    for visit in visits:
        fewer = [each for each in kept if each is not visit]
        if fewer and _assigned(rooms, fewer) is None:
            kept = fewer
    return kept
