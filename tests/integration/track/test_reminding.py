"""Who is written to about measures: once for each time something new is asked, and never for what is filled in."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import cancel_session
from ischia.clinic.decide.api import proposal_for, record_decision
from ischia.clinic.messaging.api import Message, messages_of
from ischia.clinic.messaging.jobs import jobs
from ischia.clinic.track.api import fill_measures
from ischia.clinic.track.reminding import is_still_due, remind_of_measures
from ischia.knowledge.records import InstrumentId
from ischia.pathway.decide.api import Action
from tests.support.clinic import NOW
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, asked_again, drafted, signed, treated

pytestmark = pytest.mark.django_db

HOURS = timedelta(hours=1)
CLIENTS = ("nprs_leg", "nprs_back", "sbi", "rmdq_24", "psfs")


def kinds(care: Care) -> list[str]:
    return [message.kind for message in messages_of(care.episode).order_by("created_at")]


def fill(care: Care, now: datetime, *names: str) -> None:
    answers = {
        InstrumentId(name): {item.id: item.high for item in KNOWLEDGE.instruments[InstrumentId(name)].items}
        for name in names
    }
    fill_measures(
        actor=care.world.as_ailsa,
        episode=care.episode,
        answers=answers,
        on=now.date(),
        knowledge=KNOWLEDGE,
        now=now,
    )


def reminded(care: Care, *days: float) -> list[str]:
    """What is written when the worker comes round so many days after the first visit."""
    before = len(kinds(care))
    for day in days:
        remind_of_measures(FIRST_DAY + timedelta(days=day))
    return kinds(care)[before:]


def test_the_start_is_asked_for_two_days_before_the_first_visit_and_once(care: Care) -> None:
    assert reminded(care, -6, -3) == []
    assert reminded(care, -2, -2 + 1 / 24, -1, 0) == ["measures_due"]


def test_the_message_leads_to_the_forms_and_says_nothing_else(care: Care) -> None:
    reminded(care, -1)

    message = messages_of(care.episode).get()
    assert set(message.facts) == {"link"}
    assert message.facts["link"].endswith(f"/track/{care.episode.pk}/measures/")
    assert message.actor_label == "measure reminders"


def test_who_has_filled_in_everything_is_left_in_peace(care: Care) -> None:
    fill(care, FIRST_DAY - timedelta(days=1), *CLIENTS)

    assert reminded(care, -1, 0) == []


def test_filling_in_a_part_brings_no_second_message(care: Care) -> None:
    assert reminded(care, -2) == ["measures_due"]
    fill(care, FIRST_DAY - timedelta(days=1), "nprs_leg", "sbi")

    assert reminded(care, -1, 0) == []


def test_each_visit_asks_again_and_the_review_says_that_it_is_one(care: Care) -> None:
    fill(care, FIRST_DAY, *CLIENTS)
    with time_machine.travel(FIRST_DAY, tick=False):
        treated(care, care.sessions[0])

    assert reminded(care, 1, 3, 5) == []
    assert reminded(care, 6, 6.5, 7) == ["measures_due"]
    fill(care, FIRST_DAY + timedelta(days=7), "nprs_leg", "nprs_back")
    assert reminded(care, 13) == ["measures_due"]
    assert reminded(care, 15, 16) == ["review_due"]
    assert reminded(care, 20, 21) == ["review_due"]


def test_what_is_filled_in_meanwhile_is_not_asked_for_any_more(care: Care) -> None:
    reminded(care, -1)
    message = messages_of(care.episode).get()

    assert is_still_due(message, FIRST_DAY - timedelta(hours=20))
    fill(care, FIRST_DAY - timedelta(hours=19), *CLIENTS)
    assert not is_still_due(message, FIRST_DAY - timedelta(hours=18))


def test_nobody_without_a_visit_is_asked(care: Care) -> None:
    for session in care.sessions:
        cancel_session(actor=care.world.as_morag, session=session, now=NOW, reason="client")

    assert reminded(care, -1) == []


def test_nobody_without_an_address_is_asked(care: Care) -> None:
    care.client.email = ""
    care.client.save()

    assert reminded(care, -1) == []


def test_who_is_sent_to_be_seen_now_is_not_asked_for_forms(care: Care) -> None:
    with time_machine.travel(FIRST_DAY, tick=False):
        asked_again(care, care.first, {"saddle_numbness": "new"})
        drafted(care, care.first, referral="Sent to the emergency department.")
        signed(care, care.first)

    assert reminded(care, 1, 6, 7, 15) == []


def test_a_worker_that_was_away_for_weeks_does_not_ask_for_what_is_long_past(care: Care) -> None:
    assert reminded(care, 60) == []


@pytest.fixture
def ended_on(care: Care) -> date:
    """Four sessions, half better, discharged after the fourth."""
    for session, pain in zip(care.sessions, (8, 6, 4, 3), strict=True):
        with time_machine.travel(session.starts_at, tick=False):
            treated(care, session, leg_pain=pain)
    now = care.sessions[3].ends_at + HOURS
    proposal = proposal_for(care.episode, knowledge=KNOWLEDGE, today=now.date())
    record_decision(
        actor=care.world.as_callum,
        therapist=care.world.callum_user,
        episode=care.episode,
        decision=proposal.decision,
        facts=proposal.facts,
        action=Action.DISCHARGE,
        reason="Half better.",
        knowledge=KNOWLEDGE,
        now=now,
    )
    return now.date()


def at_noon(day: date) -> datetime:
    return datetime.combine(day, FIRST_DAY.timetz())


def test_twelve_weeks_after_the_end_there_is_one_more_question(care: Care, ended_on: date) -> None:
    fill(care, care.sessions[3].ends_at + 2 * HOURS, *CLIENTS)
    weeks = [at_noon(ended_on) + timedelta(weeks=week) for week in (1, 4, 10, 11, 12, 13)]

    written = []
    for now in weeks:
        remind_of_measures(now)
        written.append([message.kind for message in messages_of(care.episode)])

    assert written == [[], [], [], ["follow_up"], ["follow_up"], ["follow_up"]]


def test_the_worker_does_it_by_itself(care: Care) -> None:
    (job,) = [one for one in jobs() if one.name == "remind_of_measures"]
    assert job.run(FIRST_DAY - timedelta(days=1)) == 1
    assert job.run(FIRST_DAY - timedelta(days=1)) == 0
    assert Message.objects.get().actor_id == Actor.system("measure reminders").id


def test_many_clients_take_as_many_questions_to_the_database_as_one(
    care: Care, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    remind_of_measures(FIRST_DAY - timedelta(days=1))
    with django_assert_max_num_queries(8):
        remind_of_measures(FIRST_DAY - timedelta(days=1))
