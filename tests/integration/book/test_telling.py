"""Clients hear of their visits once: one message for a course, one for a change, none for what is undone."""

from datetime import timedelta
from email import message_from_bytes, policy
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from icalendar import Calendar, Component

from ischia.clinic.book.api import Course, Move, Session, cancel_sessions, move_sessions, tell_clients, undo_course
from tests.support.booking import MONDAYS, book, hold, ready, ready_too
from tests.support.clinic import NOW, World
from tests.support.diary import slot

pytestmark = pytest.mark.django_db

AFTER_GRACE = NOW + timedelta(minutes=3, seconds=1)
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def course(world: World) -> Course:
    return book(world, ready(world))


def the(course: Course, number: int) -> Session:
    return course.sessions.get(number=number)


def move(world: World, session: Session, start: str, **options: Any) -> None:
    moves = [Move(session=session, slot=slot(world.callum, world.leith, start))]
    given = {"actor": world.as_ailsa, "now": LATER, "request_key": start, **options}
    move_sessions(moves=moves, **given)


def cancel(world: World, *sessions: Session, **options: Any) -> None:
    given = {"actor": world.as_ailsa, "now": LATER, "request_key": "c", "reason": "client", **options}
    cancel_sessions(sessions=sessions, **given)


def files(message: EmailMessage) -> list[tuple[str, list[Component]]]:
    """Every calendar attached, as a mail reader sees it: its method and its events."""
    parts = message_from_bytes(message.message().as_bytes(), policy=policy.default).iter_attachments()
    calendars = [Calendar.from_ical(part.get_content()) for part in parts]
    return [(str(calendar["method"]), calendar.walk("VEVENT")) for calendar in calendars]


def read(event: Component) -> tuple[str, int, str]:
    return str(event["uid"]), int(str(event["sequence"])), str(event["status"])


def test_whole_course_is_one_message_with_one_file_after_the_grace(world: World, course: Course) -> None:
    assert tell_clients(now=NOW + timedelta(minutes=3)) == 0
    assert tell_clients(now=AFTER_GRACE) == 1
    assert tell_clients(now=AFTER_GRACE) == 0
    (message,) = mail.outbox
    assert message.to == [world.ailsa.email]
    assert "Monday 30 November, 10:00, Callum Drever, Leith" in message.body
    ((method, events),) = files(message)
    assert (method, len(events)) == ("PUBLISH", 4)


def test_what_is_undone_within_the_grace_leaves_no_trace_outside(world: World, course: Course) -> None:
    undo_course(actor=world.as_ailsa, course=course, now=NOW + timedelta(minutes=2))
    assert tell_clients(now=LATER) == 0
    assert mail.outbox == []


def test_course_that_is_only_held_is_not_told(world: World) -> None:
    hold(world, ready(world))
    assert tell_clients(now=LATER) == 0


def test_moved_visits_are_one_update_file_with_the_same_names_and_a_higher_sequence(
    world: World, course: Course
) -> None:
    tell_clients(now=AFTER_GRACE)
    before = {str(event["uid"]) for event in files(mail.outbox[0])[0][1]}
    move(world, the(course, 2), "2026-12-08 14:00")
    assert tell_clients(now=LATER) == 1
    ((method, (event,)),) = files(mail.outbox[1])
    assert (method, *read(event)) == ("PUBLISH", f"session-{the(course, 2).pk}@ischia", 1, "CONFIRMED")
    assert str(event["uid"]) in before
    assert "Tuesday 8 December, 14:00" in mail.outbox[1].body


def test_cancelled_visits_are_one_message_with_a_cancellation_each(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    cancel(world, the(course, 2), the(course, 4))
    assert tell_clients(now=LATER) == 1
    found = files(mail.outbox[1])
    assert [method for method, _events in found] == ["CANCEL", "CANCEL"]
    assert [read(event) for _method, (event,) in found] == [
        (f"session-{the(course, number).pk}@ischia", 1, "CANCELLED") for number in (2, 4)
    ]


def test_change_that_staff_keep_to_themselves_is_not_told(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    move(world, the(course, 2), "2026-12-08 14:00", actor=world.as_morag, by_staff=True, tell=False)
    cancel(world, the(course, 3), actor=world.as_morag, tell=False)
    assert tell_clients(now=LATER) == 0


def test_change_before_the_first_message_is_told_with_it(world: World, course: Course) -> None:
    move(world, the(course, 2), "2026-12-08 14:00", now=NOW)
    assert tell_clients(now=AFTER_GRACE) == 1
    assert tell_clients(now=LATER) == 0
    assert "Tuesday 8 December, 14:00" in mail.outbox[0].body
    assert MONDAYS[1] not in mail.outbox[0].body


def test_course_cancelled_whole_within_the_grace_is_not_told(world: World, course: Course) -> None:
    cancel(world, *course.sessions.all(), now=NOW)
    assert tell_clients(now=LATER) == 0


def test_each_client_of_one_change_gets_their_own_visits_only(world: World, course: Course) -> None:
    other = book(world, ready_too(world), "2026-11-30 14:00", actor=world.as_morag)
    tell_clients(now=AFTER_GRACE)
    moves = [
        Move(session=the(course, 1), slot=slot(world.callum, world.leith, "2026-12-01 10:00")),
        Move(session=the(other, 1), slot=slot(world.callum, world.leith, "2026-12-01 14:00")),
    ]
    move_sessions(actor=world.as_morag, moves=moves, now=LATER, request_key="ill", by_staff=True)
    assert tell_clients(now=LATER) == 2
    by_address = {message.to[0]: message.body for message in mail.outbox[2:]}
    assert "10:00" in by_address[world.ailsa.email]
    assert "14:00" not in by_address[world.ailsa.email]
    assert "14:00" in by_address[world.bram.email]


def test_message_that_could_not_be_sent_goes_out_at_the_next_run(
    world: World, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: EmailMessage, *args: Any) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", fails)
        assert tell_clients(now=AFTER_GRACE) == 0
    assert tell_clients(now=AFTER_GRACE) == 1
    assert tell_clients(now=NOW + timedelta(days=2)) == 0


def test_messages_say_nothing_about_health(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}".lower()
    assert not any(word in text for word in ("sciatica pain", "massage", "trigger", "pain"))
