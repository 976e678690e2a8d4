"""Calendar files: two parsers that are not ours read what we mean."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject  # type: ignore[import-untyped]  # ships no types
from icalendar import Calendar

from ischia.interop.ical.api import CalendarEvent, Person, cancellation, invitation, published

LONDON = ZoneInfo("Europe/London")
CLINIC = Person(name="Forth Sciatica Clinic", email="desk@ischia.example")
AILSA = Person(name="Ailsa Rennie", email="ailsa@ischia.example")


def visit(number: int, start: datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=f"session-{number}@ischia",
        revision=0,
        start=start,
        end=start + timedelta(minutes=45),
        summary="Visit at Forth Sciatica Clinic",
        description="Visit with Callum; bring, if you have them, letters.\nCancel 24 hours before.",
        location="Leith, 1 Shore; Edinburgh, EH99 9ZZ",
        changed_at=datetime(2027, 3, 1, 8, 30, tzinfo=UTC),
    )


COURSE = tuple(
    visit(number, datetime(2027, 3, day, 10, 0, tzinfo=LONDON))  # the clock changes on the 28th
    for number, day in enumerate((15, 22, 29), start=1)
)


Read = list[tuple[str, datetime, datetime, int]]


def read_by_icalendar(data: bytes) -> Read:
    return [
        (str(event["uid"]), event.decoded("dtstart"), event.decoded("dtend"), int(str(event["sequence"])))
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


def read_by_vobject(data: bytes) -> Read:
    events = vobject.readOne(data.decode()).vevent_list
    return [(event.uid.value, event.dtstart.value, event.dtend.value, int(event.sequence.value)) for event in events]


def meant(events: Sequence[CalendarEvent]) -> Read:
    return [(event.uid, event.start, event.end, event.revision) for event in events]


@pytest.mark.parametrize("read", [read_by_icalendar, read_by_vobject])
def test_course_across_a_clock_change_is_read_at_the_instants_meant(read: Callable[[bytes], Read]) -> None:
    data = published(COURSE, name="Forth Sciatica Clinic")
    assert read(data) == meant(COURSE)
    wall_clock = [start.astimezone(LONDON).hour for _, start, _, _ in read(data)]
    assert wall_clock == [10, 10, 10]


def test_whole_course_is_published_in_one_file() -> None:
    calendar = Calendar.from_ical(published(COURSE, name="Forth Sciatica Clinic"))
    assert str(calendar["method"]) == "PUBLISH"
    assert len(calendar.walk("VEVENT")) == 3
    assert not calendar.walk("VTIMEZONE")


def test_change_keeps_the_uid_and_raises_the_sequence() -> None:
    moved = replace(
        COURSE[0], revision=1, start=COURSE[0].start + timedelta(hours=1), end=COURSE[0].end + timedelta(hours=1)
    )
    data = invitation(moved, organiser=CLINIC, attendee=AILSA)
    calendar = Calendar.from_ical(data)
    assert str(calendar["method"]) == "REQUEST"
    assert read_by_icalendar(data) == read_by_vobject(data) == meant([moved])


def test_cancellation_names_the_session_and_takes_it_away() -> None:
    data = cancellation(replace(COURSE[1], revision=2), organiser=CLINIC, attendee=AILSA)
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["method"]), str(event["status"]), str(event["uid"])) == (
        "CANCEL",
        "CANCELLED",
        "session-2@ischia",
    )
    assert str(event["attendee"]) == "mailto:ailsa@ischia.example"


def test_cancelled_session_in_a_published_course_is_marked() -> None:
    calendar = Calendar.from_ical(published([replace(COURSE[0], is_cancelled=True), COURSE[1]], name="Clinic"))
    assert [str(event["status"]) for event in calendar.walk("VEVENT")] == ["CANCELLED", "CONFIRMED"]


def test_text_with_commas_semicolons_and_lines_survives() -> None:
    (event,) = vobject.readOne(published(COURSE[:1], name="Clinic").decode()).vevent_list
    assert event.description.value == COURSE[0].description
    assert event.location.value == COURSE[0].location


def test_lines_are_short_and_end_as_the_format_wants() -> None:
    lines = published(COURSE, name="Clinic").split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
