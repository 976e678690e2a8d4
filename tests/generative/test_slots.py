"""The slot sweep against a slow oracle that tries every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ischia.pathway.book.api import (
    Diary,
    RoomPool,
    ServiceTimes,
    Span,
    WeeklyHours,
    ceil_minute,
    earliest_starts,
    find_slots,
    floor_minute,
    instant,
    working_minutes,
)

MinuteSpans = list[tuple[int, int]]

# Zones with an hour's, a half hour's and no clock change; with whole, half and quarter hour offsets.
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC"]
DAYS = [
    date(2026, 10, 24),
    date(2026, 10, 31),
    date(2027, 3, 13),
    date(2027, 3, 27),
    date(2027, 4, 3),
    date(2027, 6, 1),
]

services = st.builds(
    ServiceTimes,
    minutes=st.integers(5, 90),
    preparation=st.integers(0, 15),
    recovery=st.integers(0, 15),
    step=st.sampled_from([5, 10, 15, 20, 30, 60]),
)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 5, 15, 30, 45]))


@st.composite
def weekly_hours(draw: st.DrawFn, zone: str) -> WeeklyHours:
    start, end = sorted((draw(clocks), draw(clocks)))
    return WeeklyHours(weekday=draw(st.integers(0, 6)), start=start, end=end, zone=zone)


@st.composite
def busy(draw: st.DrawFn, first: int, days: int) -> MinuteSpans:
    starts = draw(st.lists(st.integers(-60, days * 1440), max_size=12))
    return sorted((first + start, first + start + draw(st.integers(1, 180))) for start in starts)


def overlaps(spans: MinuteSpans, first: int, end: int) -> bool:
    return any(start < end and first < until for start, until in spans)


def oracle(
    working: MinuteSpans,
    taken: MinuteSpans,
    rooms: list[MinuteSpans] | None,
    times: ServiceTimes,
    zone: str,
    window: Span,
    closed: MinuteSpans,
) -> list[datetime]:
    found = []
    for start in range(ceil_minute(window.start), floor_minute(window.end) + 1):
        local = instant(start).astimezone(ZoneInfo(zone))
        block = (start - times.preparation, start + times.minutes + times.recovery)
        if (
            local.minute % times.step == 0
            and not overlaps(closed, start, start + 1)
            and instant(start + times.minutes) <= window.end
            and any(first <= start and start + times.minutes <= end for first, end in working)
            and not overlaps(taken, *block)
            and (rooms is None or any(not overlaps(room, *block) for room in rooms))
        ):
            found.append(instant(start))
    return found


@settings(max_examples=150, deadline=None)
@given(data=st.data(), times=services, zone=st.sampled_from(ZONES), first_day=st.sampled_from(DAYS))
def test_sweep_finds_exactly_what_trying_every_minute_finds(
    data: st.DataObject, times: ServiceTimes, zone: str, first_day: date
) -> None:
    days = 3
    begin = datetime.combine(first_day, time(0), UTC)
    window = Span(begin + timedelta(minutes=data.draw(st.integers(-600, 600))), begin + timedelta(days=days))
    hours = data.draw(st.lists(weekly_hours(zone), max_size=8))
    working = working_minutes(hours, first_day - timedelta(days=1), first_day + timedelta(days=days))
    taken = data.draw(busy(floor_minute(begin), days))
    rooms = data.draw(st.none() | st.lists(busy(floor_minute(begin), days), max_size=3))
    closed = data.draw(st.just([]) | busy(floor_minute(begin), days))
    diary = Diary(therapist="t", place="p", zone=zone, working=working, busy=taken, closed=closed)
    pools = None if rooms is None else {"p": RoomPool(place="p", busy=rooms)}
    found = find_slots([diary], times, window, pools=pools)
    assert [slot.start for slot in found] == oracle(working, taken, rooms, times, zone, window, closed)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), times=services)
def test_many_diaries_at_once_are_searched_as_each_alone_and_first_days_are_the_first_of_each_day(
    data: st.DataObject, times: ServiceTimes
) -> None:
    days = 3
    begin = datetime.combine(date(2027, 3, 27), time(0), UTC)
    window = Span(begin, begin + timedelta(days=days))
    diaries = [
        Diary(
            therapist=data.draw(st.sampled_from("abc")),
            place=data.draw(st.sampled_from("pq")),
            zone=(zone := data.draw(st.sampled_from(ZONES))),
            working=working_minutes(
                data.draw(st.lists(weekly_hours(zone), max_size=4)), begin.date(), begin.date() + timedelta(days=days)
            ),
            busy=data.draw(busy(floor_minute(begin), days)),
        )
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    pools = {
        place: RoomPool(place=place, busy=data.draw(st.lists(busy(floor_minute(begin), days), max_size=2)))
        for place in "pq"
    }
    together = find_slots(diaries, times, window, pools=pools)
    alone = [slot for diary in diaries for slot in find_slots([diary], times, window, pools=pools)]
    assert sorted(together, key=repr) == sorted(alone, key=repr)
    firsts = earliest_starts(diaries[:1], times, window, days=2, pools=pools)
    by_day: dict[date, datetime] = {}
    for slot in find_slots(diaries[:1], times, window, pools=pools):
        by_day.setdefault(slot.start.astimezone(ZoneInfo(diaries[0].zone)).date(), slot.start)
    assert [instant(each) for starts in firsts.values() for each in starts] == list(by_day.values())[:2]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES), day=st.sampled_from(DAYS))
def test_hours_resolve_to_the_minutes_whose_wall_clock_lies_in_them(data: st.DataObject, zone: str, day: date) -> None:
    pattern = data.draw(weekly_hours(zone))
    spans = working_minutes([pattern], day, day + timedelta(days=1))
    worked = {minute for first, end in spans for minute in range(first, end)}
    begin = floor_minute(datetime.combine(day, time(0), ZoneInfo(zone)))
    end = floor_minute(datetime.combine(day + timedelta(days=2), time(0), ZoneInfo(zone)))
    for minute in range(begin, end):
        local = instant(minute).astimezone(ZoneInfo(zone))
        assert (minute in worked) is is_worked(pattern, local), local


def is_worked(pattern: WeeklyHours, local: datetime) -> bool:
    """Usually by the clock alone; a repeated time is worked when it lies between the first comings of start and end."""
    if local.weekday() != pattern.weekday:
        return False
    clock = local.time().replace(fold=0)
    if not local.fold and not is_repeated(local):
        return pattern.start <= clock < pattern.end
    end = datetime.combine(local.date(), pattern.end, local.tzinfo)
    start = datetime.combine(local.date(), pattern.start, local.tzinfo)
    return start.astimezone(UTC) <= local.astimezone(UTC) < end.astimezone(UTC)


def is_repeated(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1).utcoffset()
