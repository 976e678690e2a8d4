"""What is news at a visit, and which answers of another day say nothing about today?"""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Level
from ischia.pathway.screen.api import (
    answers_today,
    asked_since_last_time,
    findings_of_one_day,
    screen,
    to_test_again,
)
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings

KNOWLEDGE = load_knowledge()
NUMB_ALREADY = Findings({"new_leg_numbness": True})


def test_every_visit_asks_what_is_new_since_last_time() -> None:
    """Numbness, a blood thinner, an injection or operation, a clot, a pregnancy, an illness today."""
    assert asked_since_last_time(KNOWLEDGE) == (
        "new_leg_numbness",
        "anticoagulant",
        "recent_spinal_procedure",
        "dvt_ever",
        "pregnant_or_might_be",
        "fever_or_infection_now",
    )


@pytest.mark.parametrize("answer", [True, UNKNOWN], ids=["numb since last time", "not sure about numbness"])
def test_new_numbness_during_a_course_stops_it_the_same_day(answer: Answer) -> None:
    today = answers_today(Findings({}), {"new_leg_numbness": answer}, KNOWLEDGE, is_same_visit=False)

    assert screen(today, KNOWLEDGE).level is Level.URGENT


@pytest.mark.parametrize("changed", [{}, {"new_leg_numbness": False}], ids=["no change", "gone"])
def test_numbness_that_is_no_news_does_not_stop_a_course(changed: dict[str, Answer]) -> None:
    today = answers_today(NUMB_ALREADY, changed, KNOWLEDGE, is_same_visit=False)

    assert "RF08" not in {reason.origin for reason in screen(today, KNOWLEDGE).reasons}


def test_what_was_measured_or_noticed_on_one_day_is_not_known_on_the_next() -> None:
    before = Findings({"systolic_blood_pressure": 120, "intoxicated_today": True, "slr_angle": 40, "age": 50})

    assert dict(answers_today(before, {}, KNOWLEDGE, is_same_visit=False)) == {"slr_angle": 40, "age": 50}
    assert dict(answers_today(before, {}, KNOWLEDGE, is_same_visit=True)) == dict(before)


def test_news_of_one_visit_is_no_news_at_the_next() -> None:
    today = answers_today(NUMB_ALREADY, {"new_leg_numbness": True}, KNOWLEDGE, is_same_visit=False)

    assert "new_numbness_at_visit" not in answers_today(today, {}, KNOWLEDGE, is_same_visit=False)


@pytest.mark.parametrize(("systolic", "again"), [(159, ()), (160, ("systolic_blood_pressure",))])
def test_only_a_test_that_held_the_client_back_is_done_again(systolic: int, again: tuple[str, ...]) -> None:
    before = screen(Findings({"systolic_blood_pressure": systolic}), KNOWLEDGE)

    assert to_test_again(before, KNOWLEDGE) == again


def test_what_holds_for_one_day_only_is_marked_in_the_rules() -> None:
    assert {"systolic_blood_pressure", "intoxicated_today", "severe_headache_today"} <= findings_of_one_day(KNOWLEDGE)
    assert {"slr_angle", "weakest_leg_muscle_grade"}.isdisjoint(findings_of_one_day(KNOWLEDGE))
