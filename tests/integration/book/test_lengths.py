"""The first visit for a problem may be a service of its own: longer, with time to ask. All that follows goes by it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.book.api import (
    Course,
    calendar_file,
    cancel_session,
    confirm_course,
    hold_course,
    propose,
    services_for,
)
from ischia.clinic.book.presenters import show_minutes, show_price
from ischia.clinic.places.api import Service, ServiceKind
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.shared.errors import Refused
from tests.support.booking import MONDAYS, POLICY, book, make_care_plan, make_screening, mondays, ready
from tests.support.clinic import NOW, World, make_episode, make_service, make_therapist
from tests.support.diary import give_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world: World) -> CarePlan:
    return ready(world)


def held_as_proposed(world: World, plan: CarePlan) -> Course:
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    return hold_course(
        actor=world.as_ailsa,
        episode=plan.episode,
        care_plan=plan,
        service=world.follow_up,
        services=proposed.services,
        slots=proposed.proposal.slots,
        request_key=str(uuid4()),
        now=NOW,
    )


def lengths(course: Course) -> list[int]:
    return [(each.ends_at - each.starts_at) // timedelta(minutes=1) for each in course.sessions.order_by("number")]


def test_first_visit_is_the_clinics_own_service_and_the_rest_are_follow_ups(world: World, plan: CarePlan) -> None:
    services = services_for(plan.episode, world.follow_up, 3)
    assert services == (world.first_visit, world.follow_up, world.follow_up)


def test_clinic_without_a_first_visit_or_with_a_shorter_one_has_visits_all_alike(world: World, plan: CarePlan) -> None:
    world.first_visit.minutes = 30
    world.first_visit.save()
    assert set(services_for(plan.episode, world.follow_up, 3)) == {world.follow_up}
    world.first_visit.minutes, world.first_visit.is_active = 60, False
    world.first_visit.save()
    assert set(services_for(plan.episode, world.follow_up, 3)) == {world.follow_up}


def test_first_visit_is_first_once_for_a_problem_and_again_when_it_was_cancelled(world: World, plan: CarePlan) -> None:
    course = book(world, plan, MONDAYS[0])
    assert services_for(plan.episode, world.follow_up, 1) == (world.follow_up,)
    assert services_for(make_episode(world.bram), world.follow_up, 1) == (world.first_visit,)
    cancel_session(actor=world.as_ailsa, session=course.sessions.get(), now=NOW, reason="client")
    assert services_for(plan.episode, world.follow_up, 1) == (world.first_visit,)


def test_proposal_hold_booking_and_calendar_follow_the_length_of_each_visit(world: World, plan: CarePlan) -> None:
    course = held_as_proposed(world, plan)
    assert lengths(course) == [60, 45, 45, 45]
    first = course.sessions.get(number=1)
    assert first.service == world.first_visit
    assert first.occupancy.therapist_until == first.ends_at + timedelta(minutes=10)
    confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    text = calendar_file(course).decode()
    assert f"DTEND:{first.ends_at:%Y%m%dT%H%M%SZ}" in text


def test_slot_as_long_as_another_visit_is_refused(world: World, plan: CarePlan) -> None:
    with pytest.raises(Refused) as refusal:
        hold_course(
            actor=world.as_ailsa,
            episode=plan.episode,
            care_plan=plan,
            service=world.follow_up,
            services=(world.first_visit, world.follow_up, world.follow_up, world.follow_up),
            slots=mondays(world),
            request_key="x",
            now=NOW,
        )
    assert refusal.value.code == "wrong_length"


def test_price_and_minutes_shown_add_up_over_unlike_visits(world: World) -> None:
    services = (world.first_visit, world.follow_up, world.follow_up)
    price = show_price(services, world.clinic)
    assert (price.total, price.first, price.each) == ("£169.00", "£65.00", "£52.00")
    assert show_price(services[1:], world.clinic).first == ""
    assert show_minutes(services).startswith("The first visit takes 60 minutes")


def test_rest_of_a_course_keeps_its_distance_from_what_is_booked(world: World, plan: CarePlan) -> None:
    book(world, plan, "2026-11-24 10:00", "2026-12-01 10:00")
    proposal = propose(care_plan=plan, service=world.follow_up, now=NOW).proposal
    assert [f"{each.start:%d %b}" for each in proposal.slots] == ["08 Dec", "15 Dec"]


def test_nobody_is_proposed_who_could_not_be_booked(world: World, plan: CarePlan) -> None:
    for name, fields in (("Isla Muir", {"skills": {"deep_tissue": "Diploma"}}), ("Ewan Kerr", {"is_checked": False})):
        give_hours(make_therapist(world.clinic, name=name, places=(world.leith,), **fields), world.leith)
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    assert {each.therapist for each in proposed.slots} == {str(world.callum.pk)}


def test_course_that_cannot_be_placed_comes_with_the_visits_that_can(world: World, client: Visitor) -> None:
    world.clinic.horizon_days = 17
    world.clinic.save()
    give_hours(world.callum, world.leith)
    make_screening(world.episode)
    plan = make_care_plan(world.episode, sessions=6)
    found = propose(care_plan=plan, service=world.follow_up, now=NOW).proposal
    assert (found.slots, len(found.nearest)) == ((), 3)

    client.force_login(world.ailsa_user)
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/book/{plan.episode.pk}/?half_day=morning").content.decode()
        assert "Only 3 of 6 visits can be placed 5 to 9 days apart" in page
        assert "Take the 3 visits that fit" in page
        page = client.get(f"/book/{plan.episode.pk}/?half_day=morning&again=1&sessions=3").content.decode()
    assert page.count('class="date__leaf"') == 3


@pytest.fixture
def review(world: World) -> Service:
    return make_service(world.clinic, name="Review", minutes=55, kind=ServiceKind.REVIEW, price_minor=6000)


def test_visit_at_which_the_review_is_planned_is_the_clinics_own_service_for_it(
    world: World, plan: CarePlan, review: Service
) -> None:
    assert services_for(plan.episode, world.follow_up, 3, review=3) == (world.first_visit, world.follow_up, review)
    assert services_for(plan.episode, world.follow_up, 3, review=4)[-1] == world.follow_up
    assert services_for(plan.episode, world.follow_up, 1, review=1) == (world.first_visit,)
    review.minutes = 30  # leaves less time than the plan's visits
    review.save()
    assert services_for(plan.episode, world.follow_up, 3, review=3)[-1] == world.follow_up


def test_course_is_proposed_and_held_with_a_longer_review_which_the_page_names(
    world: World, plan: CarePlan, review: Service
) -> None:
    services = propose(care_plan=plan, service=world.follow_up, now=NOW).services
    assert lengths(held_as_proposed(world, plan)) == [60, 45, 45, 55]
    assert show_minutes(services) == (
        "The first visit takes 60 minutes, with time for questions. The review takes 55 minutes. The others take 45."
    )
    price = show_price(services, world.clinic)
    assert (price.first, price.each, price.review) == ("£65.00", "£52.00", "£60.00")


def test_rest_of_a_course_ends_with_the_review_too(world: World, plan: CarePlan, review: Service) -> None:
    book(world, plan, *MONDAYS[:2])
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    assert [service.minutes for service in proposed.services] == [45, 55]


def test_review_that_comes_early_is_still_of_its_own_length(world: World, review: Service) -> None:
    give_hours(world.callum, world.leith)
    make_screening(world.episode)
    plan = make_care_plan(world.episode, sessions=4, review_by_day=14)
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    assert proposed.proposal.after_review == 1
    assert [service.minutes for service in proposed.services] == [60, 45, 55]


def test_page_holds_the_review_at_its_own_length_even_when_a_date_is_left_out(
    world: World, plan: CarePlan, review: Service
) -> None:
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    slots = {
        f"slot-{at}": f"{each.therapist}|{each.place}|{each.start.isoformat()}"
        for at, each in enumerate(proposed.proposal.slots, 1)
    }
    with time_machine.travel(NOW, tick=False):
        ailsa = Visitor()
        ailsa.force_login(world.ailsa_user)
        page = ailsa.get(f"/book/{plan.episode_id}/").content.decode()
        assert 'name="review" value="4"' in page
        ailsa.post(f"/book/{plan.episode_id}/", {"request_key": "k", "review": "4", **slots, "slot-2": ""})
    assert lengths(Course.objects.get()) == [60, 45, 55]
