"""A hold that ran out may still be confirmed, but not past what others were let in to meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ischia.clinic.book.api import Status, confirm_course
from ischia.clinic.diary.api import OccupancyState, add_time_off, close, set_day_limits
from ischia.clinic.places.api import Room
from ischia.pathway.shared.errors import Refused
from tests.support.booking import POLICY, book, hold, ready, ready_too
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import at
from tests.support.integrity import faults

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=11)
MONDAY_AT_TEN, MONDAY_AT_TWO = "2026-11-30 10:00", "2026-11-30 14:00"


def fill_the_day(world: World) -> None:
    book(world, ready_too(world), MONDAY_AT_TWO, now=LATER)


def go_away(world: World) -> None:
    add_time_off(
        actor=BUILDER, therapist=world.callum, starts_at=at("2026-11-30 00:00"), ends_at=at("2026-12-01 00:00")
    )


def shut_the_room(world: World) -> None:
    close(
        actor=BUILDER,
        clinic=world.clinic,
        place=world.leith,
        room=Room.objects.get(pk=world.rooms[0].pk),
        starts_at=at("2026-11-30 00:00"),
        ends_at=at("2026-12-01 00:00"),
    )


def take_the_room(world: World) -> None:
    book(world, ready_too(world), MONDAY_AT_TEN, now=LATER)


@pytest.mark.parametrize("meanwhile", [fill_the_day, go_away, shut_the_room, take_the_room])
def test_overdue_hold_is_refused_once_anything_has_come_in_its_way(
    world: World, meanwhile: Callable[[World], None]
) -> None:
    plan = ready(world)
    set_day_limits(actor=BUILDER, therapist=world.callum, sessions_a_day=1, deep_minutes_a_day=None)
    course = hold(world, plan, MONDAY_AT_TEN)
    meanwhile(world)
    with pytest.raises(Refused, match="no longer held") as refused:
        confirm_course(actor=BUILDER, course=course, policy_version=POLICY, now=LATER)
    assert refused.value.code == "hold_ran_out"
    assert course.sessions.get().status == Status.HELD
    assert faults() == []


def test_overdue_hold_is_confirmed_while_nothing_is_in_its_way(world: World) -> None:
    plan = ready(world)
    set_day_limits(actor=BUILDER, therapist=world.callum, sessions_a_day=1, deep_minutes_a_day=None)
    course = hold(world, plan, MONDAY_AT_TEN)
    book(world, ready_too(world), "2026-12-01 10:00", now=LATER)
    confirm_course(actor=BUILDER, course=course, policy_version=POLICY, now=LATER)
    assert course.sessions.get().occupancy.state == OccupancyState.FIRM
    assert faults() == []


def test_hold_that_still_stands_is_kept_whatever_is_entered_meanwhile(world: World) -> None:
    """Ten minutes were promised; whoever enters time off is told of the sessions in it and re-places them."""
    plan = ready(world)
    course = hold(world, plan, MONDAY_AT_TEN)
    go_away(world)
    confirm_course(actor=BUILDER, course=course, policy_version=POLICY, now=NOW + timedelta(minutes=9))
    assert course.sessions.get().status == Status.BOOKED
