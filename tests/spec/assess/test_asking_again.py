"""Does a clue that calls a denial in question keep the safety check open until the denial is given again?"""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import RegionId
from ischia.pathway.assess.api import in_question, set_aside
from ischia.pathway.screen.api import Outcome, next_question, screen
from ischia.pathway.shared.body_chart import Mark, Side, Symptom
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from tests.support.people import well_person

KNOWLEDGE = load_knowledge()
WELL = well_person(KNOWLEDGE)
CONTROL = {
    "bladder_change",
    "bowel_change",
    "pain_both_legs",
    "saddle_numbness",
    "sexual_change",
    "weakness_both_legs",
}
NUMB_SOLES = WELL.with_answers({"numbness_or_tingling_in_leg": True, "sshq_numb_soles": True})
NEAR_THE_SADDLE = Mark(region=RegionId("gluteal_lower_inner"), side=Side.LEFT, symptom=Symptom.NUMB, intensity=5)


def test_without_a_clue_every_answer_stands() -> None:
    assert set_aside(WELL, (), KNOWLEDGE) is WELL


def test_a_clue_makes_a_finished_check_incomplete_and_its_questions_come_next() -> None:
    assert screen(NUMB_SOLES, KNOWLEDGE).outcome is Outcome.CLEAR

    standing = set_aside(NUMB_SOLES, (), KNOWLEDGE)

    verdict, asked = screen(standing, KNOWLEDGE), next_question(standing, KNOWLEDGE)
    assert set(in_question(NUMB_SOLES, (), KNOWLEDGE)) == CONTROL
    assert verdict.outcome is Outcome.INCOMPLETE
    assert asked is not None
    assert (asked.question, set(asked.findings)) == ("control_and_feeling", CONTROL)


def test_a_mark_near_the_saddle_does_so_as_well() -> None:
    answers = Findings({id: answer for id, answer in WELL.items() if not id.startswith("sshq_")})

    assert "saddle_numbness" in in_question(answers, (NEAR_THE_SADDLE,), KNOWLEDGE)


def test_given_again_the_denial_stands() -> None:
    again = set_aside(NUMB_SOLES, (), KNOWLEDGE, answered_since=CONTROL)

    assert screen(again, KNOWLEDGE).outcome is Outcome.CLEAR


@pytest.mark.parametrize("left_out", sorted(CONTROL))
def test_one_of_them_left_unanswered_keeps_the_check_open(left_out: str) -> None:
    again = set_aside(NUMB_SOLES, (), KNOWLEDGE, answered_since=CONTROL - {left_out})

    assert screen(again, KNOWLEDGE).outcome is Outcome.INCOMPLETE


def test_not_sure_keeps_it_open_too() -> None:
    unsure: dict[str, Answer] = dict.fromkeys(CONTROL, UNKNOWN)

    again = set_aside(NUMB_SOLES.with_answers(unsure), (), KNOWLEDGE, answered_since=CONTROL)

    assert screen(again, KNOWLEDGE).outcome is Outcome.INCOMPLETE


def test_what_was_affirmed_is_never_set_aside() -> None:
    new = NUMB_SOLES.with_answers({"bladder_change": "new"})

    assert screen(set_aside(new, (), KNOWLEDGE), KNOWLEDGE).outcome is Outcome.EMERGENCY
