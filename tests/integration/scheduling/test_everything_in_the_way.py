"""Whoever cannot have a time is told everything that is in the way of it at once, in each way of asking."""

from datetime import timedelta
from typing import Any

import pytest

from ischia.clinic.book.api import Move, Session, SlotTaken, move_sessions
from ischia.clinic.diary.api import add_time_off, close, set_day_limits
from ischia.clinic.places.api import Room
from tests.support.booking import book, hold, make_care_plan, ready
from tests.support.clinic import BUILDER, NOW, World, make_therapist
from tests.support.diary import at, occupy, slot, stretch

pytestmark = pytest.mark.django_db

ODD = "2026-11-30 10:05"
EVERYTHING = {
    "not_working",
    "not_on_the_grid",
    "therapist_busy",
    "client_busy",
    "no_room_free",
    "closed",
    "day_full",
    "too_much_deep_work",
}


@pytest.fixture
def plan(world: World) -> Any:
    """Ailsa's plan, and a Monday on which everything that can be is in the way at five past ten."""
    plan = ready(world)
    Room.objects.filter(place=world.leith).exclude(pk=world.rooms[0].pk).delete()
    ewan = make_therapist(world.clinic, name="Ewan Kerr")
    occupy(
        stretch(world, "2026-11-30 10:00", "2026-11-30 11:00", room=world.rooms[3]),
        stretch(
            world,
            "2026-11-30 10:00",
            "2026-11-30 11:00",
            therapist=ewan,
            room=world.rooms[0],
            client=world.ailsa,
        ),
    )
    nine, twelve = at("2026-11-30 09:00"), at("2026-11-30 12:00")
    add_time_off(actor=BUILDER, therapist=world.callum, starts_at=nine, ends_at=twelve)
    close(actor=BUILDER, clinic=world.clinic, place=world.leith, starts_at=nine, ends_at=twelve)
    set_day_limits(actor=BUILDER, therapist=world.callum, sessions_a_day=1, deep_minutes_a_day=5)
    return plan


def told(refusal: pytest.ExceptionInfo[SlotTaken], index: int = 0) -> set[str]:
    return {str(conflict.kind) for conflict in refusal.value.conflicts if conflict.index == index}


def test_holding_tells_everything(world: World, plan: Any) -> None:
    with pytest.raises(SlotTaken) as refusal:
        hold(world, plan, ODD)
    assert told(refusal) == EVERYTHING


def test_booking_at_short_notice_tells_that_as_well(world: World, plan: Any) -> None:
    with pytest.raises(SlotTaken) as refusal:
        book(world, plan, ODD, now=at(ODD) - timedelta(minutes=30))
    assert told(refusal) == EVERYTHING | {"too_soon"}


def test_staff_with_a_reason_are_stopped_only_by_what_nobody_may_lift(world: World, plan: Any) -> None:
    with pytest.raises(SlotTaken) as refusal:
        book(world, plan, ODD, now=at(ODD) + timedelta(minutes=1), by_staff=True, override_reason="It is urgent")
    assert told(refusal) == EVERYTHING | {"too_soon"}
    course = book(world, plan, ODD, by_staff=True, override_reason="It is urgent")
    override = course.sessions.get().occupancy.override
    assert override is not None
    assert len(override.conflicts) == 2


def test_moving_tells_everything_of_each_visit(world: World, plan: Any) -> None:
    free = "2026-12-01 10:00"
    set_day_limits(actor=BUILDER, therapist=world.callum, sessions_a_day=1, deep_minutes_a_day=None)
    booked = book(world, make_care_plan(plan.episode), free, "2026-12-08 10:00")
    set_day_limits(actor=BUILDER, therapist=world.callum, sessions_a_day=1, deep_minutes_a_day=5)
    sessions = Session.objects.filter(course=booked).select_related("client__clinic", "service", "course__care_plan")
    first, second = sessions.order_by("number")
    moves = [
        Move(session=first, slot=slot(world.callum, world.leith, ODD)),
        Move(session=second, slot=slot(world.callum, world.leith, "2026-12-08 08:10")),
    ]
    with pytest.raises(SlotTaken) as refusal:
        move_sessions(actor=world.as_morag, moves=moves, now=NOW, request_key="one click", by_staff=True)
    assert told(refusal) == EVERYTHING
    assert told(refusal, 1) == {"not_working", "not_on_the_grid", "too_much_deep_work"}
