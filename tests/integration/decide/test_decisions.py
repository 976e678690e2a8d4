"""The review: proposed by rules, answered by a named therapist, shown to the client in the client's words."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ischia.clinic.audit.api import events_on
from ischia.clinic.decide.api import DecisionRecord, Proposal, proposal_for
from ischia.clinic.people.api import User
from ischia.clinic.screen.api import ClinicianAnswer, Screening, record_clearance
from ischia.pathway.book.api import ClearanceAnswer
from ischia.pathway.decide.api import Action
from ischia.pathway.shared.findings import UNKNOWN
from tests.support.treating import KNOWLEDGE, Care, asked_again, drafted, screened, signed, treated

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def address(care: Care) -> str:
    return f"/decide/{care.episode.pk}/"


@pytest.fixture
def reviewed(care: Care) -> Care:
    """Four sessions, leg pain from 8 to 7: hardly better."""
    for session, pain in zip(care.sessions, (8, 8, 7, 7), strict=True):
        treated(care, session, leg_pain=pain)
    return care


@pytest.fixture
def browse(care: Care) -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


@pytest.fixture(autouse=True)
def after_the_fourth_session(care: Care) -> Iterator[None]:
    with time_machine.travel(care.sessions[3].ends_at, tick=False):
        yield


def proposed(care: Care) -> Proposal:
    return proposal_for(care.episode, knowledge=KNOWLEDGE, today=care.sessions[3].ends_at.date())


def test_before_anything_was_measured_the_course_goes_on(care: Care) -> None:
    decision = proposed(care).decision

    assert (decision.action, decision.review_is_due) == (Action.CONTINUE, False)


def test_hardly_better_after_four_sessions_stops_the_course(reviewed: Care) -> None:
    decision = proposed(reviewed).decision

    assert decision.action is Action.STOP_AND_REFER
    assert [reason.rule for reason in decision.reasons] == ["not_helping"]
    assert decision.review_is_due


def test_an_alarm_at_a_visit_decides_at_once(care: Care) -> None:
    asked_again(care, care.first, {"saddle_numbness": "new"})
    drafted(care, care.first, referral="Sent to the emergency department.")
    signed(care, care.first)

    assert proposed(care).decision.reasons[0].rule == "emergency_flag"


def test_what_was_felt_before_a_stopped_session_counts_too(care: Care) -> None:
    asked_again(care, care.first, {"bladder_change": UNKNOWN})
    numb = {"kind": "new_numbness", "hours": "20", "pain_increase": "", "is_serious": "", "note": ""}
    drafted(care, care.first, events=(numb,), referral="Rang the GP.")
    signed(care, care.first)

    assert "new_deficit" in [reason.rule for reason in proposed(care).decision.reasons]


NUMB = {"kind": "new_numbness", "hours": "20", "pain_increase": "", "is_serious": "", "note": ""}


@pytest.fixture
def numb_at_the_first_visit(care: Care) -> Care:
    """New numbness was told at the first visit; at the second nobody spoke of it."""
    asked_again(care, care.first)
    drafted(care, care.first, events=(NUMB,))
    signed(care, care.first)
    treated(care, care.sessions[1], leg_pain=6)
    return care


def test_a_new_deficit_is_not_lost_at_the_next_visit(numb_at_the_first_visit: Care) -> None:
    decision = proposed(numb_at_the_first_visit).decision

    assert (decision.action, decision.reasons[0].rule) == (Action.STOP_AND_REFER, "new_deficit")


def test_a_new_deficit_stays_until_a_therapist_has_answered_it(
    numb_at_the_first_visit: Care, browse: Callable[[User], Browser]
) -> None:
    care = numb_at_the_first_visit
    browse(care.world.callum_user).post(address(care), {"proposed": "stop_and_refer", "action": "stop_and_refer"})

    assert proposed(care).decision.action is Action.CONTINUE


@pytest.mark.parametrize(
    ("answer", "days_later", "is_answered"),
    [
        pytest.param(ClearanceAnswer.YES, 0, True, id="cleared-since"),
        pytest.param(ClearanceAnswer.NO, 0, False, id="the-clinician-said-no"),
        pytest.param(ClearanceAnswer.YES, -60, False, id="said-before-it-was-felt"),
    ],
)
def test_a_new_deficit_is_answered_by_a_clinician_who_clears_massage_after_it(
    numb_at_the_first_visit: Care, answer: ClearanceAnswer, days_later: int, *, is_answered: bool
) -> None:
    care = numb_at_the_first_visit
    now = care.sessions[3].ends_at
    record_clearance(
        actor=care.world.as_callum,
        screening=Screening.objects.filter(episode=care.episode).latest("completed_at"),
        answer=ClinicianAnswer(
            answer=answer,
            clinician_name="Dr Ishbel Munro",
            clinician_role="GP",
            clinician_registration="7000000",
            answered_on=(now + timedelta(days=days_later)).date(),
        ),
        now=now,
    )

    assert ("new_deficit" not in [reason.rule for reason in proposed(care).decision.reasons]) is is_answered


def test_the_therapist_agrees_with_one_tap(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    browse(reviewed.world.callum_user).post(
        address(reviewed), {"proposed": "stop_and_refer", "action": "stop_and_refer"}
    )

    kept = DecisionRecord.objects.get()
    assert (kept.agrees, kept.decided_name, kept.facts["sessions_done"]) == (True, "Callum Drever", 4)
    assert [event.action for event in events_on(kept)] == ["decide.answered"]


def test_deciding_otherwise_needs_a_reason(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(reviewed.world.callum_user)
    otherwise = {"proposed": "stop_and_refer", "action": "continue"}

    refused = browser.post(address(reviewed), otherwise)
    browser.post(address(reviewed), {**otherwise, "reason": "Two sessions were cut short by her cough."})

    assert refused.status_code == 422
    kept = DecisionRecord.objects.get()
    assert (kept.action, kept.agrees) == ("continue", False)


def test_the_database_wants_the_reason_too(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    browse(reviewed.world.callum_user).post(
        address(reviewed), {"proposed": "stop_and_refer", "action": "stop_and_refer"}
    )
    kept = DecisionRecord.objects.get()
    kept.pk, kept.agrees, kept.reason = None, False, ""

    with pytest.raises(DatabaseError), transaction.atomic():
        kept.save(force_insert=True)


def test_a_decision_is_never_changed(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    browse(reviewed.world.callum_user).post(
        address(reviewed), {"proposed": "stop_and_refer", "action": "stop_and_refer"}
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionRecord.objects.update(action="continue")


def test_an_answer_to_an_outdated_proposal_is_refused(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    response = browse(reviewed.world.callum_user).post(
        address(reviewed), {"proposed": "continue", "action": "continue"}
    )

    assert response.status_code == 422
    assert not DecisionRecord.objects.exists()


def test_the_client_reads_their_own_words_and_cannot_decide(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(reviewed.world.ailsa_user)

    page = browser.get(address(reviewed)).content.decode()
    posted = browser.post(address(reviewed), {"proposed": "stop_and_refer", "action": "continue", "reason": "x"})

    assert "More of the same is unlikely to help" in page
    assert "Record my decision" not in page
    assert posted.status_code == 403
    assert not DecisionRecord.objects.exists()


def test_once_decided_both_read_the_decision_first(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    therapist = browse(reviewed.world.callum_user)
    before = therapist.get(address(reviewed)).content.decode()
    therapist.post(address(reviewed), {"proposed": "stop_and_refer", "action": "stop_and_refer"})

    after = [browse(user).get(address(reviewed)).content.decode() for user in both(reviewed)]

    assert "Proposed, not decided yet" in before
    assert all("Decided by Callum Drever" in page for page in after)
    assert not any("Proposed, not decided yet" in page for page in after)


def test_a_decision_other_than_proposed_heads_the_page_and_says_so(
    reviewed: Care, browse: Callable[[User], Browser]
) -> None:
    otherwise = {"proposed": "stop_and_refer", "action": "taper", "reason": "She had the flu for two of the weeks."}
    browse(reviewed.world.callum_user).post(address(reviewed), otherwise)

    therapists, clients = (browse(user).get(address(reviewed)).content.decode() for user in both(reviewed))

    assert "<h1>Space sessions out</h1>" in therapists
    assert "The rules propose: Stop and refer." in therapists
    assert "She had the flu" in therapists
    assert "<h1>Time to space the sessions out</h1>" in clients
    assert "Ask Callum Drever why it was decided otherwise." in clients
    assert "She had the flu" not in clients


def test_another_visit_asks_anew(care: Care, browse: Callable[[User], Browser]) -> None:
    therapist = browse(care.world.callum_user)
    treated(care, care.sessions[0], leg_pain=8)
    therapist.post(address(care), {"proposed": "continue", "action": "continue"})
    assert "Decided by Callum Drever" in therapist.get(address(care)).content.decode()

    treated(care, care.sessions[1], leg_pain=8)

    assert "Proposed, not decided yet" in therapist.get(address(care)).content.decode()


def test_a_client_who_is_to_be_seen_today_reads_that_whatever_was_decided(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    asked_again(care, care.first, {"leg_weakness": "new"})
    drafted(care, care.first, referral="Sent to the GP today.")
    signed(care, care.first)
    otherwise = {"proposed": "stop_and_refer", "action": "continue", "reason": "The GP saw her at once."}
    assert browse(care.world.callum_user).post(address(care), otherwise).status_code == 302

    page = browse(care.world.ailsa_user).get(address(care)).content.decode()

    assert "<h1>Let us stop massage and get you the right help</h1>" in page
    assert "See a doctor today" in page
    assert "To weigh beside it" not in page


def test_a_therapist_reads_no_forecast_beside_a_stop_that_sends_to_a_clinician_today(
    reviewed: Care, browse: Callable[[User], Browser]
) -> None:
    therapist = browse(reviewed.world.callum_user)
    before = therapist.get(address(reviewed)).content.decode()
    screened(reviewed.episode, {"leg_weakness": "new"}, now=reviewed.sessions[3].ends_at)

    after = therapist.get(address(reviewed)).content.decode()

    assert "A forecast alone is no reason" in before
    assert "A clinician, today" in after
    assert "A forecast alone is no reason" not in after
    assert "people with scores" not in after


def test_the_forecast_looks_ahead_to_the_next_review_once_one_has_passed(care: Care) -> None:
    for session, pain in zip(care.sessions[:3], (8, 6, 5), strict=True):
        treated(care, session, leg_pain=pain)
    first = care.first.starts_at.date()

    def by(days: int) -> list[str]:
        today = first + timedelta(days=days)
        with time_machine.travel(care.first.ends_at + timedelta(days=days), tick=False):
            said = proposal_for(care.episode, knowledge=KNOWLEDGE, today=today).decision.beside
        return [line for line in said if "clearly better by" in line]

    assert sum("by the end of the course" in line for line in by(15)) == 1
    assert sum("by the review" in line for line in by(30)) == 1
    assert by(15) != by(30)


def both(care: Care) -> tuple[User, User]:
    return care.world.callum_user, care.world.ailsa_user


def test_the_therapist_reads_rule_facts_and_sources(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    page = browse(reviewed.world.callum_user).get(address(reviewed)).content.decode()

    assert "not_helping" in page
    assert "Sessions done" in page
    assert "12.5 %" in page


@pytest.mark.parametrize("who", ["bram_user", "morag", "una", "noor"])
def test_others_find_nothing(reviewed: Care, browse: Callable[[User], Browser], who: str) -> None:
    assert browse(getattr(reviewed.world, who)).get(address(reviewed)).status_code == 404


@pytest.mark.parametrize("who", ["ailsa_user", "callum_user"])
def test_the_page_takes_few_queries(reviewed: Care, browse: Callable[[User], Browser], who: str) -> None:
    browser = browse(getattr(reviewed.world, who))

    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address(reviewed)).status_code == 200

    sent = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(sent) <= MOST_QUERIES, sent
