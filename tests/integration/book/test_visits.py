"""The life of a booked session: every step a record with an actor, and no step that is not allowed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from ischia.clinic.book.api import (
    TRANSITIONS,
    Session,
    Status,
    StatusRecord,
    cancel_session,
    confirm_attendance,
    end_session,
    history_for,
    mark_arrived,
    mark_no_show,
    start_session,
    today_for,
    upcoming_for,
    waive_lateness,
)
from ischia.clinic.diary.api import OccupancyState
from ischia.pathway.shared.errors import Refused
from tests.support.booking import MONDAYS, book, hold, ready, ready_too
from tests.support.clinic import NOW, World
from tests.support.diary import at

pytestmark = pytest.mark.django_db

DUE = at(MONDAYS[0])


@pytest.fixture
def session(world: World) -> Session:
    return book(world, ready(world)).sessions.get(number=1)


def test_every_status_can_be_left_only_as_the_table_says() -> None:
    assert set(TRANSITIONS) == set(Status)
    reachable = {status for following in TRANSITIONS.values() for status in following}
    assert reachable == set(Status) - {Status.HELD}
    assert TRANSITIONS[Status.DONE] == TRANSITIONS[Status.CANCELLED] == frozenset()


def test_visit_goes_from_booked_to_done_step_by_step(world: World, session: Session) -> None:
    confirm_attendance(actor=world.as_ailsa, session=session, now=NOW)
    mark_arrived(actor=world.as_morag, session=session, now=DUE)
    start_session(actor=world.as_callum, session=session, now=DUE)
    end_session(actor=world.as_callum, session=session, now=DUE + timedelta(minutes=45))
    records = session.status_records.values_list("status", "actor_label").order_by("at")
    assert list(records)[2:] != []
    assert set(records) >= {("confirmed", "client"), ("arrived", "front_desk"), ("done", "therapist")}


def test_signing_writes_the_steps_that_nobody_tapped(world: World, session: Session) -> None:
    ended = end_session(actor=world.as_callum, session=session, now=DUE, reason="stopped")
    assert ended.status == Status.DONE
    statuses = set(session.status_records.values_list("status", "reason"))
    assert statuses >= {("arrived", ""), ("in_session", ""), ("done", "stopped")}


def test_step_that_the_table_does_not_know_is_refused(world: World, session: Session) -> None:
    with pytest.raises(Refused) as refusal:
        start_session(actor=world.as_callum, session=session, now=DUE)
    assert refusal.value.code == "wrong_status"
    end_session(actor=world.as_callum, session=session, now=DUE)
    with pytest.raises(Refused):
        cancel_session(actor=world.as_ailsa, session=session, now=NOW, reason="client")


@pytest.mark.parametrize(
    ("before", "status"),
    [
        (timedelta(hours=24), Status.CANCELLED),
        (timedelta(hours=24) - timedelta(seconds=1), Status.LATE_CANCELLED),
        (timedelta(minutes=1), Status.LATE_CANCELLED),
    ],
)
def test_cancelling_inside_the_window_counts_as_late(
    world: World, session: Session, before: timedelta, status: Status
) -> None:
    cancelled = cancel_session(actor=world.as_ailsa, session=session, now=DUE - before, reason="client")
    assert cancelled.status == status
    assert cancelled.revision == 1
    assert cancelled.occupancy.state == OccupancyState.RELEASED


@pytest.mark.parametrize(("minutes", "status"), [(3, Status.CANCELLED), (4, Status.LATE_CANCELLED)])
def test_cancelling_within_the_grace_after_booking_is_never_late(
    world: World, session: Session, minutes: int, status: Status
) -> None:
    session.client.clinic.cancel_window_hours = 24 * 365
    session.client.clinic.save()
    assert session.course.booked_at is not None
    now = session.course.booked_at + timedelta(minutes=minutes)
    assert cancel_session(actor=world.as_ailsa, session=session, now=now, reason="client").status == status


def test_cancelled_time_can_be_booked_by_somebody_else(world: World, session: Session) -> None:
    cancel_session(actor=world.as_ailsa, session=session, now=NOW, reason="client")
    assert book(world, ready_too(world), MONDAYS[0], actor=world.as_morag).sessions.count() == 1


def test_cancelling_one_session_leaves_the_others(world: World, session: Session) -> None:
    cancel_session(actor=world.as_ailsa, session=session, now=NOW, reason="client")
    assert session.course.sessions.filter(status=Status.BOOKED).count() == 3


def test_session_that_has_begun_cannot_be_cancelled(world: World, session: Session) -> None:
    with pytest.raises(Refused) as refusal:
        cancel_session(actor=world.as_ailsa, session=session, now=DUE, reason="client")
    assert refusal.value.code == "already_begun"


def test_lateness_is_waived_by_staff_with_a_reason(world: World, session: Session) -> None:
    late = cancel_session(actor=world.as_ailsa, session=session, now=DUE - timedelta(hours=1), reason="client")
    with pytest.raises(Refused) as refusal:
        waive_lateness(actor=world.as_morag, session=late, now=DUE, reason=" ")
    assert refusal.value.code == "no_reason"
    assert waive_lateness(actor=world.as_morag, session=late, now=DUE, reason="bus strike").status == Status.CANCELLED


def test_no_show_is_noted_only_once_the_visit_was_due_and_can_be_mended(world: World, session: Session) -> None:
    with pytest.raises(Refused) as refusal:
        mark_no_show(actor=world.as_morag, session=session, now=DUE - timedelta(seconds=1))
    assert refusal.value.code == "too_early"
    mark_no_show(actor=world.as_morag, session=session, now=DUE)
    assert mark_arrived(actor=world.as_morag, session=session, now=DUE + timedelta(minutes=9)).status == Status.ARRIVED


def test_status_record_is_written_once(world: World, session: Session) -> None:
    record = StatusRecord.objects.filter(session=session).latest("at")
    record.reason = "something else"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        record.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StatusRecord.objects.all().delete()


def test_today_lists_the_local_day_without_holds_and_cancelled_sessions(world: World, session: Session) -> None:
    hold(world, ready_too(world), "2026-11-30 14:00", actor=world.as_morag)
    assert list(today_for(world.callum, at("2026-11-30 00:30"))) == [session]
    assert list(today_for(world.callum, at("2026-11-29 23:30"))) == []
    cancel_session(actor=world.as_ailsa, session=session, now=NOW, reason="client")
    assert list(today_for(world.callum, at("2026-11-30 00:30"))) == []


def test_client_sees_what_is_to_come_and_what_has_been(world: World, session: Session) -> None:
    assert upcoming_for(world.ailsa, NOW).count() == 4
    end_session(actor=world.as_callum, session=session, now=DUE)
    assert upcoming_for(world.ailsa, DUE).count() == 3
    assert list(history_for(world.ailsa, DUE)) == [session]
    assert upcoming_for(world.bram, NOW).count() == 0
