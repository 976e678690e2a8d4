"""Which starts can be booked, over many diaries at once?

A start is free when it lies on the place's local grid (usually the quarter hour), the session lies inside one working
span and inside the window, and the session with its preparation before and recovery after overlaps nothing that is
busy. Busy spans carry their own buffers already. Where a place has rooms, one room must be free all that time too.

Everything is a range of permitted starts, so the search is one sweep over sorted intervals per diary and no calendar is
walked in steps. Rows become minutes once, on the way in; an index of free time that is kept between searches can hand
its ranges to `on_grid` in place of `therapist_ranges`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import gcd

from ischia.pathway.book.hours import zone_named
from ischia.pathway.book.minutes import MinuteSpan, StartRange, ceil_minute, floor_minute, instant, without
from ischia.pathway.book.values import ServiceTimes, Slot, Span
from ischia.pathway.shared.errors import Refused

_FOREVER = 1 << 60
_WEEK = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """One therapist at one place: working and busy time in epoch minutes, both sorted; `busy` may overlap itself.

    No session may start in `closed`, though one that started before may run into it.
    """

    therapist: str
    place: str
    zone: str
    working: Sequence[MinuteSpan]
    busy: Sequence[MinuteSpan] = ()
    closed: Sequence[MinuteSpan] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPool:
    """The rooms of one place: the busy time of each in epoch minutes, sorted. A pool without rooms offers nothing."""

    place: str
    busy: Sequence[Sequence[MinuteSpan]] = field(default_factory=tuple)


def check_service(times: ServiceTimes) -> None:
    """Refuse a service of no length, a negative buffer or a grid that does not divide the hour."""
    if times.minutes <= 0:
        raise Refused("no_length", "A session must last at least one minute.", field="minutes")
    if times.preparation < 0 or times.recovery < 0:
        raise Refused("negative_buffer", "Preparation and recovery cannot be negative.", field="preparation")
    if times.step <= 0 or 60 % times.step:
        raise Refused("unknown_grid", "Starts lie on a grid that divides the hour.", field="step")


def therapist_ranges(diary: Diary, times: ServiceTimes, window: MinuteSpan) -> list[StartRange]:
    """Permitted starts of one diary as disjoint, sorted ranges, before the grid and the rooms are looked at."""
    minutes, preparation = times.minutes, times.preparation
    reach = minutes + times.recovery
    busy, count, at = diary.busy, len(diary.busy), 0
    opens, closes = window
    ranges: list[StartRange] = []
    for first, end in diary.working:
        cursor = first if first > opens else opens
        last = (end if end < closes else closes) - minutes
        if last < cursor:
            continue
        while at < count and busy[at][1] + preparation <= cursor:
            at += 1
        index = at
        while index < count:
            busy_from, busy_until = busy[index]
            latest = busy_from - reach
            if latest >= last:
                break
            if latest >= cursor:
                ranges.append((cursor, latest))
            if busy_until + preparation > cursor:
                cursor = busy_until + preparation
            index += 1
        if cursor <= last:
            ranges.append((cursor, last))
    return ranges


def room_ranges(pool: RoomPool, times: ServiceTimes) -> list[StartRange]:
    """Starts at which at least one room of the pool is free throughout, as disjoint, sorted ranges."""
    ranges = sorted(piece for busy in pool.busy for piece in _gaps(busy, times))
    result: list[StartRange] = []
    for first, last in ranges:
        if result and first <= result[-1][1] + 1:
            if last > result[-1][1]:
                result[-1] = (result[-1][0], last)
        else:
            result.append((first, last))
    return result


def _gaps(busy: Sequence[MinuteSpan], times: ServiceTimes) -> Iterator[StartRange]:
    reach, cursor = times.minutes + times.recovery, -_FOREVER
    for busy_from, busy_until in busy:
        if busy_from - reach >= cursor:
            yield cursor, busy_from - reach
        cursor = max(cursor, busy_until + times.preparation)
    yield cursor, _FOREVER


def intersected(left: Sequence[StartRange], right: Sequence[StartRange]) -> list[StartRange]:
    """Starts that both lists of disjoint, sorted ranges permit."""
    result: list[StartRange] = []
    i = j = 0
    while i < len(left) and j < len(right):
        first = max(left[i][0], right[j][0])
        last = min(left[i][1], right[j][1])
        if first <= last:
            result.append((first, last))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return result


def less(ranges: list[StartRange], closed: Sequence[MinuteSpan]) -> list[StartRange]:
    """Disjoint, sorted `ranges` without the starts that lie in `closed`."""
    if not closed:
        return ranges
    spans = without([(first, last + 1) for first, last in ranges], closed)
    return [(first, end - 1) for first, end in spans]


def on_grid(ranges: Sequence[StartRange], zone: str, step: int) -> list[int]:
    """Every start in `ranges` whose wall-clock minute in `zone` is a multiple of `step`, ascending."""
    if not ranges:
        return []
    if not _keeps_utc_grid(zone, step, ranges[0][0], ranges[-1][1]):
        return [start for first, last in ranges for start in _local_grid(first, last, zone, step)]
    starts: list[int] = []
    for first, last in ranges:
        start = first + (-first % step)
        if start + step > last:  # most ranges hold one start or none
            if start <= last:
                starts.append(start)
        else:
            starts.extend(range(start, last + 1, step))
    return starts


def _keeps_utc_grid(zone: str, step: int, first: int, last: int) -> bool:
    """Whether the grid in `zone` is the UTC grid. Offsets are whole quarter hours, so only longer steps can differ."""
    if 15 % step == 0:
        return True
    sampled = range(first, last + _WEEK, _WEEK)  # no zone changes its clock twice within a week
    return all(_offset(zone, minute) % step == 0 for minute in sampled)


def _local_grid(first: int, last: int, zone: str, step: int) -> Iterator[int]:
    stride = gcd(step, 15)
    for start in range(first + (-first % stride), last + 1, stride):
        if (start + _offset(zone, start)) % step == 0:
            yield start


def _offset(zone: str, minute: int) -> int:
    offset = instant(minute).astimezone(zone_named(zone)).utcoffset()
    return (offset or timedelta()) // timedelta(minutes=1)


def free_starts(
    diary: Diary, times: ServiceTimes, window: MinuteSpan, *, rooms: Sequence[StartRange] | None = None
) -> list[int]:
    """Every bookable start of one diary in epoch minutes, ascending. `rooms` are the place's `room_ranges`."""
    ranges = less(therapist_ranges(diary, times, window), diary.closed)
    if rooms is not None:
        ranges = intersected(ranges, rooms)
    return on_grid(ranges, diary.zone, times.step)


def search(
    diaries: Iterable[Diary], times: ServiceTimes, window: Span, *, pools: Mapping[str, RoomPool] | None = None
) -> Iterator[tuple[Diary, list[int]]]:
    """Each diary with its bookable starts in epoch minutes. `pools` by place; None means rooms do not matter."""
    check_service(times)
    minutes = (ceil_minute(window.start), floor_minute(window.end))
    permitted = {place: room_ranges(pool, times) for place, pool in (pools or {}).items()}
    for diary in diaries:
        rooms = None if pools is None else permitted.get(diary.place, [])
        yield diary, free_starts(diary, times, minutes, rooms=rooms)


def find_slots(
    diaries: Iterable[Diary], times: ServiceTimes, window: Span, *, pools: Mapping[str, RoomPool] | None = None
) -> tuple[Slot, ...]:
    """Every bookable slot in order of start. The whole session lies inside `window`."""
    length = timedelta(minutes=times.minutes)
    found = [
        Slot(therapist=diary.therapist, place=diary.place, start=instant(start), end=instant(start) + length)
        for diary, starts in search(diaries, times, window, pools=pools)
        for start in starts
    ]
    return tuple(sorted(found, key=lambda slot: (slot.start, slot.therapist, slot.place)))


def earliest_starts(
    diaries: Iterable[Diary],
    times: ServiceTimes,
    window: Span,
    *,
    days: int = 1,
    pools: Mapping[str, RoomPool] | None = None,
) -> dict[str, list[int]]:
    """The first bookable start of each therapist on each of the first `days` local days that have one, epoch minutes.

    Therapists without any are left out.
    """
    earliest: dict[str, list[int]] = {}
    for diary, starts in search(diaries, times, window, pools=pools):
        if starts:
            known = earliest.get(diary.therapist, [])
            earliest[diary.therapist] = _first_of_days(sorted([*known, *starts]), diary.zone, days)
    return earliest


def _first_of_days(starts: Iterable[int], zone: str, days: int) -> list[int]:
    firsts: dict[date, int] = {}
    for start in starts:
        firsts.setdefault(instant(start).astimezone(zone_named(zone)).date(), start)
        if len(firsts) == days:
            break
    return list(firsts.values())
