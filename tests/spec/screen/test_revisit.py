"""What is news at a visit, and which answers of another day say nothing about today?"""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import FindingKind, FindingSection, Level
from ischia.pathway.screen.api import (
    answered_again,
    answers_today,
    asked_since_last_time,
    findings_of_one_day,
    findings_that_age,
    screen,
    to_test_again,
)
from ischia.pathway.shared.errors import BadInput
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


WEAK_ONCE = Findings({"leg_weakness": "older", "older_weakness_kind": "marked_not_investigated", "age": 50})


def test_what_described_a_weakness_falls_away_when_the_leg_is_strong_again() -> None:
    today = answers_today(WEAK_ONCE, {"leg_weakness": "absent"}, KNOWLEDGE, is_same_visit=False)

    assert dict(today) == {"leg_weakness": "absent", "age": 50}
    assert "RF08" not in {reason.origin for reason in screen(today, KNOWLEDGE).reasons}


def test_a_form_that_sends_the_old_description_along_does_not_hold_the_visit_up() -> None:
    sent: dict[str, Answer] = {"leg_weakness": "absent", "older_weakness_kind": "marked_not_investigated"}

    assert "older_weakness_kind" not in answers_today(WEAK_ONCE, sent, KNOWLEDGE, is_same_visit=False)


def test_every_detail_of_a_pregnancy_falls_away_with_it() -> None:
    before = Findings({"pregnant_or_might_be": True, "pregnancy_weeks": 30, "contractions": False})

    today = answers_today(before, {"pregnant_or_might_be": False}, KNOWLEDGE, is_same_visit=False)

    assert dict(today) == {"pregnant_or_might_be": False, "contractions": False}


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        ({"leg_weakness": "older"}, {"leg_weakness": "absent", "older_weakness_kind": "slight"}),
        (
            {"leg_weakness": "older", "older_weakness_kind": "slight"},
            {"leg_weakness": "absent", "older_weakness_kind": "marked_not_investigated"},
        ),
        ({"leg_weakness": "absent"}, {"older_weakness_kind": "marked_not_investigated"}),
        ({"leg_weakness": "absent", "older_weakness_kind": "slight"}, {"leg_weakness": "absent"}),
    ],
    ids=["described today", "described otherwise today", "denied before", "stored by an earlier knowledge"],
)
def test_a_description_that_is_news_beside_a_denial_is_refused_and_not_dropped(
    before: dict[str, Answer], changed: dict[str, Answer]
) -> None:
    today = answered_again(Findings(before), changed, KNOWLEDGE)

    with pytest.raises(BadInput) as refused:
        screen(today, KNOWLEDGE)

    assert {fault.field for fault in refused.value.faults} == {"leg_weakness", "older_weakness_kind"}


def test_only_what_describes_falls_away_never_another_answer_that_does_not_fit() -> None:
    """Male at birth and pregnant: nobody knows which of the two is the slip."""
    today = answered_again(Findings({"sex_at_birth": "male"}), {"pregnant_or_might_be": True}, KNOWLEDGE)

    assert dict(today) == {"sex_at_birth": "male", "pregnant_or_might_be": True}


COUNTS = {
    "back_pain_intensity",
    "leg_pain_intensity",
    "leg_pain_weeks",
    "pregnancy_weeks",
    "weeks_since_spinal_surgery",
}
SPANS_UNTIL_NOW = {
    "botulinum_injection_recent",
    "dvt_status",
    "recent_injury",
    "shingles_recent_or_wide",
    "spinal_procedure_timing",
}
ASKED_FOR_RULES_OF_ONE_DAY = {
    "chest_symptoms",
    "collapse",
    "confused_or_very_unwell",
    "fever",
    "fever_or_infection_now",
    "leg_weakness",
    "new_leg_numbness",
    "pregnant_or_might_be",
    "weakness_both_legs",
}


def test_what_ages_is_every_count_every_span_until_now_and_every_answer_about_one_day() -> None:
    assert findings_that_age(KNOWLEDGE) == COUNTS | SPANS_UNTIL_NOW | ASKED_FOR_RULES_OF_ONE_DAY


def test_every_number_that_a_client_is_asked_for_ages() -> None:
    asked = {finding for question in KNOWLEDGE.questions.values() for finding in question.findings}
    numbers = {id for id in asked if KNOWLEDGE.findings[id].kind is FindingKind.NUMBER}
    of_the_person = {id for id in numbers if KNOWLEDGE.findings[id].section is FindingSection.PERSON}

    assert numbers - findings_that_age(KNOWLEDGE) == of_the_person == {"age"}


def test_who_the_person_is_and_what_was_examined_does_not_age_here() -> None:
    """Age in years is told by the date of birth, and a test of one day has a list of its own."""
    assert findings_that_age(KNOWLEDGE).isdisjoint({"age", "sex_at_birth", "systolic_blood_pressure", "slr_angle"})
