"""How many statements a booking sends, and which rows it locks in which order: the same for one visit as for many."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ischia.clinic.book.api import Move, Session, move_sessions
from ischia.clinic.plan.api import CarePlan
from tests.support.booking import MONDAYS, book, hold, ready
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import slot

pytestmark = pytest.mark.django_db

IN_ORDER = ["people_therapist", "places_place", "people_client"]
LOCKS = len(IN_ORDER)


@pytest.fixture
def plan(world: World) -> CarePlan:
    return ready(world)


@contextmanager
def sent() -> Iterator[list[str]]:
    """The statements of the block, without those that begin and end a step of a transaction."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    around = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
    statements += [each["sql"] for each in captured if not each["sql"].startswith(around)]


def locked(statements: list[str]) -> list[str]:
    """The tables whose rows are locked for what is to be examined, in order."""
    return [re.findall(r'FROM "(\w+)"', each)[0] for each in statements if "FOR NO KEY UPDATE" in each]


@pytest.mark.parametrize("visits", [1, 4])
def test_booking_takes_as_many_statements_for_many_visits_as_for_one(world: World, plan: CarePlan, visits: int) -> None:
    with sent() as statements:
        book(world, plan, *MONDAYS[:visits], actor=BUILDER)
    locks = LOCKS if connection.vendor == "postgresql" else 0
    assert len(statements) == 15 + locks, "\n".join(statements)


def test_booking_locks_therapists_then_places_then_the_client_so_that_no_two_wait_for_one_another(
    world: World, plan: CarePlan
) -> None:
    with sent() as statements:
        hold(world, plan)
    assert locked(statements) == (IN_ORDER if connection.vendor == "postgresql" else [])


def test_moving_locks_in_the_same_order_as_booking(world: World, plan: CarePlan) -> None:
    course = book(world, plan, MONDAYS[0])
    session = Session.objects.select_related("client__clinic", "service", "course__episode", "course__care_plan").get(
        course=course
    )
    to = slot(world.callum, world.leith, "2026-12-01 11:00")
    with sent() as statements:
        move_sessions(actor=world.as_ailsa, moves=[Move(session=session, slot=to)], now=NOW, request_key="one click")
    assert locked(statements) == (IN_ORDER if connection.vendor == "postgresql" else [])
