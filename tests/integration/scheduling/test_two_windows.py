"""One client with two windows: what one window was told is booked stays booked, whatever the other does meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from ischia.clinic.book import holding, queries, statuses
from ischia.clinic.book.api import Course, Session, Status, confirm_course, release_hold, undo_course
from ischia.clinic.diary.api import OccupancyState, release_held
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.shared.errors import Refused
from tests.support.booking import MONDAYS, POLICY, book, hold, ready
from tests.support.clinic import BUILDER, NOW, World
from tests.support.integrity import faults

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, OTHER = MONDAYS[:2], MONDAYS[2:]


def confirm(course: Course) -> Course:
    return confirm_course(actor=BUILDER, course=course, policy_version=POLICY, now=NOW)


def standing_of(course: Course) -> set[tuple[str, str]]:
    return set(Session.objects.filter(course=course).values_list("status", "occupancy__state"))


BOOKED = {(Status.BOOKED, OccupancyState.FIRM)}
GIVEN_BACK = {(Status.CANCELLED, OccupancyState.RELEASED)}


def test_what_is_confirmed_after_the_other_window_looked_is_not_given_back(world: World) -> None:
    plan = ready(world)
    course = hold(world, plan, *FIRST)
    look = queries.standing

    def looked_before_the_confirmation(care_plan: CarePlan) -> Any:
        found = look(care_plan)
        confirm(course)
        return found

    with patch.object(holding, "standing", looked_before_the_confirmation):
        second = hold(world, plan, *OTHER)
    assert standing_of(course) == BOOKED
    assert standing_of(second) == {(Status.HELD, OccupancyState.HELD)}
    assert faults() == []


def test_whoever_clears_holds_away_leaves_what_was_booked_meanwhile(world: World) -> None:
    course = book(world, ready(world))
    release_held(occupancies=list(course.sessions.values_list("occupancy", flat=True)))
    assert standing_of(course) == BOOKED


def test_session_that_changed_since_it_was_read_is_refused(world: World) -> None:
    course = hold(world, ready(world), *FIRST)
    read = list(course.sessions.all())
    confirm(course)
    with pytest.raises(Refused, match="in the meantime"), transaction.atomic():
        statuses.change(actor=BUILDER, sessions=read, to=Status.CANCELLED, now=NOW)
    assert standing_of(course) == BOOKED


@contextmanager
def windows() -> Iterator[Callable[[Callable[[], Any]], Future[Any]]]:
    """Lets acts run beside the test, each on a connection of its own."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")

    def alone(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        yield lambda act: pool.submit(alone, act)


def wait_for_a_waiter() -> None:
    """Until a transaction waits for a lock of another."""
    until = monotonic() + 10
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    message = "nobody waits"
    raise AssertionError(message)


@contextmanager
def saved_late(saying: Event, going_on: Event) -> Iterator[None]:
    """The act is done but not yet saved until the other window was let on."""
    with transaction.atomic():
        yield
        saying.set()
        assert going_on.wait(20)


def test_confirming_first_and_choosing_anew_meanwhile_keeps_what_was_confirmed(world: World) -> None:
    plan = ready(world)
    course, done, going_on = hold(world, plan, *FIRST), Event(), Event()

    def confirming() -> None:
        with saved_late(done, going_on):
            confirm(course)

    with windows() as beside:
        confirmed = beside(confirming)
        assert done.wait(20)
        anew = beside(lambda: hold(world, plan, *OTHER))
        try:
            wait_for_a_waiter()
        finally:
            going_on.set()
        confirmed.result(30)
        second = anew.result(30)
    assert standing_of(course) == BOOKED
    assert standing_of(second) == {(Status.HELD, OccupancyState.HELD)}
    assert faults() == []


@pytest.mark.parametrize("act", [confirm, lambda course: release_hold(actor=BUILDER, course=course, now=NOW)])
def test_choosing_anew_first_and_acting_on_the_old_hold_meanwhile_is_no_deadlock(
    world: World, act: Callable[[Course], Any]
) -> None:
    plan = ready(world)
    course, halfway, going_on = hold(world, plan, *FIRST), Event(), Event()
    change = statuses.change

    def change_late(**asked: Any) -> None:
        halfway.set()  # the time is given back, the sessions are not yet changed
        assert going_on.wait(20)
        change(**asked)

    with windows() as beside, patch.object(holding, "change", change_late):
        anew = beside(lambda: hold(world, plan, *OTHER))
        assert halfway.wait(20)
        acted = beside(lambda: act(course))
        try:
            wait_for_a_waiter()
        finally:
            going_on.set()
        second = anew.result(30)
        refused = acted.exception(30)
    assert refused is None if act is not confirm else isinstance(refused, Refused)
    assert standing_of(course) == GIVEN_BACK
    assert standing_of(second) == {(Status.HELD, OccupancyState.HELD)}
    assert faults() == []


def test_undoing_and_choosing_anew_come_one_after_the_other(world: World) -> None:
    plan = ready(world)
    course, done, going_on = book(world, plan), Event(), Event()

    def undoing() -> None:
        with saved_late(done, going_on):
            undo_course(actor=BUILDER, course=course, now=NOW)

    with windows() as beside:
        undone = beside(undoing)
        assert done.wait(20)
        anew = beside(lambda: hold(world, plan))
        try:
            wait_for_a_waiter()
        finally:
            going_on.set()
        undone.result(30)
        second = anew.result(30)
    assert standing_of(course) == GIVEN_BACK
    assert standing_of(second) == {(Status.HELD, OccupancyState.HELD)}
