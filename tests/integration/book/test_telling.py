"""Clients hear of their visits once: one message for a course, one for a change, none for what is undone."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar, Component

from ischia.clinic.book.api import (
    ChangeRequest,
    Course,
    Move,
    Session,
    cancel_sessions,
    mark_arrived,
    move_sessions,
    tell_clients,
    undo_course,
)
from ischia.clinic.book.desk.undoing import undo_move
from ischia.clinic.book.repair.events import Event
from ischia.clinic.book.repair.services import Decided, Fate, apply_repair, lines_of, propose_repair
from ischia.clinic.messaging.api import Message
from ischia.clinic.people.api import Client
from ischia.pathway.shared.errors import Refused
from tests.support.booking import book, hold, ready, ready_too
from tests.support.clinic import NOW, World
from tests.support.diary import slot
from tests.support.outbox import sent

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


def written(kind: str, client: Client | None = None) -> list[Message]:
    """What stands in the outbox, oldest first."""
    rows = Message.objects.filter(kind=kind, **({"client": client} if client else {}))
    return list(rows.order_by("created_at", "key"))


def files(message: Message) -> list[tuple[str, list[Component]]]:
    """Every calendar attached, as a mail reader sees it: its method and its events."""
    calendars = [Calendar.from_ical(bytes(file.data)) for file in message.attachments.order_by("name")]
    return [(str(calendar["method"]), calendar.walk("VEVENT")) for calendar in calendars]


def read(event: Component) -> tuple[str, int, str]:
    return str(event["uid"]), int(str(event["sequence"])), str(event["status"])


def test_whole_course_is_one_message_with_one_file_after_the_grace(world: World, course: Course) -> None:
    assert tell_clients(now=NOW + timedelta(minutes=3)) == 0
    assert tell_clients(now=AFTER_GRACE) == 1
    assert tell_clients(now=AFTER_GRACE) == 0
    (message,) = written("booking_confirmed")
    assert (message.client, message.episode) == (world.ailsa, world.episode)
    assert "Monday 30 November, 10:00, Callum Drever, Leith" in message.facts["visits"]
    ((method, events),) = files(message)
    assert (method, len(events)) == ("PUBLISH", 4)
    (mailed,) = sent(AFTER_GRACE)
    assert mailed.to == [world.ailsa.email]
    assert mailed.attachments[0].mimetype.startswith("text/calendar")


def test_what_is_undone_within_the_grace_leaves_no_trace(world: World, course: Course) -> None:
    undo_course(actor=world.as_ailsa, course=course, now=NOW + timedelta(minutes=2))
    assert tell_clients(now=LATER) == 0
    assert not Message.objects.exists()


def test_course_that_is_only_held_is_not_told(world: World) -> None:
    hold(world, ready(world))
    assert tell_clients(now=LATER) == 0


def test_moved_visits_are_one_update_file_with_the_same_names_and_a_higher_sequence(
    world: World, course: Course
) -> None:
    tell_clients(now=AFTER_GRACE)
    before = {str(event["uid"]) for event in files(written("booking_confirmed")[0])[0][1]}
    move(world, the(course, 2), "2026-12-08 14:00")
    (message,) = written("booking_changed")
    assert message.not_before == LATER + timedelta(minutes=3)
    ((method, (event,)),) = files(message)
    assert (method, *read(event)) == ("PUBLISH", f"session-{the(course, 2).pk}@ischia", 1, "CONFIRMED")
    assert str(event["uid"]) in before
    assert "Tuesday 8 December, 14:00" in message.facts["visits"]


def test_cancelled_visits_are_one_message_with_a_cancellation_each(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    cancel(world, the(course, 2), the(course, 4))
    (message,) = written("booking_cancelled")
    found = files(message)
    assert [method for method, _events in found] == ["CANCEL", "CANCEL"]
    assert [read(event) for _method, (event,) in found] == [
        (f"session-{the(course, number).pk}@ischia", 1, "CANCELLED") for number in (2, 4)
    ]


def test_change_that_staff_keep_to_themselves_is_not_told(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    move(world, the(course, 2), "2026-12-08 14:00", actor=world.as_morag, by_staff=True, tell=False)
    cancel(world, the(course, 3), actor=world.as_morag, tell=False)
    assert Message.objects.count() == 1


def test_change_that_is_refused_writes_no_message(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    with pytest.raises(Refused):
        move(world, the(course, 2), "2026-12-22 14:00")  # it would overtake the others
    assert Message.objects.count() == 1


def test_change_before_the_first_message_is_told_with_it(world: World, course: Course) -> None:
    move(world, the(course, 2), "2026-12-08 14:00", now=NOW)
    assert not Message.objects.exists()
    assert tell_clients(now=AFTER_GRACE) == 1
    (message,) = written("booking_confirmed")
    assert "Tuesday 8 December, 14:00" in message.facts["visits"]
    assert "Monday 7 December" not in message.facts["visits"]


def test_course_cancelled_whole_within_the_grace_is_not_told(world: World, course: Course) -> None:
    cancel(world, *course.sessions.all(), now=NOW)
    assert tell_clients(now=LATER) == 0
    assert not Message.objects.exists()


def test_each_client_of_one_change_gets_their_own_visits_only(world: World, course: Course) -> None:
    other = book(world, ready_too(world), "2026-11-30 14:00", actor=world.as_morag)
    tell_clients(now=AFTER_GRACE)
    moves = [
        Move(session=the(course, 1), slot=slot(world.callum, world.leith, "2026-12-01 10:00")),
        Move(session=the(other, 1), slot=slot(world.callum, world.leith, "2026-12-01 14:00")),
    ]
    move_sessions(actor=world.as_morag, moves=moves, now=LATER, request_key="ill", by_staff=True)
    (ailsas,), (brams,) = written("booking_changed", world.ailsa), written("booking_changed", world.bram)
    assert "10:00" in ailsas.facts["visits"]
    assert "14:00" not in ailsas.facts["visits"]
    assert "14:00" in brams.facts["visits"]


def test_move_that_is_moved_on_before_it_was_told_is_told_once_as_it_stands(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    sent(AFTER_GRACE)
    move(world, the(course, 2), "2026-12-08 14:00")
    move(world, the(course, 2), "2026-12-09 14:00", now=LATER + timedelta(minutes=1))
    (mailed,) = sent(LATER + timedelta(minutes=5))
    assert "Wednesday 9 December, 14:00" in mailed.body


def test_move_that_is_taken_back_before_it_was_told_is_never_told_and_later_its_undoing_is(
    world: World, course: Course
) -> None:
    tell_clients(now=AFTER_GRACE)
    sent(AFTER_GRACE)
    move(world, the(course, 2), "2026-12-08 14:00", actor=world.as_morag, by_staff=True)
    undo_move(actor=world.as_morag, change=ChangeRequest.objects.get(), now=LATER + timedelta(minutes=1))
    assert sent(LATER + timedelta(minutes=5)) == []
    late = LATER + timedelta(minutes=10)
    move(world, the(course, 3), "2026-12-15 14:00", actor=world.as_morag, by_staff=True, now=late)
    assert len(sent(late + timedelta(minutes=4))) == 1
    change = ChangeRequest.objects.get(request_key="2026-12-15 14:00")
    undo_move(actor=world.as_morag, change=change, now=late + timedelta(minutes=5))
    (mailed,) = sent(late + timedelta(minutes=9))
    assert "Monday 14 December, 10:00" in mailed.body


def test_visit_that_has_begun_is_told_of_to_nobody(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    begun = the(course, 1).starts_at + timedelta(minutes=5)
    mark_arrived(actor=world.as_morag, session=the(course, 1), now=begun)
    cancel(world, the(course, 1), now=begun)
    assert written("booking_cancelled") == []


def test_repair_is_told_in_its_own_transaction(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    event = Event(sessions=(the(course, 2).pk,))
    row = propose_repair(actor=world.as_morag, clinic=world.clinic, event=event, now=LATER)
    (line,) = lines_of(row)
    assert line.new is not None
    decided = {the(course, 2).pk: Decided(fate=Fate.MOVED, slot=line.new)}
    apply_repair(actor=world.as_morag, row=row, decided=decided, told={}, now=LATER)
    (message,) = written("booking_changed")
    assert message.client == world.ailsa


def test_messages_say_nothing_about_health(world: World, course: Course) -> None:
    tell_clients(now=AFTER_GRACE)
    (mailed,) = sent(AFTER_GRACE)
    text = f"{mailed.subject} {mailed.body}".lower()
    assert not any(word in text for word in ("sciatica pain", "massage", "trigger", "pain"))
