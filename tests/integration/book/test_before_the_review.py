"""What is proposed, offered and moved lies before the review, so that whatever is listed can be booked.

Callum works in Leith. A plan is of weekly visits; its review is on day 28 unless a test says otherwise.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.book.api import (
    Course,
    Move,
    Session,
    Status,
    Wishes,
    book_course,
    cancel_session,
    hold_course,
    move_sessions,
    propose,
)
from ischia.clinic.book.mapping import Liked, liked_of
from ischia.clinic.book.rearranging import Scope, rearrange, times_for
from ischia.clinic.book.repair.events import Event
from ischia.clinic.book.repair.services import lines_of, propose_repair
from ischia.clinic.book.waitlist.api import Stretch, WaitWishes, fit_of, join_waitlist
from ischia.clinic.diary.api import add_time_off
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Pattern, Slot, Span
from ischia.pathway.shared.errors import Refused
from tests.support.booking import book, make_care_plan, make_screening, mondays, ready
from tests.support.clinic import BUILDER, NOW, World, make_therapist
from tests.support.diary import at, give_hours, slot

pytestmark = pytest.mark.django_db

FIRST = "2026-11-30 10:00"


@pytest.fixture
def plan(world: World) -> CarePlan:
    return ready(world)


def long_plan(world: World, *, sessions: int, review_by_day: int) -> CarePlan:
    give_hours(world.callum, world.leith)
    make_screening(world.episode)
    return make_care_plan(world.episode, sessions=sessions, review_by_day=review_by_day)


def days(slots: Sequence[Slot]) -> list[date]:
    return [each.start.date() for each in slots]


def the(course: Course, number: int) -> Session:
    rows = course.sessions.select_related("client__clinic", "service", "course__episode__client", "course__care_plan")
    return rows.get(number=number)


def hold_all(world: World, plan: CarePlan, proposed_slots: Sequence[Slot], services: Sequence[object]) -> Course:
    return hold_course(
        actor=world.as_ailsa,
        episode=plan.episode,
        care_plan=plan,
        service=world.follow_up,
        services=services,  # type: ignore[arg-type]  # services of visits
        slots=proposed_slots,
        request_key=str(uuid4()),
        now=NOW,
    )


def test_rest_of_a_course_is_proposed_before_the_day_that_its_first_visit_has_set_and_can_be_held(
    world: World, plan: CarePlan
) -> None:
    book(world, plan, FIRST)
    add_time_off(
        actor=BUILDER,
        therapist=world.callum,
        starts_at=at("2026-12-01 00:00"),
        ends_at=at("2026-12-19 00:00"),
        reason="",
        now=NOW,
    )
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    assert len(proposed.proposal.slots) == 2  # a third would come after Monday 28 December
    assert proposed.proposal.after_review == 1
    assert max(days(proposed.proposal.slots)) <= date(2026, 12, 28)
    held = hold_all(world, plan, proposed.proposal.slots, proposed.services[:2])
    assert held.sessions.filter(status=Status.HELD).count() == 2


def test_plan_that_reaches_past_its_review_is_proposed_up_to_it_and_the_page_says_so(world: World) -> None:
    plan = long_plan(world, sessions=6, review_by_day=28)
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    assert (len(proposed.proposal.slots), proposed.proposal.after_review, proposed.proposal.review) == (5, 1, 5)
    with time_machine.travel(NOW, tick=False):
        ailsa = Visitor()
        ailsa.force_login(world.ailsa_user)
        page = ailsa.get(f"/book/{plan.episode_id}/?half_day=morning&weekday=0&weekday=2").content.decode()
        assert "Your plan has 1 more visit. It comes after your review" in page
        assert 'name="half_day" value="morning"' in page
        chosen = re.findall(r'name="(slot-\d)" value="([^"]+)" checked', page)
        key = re.search(r'name="request_key" value="([^"]+)"', page)
        assert key is not None
        held = ailsa.post(
            f"/book/{plan.episode_id}/",
            {"request_key": key[1], "half_day": "morning", "weekday": ["0", "2"], **dict(chosen)},
        )
    assert held.status_code == 302
    assert Session.objects.filter(status=Status.HELD).count() == 5
    assert liked_of(Course.objects.get()) == Liked(half_day="morning", weekdays=frozenset({0, 2}))


def test_dates_that_together_reach_past_the_review_hold_nothing_and_bring_dates_before_it(
    world: World, plan: CarePlan
) -> None:
    slots = [slot(world.callum, world.leith, FIRST, minutes=60)]
    slots += mondays(world, "2026-12-07 10:00", "2026-12-29 10:00")
    keys = {f"slot-{at}": f"{each.therapist}|{each.place}|{each.start.isoformat()}" for at, each in enumerate(slots, 1)}
    with time_machine.travel(NOW, tick=False):
        ailsa = Visitor()
        ailsa.force_login(world.ailsa_user)
        page = ailsa.post(f"/book/{plan.episode_id}/", {"request_key": "one", **keys})
    assert page.status_code == 409
    assert "went past the day of your review" in page.content.decode()
    assert not Session.objects.exists()


def test_course_that_does_not_fit_with_one_therapist_comes_with_the_day_from_which_it_fits_with_others(
    world: World, plan: CarePlan
) -> None:
    for begin, end in (("2026-11-25", "2027-02-20"),):
        add_time_off(
            actor=BUILDER,
            therapist=world.callum,
            starts_at=at(f"{begin} 00:00"),
            ends_at=at(f"{end} 00:00"),
            reason="",
            now=NOW,
        )
    isla = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,), skills={"trigger_point": "taught"})
    give_hours(isla, world.leith)
    wishes = Wishes(therapists=[world.callum.pk], preferred_therapist=world.callum.pk)
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW, wishes=wishes)
    assert proposed.proposal.slots == ()
    assert proposed.with_others is not None
    assert len(proposed.with_others.slots) == 4
    with time_machine.travel(NOW, tick=False):
        ailsa = Visitor()
        ailsa.force_login(world.ailsa_user)
        page = ailsa.get(f"/book/{plan.episode_id}/?therapist={world.callum.pk}").content.decode()
        assert re.search(r"With another of our therapists 4 visits fit, from \w+ \d+ \w+ on\.", page)
        link = re.search(r'href="([^"]*anybody=on[^"]*)"', page)
        assert link is not None
        whole = ailsa.get(link[1].replace("&amp;", "&")).content.decode()
    assert whole.count('name="slot-4"') > 0
    assert "Isla Munro" in whole


def test_other_times_for_a_booked_visit_are_before_its_review_and_moving_past_it_is_refused(world: World) -> None:
    plan = long_plan(world, sessions=4, review_by_day=22)
    course = book(world, plan)
    last = the(course, 4)
    offered = times_for(last, Scope.THIS, NOW)
    assert offered
    assert max(days(offered)) == date(2026, 12, 22)
    past = slot(world.callum, world.leith, "2026-12-23 10:00")
    assert past.start.date() in days(times_for(last, Scope.THIS, NOW, may_pass_review=True))
    with pytest.raises(Refused) as refused:
        move_sessions(actor=world.as_ailsa, moves=[Move(session=last, slot=past)], now=NOW, request_key="late")
    assert refused.value.code == "decision_first"
    rows = rearrange(session=last, slot=past, scope=Scope.THIS, pattern=Pattern.SAME_DISTANCE, now=NOW)
    assert [row.is_after_review for row in rows] == [True]
    assert rows[0].instead
    assert max(days(rows[0].instead)) <= date(2026, 12, 22)
    moved = move_sessions(
        actor=world.as_morag, moves=[Move(session=last, slot=past)], now=NOW, request_key="desk", by_staff=True
    )
    assert moved.sessions[0].starts_at == past.start


def test_first_visit_is_not_offered_so_early_that_the_last_would_pass_the_review(world: World, plan: CarePlan) -> None:
    course = book(world, plan, FIRST, "2026-12-09 10:00", "2026-12-18 10:00", "2026-12-25 10:00")  # Friday, day 25
    offered = times_for(the(course, 1), Scope.THIS, NOW)
    assert min(days(offered)) == date(2026, 11, 30)
    with_others = times_for(the(course, 1), Scope.ALL, NOW, pattern=Pattern.SAME_DISTANCE)
    assert min(days(with_others)) < date(2026, 11, 30)


def test_moving_everything_later_together_keeps_the_review_where_it_belongs(world: World, plan: CarePlan) -> None:
    course = book(world, plan)
    rows = rearrange(
        session=the(course, 1),
        slot=slot(world.callum, world.leith, "2026-12-09 10:00"),
        scope=Scope.ALL,
        pattern=Pattern.SAME_DISTANCE,
        now=NOW,
    )
    assert [row.is_after_review for row in rows] == [False] * 4


def test_waitlist_offers_nothing_after_the_review(world: World, plan: CarePlan) -> None:
    book(world, plan, FIRST, "2026-12-07 10:00", "2026-12-14 10:00")
    entry = join_waitlist(
        actor=world.as_ailsa, episode=plan.episode, wishes=WaitWishes(until=date(2027, 1, 20)), now=NOW
    )

    def found(day: str) -> Slot | None:
        span = Span(at(f"{day} 09:00"), at(f"{day} 12:00"))
        stretch = Stretch(clinic=world.clinic, therapist=world.callum.pk, place=world.leith.pk, span=span)
        fit = fit_of(entry, stretch, NOW)
        return fit.slot if fit else None

    assert found("2026-12-28") is not None
    assert found("2026-12-29") is None


def test_visit_that_lies_past_its_review_already_is_repaired_like_any_other(world: World, plan: CarePlan) -> None:
    course = book(world, plan)
    past = slot(world.callum, world.leith, "2026-12-29 10:00")
    move_sessions(
        actor=world.as_morag,
        moves=[Move(session=the(course, 4), slot=past)],
        now=NOW,
        request_key="desk",
        by_staff=True,
    )
    picked = Event(sessions=(the(course, 4).pk,))
    (line,) = lines_of(propose_repair(actor=world.as_morag, clinic=world.clinic, event=picked, now=NOW))
    assert line.new is not None
    assert line.new.start.date() in (date(2026, 12, 29), date(2026, 12, 30))


def test_repair_puts_no_visit_past_its_review_and_says_so(world: World, plan: CarePlan) -> None:
    book(world, plan, FIRST, "2026-12-09 10:00", "2026-12-16 10:00", "2026-12-23 10:00")
    event = Event(
        span=Span(at("2026-12-17 00:00"), at("2026-12-29 00:00")), therapist=world.callum.pk, name=world.callum.name
    )
    (line,) = lines_of(propose_repair(actor=world.as_morag, clinic=world.clinic, event=event, now=NOW))
    assert line.new is None
    assert line.reasons[1] == "No free time lies between the other visits of the course and its review."


def test_visit_that_was_given_up_is_proposed_again_before_the_review(world: World, plan: CarePlan) -> None:
    course = book(world, plan)
    cancel_session(actor=world.as_ailsa, session=the(course, 4), now=NOW, reason="client")
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW)
    again = book_course(
        actor=world.as_ailsa,
        episode=plan.episode,
        care_plan=plan,
        service=world.follow_up,
        slots=proposed.proposal.slots,
        request_key="again",
        policy_version="2026-11",
        now=NOW,
    )
    assert again.sessions.get().starts_at <= at("2026-12-28 23:00") + timedelta(hours=1)


def test_others_who_could_give_the_visits_before_the_review_are_named_too(world: World) -> None:
    plan = long_plan(world, sessions=6, review_by_day=28)
    add_time_off(
        actor=BUILDER,
        therapist=world.callum,
        starts_at=at("2026-12-08 00:00"),
        ends_at=at("2027-03-01 00:00"),
        reason="",
        now=NOW,
    )
    isla = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,), skills={"trigger_point": "taught"})
    give_hours(isla, world.leith)
    proposed = propose(care_plan=plan, service=world.follow_up, now=NOW, wishes=Wishes(therapists=[world.callum.pk]))
    assert len(proposed.proposal.nearest) == 3
    assert proposed.with_others is not None
    assert (len(proposed.with_others.slots), proposed.with_others.after_review) == (5, 1)
