"""Can a visitor say where and how it hurts, and does what they mark reach the safety check?"""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client as Visitor

from tests.support.answering import LEG_PAIN, answer_questions, come_to_the_plan, tell_about_pain
from tests.support.clinic import World


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def test_pain_is_asked_only_after_the_safety_check(world: World, client: Visitor) -> None:
    assert client.get("/assess/where/").headers["Location"] == "/screen/result/"


def test_places_are_marked_by_words_and_shown_on_the_figure(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    client.post("/assess/where/", {"spot": ["leg_back.left"]})

    page = client.get("/assess/where/").content.decode()
    assert 'value="leg_back.left" checked' in page
    assert page.count("data-marked") == 1


def test_what_was_drawn_there_is_ticked_on_the_next_page(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    client.post(
        "/assess/where/", {"spot": ["leg_back.left", "heel.left"], "leg_back.left.symptom": ["numb", "madness"]}
    )

    page = client.get("/assess/what/").content.decode()
    assert 'name="leg_back.left.symptom" value="numb" checked' in page
    assert 'name="heel.left.symptom" value="numb" checked' not in page
    assert 'fill="url(#chart-numb)"' in client.get("/assess/where/").content.decode()


def test_how_deep_it_is_felt_may_be_said(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    client.post("/assess/where/", {"spot": ["leg_back.left"]})
    told = {"leg_back.left.symptom": "pain", "leg_back.left.intensity": "4", "leg_back.left.depth": "deep"}
    client.post("/assess/what/", told)

    assert 'name="leg_back.left.depth" value="deep" checked' in client.get("/assess/what/").content.decode()


def test_at_least_one_place_is_asked_for(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    response = client.post("/assess/where/", {})

    assert response.status_code == 422
    assert "Tick at least one place" in response.content.decode()


def test_a_place_without_a_feeling_is_refused_beside_the_place(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    client.post("/assess/where/", {"spot": ["leg_back.left"]})
    response = client.post("/assess/what/", {"leg_back.left.intensity": "4"})

    assert response.status_code == 422
    assert "Choose what you feel here." in response.content.decode()


def test_a_mark_that_an_earlier_answer_denies_is_reported_with_that_question(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    client.post("/assess/where/", {"spot": ["saddle.middle"]})
    response = client.post("/assess/what/", {"saddle.middle.symptom": "numb", "saddle.middle.intensity": "4"})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Two of your answers do not fit together" in page
    assert 'href="/screen/question/control_and_feeling/"' in page


def test_every_question_leads_on_to_the_wishes(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)

    assert tell_about_pain(client) == "/assess/wishes/"


def test_wishes_come_back_as_they_were_given(world: World, client: Visitor) -> None:
    come_to_the_plan(client)

    assert 'value="Walk the dog"' in client.get("/assess/wishes/").content.decode()


def test_what_the_marks_could_fit_is_shown_as_low_weight(world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    page = client.get("/plan/").content.decode()

    assert "What these places could fit" in page
    assert "S1" in page
    assert "They often do not match" in page


def test_numb_soles_on_standing_lead_back_to_the_control_questions(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)

    assert tell_about_pain(client, confirms=False) == "/screen/question/control_and_feeling/"


def test_an_urge_on_walking_with_a_healthy_bladder_is_refused_with_a_way_back(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    tell_about_pain(client)
    answers = {"asked": ["sshq_walking_brings_urge"], "sshq_walking_brings_urge": "true"}
    response = client.post("/assess/about/", answers)
    page = response.content.decode()

    assert response.status_code == 422
    assert page.count("Please answer its questions about the bladder again.") == 2  # in the summary, and beside it
    assert 'href="/screen/question/control_and_feeling/"' in page
