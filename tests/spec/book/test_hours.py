"""Hours: wall-clock hours become instants, date by date."""

from datetime import UTC, date, datetime, time

import pytest

from ischia.pathway.book.api import Span, WeeklyHours, check_hours, working_spans
from ischia.pathway.shared.errors import Refused

SUNDAY = 6
SPRING = date(2027, 3, 28)  # in London 01:00 becomes 02:00
AUTUMN = date(2026, 10, 25)  # in London 02:00 becomes 01:00


def hours(start: str, end: str, *, weekday: int = SUNDAY, zone: str = "Europe/London") -> WeeklyHours:
    return WeeklyHours(weekday=weekday, start=time.fromisoformat(start), end=time.fromisoformat(end), zone=zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("09:00", "17:00", ("2027-03-28T08:00", "2027-03-28T16:00")),  # an hour earlier in UTC than a week before
        ("00:00", "06:00", ("2027-03-28T00:00", "2027-03-28T05:00")),  # five hours long, not six
        ("01:30", "06:00", ("2027-03-28T01:00", "2027-03-28T05:00")),  # begins when the clock jumps
        ("00:00", "01:30", ("2027-03-28T00:00", "2027-03-28T01:00")),  # ends when the clock jumps
        ("01:15", "01:45", None),  # lies wholly in the missing hour
        ("02:00", "03:00", ("2027-03-28T01:00", "2027-03-28T02:00")),
    ],
)
def test_spring_change_reads_missing_times_as_the_jump(start: str, end: str, expected: tuple[str, str] | None) -> None:
    spans = working_spans([hours(start, end)], SPRING, SPRING)
    assert spans == (() if expected is None else (Span(utc(expected[0]), utc(expected[1])),))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("09:00", "17:00", ("2026-10-25T09:00", "2026-10-25T17:00")),
        ("00:00", "06:00", ("2026-10-24T23:00", "2026-10-25T06:00")),  # seven hours long, not six
        ("01:15", "01:45", ("2026-10-25T00:15", "2026-10-25T00:45")),  # worked once, the first time
        ("01:30", "03:00", ("2026-10-25T00:30", "2026-10-25T03:00")),
    ],
)
def test_autumn_change_reads_repeated_times_as_their_first_coming(
    start: str, end: str, expected: tuple[str, str]
) -> None:
    assert working_spans([hours(start, end)], AUTUMN, AUTUMN) == (Span(utc(expected[0]), utc(expected[1])),)


def test_half_hour_clock_change_is_followed_where_one_exists() -> None:
    lord_howe = working_spans([hours("01:00", "03:00", zone="Australia/Lord_Howe")], date(2027, 4, 4), date(2027, 4, 4))
    assert lord_howe == (Span(utc("2027-04-03T14:00"), utc("2027-04-03T16:30")),)


def test_end_at_midnight_means_the_end_of_the_day() -> None:
    spans = working_spans([hours("20:00", "00:00", weekday=0)], date(2027, 1, 4), date(2027, 1, 4))
    assert spans == (Span(utc("2027-01-04T20:00"), utc("2027-01-05T00:00")),)


def test_each_week_in_the_stretch_is_resolved_and_validity_is_kept() -> None:
    monday = WeeklyHours(
        weekday=0,
        start=time(9),
        end=time(12),
        zone="Europe/London",
        valid_from=date(2027, 1, 5),
        valid_until=date(2027, 1, 18),
    )
    spans = working_spans([monday], date(2027, 1, 1), date(2027, 1, 31))
    assert [span.start.date() for span in spans] == [date(2027, 1, 11), date(2027, 1, 18)]


def test_hours_that_touch_or_overlap_become_one_span() -> None:
    day = [hours("09:00", "12:00", weekday=0), hours("12:00", "15:00", weekday=0), hours("14:00", "16:00", weekday=0)]
    assert working_spans(day, date(2027, 1, 4), date(2027, 1, 4)) == (
        Span(utc("2027-01-04T09:00"), utc("2027-01-04T16:00")),
    )


def test_time_off_is_taken_out_of_the_hours() -> None:
    leave = [Span(utc("2027-01-04T10:00"), utc("2027-01-04T11:00")), Span(utc("2027-01-04T15:30"), utc("2027-01-09"))]
    spans = working_spans([hours("09:00", "17:00", weekday=0)], date(2027, 1, 4), date(2027, 1, 11), time_off=leave)
    assert spans == (
        Span(utc("2027-01-04T09:00"), utc("2027-01-04T10:00")),
        Span(utc("2027-01-04T11:00"), utc("2027-01-04T15:30")),
        Span(utc("2027-01-11T09:00"), utc("2027-01-11T17:00")),
    )


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (hours("17:00", "09:00"), "hours_end_before_start"),
        (hours("09:00", "09:00"), "no_length"),
        (hours("09:00", "17:00", weekday=7), "unknown_weekday"),
        (hours("09:00", "17:00", zone="Europe/Atlantis"), "unknown_zone"),
        (
            WeeklyHours(
                weekday=0,
                start=time(9),
                end=time(10),
                zone="UTC",
                valid_from=date(2027, 2, 1),
                valid_until=date(2027, 1, 1),
            ),
            "validity_ends_before_start",
        ),
    ],
)
def test_hours_nobody_can_work_are_refused_by_name(broken: WeeklyHours, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_hours(broken)
    assert refusal.value.code == code
