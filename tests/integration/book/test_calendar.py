"""The calendar file of a course: one entry per visit that keeps its name for life."""

from datetime import UTC

import pytest
from icalendar import Calendar

from ischia.clinic.book.api import calendar_file, cancel_session
from tests.support.booking import MONDAYS, book, hold, ready
from tests.support.clinic import NOW, World
from tests.support.diary import at

pytestmark = pytest.mark.django_db


def events(data: bytes) -> list[dict[str, object]]:
    return [
        {
            "uid": str(event["uid"]),
            "sequence": int(str(event["sequence"])),
            "status": str(event["status"]),
            "start": event.decoded("dtstart").astimezone(UTC),
        }
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


def test_course_is_one_file_with_every_visit_at_its_instant(world: World) -> None:
    course = book(world, ready(world))
    found = events(calendar_file(course))
    assert [event["start"] for event in found] == [at(start) for start in MONDAYS]
    assert len({event["uid"] for event in found}) == 4
    text = calendar_file(course).decode()
    assert "METHOD:PUBLISH" in text
    assert "Callum Drever" in text.replace("\r\n ", "")


def test_cancelled_visit_keeps_its_uid_and_raises_its_sequence(world: World) -> None:
    course = book(world, ready(world))
    before = events(calendar_file(course))
    cancel_session(actor=world.as_ailsa, session=course.sessions.get(number=2), now=NOW, reason="client")
    after = events(calendar_file(course))
    assert [event["uid"] for event in after] == [event["uid"] for event in before]
    assert [(event["sequence"], event["status"]) for event in after] == [
        (0, "CONFIRMED"),
        (1, "CANCELLED"),
        (0, "CONFIRMED"),
        (0, "CONFIRMED"),
    ]


def test_file_says_nothing_about_health_and_holds_are_not_in_it(world: World) -> None:
    course = hold(world, ready(world))
    assert events(calendar_file(course)) == []
    text = calendar_file(book(world, course.care_plan)).decode().replace("\r\n ", "").lower()
    for word in ("sciatica pain", "trigger", "massage of", "screening", "ailsa"):
        assert word not in text
