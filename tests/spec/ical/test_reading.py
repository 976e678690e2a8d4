"""A calendar from elsewhere says when somebody is busy, no more; a broken one is refused with line and reason."""

from datetime import UTC, datetime

import pytest

from ischia.interop.ical.api import BrokenCalendar, busy_spans
from ischia.pathway.book.api import Span

LONDON = "Europe/London"
WINDOW = Span(datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 4, 30, tzinfo=UTC))
NEW_YORK = """BEGIN:VTIMEZONE
TZID:Head office
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE"""


def calendar(*parts: str) -> bytes:
    """A whole file around these parts."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//elsewhere//EN",
        *"\n".join(parts).split("\n"),
        "END:VCALENDAR",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def event(*lines: str, uid: str = "1") -> str:
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", "SUMMARY:Dentist", *lines, "END:VEVENT"]
    )


def read(*parts: str, zone: str = LONDON, window: Span = WINDOW) -> list[tuple[str, str]]:
    """Each span as two UTC texts."""
    form = "%Y-%m-%d %H:%M"
    return [
        (span.start.strftime(form), span.end.strftime(form))
        for span in busy_spans(calendar(*parts), zone=zone, window=window)
    ]


def test_event_in_utc_is_the_instants_it_names() -> None:
    assert read(event("DTSTART:20261130T100000Z", "DTEND:20261130T104500Z")) == [
        ("2026-11-30 10:00", "2026-11-30 10:45")
    ]


def test_duration_counts_like_an_end() -> None:
    assert read(event("DTSTART:20261130T100000Z", "DURATION:PT45M")) == [("2026-11-30 10:00", "2026-11-30 10:45")]


def test_time_without_a_zone_is_the_clinics_own() -> None:
    assert read(event("DTSTART:20261020T100000", "DTEND:20261020T110000")) == [("2026-10-20 09:00", "2026-10-20 10:00")]


def test_weekly_event_keeps_its_wall_clock_across_the_autumn_change() -> None:
    spans = read(
        event("DTSTART;TZID=Europe/London:20261019T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    )  # the clocks go back on the 25th
    assert [start for start, _ in spans] == ["2026-10-19 08:00", "2026-10-26 09:00", "2026-11-02 09:00"]


def test_weekly_event_keeps_its_wall_clock_across_the_spring_change() -> None:
    spans = read(event("DTSTART:20270322T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert [start for start, _ in spans] == ["2027-03-22 09:00", "2027-03-29 08:00"]


def test_missing_hour_is_the_jump_and_the_repeated_hour_its_first_coming() -> None:
    assert read(event("DTSTART:20270328T013000", "DTEND:20270328T023000")) == [("2027-03-28 01:00", "2027-03-28 01:30")]
    assert read(event("DTSTART:20261025T013000", "DTEND:20261025T023000")) == [("2026-10-25 00:30", "2026-10-25 02:30")]


def test_zone_explained_in_the_file_is_used() -> None:
    spans = read(NEW_YORK, event("DTSTART;TZID=Head office:20261102T090000", "DURATION:PT1H"))
    assert spans == [("2026-11-02 14:00", "2026-11-02 15:00")]


def test_whole_day_runs_from_midnight_to_midnight_by_the_clinics_clocks() -> None:
    assert read(event("DTSTART;VALUE=DATE:20261025")) == [("2026-10-24 23:00", "2026-10-26 00:00")]
    days = read(event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"))
    assert days == [("2026-12-24 00:00", "2026-12-27 00:00")]


def test_exceptions_are_left_out_moved_ones_are_where_they_moved_and_extra_ones_are_added() -> None:
    spans = read(
        event(
            "DTSTART:20261102T100000Z",
            "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY;COUNT=4",
            "EXDATE:20261109T100000Z",
            "RDATE:20261204T080000Z",
        ),
        event("RECURRENCE-ID:20261116T100000Z", "DTSTART:20261117T150000Z", "DURATION:PT2H"),
        event("RECURRENCE-ID:20261123T100000Z", "DTSTART:20261123T100000Z", "DURATION:PT1H", "STATUS:CANCELLED"),
    )
    assert spans == [
        ("2026-11-02 10:00", "2026-11-02 11:00"),
        ("2026-11-17 15:00", "2026-11-17 17:00"),
        ("2026-12-04 08:00", "2026-12-04 09:00"),
    ]


@pytest.mark.parametrize("mark", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_cancelled_and_free_events_block_nothing(mark: str) -> None:
    assert read(event("DTSTART:20261130T100000Z", "DURATION:PT1H", mark)) == []


def test_event_without_length_blocks_nothing() -> None:
    assert read(event("DTSTART:20261130T100000Z")) == []


def test_stretches_that_meet_are_one() -> None:
    spans = read(
        event("DTSTART:20261130T100000Z", "DTEND:20261130T110000Z"),
        event("DTSTART:20261130T103000Z", "DTEND:20261130T120000Z", uid="2"),
        event("DTSTART:20261130T120000Z", "DTEND:20261130T123000Z", uid="3"),
    )
    assert spans == [("2026-11-30 10:00", "2026-11-30 12:30")]


def test_endless_repetition_stops_at_the_window() -> None:
    window = Span(datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC))
    spans = read(event("DTSTART:20200101T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"), window=window)
    assert len(spans) == 7


def test_empty_calendar_blocks_nothing() -> None:
    assert read("X-WR-CALNAME:Empty") == []


START = "DTSTART:20261130T100000Z"


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", None, "no calendar"),
        (b"hello", 1, "not a line of a calendar"),
        (b"<html>", 1, "not a line of a calendar"),
        (b"BEGIN:VEVENT\nEND:VEVENT", 1, "begins with BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", 3, "ends nothing that began"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261130T100000Z", 3, "begins on line 2 and does not end"),
        (b"BEGIN:VCALENDAR\nSUMMARY:\xff\nEND:VCALENDAR", 2, "UTF-8"),
        (calendar(event("DTEND:20261130T100000Z")), 4, "does not say when it starts"),
        (calendar(event("DTSTART:yesterday")), 8, "DTSTART cannot be read"),
        (calendar(event(START, "DTEND:20261")), 9, "DTEND cannot be read"),
        (calendar(event(START, "DTEND;VALUE=DATE:20261130")), 9, "a day and the other a time"),
        (calendar(event(START, "DTEND:20261130T090000Z")), 9, "ends before it starts"),
        (calendar(event(START, "DTEND:20261130T110000Z", "DURATION:PT1H")), 10, "both DTEND and DURATION"),
        (calendar(event("DTSTART;TZID=Nowhere/Land:20261130T100000")), 8, "time zone Nowhere/Land is not known"),
        (calendar(event(START, "DURATION:PT1H", "RRULE:FREQ=MINUTELY")), 10, "repeats this often"),
        (calendar(event(START, "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5")), 10, "repeats this often"),
        (calendar(event(START, "DURATION:PT1H", "RRULE:COUNT=3")), 10, "how often"),
        (calendar(event(START, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=XX")), 10, "RRULE cannot be read"),
        (b"BEGIN:VCALENDAR\n" + b"X-A:b\n" * 400_000 + b"END:VCALENDAR", None, "larger than 2 megabytes"),
    ],
)
def test_broken_file_is_refused_with_line_and_reason(data: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(BrokenCalendar) as broken:
        busy_spans(data, zone=LONDON, window=WINDOW)
    assert reason in broken.value.reason
    assert broken.value.line == line
    assert broken.value.code == "broken_calendar"
