"""A course is held and booked as a whole, or not at all."""

from datetime import timedelta
from typing import Any

import pytest

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import (
    Course,
    Session,
    SlotTaken,
    Status,
    Wishes,
    book_course,
    confirm_course,
    course_detail,
    held_course,
    hold_course,
    propose,
    release_hold,
    sessions_left,
    undo_course,
)
from ischia.clinic.diary.api import ConflictKind, Occupancy, OccupancyState, Override, add_time_off, free_slots
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.shared.errors import Refused
from tests.support.booking import (
    MONDAYS,
    POLICY,
    book,
    hold,
    make_care_plan,
    mondays,
    ready,
    ready_too,
)
from tests.support.clinic import BUILDER, NOW, World, make_clinic, make_episode, make_place, make_therapist
from tests.support.diary import at, give_hours, occupy, slot, stretch

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world: World) -> CarePlan:
    return ready(world)


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.code


def test_plan_becomes_four_weekly_visits_that_can_be_booked_as_proposed(world: World, plan: CarePlan) -> None:
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW, wishes=Wishes(half_day="afternoon"))
    chosen = proposed.proposal.slots
    assert [f"{each.start:%a %d %b %H:%M}" for each in chosen] == [
        "Mon 23 Nov 13:00",
        "Mon 30 Nov 13:00",
        "Mon 07 Dec 13:00",
        "Mon 14 Dec 13:00",
    ]
    course = hold(world, plan, *(f"{each.start:%Y-%m-%d %H:%M}" for each in chosen))
    assert [session.number for session in course.sessions.order_by("starts_at")] == [1, 2, 3, 4]


def test_hold_keeps_every_time_for_ten_minutes_and_booking_makes_them_firm(world: World, plan: CarePlan) -> None:
    course = hold(world, plan)
    assert course.held_until == NOW + timedelta(minutes=10)
    assert held_course(world.episode, NOW + timedelta(minutes=9)) == course
    assert held_course(world.episode, NOW + timedelta(minutes=10)) is None
    confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW + timedelta(minutes=5))
    course = course_detail(course.pk)
    assert course.booked_at == NOW + timedelta(minutes=5)
    assert (course.held_until is None, course.policy_version) == (True, POLICY)
    assert set(course.sessions.values_list("status", flat=True)) == {Status.BOOKED}
    assert set(Occupancy.objects.values_list("state", "expires_at")) == {(OccupancyState.FIRM, None)}


def test_every_status_has_its_record_with_actor_and_every_step_one_audit_row(world: World, plan: CarePlan) -> None:
    course = hold(world, plan)
    confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    for session in course.sessions.all():
        records = session.status_records.order_by("at", "pk")
        assert {record.status for record in records} == {Status.HELD, Status.BOOKED}
        assert {record.actor_label for record in records} == {"client"}
    assert [event.action for event in events_on(course).order_by("at")] == ["book.held", "book.booked"]


def test_occupancy_carries_the_buffers_and_the_client_only_the_session(world: World, plan: CarePlan) -> None:
    taken = hold(world, plan).sessions.get(number=1).occupancy
    assert (taken.therapist_from, taken.therapist_until) == (at("2026-11-30 09:55"), at("2026-11-30 10:55"))
    assert (taken.client_from, taken.client_until) == (at("2026-11-30 10:00"), at("2026-11-30 10:45"))


def test_one_date_taken_meanwhile_books_nothing_and_offers_what_is_near(world: World, plan: CarePlan) -> None:
    book(world, ready_too(world), MONDAYS[2], actor=world.as_morag)
    before = Session.objects.count()
    with pytest.raises(SlotTaken) as refusal:
        hold(world, plan)
    assert [(conflict.index, conflict.kind) for conflict in refusal.value.conflicts] == [(2, ConflictKind.THERAPIST)]
    (alternative,) = refusal.value.alternatives
    instead = [f"{each.start:%d %b %H:%M}" for each in alternative.instead]
    assert instead == ["14 Dec 09:00", "14 Dec 11:00", "14 Dec 11:15"]
    assert Session.objects.count() == before
    replaced = [*MONDAYS[:2], f"{alternative.instead[0].start:%Y-%m-%d %H:%M}", MONDAYS[3]]
    assert hold(world, plan, *replaced).sessions.count() == 4


def test_every_clash_of_a_course_is_told(world: World, plan: CarePlan) -> None:
    book(world, ready_too(world), MONDAYS[0], MONDAYS[2], actor=world.as_morag)
    add_time_off(
        actor=BUILDER, therapist=world.callum, starts_at=at("2026-12-21 00:00"), ends_at=at("2026-12-22 00:00")
    )
    with pytest.raises(SlotTaken) as refusal:
        hold(world, plan)
    assert [(conflict.index, conflict.kind) for conflict in refusal.value.conflicts] == [
        (0, ConflictKind.THERAPIST),
        (2, ConflictKind.THERAPIST),
        (3, ConflictKind.NOT_WORKING),
    ]
    assert [alternative.index for alternative in refusal.value.alternatives] == [0, 2, 3]
    assert all(alternative.instead for alternative in refusal.value.alternatives)


def test_double_submit_books_once(world: World, plan: CarePlan) -> None:
    first = book(world, plan, key="one click")
    again = book(world, plan, key="one click")
    assert again == first
    assert Course.objects.count() == 1
    assert confirm_course(actor=world.as_ailsa, course=first, policy_version=POLICY, now=NOW) == first
    assert first.sessions.count() == 4


def test_key_that_only_held_a_course_books_it(world: World, plan: CarePlan) -> None:
    held = hold(world, plan, key="one click")
    assert book(world, plan, key="one click") == held
    assert set(held.sessions.values_list("status", flat=True)) == {Status.BOOKED}


def test_request_key_of_somebody_else_is_refused_and_tells_nothing(world: World, plan: CarePlan) -> None:
    book(world, plan, key="one click")
    with pytest.raises(Refused) as refusal:
        hold(world, ready_too(world), MONDAYS[0], key="one click")
    assert code_of(refusal) == "request_key_reused"


def test_new_hold_gives_the_earlier_one_back_so_that_nobody_blocks_themselves(world: World, plan: CarePlan) -> None:
    first = hold(world, plan)
    second = hold(world, plan, *MONDAYS[:3])
    assert set(first.sessions.values_list("status", flat=True)) == {Status.CANCELLED}
    assert held_course(world.episode, NOW) == second


def test_going_back_frees_the_times_at_once(world: World, plan: CarePlan) -> None:
    course = hold(world, plan)
    other = ready_too(world)
    with pytest.raises(SlotTaken):
        hold(world, other, MONDAYS[0], actor=world.as_morag)
    release_hold(actor=world.as_ailsa, course=course, now=NOW)
    release_hold(actor=world.as_ailsa, course=course, now=NOW)
    assert hold(world, other, MONDAYS[0], actor=world.as_morag).sessions.count() == 1


def test_hold_that_ran_out_is_free_for_others_without_any_job(world: World, plan: CarePlan) -> None:
    course = hold(world, plan)
    later = NOW + timedelta(minutes=10)
    book(world, ready_too(world), MONDAYS[0], actor=world.as_morag, now=later)
    with pytest.raises(Refused) as refusal:
        confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=later)
    assert code_of(refusal) == "hold_ran_out"
    assert Session.objects.filter(status=Status.BOOKED).count() == 1


def test_slow_reader_keeps_a_time_that_nobody_else_took(world: World, plan: CarePlan) -> None:
    course = hold(world, plan)
    later = NOW + timedelta(minutes=25)
    confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=later)
    assert set(course.sessions.values_list("status", flat=True)) == {Status.BOOKED}


def test_own_hold_does_not_hide_its_times_from_its_owner(world: World, plan: CarePlan) -> None:
    hold(world, plan)
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW, wishes=Wishes(sessions=4))
    assert mondays(world)[0] in proposed.slots
    others = free_slots(clinic=world.clinic, service=world.follow_up, now=NOW)
    assert mondays(world)[0] not in others


def test_booking_is_undone_without_a_trace_within_the_grace_period(world: World, plan: CarePlan) -> None:
    course = book(world, plan)
    undo_course(actor=world.as_ailsa, course=course, now=NOW + timedelta(minutes=3))
    assert set(course.sessions.values_list("status", "revision")) == {(Status.CANCELLED, 0)}
    assert set(Occupancy.objects.values_list("state", flat=True)) == {OccupancyState.RELEASED}
    undo_course(actor=world.as_ailsa, course=course, now=NOW + timedelta(minutes=3))
    assert [event.action for event in events_on(course)].count("book.undone") == 1
    late = book(world, plan)
    with pytest.raises(Refused) as refusal:
        undo_course(actor=world.as_ailsa, course=late, now=NOW + timedelta(minutes=3, seconds=1))
    assert code_of(refusal) == "grace_over"


def test_no_more_visits_than_the_plan_has_left(world: World, plan: CarePlan) -> None:
    book(world, plan, *MONDAYS[:3])
    assert sessions_left(plan, NOW) == 1
    with pytest.raises(Refused) as refusal:
        hold(world, plan, MONDAYS[3], "2026-12-28 10:00")
    assert code_of(refusal) == "more_than_planned"
    assert book(world, plan, MONDAYS[3]).sessions.count() == 1


def test_plan_of_another_problem_is_refused(world: World, plan: CarePlan) -> None:
    other_plan = make_care_plan(make_episode(world.bram))
    with pytest.raises(Refused) as refusal:
        hold_course(
            actor=world.as_ailsa,
            episode=world.episode,
            care_plan=other_plan,
            service=world.follow_up,
            slots=mondays(world),
            request_key="x",
            now=NOW,
        )
    assert code_of(refusal) == "other_episode"


def test_therapist_who_may_not_be_offered_cannot_be_booked_past_the_pages(world: World, plan: CarePlan) -> None:
    expired = make_therapist(world.clinic, name="Ewan Kerr", expires_on=NOW.date() - timedelta(days=1))
    unskilled = make_therapist(world.clinic, name="Isla Muir", skills={"deep_tissue": "Diploma"})
    for therapist in (expired, unskilled):
        give_hours(therapist, world.leith)
        with pytest.raises(Refused) as refusal:
            book_with(world, plan, therapist)
        assert code_of(refusal) == "not_on_offer"


def book_with(world: World, plan: CarePlan, therapist: Any) -> Course:
    return book_course(
        actor=world.as_ailsa,
        episode=plan.episode,
        care_plan=plan,
        service=world.follow_up,
        slots=[slot(therapist, world.leith, MONDAYS[0])],
        request_key=therapist.name,
        policy_version=POLICY,
        now=NOW,
    )


def test_policy_is_accepted_before_booking(world: World, plan: CarePlan) -> None:
    course = hold(world, plan)
    with pytest.raises(Refused) as refusal:
        confirm_course(actor=world.as_ailsa, course=course, policy_version="", now=NOW)
    assert code_of(refusal) == "policy_first"


def test_slot_of_another_length_is_refused(world: World, plan: CarePlan) -> None:
    with pytest.raises(Refused) as refusal:
        hold_course(
            actor=world.as_ailsa,
            episode=plan.episode,
            care_plan=plan,
            service=world.follow_up,
            slots=[slot(world.callum, world.leith, MONDAYS[0], minutes=5)],
            request_key="x",
            now=NOW,
        )
    assert code_of(refusal) == "wrong_length"


def test_staff_double_book_on_purpose_with_a_reason_that_stays(world: World, plan: CarePlan) -> None:
    book(world, plan, MONDAYS[0])
    other = ready_too(world)
    with pytest.raises(SlotTaken):
        book(world, other, MONDAYS[0], actor=world.as_morag, by_staff=True)
    with pytest.raises(SlotTaken):  # a client cannot, whatever they send
        book(world, other, MONDAYS[0], actor=world.as_ailsa, override_reason="I want to")
    course = book(
        world, other, MONDAYS[0], actor=world.as_morag, by_staff=True, override_reason="Callum sees both together"
    )
    override = Override.objects.get()
    assert (override.reason, override.actor_label) == ("Callum sees both together", "front_desk")
    assert course.sessions.get().occupancy.override == override
    assert override.conflicts == [str(Session.objects.get(course__care_plan=plan).occupancy_id)]
    assert mondays(world)[0] not in free_slots(clinic=world.clinic, service=world.follow_up, now=NOW)


def test_each_override_names_what_it_overrides_and_nothing_else(world: World, plan: CarePlan) -> None:
    """Callum is taken on the first day, and on the second every room, by others."""
    one = book(world, plan, MONDAYS[0]).sessions.get().occupancy_id
    names = ("Isla Munro", "Rhona Bain", "Struan Kerr")
    others = [make_therapist(world.clinic, name=name, places=(world.leith,)) for name in names]
    in_rooms = occupy(
        *(
            stretch(world, MONDAYS[1], "2026-12-07 10:45", therapist=other, room=room)
            for other, room in zip(others, world.rooms, strict=False)
        )
    )
    course = book(
        world, ready_too(world), *MONDAYS[:3], actor=world.as_morag, by_staff=True, override_reason="A training day"
    )
    first, second, third = (each.occupancy for each in course.sessions.order_by("number"))
    (taken,) = [each for each in in_rooms if each.room_id == second.room_id]
    named = {each.pk: each.override.conflicts for each in (first, second) if each.override}
    assert named == {first.pk: [str(one)], second.pk: [str(taken.pk)]}
    assert (third.override, third.allowed_by) == (None, None)


def test_place_of_another_clinic_cannot_be_booked_not_even_on_purpose(world: World, plan: CarePlan) -> None:
    elsewhere = make_place(make_clinic(slug="third", name="Third"), name="Far")
    with pytest.raises(Refused) as refusal:
        book_course(
            actor=world.as_morag,
            episode=plan.episode,
            care_plan=plan,
            service=world.follow_up,
            slots=[slot(world.callum, elsewhere, MONDAYS[0])],
            request_key="x",
            policy_version=POLICY,
            now=NOW,
            by_staff=True,
            override_reason="anyway",
        )
    assert code_of(refusal) == "unknown_place"
    assert not Course.objects.exists()
