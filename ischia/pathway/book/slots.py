"""Which starts can be booked, over many diaries at once?

A start is free when it lies on the place's local grid (usually the quarter hour), the session lies inside one working
span and inside the window, and the session with its preparation before and recovery after overlaps nothing that is
busy. Busy spans carry their own buffers already. Where a place has rooms, one room must be free all that time too.

What is free whatever the service is worked out in `ischia.pathway.book.availability`, here or by whoever keeps it; what
remains for a service is a range of starts for each opening, and the grid. No calendar is walked in steps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ischia.pathway.book.availability import (
    Bounds,
    Minutes,
    Openings,
    Stretches,
    gaps,
    in_rooms,
    openings,
    stretches,
    widest,
)
from ischia.pathway.book.course_cost import EVENING, HALF_DAYS, NOON
from ischia.pathway.book.hours import zone_named
from ischia.pathway.book.minutes import MinuteSpan, ceil_minute, floor_minute, instant
from ischia.pathway.book.values import ServiceTimes, Slot, Span
from ischia.pathway.shared.errors import Refused

QUARTER = 15
DAY = 24 * 60
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """One therapist at one place: working and busy time in epoch minutes, both sorted; `busy` may overlap itself.

    No session may start in `closed` (disjoint, sorted), though one that started before may run into it.
    """

    therapist: str
    place: str
    zone: str
    working: Sequence[MinuteSpan]
    busy: Sequence[MinuteSpan] = ()
    closed: Sequence[MinuteSpan] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPool:
    """The rooms of one place: the busy time of each in epoch minutes. A pool without rooms offers nothing."""

    place: str
    busy: Sequence[Sequence[MinuteSpan]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """Free starts as arrays: in which of the diaries, and at which epoch minute; by diary, and in it by time."""

    diary: Minutes
    minute: Minutes

    def __len__(self) -> int:
        return len(self.minute)


def check_service(times: ServiceTimes) -> None:
    """Refuse a service of no length, a negative buffer or a grid that does not divide the hour."""
    if times.minutes <= 0:
        raise Refused("no_length", "A session must last at least one minute.", field="minutes")
    if times.preparation < 0 or times.recovery < 0:
        raise Refused("negative_buffer", "Preparation and recovery cannot be negative.", field="preparation")
    if times.step <= 0 or 60 % times.step:
        raise Refused("unknown_grid", "Starts lie on a grid that divides the hour.", field="step")


def starts_in(found: Openings, times: ServiceTimes, low: Minutes | int, high: Minutes | int) -> Starts:
    """Every start from `low` to `high` that an opening lets, on the grid of UTC that every local grid is part of.

    `low` and `high` bound the start of each opening, both included, in the minutes that the openings are in.
    """
    step = min(times.step, QUARTER) if QUARTER % times.step == 0 else int(np.gcd(times.step, QUARTER))
    first = np.maximum(found.first + np.maximum(times.preparation - found.before, 0), low)
    last = np.minimum(found.end - times.minutes - np.maximum(times.recovery - found.after, 0), high)
    if len(first):  # two rooms may let the same start of one diary
        again = found.diary[1:] == found.diary[:-1]
        first[1:] = np.where(again, np.maximum(first[1:], last[:-1] + 1), first[1:])
    first = -(-first // step)
    count = last // step - first + 1
    some = np.flatnonzero(count > 0)
    count = count[some]
    behind = np.cumsum(count)
    minute = np.arange(behind[-1] if len(some) else 0, dtype=first.dtype)
    minute += np.repeat((first[some] - (behind - count)).astype(first.dtype), count)
    minute *= step
    return Starts(diary=np.repeat(found.diary[some], count), minute=minute)


def keeps_utc_grid(step: int) -> bool:
    """Whether the grid of every zone is the UTC grid: offsets are whole quarter hours, so only longer steps differ."""
    return QUARTER % step == 0


def offsets(zone: str, minutes: Minutes) -> Minutes:
    """How many minutes the clocks of `zone` are ahead of UTC at each of `minutes`."""
    if not len(minutes):
        return minutes
    changes, offset = _changes(zone, int(minutes.min()) // WEEK, int(minutes.max()) // WEEK + 1)
    found: Minutes = np.array(offset)[np.searchsorted(np.array(changes), minutes, side="right")]
    return found


@lru_cache(maxsize=512)
def _changes(zone: str, first_week: int, last_week: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The minutes at which the clocks of `zone` change between two weeks since 1970, and the offsets around them."""
    weeks = [week * WEEK for week in range(first_week, last_week + 1)]
    changes, found = [], [_offset(zone, weeks[0])]
    for low, high in pairwise(weeks):  # no zone changes its clock twice within a week
        if _offset(zone, high) != found[-1]:
            changes.append(_change(zone, low, high))
            found.append(_offset(zone, high))
    return tuple(changes), tuple(found)


def _change(zone: str, low: int, high: int) -> int:
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: str, minute: int) -> int:
    offset = instant(minute).astimezone(zone_named(zone)).utcoffset()
    return (offset or timedelta()) // timedelta(minutes=1)


def on_local_grid(starts: Starts, zone_of: Sequence[str], step: int) -> Starts:
    """Of starts on the UTC grid those at which the wall clock of the diary's zone shows a multiple of `step`."""
    if keeps_utc_grid(step):
        return starts
    kept = local_minutes(starts, zone_of) % step == 0
    return Starts(diary=starts.diary[kept], minute=starts.minute[kept])


def search(
    diaries: Sequence[Diary], times: ServiceTimes, window: Span, *, pools: Mapping[str, RoomPool] | None = None
) -> Starts:
    """Every bookable start. `pools` by place; None means rooms do not matter."""
    check_service(times)
    opens, closes = ceil_minute(window.start), floor_minute(window.end)
    around = bounds_of(times, opens, closes)
    found = starts_in(free_openings(diaries, around, pools=pools), times, opens, closes - times.minutes)
    found = outside(found, stretches([diary.closed for diary in diaries]), around)
    return on_local_grid(found, [diary.zone for diary in diaries], times.step)


def bounds_of(times: ServiceTimes, opens: int, closes: int) -> Bounds:
    """What has to be looked at for sessions between two epoch minutes, with their buffers."""
    return Bounds(low=opens - times.preparation, high=max(opens, closes) + times.recovery)


def outside(starts: Starts, closed: Stretches, bounds: Bounds) -> Starts:
    """Starts within the bounds that lie in none of the stretches that are closed to their diary, overlapping or not."""
    if not len(closed.owner) or not len(starts):
        return starts
    line = bounds.line(starts.diary, starts.minute)
    before = np.searchsorted(bounds.line(closed.owner, closed.first), line, side="right")
    ends = np.maximum.accumulate(bounds.line(closed.owner, closed.end))
    kept = (before == 0) | (ends[before - 1] <= line)
    return Starts(diary=starts.diary[kept], minute=starts.minute[kept])


def free_openings(diaries: Sequence[Diary], bounds: Bounds, *, pools: Mapping[str, RoomPool] | None = None) -> Openings:
    """The openings of diaries within a stretch of time in epoch minutes."""
    every = np.arange(len(diaries))
    free = gaps(stretches([diary.busy for diary in diaries]), len(diaries), bounds)
    found = openings(stretches([diary.working for diary in diaries]), free, every, bounds)
    if pools is None:
        return found
    places = sorted({diary.place for diary in diaries})
    rooms = [busy for place in places if place in pools for busy in pools[place].busy]
    room_place = np.array(
        [number for number, place in enumerate(places) if place in pools for _ in pools[place].busy], dtype=np.int64
    )
    diary_place = np.array([places.index(diary.place) for diary in diaries], dtype=np.int64)
    shared = widest(gaps(stretches(rooms), len(rooms), bounds), room_place, bounds)
    return in_rooms(found, shared, diary_place, bounds)


def find_slots(
    diaries: Sequence[Diary], times: ServiceTimes, window: Span, *, pools: Mapping[str, RoomPool] | None = None
) -> tuple[Slot, ...]:
    """Every bookable slot in order of start. The whole session lies inside `window`."""
    starts = search(diaries, times, window, pools=pools)
    return slots(starts, [(diary.therapist, diary.place) for diary in diaries], times)


def slots(starts: Starts, diaries: Sequence[tuple[str, str]], times: ServiceTimes) -> tuple[Slot, ...]:
    """Starts as slots in order of start, then therapist, then place. `diaries`: therapist and place of each."""
    length = timedelta(minutes=times.minutes)
    names = sorted(set(diaries))
    number = {name: place for place, name in enumerate(names)}
    named = np.array([number[diary] for diary in diaries], dtype=np.int64)[starts.diary]
    order = np.lexsort((named, starts.minute))
    return tuple(
        Slot(therapist=names[name][0], place=names[name][1], start=start, end=start + length)
        for name, start in zip(named[order].tolist(), map(instant, starts.minute[order].tolist()), strict=True)
    )


def earliest_starts(
    diaries: Sequence[Diary],
    times: ServiceTimes,
    window: Span,
    *,
    days: int = 1,
    pools: Mapping[str, RoomPool] | None = None,
) -> dict[str, list[int]]:
    """The first bookable start of each therapist on each of the first `days` local days that have one, epoch minutes.

    Therapists without any are left out.
    """
    starts = search(diaries, times, window, pools=pools)
    therapists = sorted({diary.therapist for diary in diaries})
    owner = np.array([therapists.index(diary.therapist) for diary in diaries], dtype=np.int64)
    zones = [diary.zone for diary in diaries]
    found: dict[str, list[int]] = {}
    for therapist, minute in first_of_days(starts, owner, zones, days):
        found.setdefault(therapists[therapist], []).append(minute)
    return found


def first_of_days(starts: Starts, owner_of: Minutes, zone_of: Sequence[str], days: int) -> Iterator[tuple[int, int]]:
    """Owner and minute of the first start of each owner on each of the first `days` days that have one.

    `owner_of` and `zone_of` give the owner and the zone of each diary; several diaries may have one owner.
    """
    if days == 1:  # then only the first start of each diary can be one
        first = np.flatnonzero(np.diff(starts.diary, prepend=-1))
        starts = Starts(diary=starts.diary[first], minute=starts.minute[first])
    owner = owner_of[starts.diary]
    order = np.lexsort((starts.minute, owner))
    owner, minute = owner[order], starts.minute[order]
    day = local_minutes(Starts(diary=starts.diary[order], minute=minute), zone_of) // DAY
    fresh = np.ones(len(owner), dtype=np.bool_)
    fresh[1:] = (owner[1:] != owner[:-1]) | (day[1:] != day[:-1])
    owner, minute = owner[fresh], minute[fresh]
    early = np.arange(len(owner)) - np.searchsorted(owner, owner, side="left") < days
    return zip(owner[early].tolist(), minute[early].tolist(), strict=True)


def first_of_half_days(starts: Starts, owner_of: Minutes, zone_of: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """Owner, half day and minute of the first start of each owner in each of `HALF_DAYS` that has one."""
    clock = local_minutes(starts, zone_of) % DAY
    half = np.searchsorted(np.array([60 * NOON.hour, 60 * EVENING.hour]), clock, side="right")
    group = owner_of[starts.diary] * len(HALF_DAYS) + half
    order = np.lexsort((starts.minute, group))
    first = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
    for owner_and_half, minute in zip(group[first].tolist(), starts.minute[first].tolist(), strict=True):
        owner, number = divmod(owner_and_half, len(HALF_DAYS))
        yield owner, HALF_DAYS[number], minute


def local_minutes(starts: Starts, zone_of: Sequence[str]) -> Minutes:
    """What the clock and the calendar of its diary's zone show at each start, in minutes since 1970-01-01 there."""
    local = starts.minute.astype(np.int64)
    names = sorted(set(zone_of))
    zones = np.array([names.index(zone) for zone in zone_of], dtype=np.int64)[starts.diary]
    for number, zone in enumerate(names):
        here = np.flatnonzero(zones == number)
        local[here] += offsets(zone, local[here])
    return local
