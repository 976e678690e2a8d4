"""What is asked next? The gravest thing first, nothing in vain, nothing after an emergency."""

import pytest

from ischia.knowledge.records import FindingId, Level
from ischia.pathway.screen.api import for_next_visit, implied_findings, next_question, rescreen_questions
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from tests.spec.screen.small_set import HEALTHY, SMALL


def ask(**answers: Answer) -> str | None:
    question = next_question(Findings(answers), SMALL)
    return question.question if question else None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({}, "ask_saddle_numb", id="emergency-questions-come-first"),
        pytest.param({"saddle_numb": "absent"}, "ask_calf_swollen", id="then-the-next-emergency-by-order"),
        pytest.param({"saddle_numb": "new"}, None, id="nothing-is-asked-after-an-emergency"),
        pytest.param(
            {"saddle_numb": "absent", "calf_swollen": False},
            "ask_hands_clumsy",
            id="breathlessness-without-a-swollen-calf-cannot-matter",
        ),
        pytest.param(
            {"saddle_numb": "absent", "calf_swollen": True}, "ask_breathless", id="breathlessness-with-it-does"
        ),
        pytest.param(
            {"saddle_numb": "absent", "calf_swollen": True, "breathless": False},
            None,
            id="urgent-and-nothing-graver-possible-ends-it",
        ),
        pytest.param({"saddle_numb": UNKNOWN}, "ask_calf_swollen", id="what-could-not-be-said-is-not-asked-again"),
        pytest.param({**HEALTHY}, None, id="all-denied-ends-it-tests-are-not-asked"),
        pytest.param({**HEALTHY, "pregnant": True}, "ask_pregnancy_weeks", id="weeks-only-when-pregnant"),
    ],
)
def test_next_question_is_the_gravest_that_can_still_change_the_verdict(
    answers: dict[str, Answer], expected: str | None
) -> None:
    assert ask(**answers) == expected


def test_a_question_that_changes_nothing_is_never_asked() -> None:
    asked = set()
    answers: dict[str, Answer] = {}
    while question := next_question(Findings(answers), SMALL):
        asked.add(question.question)
        answers.update({id: HEALTHY[id] for id in question.findings})

    assert "ask_leg_numb" not in asked
    assert "ask_pregnancy_weeks" not in asked


def test_what_was_answered_on_a_checklist_is_not_asked_again() -> None:
    answers = {id: answer for id, answer in HEALTHY.items() if id != "osteoporosis"}

    question = next_question(Findings(answers), SMALL)

    assert question is not None
    assert question.findings == ("osteoporosis",)


def test_progress_never_promises_fewer_questions_than_come() -> None:
    answers: dict[str, Answer] = {}
    promised = []
    while question := next_question(Findings(answers), SMALL):
        promised.append((question.asked, question.at_most_left))
        answers.update({id: HEALTHY[id] for id in question.findings})

    assert [asked for asked, _ in promised] == list(range(len(promised)))
    assert all(left >= len(promised) - asked for asked, left in promised)


def test_the_question_says_how_grave_its_answer_can_be() -> None:
    question = next_question(Findings({}), SMALL)

    assert question is not None
    assert question.could_become is Level.EMERGENCY


def test_rescreen_asks_what_the_rules_of_every_visit_look_at() -> None:
    assert [question.id for question in rescreen_questions(SMALL)] == ["ask_saddle_numb", "ask_calf_swollen"]


def test_next_visit_keeps_everything_but_what_is_asked_again() -> None:
    kept = for_next_visit(Findings(HEALTHY), SMALL)

    assert set(HEALTHY) - set(kept) == {"saddle_numb", "calf_swollen"}
    assert next_question(kept, SMALL) is not None


def test_what_follows_is_named() -> None:
    assert implied_findings(Findings({"sex": "male"}), SMALL) == (FindingId("pregnant"),)
