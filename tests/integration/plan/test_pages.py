"""Does the plan page say what the pain is most like, how sure that is, and what massage cannot do?"""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client as Visitor

from tests.support.answering import CLINICIAN_FIRST, LIMITS, answer_questions, come_to_the_plan
from tests.support.clinic import World


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def plan_page(visitor: Visitor) -> str:
    response = visitor.get("/plan/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_picture_is_said_as_most_like_and_never_as_a_diagnosis(world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    page = plan_page(client)

    assert "The pattern this is most like" in page
    assert "This tool does not diagnose." in page
    assert "you have sciatica" not in page.lower()


def test_no_technique_is_sold_as_better(world: World, client: Visitor) -> None:
    come_to_the_plan(client)

    assert "No technique has been shown to be better than another." in plan_page(client)


def test_limits_of_the_safety_check_are_in_the_plan(world: World, client: Visitor) -> None:
    come_to_the_plan(client, LIMITS)

    assert "Pressure: no more than light pressure." in plan_page(client)


def test_when_to_stop_names_the_clinics_own_number(world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    page = plan_page(client)

    assert f"stop, call {world.clinic.emergency_number}." in page
    assert "_number}" not in page


def test_what_is_talked_over_first_stands_on_the_page(world: World, client: Visitor) -> None:
    come_to_the_plan(client)

    assert "You can ask for less pressure, a pause or a stop at any time" in plan_page(client)


def test_a_plan_that_waits_for_a_clinician_says_so(world: World, client: Visitor) -> None:
    come_to_the_plan(client, CLINICIAN_FIRST)

    assert "This plan waits for a clinician" in plan_page(client)


def test_there_is_no_plan_before_the_pain_was_told(world: World, client: Visitor) -> None:
    answer_questions(client, LIMITS)

    assert client.get("/plan/").headers["Location"] == "/assess/where/"
