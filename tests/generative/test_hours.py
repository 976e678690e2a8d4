"""Weekly hours come out as a walker of minutes finds them, in zones with every kind of clock change.

The walker knows nothing of the resolution: it steps through the minutes of UTC, reads the wall clock at each, and asks
the rule of decision 0037 whether the therapist is at work: started once the clock has shown the start (or jumped over
it), finished once it has first shown the end (or jumped over it).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ischia.pathway.book.api import WeeklyHours, working_minutes

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHANGES = (
    ("Europe/London", date(2027, 3, 28)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Africa/Casablanca", date(2027, 2, 7)),
    ("America/Santiago", date(2026, 9, 6)),  # midnight itself is missing
    ("America/Santiago", date(2027, 4, 4)),  # and comes twice
    ("Asia/Kathmandu", date(2026, 11, 30)),
)


def walked(hours: WeeklyHours, first: date, last: date) -> set[int]:
    """Every minute of UTC at which somebody with these hours is at work on one of the days."""
    zone = ZoneInfo(hours.zone)
    worked: set[int] = set()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() == hours.weekday:
            worked |= walked_on(hours, day, zone)
    return worked


def walked_on(hours: WeeklyHours, day: date, zone: ZoneInfo) -> set[int]:
    begin = datetime.combine(day, hours.start)
    end = datetime.combine(day + timedelta(days=1) if hours.end == time(0) else day, hours.end)
    minute = datetime.combine(day, time(0), UTC) - timedelta(hours=26)
    has_begun, worked = False, set()
    for _ in range(78 * 60):
        wall = minute.astimezone(zone).replace(tzinfo=None)
        if wall >= end:
            break
        has_begun = has_begun or wall >= begin
        if has_begun:
            worked.add((minute - EPOCH) // MINUTE)
        minute += MINUTE
    return worked


@st.composite
def patterns(draw: st.DrawFn) -> WeeklyHours:
    zone, change = draw(st.sampled_from(CHANGES))
    start = draw(st.integers(0, 23 * 60 + 30))
    end = draw(st.integers(start + 1, 24 * 60))
    return WeeklyHours(
        weekday=draw(st.sampled_from([change.weekday(), (change.weekday() - 1) % 7])),
        start=time(start // 60, start % 60),
        end=time(end // 60 % 24, end % 60),
        zone=zone,
        valid_from=change - timedelta(days=1),
        valid_until=change + timedelta(days=1),
    )


@settings(max_examples=60, deadline=None)
@given(patterns())
def test_hours_are_what_a_walker_of_minutes_finds(hours: WeeklyHours) -> None:
    assert hours.valid_from is not None
    assert hours.valid_until is not None
    first, last = hours.valid_from, hours.valid_until
    found = {minute for begin, end in working_minutes([hours], first, last) for minute in range(begin, end)}
    assert found == walked(hours, first, last)
