"""Freed time reaches whoever waits: in order, one person at a time, each for a while, and never twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ischia.clinic.audit.models import Event
from ischia.clinic.book.api import Session, Status, cancel_session, undo_course
from ischia.clinic.book.waitlist.api import (
    EntryStatus,
    FreedTime,
    Offer,
    OfferStatus,
    WaitlistRecord,
    accept_offer,
    advance_offers,
    answer_by,
    decline_offer,
    leave_waitlist,
    offer_by_hand,
)
from ischia.clinic.diary.api import Occupancy, OccupancyState
from ischia.pathway.shared.errors import Refused
from tests.support.booking import POLICY, make_clearance, make_screening, mondays, ready, ready_too
from tests.support.clinic import NOW, World, make_place, make_therapist
from tests.support.diary import at
from tests.support.outbox import links, sent
from tests.support.waiting import MONDAY_AT_TEN, asked, booked_visit, open_offer, somebody, wait

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def cancel(world: World, django_capture_on_commit_callbacks: Any) -> Any:
    """Cancels a visit as its client would, and lets what follows happen."""

    def cancelled(visit: Session, *, now: Any = NOW) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            cancel_session(actor=world.as_morag, session=visit, now=now, reason="client")

    return cancelled


def test_cancellation_offers_the_time_to_whoever_joined_first(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world), at=NOW - 2 * MINUTE)
    wait(somebody(world, "Catriona Weir"), at=NOW - MINUTE)
    cancel(visit)
    offer = open_offer()
    assert asked() == ["Bram open"]
    assert (offer.starts_at, offer.ends_at) == (at(MONDAY_AT_TEN), at("2026-11-30 10:45"))
    assert offer.expires_at == NOW + 120 * MINUTE
    held = offer.occupancy
    assert (held.state, held.therapist_id, held.expires_at) == (OccupancyState.HELD, world.callum.pk, offer.expires_at)


def test_offered_time_can_be_booked_by_nobody_else(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world))
    cancel(visit)
    with pytest.raises(Refused, match="cannot be had"):
        booked_visit(world, somebody(world, "Catriona Weir"))


def test_accepting_books_that_slot_and_closes_the_entry(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    entry = wait(ready_too(world))
    cancel(visit)
    session = accept_offer(actor=world.as_morag, offer=open_offer(), policy_version=POLICY, now=NOW + MINUTE)
    assert (session.starts_at, session.client, session.status) == (at(MONDAY_AT_TEN), world.bram, Status.BOOKED)
    entry.refresh_from_db()
    assert entry.status == EntryStatus.BOOKED
    assert FreedTime.objects.get().closed_why == "booked"
    assert Occupancy.objects.exclude(state=OccupancyState.RELEASED).count() == 1
    steps = WaitlistRecord.objects.order_by("at", "status").values_list("status", "actor_label")
    assert [step[0] for step in steps] == ["open", "waiting", "accepted", "booked"]


def test_declining_passes_it_on_and_keeps_the_place(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    entry = wait(ready_too(world))
    wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    cancel(visit)
    decline_offer(actor=world.as_morag, offer=open_offer(), now=NOW + 2 * MINUTE)
    assert asked() == ["Bram declined", "Catriona open"]
    entry.refresh_from_db()
    assert entry.status == EntryStatus.WAITING


def test_offer_that_runs_out_goes_to_the_next_person_and_then_to_nobody(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world))
    wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    cancel(visit)
    assert advance_offers(clinic=world.clinic, now=NOW + 119 * MINUTE) == 0
    assert advance_offers(clinic=world.clinic, now=NOW + 120 * MINUTE) == 1
    assert asked() == ["Bram expired", "Catriona open"]
    assert advance_offers(clinic=world.clinic, now=NOW + 241 * MINUTE) == 0
    assert asked() == ["Bram expired", "Catriona expired"]
    assert FreedTime.objects.get().closed_why == "nobody"
    assert not Occupancy.objects.exclude(state=OccupancyState.RELEASED).exists()


def test_expired_offer_is_free_to_book_before_anybody_tidies_up(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world))
    cancel(visit)
    later = NOW + 121 * MINUTE
    booked_visit(world, somebody(world, "Catriona Weir"), now=later)
    with pytest.raises(Refused) as refused:
        accept_offer(actor=world.as_morag, offer=open_offer(), policy_version=POLICY, now=later)
    assert refused.value.code == "offer_expired"
    assert advance_offers(clinic=world.clinic, now=later) == 0


@pytest.mark.parametrize("answer", ["accepted", "declined", "withdrawn"])
def test_answered_offer_cannot_be_accepted_again(world: World, cancel: Any, answer: str) -> None:
    visit = booked_visit(world, ready(world))
    entry = wait(ready_too(world))
    cancel(visit)
    offer = open_offer()
    if answer == "accepted":
        accept_offer(actor=world.as_morag, offer=offer, policy_version=POLICY, now=NOW)
    elif answer == "declined":
        decline_offer(actor=world.as_morag, offer=offer, now=NOW)
    else:
        leave_waitlist(actor=world.as_morag, entry=entry, now=NOW)
    with pytest.raises(Refused, match=r"already|declined|no longer"):
        accept_offer(actor=world.as_morag, offer=offer, policy_version=POLICY, now=NOW)


def test_database_refuses_a_second_open_or_accepted_offer_of_one_time(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world))
    other = wait(somebody(world, "Catriona Weir"))
    cancel(visit)
    offer = open_offer()
    twin = Occupancy.objects.get(pk=offer.occupancy_id)
    twin.pk, twin.state, twin.expires_at, twin._state.adding = uuid4(), OccupancyState.RELEASED, None, True
    twin.save()
    second = {
        "entry": other,
        "freed": offer.freed,
        "starts_at": offer.starts_at,
        "ends_at": offer.ends_at,
        "occupancy": twin,
        "token_hash": "another",
        "offered_at": NOW,
        "expires_at": NOW + MINUTE,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(**second)
    session = accept_offer(actor=world.as_morag, offer=offer, policy_version=POLICY, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(**second, status=OfferStatus.ACCEPTED, session=session)


def test_whom_the_time_does_not_fit_is_passed_over_and_keeps_the_place(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    effie = make_therapist(world.clinic, name="Effie Begg", places=(world.leith,))
    portobello = make_place(world.clinic, name="Portobello")
    wait(somebody(world, "Afternoons Only"), windows=["0-afternoon"])
    wait(somebody(world, "Tuesdays Only"), windows=["1-morning"])
    wait(somebody(world, "Other Therapist"), therapists=[effie.pk])
    wait(somebody(world, "Elsewhere Only"), place=portobello.pk)
    wait(somebody(world, "Sooner Please"), until=at("2026-11-29 10:00").date())
    wait(somebody(world, "Monday Morning"), windows=["0-morning"], at=NOW + MINUTE)
    cancel(visit, now=NOW + 2 * MINUTE)
    assert asked() == ["Monday open"]


def test_whoever_has_to_ask_a_clinician_waits_but_is_offered_nothing_before_the_answer(
    world: World, cancel: Any
) -> None:
    visit = booked_visit(world, ready(world))
    plan = ready_too(world)
    asking = make_screening(plan.episode, outcome="clinician_first", at=NOW)
    wait(plan)
    cancel(visit)
    assert asked() == []
    again = booked_visit(world, somebody(world, "Catriona Weir"))
    make_clearance(asking)
    cancel(again)
    assert asked() == ["Bram open"]


@pytest.mark.parametrize("outcome", ["urgent", "emergency"])
def test_shut_gate_lets_nobody_join(world: World, outcome: str) -> None:
    plan = ready(world, outcome=outcome)
    with pytest.raises(Refused) as refused:
        wait(plan)
    assert refused.value.code == "gate_shut"


def test_gate_that_shuts_after_the_offer_lets_nobody_accept(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    plan = ready_too(world)
    wait(plan)
    cancel(visit)
    make_screening(plan.episode, outcome="urgent", at=NOW)
    with pytest.raises(Refused) as refused:
        accept_offer(actor=world.as_morag, offer=open_offer(), policy_version=POLICY, now=NOW + MINUTE)
    assert refused.value.code == "gate_shut"
    assert open_offer().status == OfferStatus.OPEN
    assert open_offer().occupancy.state == OccupancyState.HELD


def test_earlier_than_a_booked_visit_moves_that_visit_and_frees_its_time(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    plan = ready_too(world)
    later = booked_visit(world, plan, "2026-12-07 11:00")
    wait(plan, instead_of=later.pk)
    cancel(visit)
    session = accept_offer(actor=world.as_morag, offer=open_offer(), policy_version="", now=NOW + MINUTE)
    assert (session.pk, session.starts_at) == (later.pk, at(MONDAY_AT_TEN))
    assert Session.objects.filter(client=world.bram).count() == 1


def test_time_that_a_move_frees_goes_to_the_next_who_waits(
    world: World, cancel: Any, django_capture_on_commit_callbacks: Any
) -> None:
    visit = booked_visit(world, ready(world))
    plan = ready_too(world)
    later = booked_visit(world, plan, "2026-12-07 11:00")
    wait(plan, instead_of=later.pk)
    wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    cancel(visit)
    with django_capture_on_commit_callbacks(execute=True):
        accept_offer(actor=world.as_morag, offer=open_offer(), policy_version="", now=NOW + MINUTE)
    assert asked() == ["Bram accepted", "Catriona open"]
    assert open_offer().starts_at == at("2026-12-07 11:00")


def test_visit_that_would_overtake_another_is_not_offered(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    plan = ready_too(world)
    booked_visit(world, plan, "2026-12-07 11:00")
    third = booked_visit(world, plan, "2026-12-14 11:00")
    wait(plan, instead_of=third.pk)
    cancel(visit)
    assert asked() == []


def test_first_visit_needs_its_longer_time(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    world.first_visit.is_active = True
    world.first_visit.save()
    entry = wait(ready_too(world))
    cancel(visit)
    assert asked() == []
    (slot,) = mondays(world, "2026-11-30 14:00")
    hour = replace(slot, end=slot.start + 60 * MINUTE)
    offer = offer_by_hand(actor=world.as_morag, entry=entry, slot=hour, now=NOW)
    session = accept_offer(actor=world.as_morag, offer=offer, policy_version=POLICY, now=NOW)
    assert (session.service, session.ends_at - session.starts_at) == (world.first_visit, 60 * MINUTE)


def test_visit_no_earlier_than_the_booked_one_is_not_offered(world: World, cancel: Any) -> None:
    plan = ready_too(world)
    visit = booked_visit(world, ready(world), "2026-12-07 11:00")
    earlier = booked_visit(world, plan)
    wait(plan, instead_of=earlier.pk)
    cancel(visit)
    assert asked() == []


def test_nothing_nearer_to_another_visit_than_the_plan_allows_is_offered(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world), "2026-12-02 10:00")
    plan = ready_too(world)
    booked_visit(world, plan)
    wait(plan)
    cancel(visit)
    assert asked() == []


@pytest.mark.parametrize(
    ("left", "minutes"),
    [("10 hours", 120), ("4 hours", 60), ("1 hour", 15), ("15 minutes", 15), ("14 minutes", None)],
)
def test_offer_is_shorter_when_the_time_is_soon_and_never_past_notice(
    world: World, left: str, minutes: int | None
) -> None:
    number, unit = left.split()
    spare = timedelta(minutes=int(number) * (60 if unit.startswith("hour") else 1))
    start = NOW + timedelta(minutes=world.clinic.notice_minutes) + spare
    until = answer_by(start, world.clinic, NOW)
    assert until == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_desk_offers_in_order_without_a_reason_and_out_of_turn_only_with_one(world: World) -> None:
    ready(world)
    wait(ready_too(world))
    entry = wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    (slot,) = mondays(world, MONDAY_AT_TEN)
    with pytest.raises(Refused) as refused:
        offer_by_hand(actor=world.as_morag, entry=entry, slot=slot, now=NOW)
    assert refused.value.code == "out_of_turn"
    assert not FreedTime.objects.exists()
    offer_by_hand(actor=world.as_morag, entry=entry, slot=slot, now=NOW, reason="Bram said on the phone he is away")
    assert asked() == ["Catriona open"]
    (event,) = Event.objects.filter(action="waitlist.offered_out_of_turn")
    assert len(event.detail["passed_over"]) == 1
    assert WaitlistRecord.objects.get(status="open").reason.startswith("Bram said")


def test_time_offered_to_one_person_is_offered_to_no_second_by_hand(world: World) -> None:
    ready(world)
    first, second = wait(ready_too(world)), wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    (slot,) = mondays(world, MONDAY_AT_TEN)
    offer_by_hand(actor=world.as_morag, entry=first, slot=slot, now=NOW)
    with pytest.raises(Refused) as refused:
        offer_by_hand(actor=world.as_morag, entry=second, slot=slot, now=NOW)
    assert refused.value.code == "does_not_fit"


def test_offer_is_sent_with_a_link_of_which_the_offer_keeps_a_hash_only(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world))
    cancel(visit)
    (message,) = sent(NOW)
    assert message.to == ["bram@ischia.example"]
    (link,) = links("waitlist_offer")
    assert link in message.body
    secret = link.rstrip("/").rsplit("/", 1)[-1]
    assert len(secret) >= 43
    assert secret not in open_offer().token_hash
    assert "pain" not in message.body


def test_offer_that_was_declined_or_ran_out_before_it_went_out_is_not_sent(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world))
    cancel(visit)
    decline_offer(actor=world.as_morag, offer=open_offer(), now=NOW)
    assert sent(NOW) == []


def test_offer_made_in_quiet_hours_runs_from_the_morning_on(world: World) -> None:
    start, night = at("2026-11-30 10:00"), at("2026-11-26 23:00")
    assert answer_by(start, world.clinic, night) == at("2026-11-27 10:00")
    assert answer_by(start, world.clinic, at("2026-11-30 01:00")) is None


def test_waiting_twice_for_one_thing_is_refused(world: World) -> None:
    plan = ready(world)
    wait(plan)
    with pytest.raises(Refused) as refused:
        wait(plan)
    assert refused.value.code == "already_waiting"


@pytest.fixture
def undo(world: World, django_capture_on_commit_callbacks: Any) -> Any:
    """Takes a booking back within the grace period, and lets what follows happen."""

    def undone(visit: Session) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            undo_course(actor=world.as_morag, course=visit.course, now=NOW + 2 * MINUTE)

    return undone


def test_undoing_what_an_offer_booked_lets_its_person_wait_again_and_asks_the_next(
    world: World, cancel: Any, undo: Any
) -> None:
    visit = booked_visit(world, ready(world))
    entry = wait(ready_too(world))
    wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    cancel(visit)
    session = accept_offer(actor=world.as_morag, offer=open_offer(), policy_version=POLICY, now=NOW + MINUTE)
    undo(session)
    assert asked() == ["Bram withdrawn", "Catriona open"]
    entry.refresh_from_db()
    assert entry.status == EntryStatus.WAITING
    decline_offer(actor=world.as_morag, offer=open_offer(), now=NOW + 3 * MINUTE)
    assert asked() == ["Bram withdrawn", "Catriona declined"], "who took it back is not asked again"
    assert FreedTime.objects.get().closed_why == "nobody"
    cancel(booked_visit(world, somebody(world, "Iona Baird"), "2026-12-07 10:00"))
    assert open_offer().entry == entry, "the old place is kept"
    again = accept_offer(actor=world.as_morag, offer=open_offer(), policy_version=POLICY, now=NOW + 3 * MINUTE)
    assert again.status == Status.BOOKED


def test_undoing_what_an_offer_booked_ends_the_old_wait_of_somebody_who_joined_once_more(
    world: World, cancel: Any, undo: Any
) -> None:
    visit = booked_visit(world, ready(world))
    plan = ready_too(world)
    entry = wait(plan)
    cancel(visit)
    session = accept_offer(actor=world.as_morag, offer=open_offer(), policy_version=POLICY, now=NOW)
    again = wait(plan, at=NOW + MINUTE)
    undo(session)
    entry.refresh_from_db()
    again.refresh_from_db()
    assert (entry.status, again.status) == (EntryStatus.ENDED, EntryStatus.WAITING)


def test_undone_booking_is_offered_to_whoever_waits(world: World, undo: Any) -> None:
    visit = booked_visit(world, ready(world))
    wait(ready_too(world))
    undo(visit)
    assert asked() == ["Bram open"]
    assert FreedTime.objects.get().cause == "undone"


def test_leaving_passes_the_offer_on(world: World, cancel: Any) -> None:
    visit = booked_visit(world, ready(world))
    entry = wait(ready_too(world))
    wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    cancel(visit)
    leave_waitlist(actor=world.as_morag, entry=entry, now=NOW + MINUTE)
    leave_waitlist(actor=world.as_morag, entry=entry, now=NOW + MINUTE)
    assert asked() == ["Bram withdrawn", "Catriona open"]


def test_steps_once_written_stay_as_they_are(world: World) -> None:
    wait(ready(world))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WaitlistRecord.objects.update(status="booked")
