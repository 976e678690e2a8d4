"""What do clients and clinics in different zones read on their clocks, and how is what nobody can mean refused?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from ischia.pathway.book.api import (
    WeeklyHours,
    check_hours,
    check_stretch,
    instant_at,
    local_day,
    told,
    whole_days,
    working_spans,
)
from ischia.pathway.shared.errors import Refused


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("instant", "clinic", "browser", "clinics", "theirs", "short"),
    [
        ("2026-11-30 10:00", "Europe/London", "", "2026-11-30 10:00", "", ""),
        ("2026-11-30 10:00", "Europe/London", "Europe/London", "2026-11-30 10:00", "", ""),
        ("2026-11-30 10:00", "Europe/London", "Africa/Abidjan", "2026-11-30 10:00", "", ""),  # same clock that day
        ("2026-06-30 10:00", "Europe/London", "Africa/Abidjan", "2026-06-30 11:00", "2026-06-30 10:00", ""),
        ("2026-11-30 10:00", "Europe/London", "Europe/Berlin", "2026-11-30 10:00", "2026-11-30 11:00", ""),
        ("2026-11-30 10:00", "Europe/London", "Pacific/Auckland", "2026-11-30 10:00", "2026-11-30 23:00", ""),
        ("2026-11-30 20:00", "Europe/London", "Pacific/Auckland", "2026-11-30 20:00", "2026-12-01 09:00", ""),
        ("2026-11-30 10:00", "Europe/London", "Mars/Olympus", "2026-11-30 10:00", "", ""),
        ("2026-11-30 10:00", "Europe/London", "../etc/passwd", "2026-11-30 10:00", "", ""),
        ("2026-10-25 00:30", "Europe/London", "", "2026-10-25 01:30", "", "BST"),  # the first half past one
        ("2026-10-25 01:30", "Europe/London", "", "2026-10-25 01:30", "", "GMT"),  # the second
        ("2027-03-28 00:30", "Europe/London", "", "2027-03-28 00:30", "", ""),
        ("2027-03-28 01:00", "Europe/London", "", "2027-03-28 02:00", "", ""),  # one o'clock never comes
        ("2027-04-03 14:45", "Australia/Lord_Howe", "", "2027-04-04 01:45", "", "+11"),  # put back by half an hour
        ("2027-04-03 15:15", "Australia/Lord_Howe", "", "2027-04-04 01:45", "", "+1030"),
    ],
)
def test_clinics_clock_is_told_and_the_clients_beside_it_where_it_differs(
    instant: str, clinic: str, browser: str, clinics: str, theirs: str, short: str
) -> None:
    found = told(utc(instant), clinic, browser)
    assert (read(found.clinics), read(found.theirs), found.short_zone) == (clinics, theirs, short)


def test_zone_is_named_by_its_city() -> None:
    assert told(utc("2026-11-30 10:00"), "America/New_York").place == "New York"


def test_clinic_in_a_zone_that_does_not_exist_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refused, match=r"Did you mean Europe/London\?") as refusal:
        told(utc("2026-11-30 10:00"), "Europe/Londom")
    assert (refusal.value.code, refusal.value.field) == ("unknown_zone", "zone")


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/London", date(2027, 3, 28), time(1, 30), "2027-03-28 01:00"),  # missing: the jump
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25 00:30"),  # twice: the first
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03 15:30"),  # half an hour is missing
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "2027-04-03 14:45"),
        ("Pacific/Apia", date(2026, 12, 1), time(9), "2026-11-30 20:00"),
    ],
)
def test_wall_clock_is_read_as_an_instant_also_at_the_two_changes(
    zone: str, day: date, clock: time, expected: str
) -> None:
    assert instant_at(zone, day, clock) == utc(expected)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2027, 3, 28), "Europe/London", 23),
        (date(2026, 10, 25), "Europe/London", 25),
        (date(2026, 11, 30), "Europe/London", 24),
        (date(2026, 10, 4), "Australia/Lord_Howe", 23.5),
        (date(2027, 4, 4), "Australia/Lord_Howe", 24.5),
    ],
)
def test_whole_day_is_as_long_as_the_clocks_make_it(day: date, zone: str, hours: float) -> None:
    ((first, end),) = whole_days([day], zone)
    assert end - first == hours * 60


def test_day_of_a_start_is_the_one_of_the_zone() -> None:
    assert local_day(utc("2026-06-30 23:30"), "Europe/London") == date(2026, 7, 1)
    assert local_day(utc("2026-11-30 23:30"), "Europe/London") == date(2026, 11, 30)


def test_several_breaks_a_day_are_the_gaps_between_hours() -> None:
    parts = (("08:00", "10:00"), ("10:15", "12:00"), ("13:00", "15:00"), ("15:30", "18:00"))
    hours = [
        WeeklyHours(weekday=0, start=time.fromisoformat(first), end=time.fromisoformat(last), zone="UTC")
        for first, last in parts
    ]
    day = date(2026, 11, 30)
    found = working_spans(hours, day, day)
    assert [(f"{span.start:%H:%M}", f"{span.end:%H:%M}") for span in found] == list(parts)


def test_hours_that_hold_from_a_date_until_it_are_worked_that_day_only() -> None:
    day = date(2026, 12, 5)
    extra = WeeklyHours(weekday=5, start=time(10), end=time(14), zone="UTC", valid_from=day, valid_until=day)
    found = working_spans([extra], day - timedelta(days=30), day + timedelta(days=30))
    assert [(span.start, span.end) for span in found] == [(utc("2026-12-05 10:00"), utc("2026-12-05 14:00"))]


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"start": time(17), "end": time(9)}, "hours_end_before_start", "Did you mean 09:00 to 17:00?"),
        ({"start": time(9), "end": time(9)}, "no_length", "whole day runs from 00:00 to 00:00"),
        ({"valid_from": date(2026, 12, 8), "valid_until": date(2026, 12, 8)}, "no_such_day", "2026-12-14"),
        ({"valid_from": date(2026, 12, 8), "valid_until": date(2026, 12, 1)}, "validity_ends_before_start", "12-08"),
        ({"zone": "europe london"}, "unknown_zone", "Did you mean Europe/London?"),
    ],
)
def test_refusal_of_hours_says_the_nearest_that_is_possible(changes: dict[str, object], code: str, said: str) -> None:
    usual = {"weekday": 0, "start": time(9), "end": time(17), "zone": "Europe/London"}
    with pytest.raises(Refused) as refusal:
        check_hours(WeeklyHours(**(usual | changes)))  # type: ignore[arg-type] # a table of changes
    assert refusal.value.code == code
    assert said in refusal.value.message


def test_whole_day_from_midnight_to_midnight_is_worked() -> None:
    check_hours(WeeklyHours(weekday=0, start=time(0), end=time(0), zone="UTC"))


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-11-30 10:00", "2026-11-30 09:00", "ends_before_start"),
        ("2026-11-30 10:00", "2026-11-30 10:00", "no_length"),
        ("2026-11-20 10:00", "2026-11-23 09:00", "in_the_past"),
    ],
)
def test_stretch_nobody_can_mean_is_refused(start: str, end: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_stretch(utc(start), utc(end), now=utc("2026-11-23 09:00"))
    assert (refusal.value.code, refusal.value.field) == (code, "ends_at")


def test_stretch_that_ends_a_minute_from_now_is_taken() -> None:
    check_stretch(utc("2026-11-20 10:00"), utc("2026-11-23 09:01"), now=utc("2026-11-23 09:00"))
