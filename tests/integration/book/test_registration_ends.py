"""Nobody is listed, held, booked or moved to a day after the last of their registration; the last day itself counts."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from ischia.clinic.book.api import Move, Session, SlotTaken, Wishes, move_sessions, propose
from ischia.clinic.book.rearranging import Scope, times_for
from ischia.clinic.book.repair.affected import displaced_by
from ischia.clinic.book.repair.building import problem_of
from ischia.clinic.book.repair.events import Event
from ischia.clinic.diary.api import ConflictKind, free_slots, next_free
from ischia.clinic.people.api import Registration, Therapist
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Slot, Span
from tests.support.booking import book, hold, ready
from tests.support.clinic import NOW, World, make_therapist
from tests.support.diary import at, give_hours, slot

pytestmark = pytest.mark.django_db

LAST = date(2026, 12, 7)
ON_LAST_DAY, DAY_AFTER = "2026-12-07 10:00", "2026-12-08 10:00"


def ends(therapist: Therapist, last: date = LAST) -> None:
    Registration.objects.filter(therapist=therapist).update(expires_on=last)


@pytest.fixture
def plan(world: World) -> CarePlan:
    """Callum's registration ends in two weeks; Isla's does not."""
    give_hours(isla := make_therapist(world.clinic, name="Isla Munro", places=(world.leith,)), world.leith)
    assert isla.registered_until == date(2027, 6, 30)
    ends(world.callum)
    return ready(world)


def last_days(slots: Any) -> dict[str, date]:
    found: dict[str, date] = {}
    for each in sorted(slots, key=lambda each: each.start):
        found[each.therapist] = each.start.date()
    return found


def refused(refusal: pytest.ExceptionInfo[SlotTaken]) -> list[tuple[int, ConflictKind]]:
    return [(conflict.index, conflict.kind) for conflict in refusal.value.conflicts]


def test_search_ends_with_the_registration_and_sends_no_query_more(
    world: World, plan: CarePlan, django_assert_num_queries: Any
) -> None:
    free_slots(clinic=world.clinic, service=world.follow_up, now=NOW)
    with django_assert_num_queries(4):
        found = last_days(free_slots(clinic=world.clinic, service=world.follow_up, now=NOW))
    assert found.pop(str(world.callum.pk)) == LAST
    assert all(last > date(2027, 2, 1) for last in found.values())
    ends(world.callum, NOW.date() - timedelta(days=1))
    assert world.callum.pk not in next_free(clinic=world.clinic, service=world.follow_up, now=NOW)


def test_entry_that_nobody_checked_prolongs_nothing_and_another_checked_one_does(world: World, plan: CarePlan) -> None:
    other = Registration.objects.create(
        therapist=world.callum, body="Other Register", number="9", expires_on=date(2026, 12, 21)
    )
    assert last_days(free_slots(clinic=world.clinic, service=world.follow_up, now=NOW))[str(world.callum.pk)] == LAST
    other.checked_on = NOW.date()
    other.save()
    found = last_days(free_slots(clinic=world.clinic, service=world.follow_up, now=NOW))
    assert found[str(world.callum.pk)] == date(2026, 12, 21)


def test_course_is_proposed_by_nobody_beyond_their_registration(world: World, plan: CarePlan) -> None:
    wishes = Wishes(therapists=[world.callum.pk])
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW, wishes=wishes)
    assert max(each.start.date() for each in proposed.slots) == LAST
    assert not [each for each in proposed.proposal.slots if each.start.date() > LAST]


@pytest.mark.parametrize("staff", [{}, {"by_staff": True, "override_reason": "She asked for him"}])
def test_hold_and_booking_are_refused_with_a_code_of_their_own_that_nobody_lifts(
    world: World, plan: CarePlan, staff: dict[str, Any]
) -> None:
    for take, options in ((hold, {}), (book, staff)):
        with pytest.raises(SlotTaken) as refusal:
            take(world, plan, "2026-12-01 10:00", DAY_AFTER, actor=world.as_morag, **options)
        assert refused(refusal) == [(1, ConflictKind.UNREGISTERED)]
    assert ConflictKind.UNREGISTERED.value == "registration_ends"
    assert book(world, plan, "2026-12-01 10:00", ON_LAST_DAY).sessions.count() == 2


def test_therapist_without_any_hours_is_refused_as_well(world: World, plan: CarePlan) -> None:
    bare = make_therapist(world.clinic, name="Rhona Bain", places=(world.leith,), expires_on=LAST)
    session = related(book(world, plan, "2026-12-01 10:00").sessions.get())
    assert (0, ConflictKind.UNREGISTERED) in refused(moved(world, session, slot(bare, world.leith, DAY_AFTER)))


def test_move_lists_and_takes_no_day_beyond_the_registration(world: World, plan: CarePlan) -> None:
    session = related(book(world, plan, "2026-12-03 10:00").sessions.get())
    listed = times_for(session, Scope.THIS, NOW)
    assert listed
    assert max(each.start.date() for each in listed) <= LAST
    refusal = moved(world, session, slot(world.callum, world.leith, DAY_AFTER))
    assert refused(refusal) == [(0, ConflictKind.UNREGISTERED)]
    assert all(each.start.date() <= LAST for one in refusal.value.alternatives for each in one.instead)


def test_repair_places_nobody_beyond_a_registration(world: World, plan: CarePlan) -> None:
    book(world, plan, "2026-12-03 10:00")
    event = Event(span=Span(at("2026-12-03 00:00"), at("2026-12-04 00:00")), therapist=world.callum.pk, name="Callum")
    (affected,) = problem_of(
        displaced_by(event, clinic=world.clinic, now=NOW), event, clinic=world.clinic, now=NOW
    ).affected
    found = last_days(affected.candidates)
    assert found.pop(str(world.callum.pk)) == LAST
    assert [last > LAST for last in found.values()] == [True]
    assert {UUID(each) for each in found} != {world.callum.pk}


def related(session: Session) -> Session:
    rows = Session.objects.select_related(
        "client__clinic",
        "therapist",
        "place",
        "room",
        "service",
        "course__episode__client__clinic",
        "course__care_plan",
    )
    return rows.get(pk=session.pk)


def moved(world: World, session: Session, to: Slot) -> pytest.ExceptionInfo[SlotTaken]:
    with pytest.raises(SlotTaken) as refusal:
        move_sessions(
            actor=world.as_morag,
            moves=[Move(session=session, slot=to)],
            now=NOW,
            request_key="one click",
            by_staff=True,
            override_reason="She asked for it",
        )
    return refusal
