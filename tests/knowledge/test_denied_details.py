"""Is everything that only describes something refused beside a denial of it, and never passed over as if nothing was?

What describes what is read off the knowledge itself: a finding that no safety rule looks at any more once another is
denied, and a finding that is only asked when another is there. Where one of several is enough, it describes none.
"""

from collections.abc import Iterator

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.criteria import AllOf, OneOf
from ischia.knowledge.records import (
    COURSE_VALUES,
    Contradiction,
    Finding,
    FindingId,
    FindingKind,
    FindingSection,
    FindingValue,
)
from ischia.pathway.screen.api import close, contradictions
from ischia.pathway.screen.proofs.values import telling_values
from ischia.pathway.screen.rule_book import rule_book
from ischia.pathway.shared.compiled import Answers
from ischia.pathway.shared.findings import Findings

KNOWLEDGE = load_knowledge()
VALUES = telling_values(KNOWLEDGE)
NO: dict[FindingKind, FindingValue] = {FindingKind.BOOLEAN: False, FindingKind.COURSE: COURSE_VALUES[0]}

OWN_SYMPTOM = "a symptom or sign that may be there without the other; rules only weigh the two together"
OWN_FACT = "a fact about the person that holds with or without the other; rules only weigh the two together"
FITS = "says that nothing is wrong or known, which a denial does not contradict"

STANDS_ALONE: dict[tuple[str, str], str] = {
    ("back_pain_over_3_months", "alternating_buttock_pain"): OWN_SYMPTOM,
    ("back_pain_over_3_months", "back_pain_began_before_45"): OWN_FACT,
    ("back_pain_over_3_months", "better_with_exercise_not_rest"): OWN_SYMPTOM,
    ("back_pain_over_3_months", "morning_stiffness"): OWN_SYMPTOM,
    ("back_pain_over_3_months", "wakes_second_half_of_night"): OWN_SYMPTOM,
    ("cancer_history", "focal_spine_tenderness"): OWN_SYMPTOM,
    ("cancer_history", "progressive_spine_pain"): OWN_SYMPTOM,
    ("cancer_history", "strain_provoked_spine_pain"): OWN_SYMPTOM,
    ("deep_groin_pain_on_standing", "bone_stress_risk"): OWN_FACT,
    ("numb_feet_both", "leg_pain_side"): OWN_SYMPTOM,
    ("numbness_or_tingling_in_leg", "outer_thigh_numb_or_burning"): "burning is neither numbness nor tingling",
    ("numbness_or_tingling_in_leg", "sshq_numb_buttocks"): "the buttock is not the leg",
    ("outer_thigh_numb_or_burning", "back_pain_intensity"): OWN_SYMPTOM,
    ("pain_below_knee", "leg_pain_weeks"): OWN_FACT,
    ("pregnant_or_might_be", "shoulder_tip_pain"): OWN_SYMPTOM,
    ("slr_reproduces_leg_pain", "slr_angle"): "how far the leg was raised is written down without pain too",
}

VALUES_THAT_FIT: dict[tuple[str, str], dict[FindingValue, str]] = {
    ("high_blood_pressure", "blood_pressure_control"): {"not_known": FITS},
    ("low_platelets", "platelet_level"): {"over_50": FITS, "not_known": FITS},
    ("recent_spinal_procedure", "spinal_procedure_timing"): {
        "injection_over_14_days": "weeks ago, so a denial of anything in the last weeks may be meant"
    },
}


def denial_of(finding: Finding) -> FindingValue | None:
    return NO.get(finding.kind)


def still_looked_at(answers: Answers) -> set[str]:
    """What the safety rules that these answers leave undecided look at."""
    return {id for rule in rule_book(KNOWLEDGE).rules for id in rule.fires.undecided(answers)}


def described_in_rules() -> Iterator[tuple[str, str]]:
    """Pairs of something and what rules look at only when it is there; tests apart, which stand on their own."""
    everything = still_looked_at({})
    for head in KNOWLEDGE.findings.values():
        denial = denial_of(head)
        if denial is not None and head.section is not FindingSection.TEST:
            left = still_looked_at(close(Findings({head.id: denial}), KNOWLEDGE).answers)
            gone = everything - left - {head.id}
            yield from ((head.id, id) for id in gone if not is_test(id))


def described_in_questions() -> Iterator[tuple[str, str]]:
    """Pairs of something and what is asked only when it is there."""
    for finding in KNOWLEDGE.findings.values():
        parts = finding.ask_when.parts if isinstance(finding.ask_when, AllOf) else (finding.ask_when,)
        yield from ((part.finding, finding.id) for part in parts if isinstance(part, OneOf))


def is_test(id: str) -> bool:
    return KNOWLEDGE.findings[FindingId(id)].section is FindingSection.TEST


def refused(answers: Findings, head: str) -> bool:
    return any(each.detail_of == head for each in contradictions(answers, KNOWLEDGE))


PAIRS = sorted({*described_in_rules(), *described_in_questions()})
HELD = [pair for pair in PAIRS if pair not in STANDS_ALONE]
DETAILS = [each for each in KNOWLEDGE.contradictions.values() if each.detail_of]


@pytest.mark.parametrize(("head", "detail"), HELD, ids=lambda name: name)
def test_what_describes_something_denied_is_refused_whatever_it_says(head: str, detail: str) -> None:
    denial = denial_of(KNOWLEDGE.findings[FindingId(head)])
    assert denial is not None
    says_something = set(VALUES[detail]) - {denial_of(KNOWLEDGE.findings[FindingId(detail)])}
    passed_over = {value for value in says_something if not refused(Findings({head: denial, detail: value}), head)}

    assert passed_over == set(VALUES_THAT_FIT.get((head, detail), {}))


def test_what_is_said_to_stand_alone_would_otherwise_count_as_a_detail_and_is_given_a_reason() -> None:
    assert set(STANDS_ALONE) | set(VALUES_THAT_FIT) <= set(PAIRS)
    assert all(STANDS_ALONE.values())
    assert all(reason for fitting in VALUES_THAT_FIT.values() for reason in fitting.values())


@pytest.mark.parametrize("contradiction", DETAILS, ids=lambda each: each.id)
def test_a_detail_contradicts_only_a_denial_of_what_it_describes(contradiction: Contradiction) -> None:
    head = KNOWLEDGE.findings[FindingId(str(contradiction.detail_of))]
    parts = contradiction.when.parts if isinstance(contradiction.when, AllOf) else ()
    denial = denial_of(head)

    assert denial is not None
    assert OneOf(finding=head.id, values=frozenset({denial})) in parts
    assert contradiction.findings[0] == head.id, "the last named gives way in invented people: the detail"
