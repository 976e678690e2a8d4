"""Does the safety check lead a visitor safely, one question a screen, with and without JavaScript?"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.screen.draft import COOKIE
from ischia.clinic.screen.models import Screening
from ischia.knowledge import load_knowledge
from tests.support.answering import (
    CLINICIAN_FIRST,
    EMERGENCY,
    LEG_PAIN,
    LIMITS,
    UNSURE,
    URGENT,
    Ticked,
    answer_questions,
    draft_of,
)
from tests.support.clinic import World

BOOKING_LINK = re.compile(r'href="/(match|book|plan|assess)/')


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def result(visitor: Visitor) -> str:
    response = visitor.get("/screen/result/")
    assert response.status_code == 200
    return response.content.decode()


def test_start_page_says_what_it_is_not_and_whom_to_call(world: World, client: Visitor) -> None:
    page = client.get("/screen/").content.decode()

    assert "This tool does not diagnose." in page
    assert 'href="tel:999"' in page
    assert 'href="tel:111"' in page


def test_first_question_asks_for_the_gravest_signs(world: World, client: Visitor) -> None:
    assert client.get("/screen/question/").headers["Location"] == "/screen/question/control_and_feeling/"


def test_well_person_may_go_on_and_nothing_is_stored(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)

    assert "You can go on." in result(client)
    assert Screening.objects.count() == 0


def test_emergency_stops_the_questions_at_once_and_shows_no_way_to_book(world: World, client: Visitor) -> None:
    asked = answer_questions(client, EMERGENCY)
    page = result(client)

    assert asked == ["control_and_feeling"]
    assert "Get emergency help now." in page
    assert 'href="tel:999"' in page
    assert not BOOKING_LINK.search(page)


def test_urgent_shows_only_what_to_do_now(world: World, client: Visitor) -> None:
    answer_questions(client, URGENT)
    page = result(client)

    assert "Please be seen by a clinician today." in page
    assert not BOOKING_LINK.search(page)


@pytest.mark.parametrize("ticked", [EMERGENCY, URGENT], ids=["emergency", "urgent"])
@pytest.mark.parametrize("address", ["/assess/where/", "/assess/about/", "/assess/wishes/", "/plan/", "/match/"])
def test_pages_after_the_check_are_closed_to_somebody_who_must_be_seen(
    world: World, client: Visitor, ticked: dict[str, list[str]], address: str
) -> None:
    answer_questions(client, ticked)

    assert client.get(address).headers["Location"] == "/screen/result/"


def test_limits_are_said_in_plain_words_with_reason_and_source(world: World, client: Visitor) -> None:
    answer_questions(client, LIMITS)
    page = result(client)

    assert "Pressure: no more than light pressure." in page
    assert "Because of your blood thinner" in page
    assert "CI03" in page


def test_clinician_first_may_go_on_but_is_told_to_ask(world: World, client: Visitor) -> None:
    answer_questions(client, CLINICIAN_FIRST)
    page = result(client)

    assert "Please talk to your GP or physiotherapist before massage." in page
    assert 'href="/assess/where/"' in page


def test_not_sure_keeps_the_check_open_and_asks_again(world: World, client: Visitor) -> None:
    answer_questions(client, UNSURE)
    page = result(client)

    assert "A few answers are still unclear." in page
    assert 'href="/screen/question/important_conditions/"' in page
    assert not BOOKING_LINK.search(page)


def test_an_interrupted_check_resumes_where_it_was(world: World, client: Visitor, now: datetime) -> None:
    asked = answer_questions(client, LEG_PAIN, at_most=3)

    with time_machine.travel(now + timedelta(hours=23), tick=False):
        assert "Carry on where you stopped" in client.get("/screen/").content.decode()
        resumed = client.get("/screen/question/").headers["Location"]
    assert resumed.rstrip("/").rsplit("/", 1)[-1] not in asked


def test_answers_are_forgotten_after_a_day(world: World, client: Visitor, now: datetime) -> None:
    answer_questions(client, LEG_PAIN, at_most=3)

    with time_machine.travel(now + timedelta(hours=25), tick=False):
        assert client.get("/screen/question/").headers["Location"] == "/screen/question/control_and_feeling/"


def test_a_cookie_that_was_tampered_with_counts_for_nothing(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    value = draft_of(client)
    client.cookies[COOKIE] = value[:-1] + ("A" if value[-1] != "A" else "B")

    assert client.get("/screen/result/").headers["Location"] == "/screen/"
    assert client.get("/plan/").headers["Location"] == "/screen/result/"


def test_cookie_is_closed_to_scripts_and_fits_into_a_header(world: World, client: Visitor) -> None:
    answer_questions(client, LIMITS)

    cookie = client.cookies[COOKIE]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 24 * 3600
    assert len(cookie.value) < 3500


def test_an_empty_answer_is_refused_beside_the_question(world: World, client: Visitor) -> None:
    response = client.post("/screen/question/control_and_feeling/", {})

    assert response.status_code == 422
    assert "Tick what applies, or \u201cNone of these\u201d." in response.content.decode()


def test_none_of_these_together_with_an_answer_is_refused(world: World, client: Visitor) -> None:
    response = client.post("/screen/question/control_and_feeling/", {"answer": ["none", "saddle_numbness"]})

    assert response.status_code == 422
    assert COOKIE not in client.cookies


def test_contradicting_answers_are_reported_with_the_earlier_question(world: World, client: Visitor) -> None:
    knowledge = load_knowledge()
    ticked = {"important_conditions": ["pregnant_or_might_be"], "age": ["44"]}
    answer_questions(client, {**ticked, **LEG_PAIN}, at_most=30)
    contradiction = next((each for each in knowledge.contradictions.values() if "sex_at_birth" in each.findings), None)
    assert contradiction is not None

    response = client.post("/screen/question/sex_at_birth/", {"answer": "male"})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Two of your answers do not fit together" in page
    assert 'href="/screen/question/important_conditions/"' in page


def test_an_earlier_answer_can_be_changed(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    client.post("/screen/question/important_conditions/", {"answer": ["anticoagulant"]})
    answer_questions(client, LIMITS)

    assert "Because of your blood thinner" in result(client)


def test_htmx_gets_the_next_question_as_a_part(world: World, client: Visitor) -> None:
    part = client.get("/screen/question/control_and_feeling/", headers={"HX-Request": "true"}).content.decode()
    page = client.get("/screen/question/control_and_feeling/").content.decode()

    assert "<html" not in part
    assert "Is any of these new" in part
    assert "<html" in page


def test_htmx_is_sent_to_the_result_as_a_page_of_its_own(world: World, client: Visitor) -> None:
    response = client.post(
        "/screen/question/control_and_feeling/", {"answer": ["saddle_numbness"]}, headers={"HX-Request": "true"}
    )

    assert response.headers["HX-Redirect"] == "/screen/result/"


@pytest.mark.parametrize(
    "ticked",
    [EMERGENCY, URGENT, CLINICIAN_FIRST, LIMITS, LEG_PAIN],
    ids=["emergency", "urgent", "ask", "limits", "well"],
)
def test_the_result_can_be_sent_to_oneself_without_telling_us_an_address(
    world: World, client: Visitor, ticked: Ticked
) -> None:
    answer_questions(client, ticked)
    page = result(client)
    (address,) = re.findall(r'href="(mailto:[^"]+)"', page)
    (headline,) = re.findall(r"<h1[^>]*>([^<]+)<", page)

    assert unquote(unescape(address)).startswith(f"mailto:?subject=Safety check: {unescape(headline)}&body=")
    assert len(unescape(address)) < 2_000  # longer ones are cut by mail programs


def test_start_again_forgets_everything(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN)
    client.post("/screen/restart/")

    assert client.get("/screen/result/").headers["Location"] == "/screen/"


def test_a_question_that_does_not_exist_is_not_found(world: World, client: Visitor) -> None:
    assert client.get("/screen/question/nonsense/").status_code == 404
