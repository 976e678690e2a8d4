"""After a decision: another plan beside the old one, and no visit past a review that nobody has answered."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client as Browser

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import Session, book_course, cancel_session, confirm_course, hold_course, propose
from ischia.clinic.book.forms import slot_key
from ischia.clinic.decide.api import DecisionRecord, PlanAfter, proposal_for, record_decision
from ischia.clinic.messaging.api import absolute, messages_of
from ischia.clinic.people.api import Role, User
from ischia.clinic.plan.api import CarePlan, latest_care_plan, plan_of, record_plan
from ischia.pathway.book.api import Slot
from ischia.pathway.decide.api import Action
from ischia.pathway.shared.errors import Refused
from tests.support.booking import POLICY, make_care_plan, mondays
from tests.support.clinic import BUILDER, make_member
from tests.support.treating import KNOWLEDGE, Care, treated

pytestmark = pytest.mark.django_db

LATER = ("2026-12-28 10:00", "2027-01-04 10:00", "2027-01-11 10:00", "2027-01-18 10:00")
AGREED = {
    Action.CHANGE_TECHNIQUE: (8, 7, 6, 5),
    Action.STOP_AND_REFER: (8, 8, 7, 7),
    Action.DISCHARGE: (8, 6, 4, 3),
}
"""Leg pain at the four visits that leads to each proposal."""


@pytest.fixture(autouse=True)
def after_the_fourth_session(care: Care) -> Iterator[None]:
    with time_machine.travel(care.sessions[3].ends_at + timedelta(hours=1), tick=False):
        yield


def now_of(care: Care) -> datetime:
    return care.sessions[3].ends_at + timedelta(hours=1)


def reviewed(care: Care, pains: tuple[int, ...]) -> Care:
    for session, pain in zip(care.sessions, pains, strict=True):
        treated(care, session, leg_pain=pain)
    return care


def answered(care: Care, action: Action, *, reason: str = "") -> DecisionRecord:
    proposal = proposal_for(care.episode, knowledge=KNOWLEDGE, today=now_of(care).date())
    return record_decision(
        actor=care.world.as_callum,
        therapist=care.world.callum_user,
        episode=care.episode,
        decision=proposal.decision,
        facts=proposal.facts,
        action=action,
        reason=reason,
        knowledge=KNOWLEDGE,
        now=now_of(care),
    )


def current(care: Care) -> CarePlan:
    found = latest_care_plan(care.episode)
    assert found is not None
    return found


def slots(care: Care, plan: CarePlan, *starts: str) -> tuple[Slot, ...]:
    for technique in {block["technique"] for block in plan.plan["blocks"]}:
        care.world.callum.skills.get_or_create(technique=technique, defaults={"evidence": "Diploma 2019"})
    return mondays(care.world, *starts)


def booked(care: Care, plan: CarePlan, *starts: str) -> None:
    book_course(
        actor=care.world.as_ailsa,
        episode=care.episode,
        care_plan=plan,
        service=care.world.follow_up,
        slots=slots(care, plan, *starts),
        request_key=str(uuid4()),
        policy_version=POLICY,
        now=now_of(care),
    )


@pytest.mark.parametrize("action", list(AGREED))
def test_the_example_courses_lead_to_their_proposals(care: Care, action: Action) -> None:
    reviewed(care, AGREED[action])

    assert proposal_for(care.episode, knowledge=KNOWLEDGE, today=now_of(care).date()).decision.action is action


def test_another_technique_makes_another_plan_and_keeps_the_old_one(care: Care) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    old = current(care)
    used = {work["technique"] for session in care.sessions for work in session.record.record["work"]}

    kept = answered(care, Action.CHANGE_TECHNIQUE)

    new = current(care)
    assert kept.plan_after.care_plan == new != old
    assert CarePlan.objects.filter(pk=old.pk, plan=old.plan).exists()
    assert plan_of(new).changes.sessions_done == 4
    assert not (plan_of(new).changes.avoid_techniques - used)
    assert plan_of(new).course.sessions == 2


def test_a_reduced_dose_makes_a_lighter_and_shorter_plan(care: Care) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    old = current(care)

    answered(care, Action.REDUCE_DOSE, reason="She was sore for four days after the last one.")

    new = current(care)
    assert new.session_minutes == old.session_minutes - 15
    assert max(block["pressure"] for block in new.plan["blocks"]) < max(
        block["pressure"] for block in old.plan["blocks"]
    )


def test_going_on_past_a_finished_block_makes_the_next_one(care: Care) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])

    answered(care, Action.CONTINUE, reason="She wants two more of the same before a change.")

    assert plan_of(current(care)).changes.sessions_done == 4


@pytest.mark.parametrize("action", [Action.STOP_AND_REFER, Action.DISCHARGE])
def test_what_ends_the_course_makes_no_plan(care: Care, action: Action) -> None:
    reviewed(care, AGREED[action])
    old = current(care)

    answered(care, action)

    assert current(care) == old
    assert not PlanAfter.objects.exists()


def test_where_no_plan_can_be_made_the_decision_is_kept_with_the_reason(care: Care) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    for turn in range(4):
        answered(care, Action.REDUCE_DOSE, reason=f"Sore again, {turn}.")

    newest = DecisionRecord.objects.filter(plan_after__care_plan=None, plan_after__isnull=False).first()
    assert newest is not None
    assert newest.plan_after.why_none


def test_what_followed_from_a_decision_is_never_changed(care: Care) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    answered(care, Action.CHANGE_TECHNIQUE)

    with pytest.raises(DatabaseError), transaction.atomic():
        PlanAfter.objects.update(why_none="x")


# The gate before more visits


def test_another_plan_alone_lets_nobody_past_the_review(care: Care) -> None:
    """Answering the safety check anew makes another plan; it is no review."""
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    again = record_plan(actor=BUILDER, episode=care.episode, plan=plan_of(current(care)), now=now_of(care))

    with pytest.raises(Refused) as refused:
        booked(care, again, LATER[0])

    assert refused.value.code == "decision_first"
    assert Session.objects.count() == 4


def test_a_hold_from_before_cannot_be_confirmed_past_the_review(care: Care) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    answered(care, Action.CHANGE_TECHNIQUE)
    plan = current(care)
    course = hold_course(
        actor=care.world.as_ailsa,
        episode=care.episode,
        care_plan=plan,
        service=care.world.follow_up if plan.session_minutes == 45 else care.world.short,
        slots=slots(care, plan, *LATER[:2]),
        request_key=str(uuid4()),
        now=now_of(care),
    )
    answered(care, Action.STOP_AND_REFER, reason="Her GP rang: a scan first.")

    with pytest.raises(Refused) as refused:
        confirm_course(actor=care.world.as_ailsa, course=course, policy_version=POLICY, now=now_of(care))

    assert refused.value.code == "course_ended"


def test_after_the_decision_the_next_block_can_be_booked_and_no_more(care: Care) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    answered(care, Action.CHANGE_TECHNIQUE)
    plan = current(care)

    booked(care, plan, *LATER[:2])

    assert Session.objects.filter(course__care_plan=plan).count() == 2
    again = record_plan(actor=BUILDER, episode=care.episode, plan=plan_of(plan), now=now_of(care))
    with pytest.raises(Refused) as refused:
        booked(care, again, LATER[2])
    assert refused.value.code == "decision_first"


def test_after_a_discharge_one_check_can_be_booked_and_no_more(care: Care) -> None:
    reviewed(care, AGREED[Action.DISCHARGE])
    answered(care, Action.DISCHARGE)
    plan = make_care_plan(care.episode)

    booked(care, plan, "2027-01-18 10:00")

    with pytest.raises(Refused) as refused:
        booked(care, plan, "2027-01-25 10:00")
    assert refused.value.code == "course_ended"


def test_after_a_stop_nothing_can_be_booked(care: Care) -> None:
    reviewed(care, AGREED[Action.STOP_AND_REFER])
    answered(care, Action.STOP_AND_REFER)

    with pytest.raises(Refused) as refused:
        booked(care, make_care_plan(care.episode), LATER[0])

    assert refused.value.code == "course_ended"


@pytest.fixture
def browse() -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


def test_the_page_says_that_the_review_comes_first_and_so_does_a_post_past_it(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    again = record_plan(actor=BUILDER, episode=care.episode, plan=plan_of(first_plan(care)), now=now_of(care))
    browser = browse(care.world.ailsa_user)

    page = browser.get(f"/book/{care.episode.pk}/")
    (slot,) = slots(care, again, LATER[0])
    posted = browser.post(f"/book/{care.episode.pk}/", {"slot-1": slot_key(slot), "request_key": str(uuid4())})
    mine = browser.get("/me/").content.decode()

    assert (page.status_code, posted.status_code) == (403, 403)
    assert "The review comes first" in page.content.decode()
    assert "The review comes first" in posted.content.decode()
    assert "The review comes first" in mine
    assert Session.objects.count() == 4


def test_after_the_safety_check_anew_only_what_is_left_before_the_review_is_proposed(care: Care) -> None:
    for session in care.sessions[2:]:
        cancel_session(actor=care.world.as_ailsa, session=session, now=care.sessions[0].starts_at, reason="client")
    again = record_plan(actor=BUILDER, episode=care.episode, plan=plan_of(first_plan(care)), now=now_of(care))

    proposed = propose(care_plan=again, service=care.world.follow_up, now=care.sessions[0].starts_at)

    assert len(proposed.services) == 2


def first_plan(care: Care) -> CarePlan:
    return care.sessions[0].course.care_plan


def test_both_people_read_what_followed(care: Care, browse: Callable[[User], Browser]) -> None:
    reviewed(care, AGREED[Action.CHANGE_TECHNIQUE])
    browse(care.world.callum_user).post(
        f"/decide/{care.episode.pk}/", {"proposed": "change_technique", "action": "change_technique"}
    )

    for user in (care.world.callum_user, care.world.ailsa_user):
        page = browse(user).get(f"/decide/{care.episode.pk}/").content.decode()
        assert "New plan: 2 sessions of 45 minutes. The old plan stays on record." in page
        assert "A forecast alone is no reason to stop or to go on" in page


def test_after_a_stop_the_page_says_how_many_visits_are_still_booked(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    treated(care, care.sessions[0], leg_pain=6)
    with time_machine.travel(care.sessions[0].ends_at + timedelta(hours=1), tick=False):
        browser = browse(care.world.callum_user)
        address = f"/decide/{care.episode.pk}/"
        browser.post(address, {"proposed": "continue", "action": "stop_and_refer", "reason": "Her GP asked for it."})
        page = browser.get(address).content.decode()

    assert "3 visits are still booked" in page


# Unwanted responses


def serious(kind: str = "new_weakness") -> dict[str, str]:
    return {
        "kind": kind,
        "hours": "20",
        "pain_increase": "",
        "is_serious": "1",
        "severity": "severe",
        "relation": "possible",
        "note": "Rang 111.",
    }


def test_a_serious_response_reaches_the_owner_without_the_clients_name(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    row = treated(care, care.sessions[0], leg_pain=6, events=(serious("other"),))

    page = browse(care.world.fiona).get("/decide/safety/").content.decode()

    assert "treat.serious_event" in [event.action for event in events_on(row)]
    assert "Something else" in page
    assert "Severe" in page
    assert "Callum Drever" in page
    assert "Ailsa" not in page
    assert "Rang 111" not in page


def test_a_serious_response_is_told_to_every_owner_by_a_link_alone(care: Care) -> None:
    other = make_member(care.world.clinic, name="Ishbel Owns", role=Role.OWNER)
    treated(care, care.sessions[0], leg_pain=6, events=(serious("other"),))

    told = messages_of(care.episode).filter(kind="serious_response")
    assert {message.address for message in told} == {care.world.fiona.email, other.email}
    assert {frozenset(message.facts) for message in told} == {frozenset({"link"})}
    assert {message.facts["link"] for message in told} == {absolute("/decide/safety/")}


def test_a_response_that_is_not_serious_alerts_nobody(care: Care) -> None:
    sore = {**serious("soreness"), "is_serious": ""}
    treated(care, care.sessions[0], leg_pain=6, events=(sore,))

    assert not messages_of(care.episode).exists()


def test_our_rates_stand_beside_the_published_ones_with_their_sample(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    sore = {**serious("soreness"), "is_serious": ""}
    for session, events in zip(care.sessions[:3], ((), (sore,), ()), strict=True):
        treated(care, session, leg_pain=6, events=events)

    page = browse(care.world.fiona).get("/decide/safety/").content.decode()

    assert "100 % (21 to 100 %), 1 of 1" in page
    assert "51 %, of 767" in page
    assert "41 % (17 to 68 %)" in page
    assert "0.13 % (0.007 to 0.13 %)" in page


@pytest.mark.parametrize("who", ["ailsa_user", "callum_user", "morag", "noor"])
def test_only_the_owner_reads_the_safety_log(care: Care, browse: Callable[[User], Browser], who: str) -> None:
    assert browse(getattr(care.world, who)).get("/decide/safety/").status_code in {302, 403, 404}


def test_another_clinics_owner_sees_nothing_of_ours(care: Care, browse: Callable[[User], Browser]) -> None:
    treated(care, care.sessions[0], leg_pain=6, events=(serious("other"),))

    response = browse(care.world.una).get("/decide/safety/")

    assert "Callum Drever" not in response.content.decode()
