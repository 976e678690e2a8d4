"""The cases that travel with a rule: a case that comes out otherwise is a fault with its file and place."""

from dataclasses import replace

from ischia.knowledge import load_knowledge
from ischia.knowledge.criteria import Between
from ischia.knowledge.records import RuleCase, RuleId
from ischia.pathway.shared.rule_cases import check_cases, outcome_of

PACKAGED = load_knowledge()
COLD_LEG = RuleId("rf26_limb_ischaemia")


def test_a_case_that_comes_out_otherwise_names_file_case_and_both_outcomes() -> None:
    rule = PACKAGED.red_flags[COLD_LEG]
    wrong = RuleCase(name="warm leg", findings={"cold_pale_leg": False}, expect="fires")
    broken = replace(PACKAGED, red_flags={**PACKAGED.red_flags, COLD_LEG: replace(rule, cases=(wrong,))})

    (fault,) = check_cases(broken)

    assert str(fault) == "red_flags/rf26_limb_ischaemia.yaml: cases.0: warm leg: expected fires, got does_not_fire"


def test_each_outcome_has_its_word() -> None:
    adult = Between("age", low=18)

    def case(**findings: int) -> RuleCase:
        return RuleCase(name="x", findings=dict(findings), expect="fires")

    assert outcome_of(adult, case(age=18)) == "fires"
    assert outcome_of(adult, case(age=17)) == "does_not_fire"
    assert outcome_of(adult, case()) == "undecided"
