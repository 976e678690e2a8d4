"""A clinician is asked once about one check; the answer comes in once, and only while it is about today's answers."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, connections, transaction

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import confirm_course, gate_for
from ischia.clinic.messaging.api import Message
from ischia.clinic.people.api import ConsentKind, SecureLink, give_consent, open_link, withdraw_consent
from ischia.clinic.screen.api import (
    Clearance,
    ClearanceRequest,
    ClearanceStep,
    ClinicianAnswer,
    ask_clinician,
    last_requests,
    remind_clinicians,
)
from ischia.clinic.screen.clearing.erasing import erase_questions
from ischia.clinic.screen.clearing.mail import is_still_asked
from ischia.clinic.screen.clearing.planned import planned_of
from ischia.clinic.screen.clearing.requests import PURPOSE, answer_request, record_answer, withdraw_request
from ischia.clinic.screen.clearing.rules import change_rules
from ischia.clinic.treat.queries import latest_clearance_of
from ischia.clinic.treat.safety import safety_of
from ischia.knowledge.records import LimitSet
from ischia.pathway.book.api import ClearanceAnswer, Permission
from ischia.pathway.shared.errors import Refused
from tests.support.booking import POLICY
from tests.support.clearing import LAIRD, TOLD, asked, holding, sent_token, to_be_cleared
from tests.support.clinic import NOW, World
from tests.support.treating import screened

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
YES = ClinicianAnswer(
    answer=ClearanceAnswer.YES_WITH_LIMITS,
    clinician_name="Dr Shona Laird",
    clinician_role="GP",
    clinician_registration="GMC 7654321",
    answered_on=NOW.date(),
    limits=LimitSet(max_pressure=1, max_minutes=30),
)
NO = ClinicianAnswer(
    answer=ClearanceAnswer.NO, clinician_name="Dr Shona Laird", clinician_role="GP", answered_on=NOW.date()
)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def answered(token: str, *, answer: ClinicianAnswer = YES, note: str = "", after: timedelta = HOUR) -> Clearance:
    return answer_request(token=token, answer=answer, note=note, now=NOW + after)


def statuses(request: ClearanceRequest) -> list[str]:
    return list(ClearanceStep.objects.filter(request=request).order_by("at").values_list("status", flat=True))


def test_the_clinician_gets_a_link_and_nothing_about_health(world: World) -> None:
    holding(world)
    request = asked(world)

    message = Message.objects.get(kind="clearance_request")
    token = sent_token()

    assert (message.address, message.not_after) == (LAIRD.email, request.expires_at)
    assert open_link(token, PURPOSE, NOW).subject_id == request.pk
    assert world.ailsa.name not in str(message.facts)


def test_the_plan_is_kept_as_the_clinician_was_shown_it(world: World) -> None:
    care_plan = to_be_cleared(world)

    planned = planned_of(asked(world))

    assert planned is not None
    assert (planned.sessions, planned.minutes) == (care_plan.sessions, care_plan.session_minutes)
    assert sum(work.minutes for work in planned.work) == sum(block["minutes"] for block in care_plan.plan["blocks"])
    assert len({(work.technique, work.area) for work in planned.work}) == len(planned.work) > 1


def test_nobody_is_asked_where_no_rule_asks_for_a_clinician(world: World) -> None:
    screened(world.episode, {"pain_below_knee": True})

    assert code_of(lambda: asked(world)) == "nothing_to_ask"


def test_nobody_is_asked_about_somebody_who_has_to_be_seen_now(world: World) -> None:
    screened(world.episode, {"severe_kidney_disease": True, "saddle_numbness": "new"})

    assert code_of(lambda: asked(world)) == "nothing_to_ask"


def test_no_clinician_is_written_to_once_the_client_took_that_back(world: World) -> None:
    to_be_cleared(world)
    kind = ConsentKind.CONTACT_CLINICIAN
    consent = give_consent(actor=world.as_ailsa, client=world.ailsa, kind=kind, wording_version="1", now=NOW)
    withdraw_consent(actor=world.as_ailsa, consent=consent, now=NOW)

    assert code_of(lambda: asked(world)) == "consent_taken_back"

    give_consent(actor=world.as_ailsa, client=world.ailsa, kind=kind, wording_version="1", now=NOW + HOUR)
    assert asked(world, now=NOW + HOUR)


def test_one_question_is_out_at_a_time_and_after_it_another_may_be(world: World) -> None:
    to_be_cleared(world)
    first = asked(world)

    assert code_of(lambda: asked(world)) == "already_asked"

    withdraw_request(actor=world.as_callum, request=first, now=NOW)
    assert asked(world, now=NOW + HOUR).pk != first.pk


def test_an_answer_clears_the_way_to_booking_and_its_limits_hold_at_every_session(world: World) -> None:
    course = holding(world)
    asked(world)
    assert gate_for(world.episode, now=NOW).permission is Permission.HOLD

    clearance = answered(sent_token())

    assert gate_for(world.episode, now=NOW + HOUR).permission is Permission.CONFIRM
    booked = confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW + 2 * HOUR)
    assert {session.clearance_id for session in booked.sessions.all()} == {clearance.pk}
    safety = safety_of(booked.sessions.all()[0].screening, latest_clearance_of(world.episode), is_todays=False)
    assert (safety.limits.max_pressure, safety.limits.max_minutes) == (1, 30)


def test_the_bearer_of_the_link_is_the_actor_of_the_clearance(world: World) -> None:
    to_be_cleared(world)
    asked(world)

    clearance = answered(sent_token())

    (event,) = events_on(clearance)
    used = SecureLink.objects.get(used_at__isnull=False)
    assert (event.actor_kind, event.actor_id) == ("link", str(used.pk))
    assert clearance.recorded_by == str(used.pk)


def test_the_client_is_told_that_there_is_an_answer_and_not_which(world: World) -> None:
    to_be_cleared(world)
    asked(world)
    answered(sent_token(), answer=NO, note="Not while on dialysis.")

    message = Message.objects.get(kind="clearance_answered")

    assert message.address == ""
    assert set(message.facts) == {"link"}


def test_no_with_a_reason_shuts_the_gate_and_the_reason_is_kept(world: World) -> None:
    to_be_cleared(world)
    request = asked(world)

    answered(sent_token(), answer=NO, note="Not while on dialysis.")

    assert gate_for(world.episode, now=NOW + HOUR).permission is Permission.NOTHING
    assert request.steps.get(status="answered").note == "Not while on dialysis."


def test_an_answer_is_given_once(world: World) -> None:
    to_be_cleared(world)
    asked(world)
    token = sent_token()
    answered(token)

    assert code_of(lambda: answered(token, answer=NO)) == "link_used"
    assert Clearance.objects.count() == 1


def test_an_answer_after_withdrawal_is_refused(world: World) -> None:
    to_be_cleared(world)
    request = asked(world)
    withdraw_request(actor=world.as_callum, request=request, now=NOW + HOUR)

    assert code_of(lambda: answered(sent_token())) == "link_withdrawn"
    assert Clearance.objects.count() == 0
    assert statuses(request) == ["asked", "withdrawn"]


def test_what_is_answered_cannot_be_withdrawn(world: World) -> None:
    to_be_cleared(world)
    request = asked(world)
    answered(sent_token())

    assert code_of(lambda: withdraw_request(actor=world.as_callum, request=request, now=NOW + DAY)) == "request_over"


def test_an_answer_about_earlier_answers_is_refused_and_the_clinic_sees_it(world: World) -> None:
    to_be_cleared(world)
    request = asked(world)
    screened(world.episode, TOLD, now=NOW + HOUR)
    token = sent_token()

    assert code_of(lambda: answered(token, note="Fine by me.", after=2 * HOUR)) == "answers_changed"

    assert Clearance.objects.count() == 0
    assert statuses(request) == ["asked", "superseded"]
    shown = last_requests([world.episode.pk], NOW + 2 * HOUR)[world.episode.pk]
    assert (shown.next_step, shown.note) == ("Ask again, about the new answers.", "Fine by me.")
    assert code_of(lambda: answered(token, after=3 * HOUR)) == "link_withdrawn"


def test_a_link_runs_out_as_the_clinic_has_it(world: World) -> None:
    change_rules(actor=world.as_callum, clinic=world.clinic, link_days=5, reminder_days=2)
    to_be_cleared(world)
    request = asked(world)

    assert request.expires_at == NOW + 5 * DAY
    assert code_of(lambda: answered(sent_token(), after=5 * DAY)) == "link_expired"
    shown = last_requests([world.episode.pk], NOW + 5 * DAY)[world.episode.pk]
    assert (shown.is_open, shown.next_step) == (False, "Ring them, or ask again.")
    assert asked(world, now=NOW + 5 * DAY)


def test_the_clinician_is_reminded_once_after_days_with_a_link_that_works(world: World) -> None:
    to_be_cleared(world)
    request = asked(world)

    assert remind_clinicians(now=NOW + 2 * DAY) == 0
    assert remind_clinicians(now=NOW + 3 * DAY) == 1
    assert remind_clinicians(now=NOW + 4 * DAY) == 0

    assert statuses(request) == ["asked", "reminded"]
    answered(sent_token("clearance_reminder"), after=4 * DAY)
    assert code_of(lambda: answered(sent_token(), after=4 * DAY)) == "link_withdrawn"


def test_nobody_is_reminded_of_a_question_that_is_settled_or_no_longer_put(world: World) -> None:
    to_be_cleared(world)
    withdraw_request(actor=world.as_callum, request=asked(world), now=NOW)
    asked(world, now=NOW + HOUR)
    screened(world.episode, TOLD, now=NOW + 2 * HOUR)

    assert remind_clinicians(now=NOW + 4 * DAY) == 0


def test_the_worker_sends_no_question_that_was_taken_back_since(world: World) -> None:
    to_be_cleared(world)
    request = asked(world)
    message = Message.objects.get(kind="clearance_request")
    assert is_still_asked(message, NOW)

    withdraw_request(actor=world.as_callum, request=request, now=NOW)

    assert not is_still_asked(message, NOW)


def test_an_answer_written_down_by_staff_settles_the_question_that_was_out(world: World) -> None:
    to_be_cleared(world)
    request = asked(world)

    record_answer(actor=world.as_callum, screening=request.screening, answer=YES, now=NOW + HOUR)

    assert statuses(request) == ["asked", "answered"]
    assert code_of(lambda: answered(sent_token())) == "link_withdrawn"
    assert Message.objects.filter(kind="clearance_answered").count() == 1


def test_without_an_address_the_question_goes_on_paper_and_nobody_is_reminded(world: World) -> None:
    to_be_cleared(world)
    addressee = type(LAIRD)(name="Dr Shona Laird")
    ask_clinician(actor=world.as_ailsa, episode=world.episode, addressee=addressee, now=NOW)

    assert SecureLink.objects.count() == 0
    assert Message.objects.count() == 0
    assert remind_clinicians(now=NOW + 4 * DAY) == 0


@pytest.mark.parametrize(
    "act", ["UPDATE screen_clearancerequest SET asked_at = expires_at", "UPDATE screen_clearancestep SET note = ''"]
)
def test_requests_and_steps_stay_as_they_were_written(world: World, act: str) -> None:
    to_be_cleared(world)
    asked(world)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_who_was_asked_goes_when_the_client_is_erased_and_the_clearance_stays(world: World) -> None:
    to_be_cleared(world)
    asked(world)
    answered(sent_token(), note="Ailsa knows about it.")

    erase_questions(world.ailsa)

    assert (ClearanceRequest.objects.count(), ClearanceStep.objects.count()) == (0, 0)
    assert Clearance.objects.count() == 1


def test_a_list_of_many_takes_two_queries(world: World, django_assert_num_queries: Callable[..., object]) -> None:
    to_be_cleared(world)
    asked(world)

    with django_assert_num_queries(2):  # type: ignore[attr-defined] # pytest-django's context manager
        assert last_requests([world.episode.pk], NOW)[world.episode.pk].age == "today"


@pytest.mark.django_db(transaction=True)
def test_two_browsers_answer_at_once_and_one_is_taken(world: World) -> None:
    to_be_cleared(world)
    asked(world)
    token, start = sent_token(), Barrier(2)
    outcomes: list[str] = []

    def browser(answer: ClinicianAnswer) -> None:
        start.wait(timeout=30)
        try:
            answered(token, answer=answer)
            outcomes.append("taken")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    browsers = [Thread(target=browser, args=(answer,)) for answer in (YES, NO)]
    for each in browsers:
        each.start()
    for each in browsers:
        each.join(timeout=60)

    assert sorted(outcomes) == ["link_used", "taken"]
    assert Clearance.objects.count() == 1
    assert ClearanceStep.objects.filter(status="answered").count() == 1
