"""A course keeps to what a therapist takes on in a day; staff may go beyond it with a reason, never into an overlap."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ischia.clinic.book.api import Course, SlotTaken
from ischia.clinic.diary.api import ConflictKind, Occupancy, Override, close, set_day_limits
from ischia.clinic.plan.api import CarePlan
from tests.support.booking import book, hold, ready, ready_too
from tests.support.clinic import BUILDER, World
from tests.support.diary import at, occupy, stretch

pytestmark = pytest.mark.django_db

MONDAY_AT_TEN, MONDAY_AT_TWO = "2026-11-30 10:00", "2026-11-30 14:00"


@pytest.fixture
def plan(world: World) -> CarePlan:
    """Ten minutes of trigger points in each session."""
    return ready(world)


def limit(world: World, sessions: int | None = None, deep: int | None = None) -> None:
    set_day_limits(actor=BUILDER, therapist=world.callum, sessions_a_day=sessions, deep_minutes_a_day=deep)


def kinds(world: World, plan: CarePlan, start: str, **options: Any) -> list[ConflictKind]:
    with pytest.raises(SlotTaken) as refusal:
        book(world, plan, start, **options)
    return [conflict.kind for conflict in refusal.value.conflicts]


def test_session_keeps_its_day_and_the_deep_minutes_of_its_plan(world: World, plan: CarePlan) -> None:
    course = hold(world, plan, MONDAY_AT_TEN)
    taken = course.sessions.get().occupancy
    assert (f"{taken.day:%Y-%m-%d}", taken.deep_minutes) == ("2026-11-30", 10)


def test_full_day_and_too_much_deep_work_refuse_the_course_and_write_nothing(world: World, plan: CarePlan) -> None:
    limit(world, sessions=1, deep=15)
    book(world, plan, MONDAY_AT_TEN)
    other = ready_too(world)
    assert kinds(world, other, MONDAY_AT_TWO) == [ConflictKind.DAY_FULL, ConflictKind.TOO_MUCH_DEEP_WORK]
    assert Course.objects.count() == 1


def test_hold_that_ran_out_does_not_count(world: World, plan: CarePlan) -> None:
    limit(world, sessions=1)
    held = hold(world, plan, MONDAY_AT_TEN)
    other = ready_too(world)
    assert kinds(world, other, MONDAY_AT_TWO) == [ConflictKind.DAY_FULL]
    assert held.held_until is not None
    assert book(world, other, MONDAY_AT_TWO, now=held.held_until).booked_at is not None


@pytest.mark.parametrize("against", ["a full day", "deep work", "a closure"])
def test_staff_go_beyond_a_limit_with_a_reason_and_nothing_may_overlap_that_session(
    world: World, plan: CarePlan, against: str
) -> None:
    if against == "a closure":
        close(
            actor=BUILDER,
            clinic=world.clinic,
            place=world.leith,
            starts_at=at("2026-11-30 13:00"),
            ends_at=at("2026-11-30 18:00"),
        )
    else:
        limit(world, sessions=1 if against == "a full day" else None, deep=15 if against == "deep work" else None)
    book(world, plan, MONDAY_AT_TEN)
    other = ready_too(world)
    staff: dict[str, Any] = {"actor": world.as_morag, "by_staff": True}
    assert kinds(world, other, MONDAY_AT_TWO, **staff) != []
    course = book(world, other, MONDAY_AT_TWO, override_reason="He asked to come today", **staff)
    taken, override = course.sessions.get().occupancy, Override.objects.get()
    assert (taken.override, taken.allowed_by) == (None, override)
    assert (override.reason, override.actor_label) == ("He asked to come today", "front_desk")
    with pytest.raises(IntegrityError), transaction.atomic():
        occupy(stretch(world, MONDAY_AT_TWO, "2026-11-30 14:45", room=world.rooms[2]))
    assert Occupancy.objects.count() == 2
