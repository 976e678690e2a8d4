"""A process that is killed leaves no half-made course and loses nothing that it was told is done.

Killed before each single statement of a booking, a hold, a confirmation, a move and a cancellation, commits included.
The random kills under load, 200 in all, are `python -m benchmarks kills`.
"""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db.models import Q

from ischia.clinic.book.api import Move, Session, Status, cancel_session, confirm_course, move_sessions
from ischia.clinic.diary.api import Occupancy, OccupancyState, free_slots
from tests.support.booking import MONDAYS, POLICY, book, hold, ready, ready_too
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import at, slot
from tests.support.integrity import faults
from tests.support.killing import Act, in_a_child, kill_everywhere

pytestmark = pytest.mark.django_db(transaction=True)

Acts = Callable[[], Act]
MOVED_TO = "2026-12-22 14:00"


def standing(key: str) -> list[tuple[str, str]]:
    """Status and time of the sessions of this course, or of this one session."""
    rows = Session.objects.filter(Q(course=key) | Q(pk=key)).order_by("number")
    return list(rows.values_list("status", "occupancy__state"))


def has_moved(key: str) -> bool:
    """Whether the session stands at its new time, which is taken for it, and at no other."""
    session = Session.objects.select_related("occupancy").get(pk=key)
    taken = Occupancy.objects.filter(client=session.client_id).exclude(state=OccupancyState.RELEASED)
    old_ones = taken.filter(client_from=at(MONDAYS[3]))
    there = session.starts_at == session.occupancy.client_from == at(MOVED_TO)
    return there and standing(key) == BOOKED and not old_ones.exists()


BOOKED = [(Status.BOOKED, OccupancyState.FIRM)]
STANDS: dict[str, Callable[[str], bool]] = {
    "booking": lambda key: standing(key) == BOOKED * 4,
    "holding": lambda key: standing(key) == [(Status.HELD, OccupancyState.HELD)] * 4,
    "confirming": lambda key: standing(key) == BOOKED * 4,
    "moving": has_moved,
    "cancelling": lambda key: standing(key) == [(Status.CANCELLED, OccupancyState.RELEASED)],
}
"""Whether what was told is done stands, as rows and not only as a row."""


@pytest.fixture
def acts(world: World) -> dict[str, Acts]:
    """Each makes ready what it needs and answers the act; ids of what was done tell which row to look for."""
    plan, other = ready(world), ready_too(world)

    def clear() -> None:
        for session in Session.objects.filter(status__in=(Status.BOOKED, Status.HELD)).select_related("client__clinic"):
            cancel_session(actor=BUILDER, session=session, now=NOW, reason="between the kills")

    def booking() -> Act:
        clear()
        return lambda: str(book(world, plan).pk)

    def holding() -> Act:
        clear()
        return lambda: str(hold(world, plan).pk)

    def confirming() -> Act:
        clear()
        course = hold(world, plan)
        return lambda: str(confirm_course(actor=BUILDER, course=course, policy_version=POLICY, now=NOW).pk)

    def moving() -> Act:
        clear()
        sessions = book(world, plan).sessions.select_related("client__clinic", "service", "course__care_plan")
        session = sessions.get(number=4)
        to = slot(world.callum, world.leith, MOVED_TO)
        key = str(uuid4())
        return lambda: str(
            move_sessions(actor=world.as_ailsa, moves=[Move(session=session, slot=to)], now=NOW, request_key=key)
            .sessions[0]
            .pk
        )

    def cancelling() -> Act:
        clear()
        session = book(world, other).sessions.select_related("client__clinic").get(number=1)
        return lambda: str(cancel_session(actor=BUILDER, session=session, now=NOW, reason="client").pk)

    return {
        "booking": booking,
        "holding": holding,
        "confirming": confirming,
        "moving": moving,
        "cancelling": cancelling,
    }


@pytest.mark.parametrize("name", ["booking", "holding", "confirming", "moving", "cancelling"])
def test_kill_before_any_statement_leaves_all_of_it_or_nothing(world: World, acts: dict[str, Acts], name: str) -> None:
    everything = []
    for each in kill_everywhere(acts[name]):
        assert faults() == []
        everything.append(each)
    *killed, finished = everything
    assert len(killed) > 5
    assert {each.told for each in killed} == {()}
    assert len(finished.told) == 1
    assert STANDS[name](finished.told[0])


def test_killed_booking_leaves_its_times_listed_and_bookable(world: World, acts: dict[str, Acts]) -> None:
    before = None
    for killed in kill_everywhere(acts["booking"]):
        listed = {each.start for each in free_slots(clinic=world.clinic, service=world.follow_up, now=NOW)}
        assert (at("2026-11-30 10:00") in listed) is killed.by_kill
        assert before in (None, listed) or not killed.by_kill
        before = listed
    assert in_a_child([acts["booking"]()]).told != ()
