"""Does the packaged set hold every row of the fact base, and does each rule do and say what the rows ask?"""

import re

import pytest

from ischia.knowledge import load_knowledge, register_faults, unverified
from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import (
    Confidence,
    Contradiction,
    EvidenceId,
    FindingKind,
    FindingSection,
    Level,
    SafetyRule,
    Standing,
)
from ischia.knowledge.register import ROWS
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate
from ischia.pathway.shared.rule_cases import check_cases

KNOWLEDGE = load_knowledge()
RULES = KNOWLEDGE.safety_rules
EMERGENCIES = [rule for rule in RULES if rule.level is Level.EMERGENCY]

# The dispositions of CLINICAL.md 1.2, row by row. RF17 is information for clinicians and no rule; RF38 (c) and (d) are
# rules of the review. RF07 also carries the "older and stable" line of 1.1.
# RF22 is silent on people outside its risk group: there a clinician looks first, by consensus.
DISPOSITIONS = {
    "RF01": {"emergency"},
    "RF02": {"emergency"},
    "RF03": {"emergency"},
    "RF04": {"emergency"},
    "RF05": {"emergency"},
    "RF06": {"emergency"},
    "RF07": {"urgent", "clinician_first", "clear"},
    "RF08": {"urgent"},
    "RF09": {"clinician_first"},
    "RF10": {"limits"},
    "RF11": {"urgent", "emergency"},
    "RF12": {"urgent"},
    "RF13": {"emergency"},
    "RF14": {"urgent"},
    "RF15": {"clinician_first"},
    "RF16": {"clinician_first", "clear"},
    "RF18": {"clinician_first"},
    "RF19": {"clear"},
    "RF20": {"urgent", "emergency"},
    "RF21": {"urgent"},
    "RF22": {"emergency", "clinician_first"},
    "RF23": {"urgent"},
    "RF24": {"urgent"},
    "RF25": {"emergency"},
    "RF26": {"emergency"},
    "RF27": {"clinician_first", "urgent"},
    "RF28": {"clinician_first"},
    "RF29": {"urgent"},
    "RF30": {"emergency"},
    "RF31": {"emergency"},
    "RF32": {"urgent", "emergency"},
    "RF33": {"emergency"},
    "RF34": {"urgent"},
    "RF35": {"clinician_first"},
    "RF36": {"urgent", "clinician_first"},
    "RF37": {"emergency"},
    "RF38": {"clinician_first"},
    "RF39": {"clinician_first", "urgent"},
    "RF40": {"clinician_first"},
    "RF41": {"clinician_first"},
}
# RF17 tells probabilities, CI13 states a benefit, CI44 excludes thrust manipulation, which is no technique of ours.
NO_RULE = {"RF17", "CI13", "CI44"}
CONTRAINDICATIONS = {f"CI{number:02d}" for number in range(1, 45)} - NO_RULE | {"CI19b"}


def test_every_case_that_travels_with_a_rule_comes_out_as_its_author_expects() -> None:
    assert check_cases(KNOWLEDGE) == ()


def test_every_red_flag_row_is_there_with_just_the_dispositions_of_its_row() -> None:
    levels: dict[str, set[str]] = {}
    for rule in KNOWLEDGE.red_flags.values():
        levels.setdefault(rule.origin, set()).add(rule.level.value)
    assert levels == DISPOSITIONS


def test_every_contraindication_row_is_there() -> None:
    assert {rule.origin for rule in KNOWLEDGE.contraindications.values()} == CONTRAINDICATIONS


def test_every_row_is_a_rule_or_says_why_it_is_none() -> None:
    assert set(ROWS) == set(DISPOSITIONS) | CONTRAINDICATIONS | NO_RULE
    assert {entry.row for entry in KNOWLEDGE.rows_without_rule.values() if not entry.part} == NO_RULE
    assert list(register_faults(KNOWLEDGE)) == []


@pytest.mark.parametrize("rule", EMERGENCIES, ids=lambda rule: rule.id)
def test_an_emergency_names_the_symptom_and_says_what_to_do_now(rule: SafetyRule) -> None:
    act = rule.act_now
    assert re.match(r"(You told us about|You are or might be|Your blood pressure) ", act)
    assert re.search(r"[Gg]o to an emergency department now", act)
    assert "{emergency_number}" in act
    assert "Do not drive yourself." in act
    assert "Massage is not appropriate today." in act


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.level is Level.URGENT], ids=lambda rule: rule.id)
def test_an_urgent_rule_says_whom_to_see_today_and_that_massage_waits(rule: SafetyRule) -> None:
    assert "See a doctor today" in rule.act_now
    assert "{urgent_number}" in rule.act_now
    assert "Massage is not appropriate today." in rule.act_now


def test_thoughts_of_suicide_lead_to_the_crisis_line() -> None:
    rule = next(rule for rule in RULES if rule.origin == "RF37")
    assert "{crisis_number}" in rule.act_now


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_wording_diagnoses_or_promises_a_cure(rule: SafetyRule) -> None:
    text = " ".join([rule.say.client, rule.say.therapist, rule.say.clinician, rule.act_now, *rule.limits.precautions])
    assert not re.search(r"\byou have\b|\bcure|\bheals (your|the|a)\b|\bwe treat\b|\btreats\b", text, re.IGNORECASE)
    assert set(re.findall(r"\{(\w+)\}", text)) <= {"emergency_number", "urgent_number", "crisis_number"}
    assert not re.search(r"\b(999|111|112|911)\b", text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_client_reads_short_sentences(rule: SafetyRule) -> None:
    sentences = re.split(r"(?<=[.!?:])\s+", f"{rule.say.client} {rule.act_now}".strip())
    assert max(len(sentence.split()) for sentence in sentences) <= 31


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_was_recalled_or_agreed_says_so_in_its_evidence(rule: SafetyRule) -> None:
    cited = set(rule.backing.evidence)
    if rule.backing.standing is Standing.PROPOSED:
        assert EvidenceId("CONSENSUS") in cited
    if rule.backing.standing is Standing.RECALLED and rule.backing.confidence is Confidence.SURE:
        assert EvidenceId("PRACTICE") in cited


def test_the_register_of_unverified_facts_lists_all_that_were_recalled_or_are_to_be_checked() -> None:
    listed = {(entry.kind, entry.id) for entry in unverified(KNOWLEDGE) if entry.field == "backing"}
    expected = {
        (f"{rule.family}s", rule.id)
        for rule in RULES
        if rule.backing.standing is Standing.RECALLED or rule.backing.confidence is Confidence.CHECK
    }
    assert {pair for pair in listed if pair[0] in {"red_flags", "contraindications"}} == expected
    assert ("red_flags", "rf26_limb_ischaemia") in expected


def test_no_unverified_fact_ever_lets_a_person_through() -> None:
    """A rule can only add to a verdict; a rule that says "no escalation" carries no weight, verified or not."""
    mild = [rule for rule in RULES if rule.level is Level.CLEAR]
    assert all(not rule.act_now for rule in mild)
    unsure = {rule.id for rule in mild if not rule.backing.is_verified}
    assert unsure == {"ci27_controlled_pressure"}


def test_a_rule_over_tests_stands_apart_unless_history_alone_cannot_make_it_fire() -> None:
    tests = {id for id, finding in KNOWLEDGE.findings.items() if finding.section is FindingSection.TEST}
    for rule in RULES:
        if tests & set(findings_used(rule.when)):
            everything_else = {
                id: next(case.findings[id] for case in rule.cases if id in case.findings)
                for id in findings_used(rule.when)
                if id not in tests and any(id in case.findings for case in rule.cases)
            }
            assert evaluate(rule.when, Findings(everything_else)) is not True, rule.id


def test_limits_travel_with_every_rule_of_limits() -> None:
    for rule in RULES:
        if rule.level is Level.LIMITS:
            limits = rule.limits
            assert (
                limits.max_pressure
                or limits.max_minutes
                or limits.avoid_regions
                or limits.exclude_techniques
                or limits.no_heat
                or limits.no_tools
                or limits.no_end_range_stretch
                or limits.positions
                or limits.precautions
            ), rule.id


@pytest.mark.parametrize("contradiction", KNOWLEDGE.contradictions.values(), ids=lambda each: each.id)
def test_a_contradiction_needs_all_its_answers_before_it_is_reported(contradiction: Contradiction) -> None:
    assert evaluate(contradiction.when, Findings()) is None
    assert len(contradiction.findings) >= 2


def test_never_pregnant_and_thirty_weeks_contradict_each_other() -> None:
    when = KNOWLEDGE.contradictions["weeks_without_pregnancy"].when
    assert evaluate(when, Findings({"pregnant_or_might_be": False, "pregnancy_weeks": 30})) is True
    assert evaluate(when, Findings({"pregnant_or_might_be": True, "pregnancy_weeks": 30})) is False


def test_choice_values_are_never_words_that_yaml_reads_as_true_or_false() -> None:
    for finding in (*KNOWLEDGE.findings.values(), *KNOWLEDGE.review_facts.values()):
        if finding.kind in (FindingKind.CHOICE, FindingKind.COURSE):
            assert not {"yes", "no", "on", "off", "true", "false", "unknown"} & set(finding.allowed_values), finding.id
