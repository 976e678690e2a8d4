"""What does a measure say to the safety check? PHQ-2: two answers of 0 to 3, and from 3 on the care of CI43."""

from datetime import date

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.screen.api import screen
from ischia.pathway.shared.errors import BadInput, Refused
from ischia.pathway.shared.findings import Findings
from ischia.pathway.track.api import Answers, Score, score
from ischia.pathway.track.measured import ON_REQUEST, findings_measured
from tests.support.people import well_person

KNOWLEDGE = load_knowledge()
PHQ_2 = KNOWLEDGE.instruments[InstrumentId("phq_2")]
WELL = well_person(KNOWLEDGE)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def filled(interest: int, mood: int, *, on: date = MONDAY) -> Score:
    return score(PHQ_2, {"interest": interest, "mood": mood}, on=on)


@pytest.mark.parametrize(
    ("interest", "mood", "total"), [(0, 0, 0), (2, 0, 2), (1, 1, 2), (2, 1, 3), (0, 3, 3), (3, 3, 6)]
)
def test_both_answers_are_added_up(interest: int, mood: int, total: int) -> None:
    assert filled(interest, mood).value == total


@pytest.mark.parametrize(
    ("answers", "missing"), [({"interest": 3}, "mood"), ({"mood": 3, "interest": None}, "interest")]
)
def test_with_one_answer_missing_there_is_no_score(answers: Answers, missing: str) -> None:
    with pytest.raises(Refused, match=missing) as refused:
        score(PHQ_2, answers, on=MONDAY)

    assert refused.value.code == "measure_incomplete"


@pytest.mark.parametrize("answer", [4, -1, True])
def test_an_answer_that_the_form_does_not_have_is_refused(answer: int) -> None:
    with pytest.raises(BadInput) as refused:
        score(PHQ_2, {"interest": answer, "mood": 0}, on=MONDAY)

    assert [fault.field for fault in refused.value.faults] == ["phq_2.interest"]


@pytest.mark.parametrize(("interest", "mood", "fires"), [(1, 1, False), (2, 1, True), (3, 3, True)])
def test_from_three_on_the_care_of_ci43_is_asked_for(interest: int, mood: int, *, fires: bool) -> None:
    verdict = screen(WELL.with_answers(findings_measured([filled(interest, mood)])), KNOWLEDGE)

    assert ("ci43_low_mood" in {reason.rule for reason in verdict.reasons}) is fires
    assert ("Offer the PHQ-9 or a clinician, since PHQ-2 is 3 or more." in verdict.limits.precautions) is fires


def test_the_newest_score_counts() -> None:
    assert findings_measured([filled(0, 1, on=TUESDAY), filled(3, 3)]) == {"phq2_score": 1}


def test_other_measures_say_nothing_to_the_safety_check() -> None:
    pain = score(KNOWLEDGE.instruments[InstrumentId("nprs_leg")], {"pain": 9}, on=MONDAY)

    assert findings_measured([pain]) == {}


def test_nobody_has_to_fill_it_in() -> None:
    """It is outside the default set, and a score that nobody has holds no booking open."""
    assert not any(KNOWLEDGE.instruments[name].asked for name in ON_REQUEST)
    assert screen(Findings(WELL), KNOWLEDGE).is_complete
