"""Does a clue in what was told about the pain keep everything after the safety check shut until it is asked again?"""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import Client, ClientDetails
from ischia.clinic.plan.api import begin_episode
from ischia.clinic.screen.api import Draft, Standing, standing
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import QuestionId, RegionId
from ischia.pathway.shared.body_chart import Mark, Side, Symptom
from ischia.pathway.shared.errors import Refused
from tests.support.answering import LEG_PAIN, answer_questions, tell_about_pain
from tests.support.clinic import World
from tests.support.people import well_person

KNOWLEDGE = load_knowledge()
CONTROL = "/screen/question/control_and_feeling/"
NUMB_SOLES = {"numbness_or_tingling_in_leg": True, "sshq_numb_soles": True}
CALF = Mark(region=RegionId("leg_back"), side=Side.LEFT, symptom=Symptom.PAIN, intensity=6)
DETAILS = ClientDetails(name="Noor Ellis", phone="0131 496 0200", date_of_birth=date(1982, 3, 4))


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def told_a_clue(visitor: Visitor) -> None:
    """Cleared by the safety check, then numb soles and the like: every first answer about the pain."""
    answer_questions(visitor, LEG_PAIN)
    assert tell_about_pain(visitor, confirms=False) == CONTROL


def with_clue(*, confirmed: frozenset[str] = frozenset()) -> Standing:
    answers = well_person(KNOWLEDGE).with_answers(NUMB_SOLES)
    return standing(
        Draft(answers=answers, trail=(QuestionId("control_and_feeling"),), chart=(CALF,), confirmed=confirmed),
        KNOWLEDGE,
    )


@pytest.mark.parametrize("address", ["/plan/", "/match/", "/assess/about/", "/assess/wishes/"])
def test_no_page_goes_on_while_the_question_is_open(world: World, client: Visitor, address: str) -> None:
    told_a_clue(client)

    response = client.get(address, follow=True)

    assert response.redirect_chain[-1][0] == CONTROL


def test_posting_past_the_page_does_not_help(world: World, client: Visitor) -> None:
    told_a_clue(client)

    response = client.post("/assess/wishes/", {"goal": "Walk the dog", "pressure": "no_preference"}, follow=True)

    assert response.redirect_chain[-1][0] == CONTROL
    assert client.get("/plan/", follow=True).redirect_chain[-1][0] == CONTROL


def test_booking_with_a_therapist_does_not_get_past_it(world: World, client: Visitor) -> None:
    told_a_clue(client)
    client.force_login(world.noor)

    address = f"/book/with/{world.callum.pk}/"
    details = {
        "name": "Noor Ellis",
        "phone": "0131 496 0200",
        "date_of_birth": "1982-03-04",
        "health_data": "on",
        "treatment": "on",
    }
    for response in (client.get(address, follow=True), client.post(address, details, follow=True)):
        assert response.redirect_chain[-1][0] == CONTROL
    assert not Client.objects.filter(user=world.noor).exists()


def test_nobody_becomes_a_client_while_it_is_open(world: World, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        begin_episode(
            actor=Actor.of(world.noor),
            clinic=world.clinic,
            user=world.noor,
            details=DETAILS,
            stand=with_clue(),
            now=now,
        )

    assert refusal.value.code == "questions_open"
    assert not Client.objects.filter(user=world.noor).exists()


def test_answered_again_with_no_the_way_is_open(world: World, now: datetime) -> None:
    asked = frozenset(with_clue().in_question)

    begun = begin_episode(
        actor=Actor.of(world.noor),
        clinic=world.clinic,
        user=world.noor,
        details=DETAILS,
        stand=with_clue(confirmed=asked),
        now=now,
    )

    assert begun.screening.outcome == "clear"
    assert begun.screening.findings["bladder_change"] == "absent"


def test_the_page_says_why_it_asks_again_and_has_nothing_ticked(world: World, client: Visitor) -> None:
    told_a_clue(client)

    page = client.get(CONTROL).content.decode()

    assert "Please answer this again" in page
    assert " checked" not in page


def test_none_of_these_once_more_leads_back_to_telling_about_the_pain(world: World, client: Visitor) -> None:
    told_a_clue(client)

    response = client.post(CONTROL, {"answer": "none"})

    assert response.headers["Location"] == "/assess/about/"
    assert client.get("/assess/about/").status_code in (200, 302)
    assert "Please answer this again" not in client.get(CONTROL).content.decode()


def test_a_yes_now_leads_to_what_to_do_at_once(world: World, client: Visitor) -> None:
    told_a_clue(client)

    response = client.post(CONTROL, {"answer": "bladder_change"})

    assert response.headers["Location"] == "/screen/result/"
    assert client.get("/match/").headers["Location"] == "/screen/result/"


def test_htmx_is_led_back_as_a_page_of_its_own(world: World, client: Visitor) -> None:
    told_a_clue(client)

    response = client.post(CONTROL, {"answer": "none"}, headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == "/assess/about/"
