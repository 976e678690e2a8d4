"""How many screens does a person pass: who is in danger hears so soon, who is well is soon done?"""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingKind, FindingSection, FindingValue, Level, Question, QuestionId
from ischia.pathway.screen.api import next_question, screen
from ischia.pathway.screen.values import Outcome, Verdict
from ischia.pathway.shared.findings import Findings

KNOWLEDGE = load_knowledge()
PLAIN: dict[str, FindingValue] = {
    "age": 44,
    "leg_pain_intensity": 6,
    "leg_pain_weeks": 5,
    "pain_below_knee": True,
    "long_standing_control_problem": "none",
}
WITHOUT_SYMPTOM: dict[FindingKind, FindingValue] = {FindingKind.BOOLEAN: False, FindingKind.COURSE: "absent"}
TESTS = {id for id, finding in KNOWLEDGE.findings.items() if finding.section is FindingSection.TEST}


def answers_to(question: Question, person: dict[str, FindingValue]) -> dict[str, FindingValue]:
    """What the person says on one screen: what is true of them, and otherwise no."""
    return {
        finding: person[finding] if finding in person else WITHOUT_SYMPTOM[KNOWLEDGE.findings[finding].kind]
        for finding in question.findings
    }


def screened(person: dict[str, FindingValue]) -> tuple[int, Verdict]:
    """Screens passed, and the verdict at the end."""
    findings = Findings()
    screens = 0
    while step := next_question(findings, KNOWLEDGE):
        screens += 1
        findings = findings.with_answers(answers_to(KNOWLEDGE.questions[step.question], person))
    return screens, screen(findings, KNOWLEDGE)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"back_pain_over_3_months": True},
        {"age": 72, "back_pain_over_3_months": True},
        {"age": 17},
        {"seen_by_clinician_this_episode": True},
        {"onset_sudden": True},
    ],
    ids=["plain", "long", "older and long", "young", "seen already", "sudden"],
)
def test_plain_sciatica_is_cleared_within_eighteen_screens(more: dict[str, FindingValue]) -> None:
    screens, verdict = screened({**PLAIN, **more})

    assert verdict.outcome is Outcome.CLEAR
    assert screens <= 18


EMERGENCIES = [
    pytest.param(case.findings, id=f"{rule.id}: {case.name}")
    for rule in KNOWLEDGE.safety_rules
    if rule.level is Level.EMERGENCY
    for case in rule.cases
    if case.expect == "fires" and not TESTS & set(case.findings)
]


@pytest.mark.parametrize("signs", EMERGENCIES)
def test_an_emergency_is_found_within_six_screens(signs: dict[str, FindingValue]) -> None:
    screens, verdict = screened({**PLAIN, **signs})

    assert verdict.outcome is Outcome.EMERGENCY
    assert screens <= 6


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"leg_pain_intensity": 7}, Outcome.LIMITS),
        ({"leg_pain_intensity": 8}, Outcome.CLINICIAN_FIRST),
        ({"leg_pain_weeks": 6}, Outcome.CLINICIAN_FIRST),
        ({"leg_weakness": "older", "older_weakness_kind": "slight"}, Outcome.CLINICIAN_FIRST),
        ({"leg_weakness": "older", "older_weakness_kind": "marked_not_investigated"}, Outcome.URGENT),
        ({"leg_weakness": "stable"}, Outcome.LIMITS),
        ({"leg_weakness": "present"}, Outcome.URGENT),
        ({"age": 70, "onset_sudden": True}, Outcome.CLEAR),
        ({"age": 71, "onset_sudden": True}, Outcome.URGENT),
        ({"long_standing_control_problem": "bladder_explained"}, Outcome.CLEAR),
        ({"long_standing_control_problem": "other_explained"}, Outcome.CLINICIAN_FIRST),
        ({"long_standing_control_problem": "not_explained"}, Outcome.URGENT),
        ({"unsteady_walking": True}, Outcome.URGENT),
        ({"fever": True}, Outcome.CLINICIAN_FIRST),
        ({"fever": True, "diabetes": True}, Outcome.URGENT),
        (
            {"fever": True, "diabetes": True, "leg_weakness": "older", "older_weakness_kind": "slight"},
            Outcome.EMERGENCY,
        ),
        (
            {"significant_trauma": True, "leg_weakness": "older", "older_weakness_kind": "slight"},
            Outcome.EMERGENCY,
        ),
        ({"cancer_history": True, "cancer_kind": "other_long_ago"}, Outcome.CLEAR),
        ({"cancer_history": True, "cancer_kind": "bone_seeking"}, Outcome.CLINICIAN_FIRST),
        ({"cancer_history": True, "cancer_kind": "bone_seeking", "progressive_spine_pain": True}, Outcome.URGENT),
        ({"numb_feet_both": True}, Outcome.CLINICIAN_FIRST),
        ({"numb_feet_both": True, "neuropathy_diagnosed_stable": True}, Outcome.LIMITS),
        ({"anticoagulant": True}, Outcome.LIMITS),
        ({"pregnant_or_might_be": True, "pregnancy_weeks": 30}, Outcome.LIMITS),
    ],
)
def test_borders_fall_where_the_rows_put_them(more: dict[str, FindingValue], outcome: Outcome) -> None:
    assert screened({**PLAIN, **more})[1].outcome is outcome


def test_what_the_first_screen_puts_off_is_asked_later() -> None:
    """It says: leave unticked what is older and unchanged, we ask about that later. So both legs must come again."""
    later = KNOWLEDGE.questions[QuestionId("long_standing_control_problem")].ask_client

    assert all(words in later for words in ("passing water", "bowels", "between your legs", "sex", "weak or numb legs"))
    assert "shooting pain down both legs" in later


def test_every_finding_of_a_safety_rule_is_asked_implied_or_examined() -> None:
    asked = {finding for question in KNOWLEDGE.questions.values() for finding in question.findings}
    for rule in KNOWLEDGE.safety_rules:
        for id in findings_used(rule.when):
            finding = KNOWLEDGE.findings[next(key for key in KNOWLEDGE.findings if key == id)]
            assert id in asked or finding.implied or finding.section is FindingSection.TEST, (rule.id, id)


def test_red_flags_are_asked_before_limits() -> None:
    """The first four screens hold every sign that alone, or with one more screen or two, makes an emergency."""
    first = sorted(KNOWLEDGE.questions.values(), key=lambda question: question.order)[:4]
    alone = {
        next(iter(case.findings))
        for rule in KNOWLEDGE.safety_rules
        if rule.level is Level.EMERGENCY
        for case in rule.cases
        if case.expect == "fires" and len(case.findings) == 1
    }
    assert alone <= {finding for question in first for finding in question.findings}
