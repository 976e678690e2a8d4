"""Does the packaged knowledge keep its promises, and does each step of the proofs hold?"""

from itertools import combinations, product
from typing import Any

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Finding, FindingKind, Level, LimitSet, SafetyRule
from ischia.pathway.screen.api import Outcome, screen, what_leaves_nothing
from ischia.pathway.screen.proofs import missed_by_asking, prove
from ischia.pathway.screen.proofs.unanswered import MAY_FOLLOW
from ischia.pathway.screen.proofs.values import (
    GOOD_NEWS,
    GRAVER_WHEN_HIGHER,
    GRAVER_WHEN_LOWER,
    comparisons_in,
    telling_values,
)
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.limits import POSITIONS, combine_limits
from ischia.pathway.shared.logic import evaluate
from ischia.pathway.shared.ways import ways
from tests.support.people import people, well_person, without_contradictions

KNOWLEDGE = load_knowledge()
VALUES = telling_values(KNOWLEDGE)
WELL = well_person(KNOWLEDGE)
ASKED = frozenset(id for question in KNOWLEDGE.questions.values() for id in question.findings)
GRAVE = [rule for rule in KNOWLEDGE.safety_rules if rule.level in (Level.URGENT, Level.EMERGENCY)]
NUMBERS = [each for each in KNOWLEDGE.findings.values() if each.kind is FindingKind.NUMBER]
MAY_PROCEED = frozenset({Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST})
PEOPLE = 2000


def test_the_safety_rules_keep_every_promise() -> None:
    assert [str(each) for each in prove(KNOWLEDGE)] == []


def test_asking_adaptively_comes_to_the_verdict_of_the_full_form_for_everybody() -> None:
    tests = {id for id, finding in KNOWLEDGE.findings.items() if finding.section == "tests"} - ASKED
    clients = (
        Findings({id: answer for id, answer in person.items() if id not in tests})
        for person in people(KNOWLEDGE, count=PEOPLE)
    )

    assert [str(each) for each in missed_by_asking(clients, KNOWLEDGE)] == []


@pytest.mark.parametrize("exempt", sorted({*GOOD_NEWS, *MAY_FOLLOW, *GRAVER_WHEN_HIGHER, *GRAVER_WHEN_LOWER}))
def test_what_is_said_of_findings_by_name_is_said_of_findings_there_are(exempt: str) -> None:
    assert exempt in KNOWLEDGE.findings


@pytest.mark.parametrize("finding", NUMBERS, ids=lambda finding: finding.id)
def test_some_value_stands_for_each_number_there_is(finding: Finding) -> None:
    comparisons = [
        each for rule in KNOWLEDGE.safety_rules for each in comparisons_in(rule.when) if each.finding == finding.id
    ]

    def told(number: Any) -> tuple[bool | None, ...]:
        return tuple(evaluate(each, Findings({finding.id: number})) for each in comparisons)

    stand_for = {told(value) for value in VALUES[finding.id]}
    every_number = range(int(finding.minimum or 0), int(finding.maximum or 0) + 1)
    assert {told(number) for number in every_number} <= stand_for


@pytest.mark.parametrize("rule", GRAVE, ids=lambda rule: rule.id)
def test_whoever_leaves_a_grave_question_open_does_not_proceed_however_well_otherwise(rule: SafetyRule) -> None:
    for way in ways(rule.when, VALUES):
        for finding, answer in product((id for id in way if id in ASKED), (None, UNKNOWN)):
            others = {id: value for id, value in {**WELL, **way}.items() if id != finding}
            answers: dict[str, Answer] = others if answer is None else {**others, finding: answer}
            person = without_contradictions(Findings(answers), KNOWLEDGE)
            if way.items() - {(finding, way[finding])} <= person.items():
                assert screen(person, KNOWLEDGE).outcome not in MAY_PROCEED, (way, finding)


def test_limits_that_leave_nothing_leave_nothing_when_more_is_forbidden() -> None:
    kinds = [
        [LimitSet(max_pressure=pressure) for pressure in range(1, 6)],
        [LimitSet(max_minutes=minutes) for minutes in (10, 14, 15, 60)],
        [LimitSet(no_tools=True), LimitSet(no_heat=True)],
        [LimitSet(exclude_techniques=frozenset(some)) for some in subsets(sorted(KNOWLEDGE.techniques))],
        [LimitSet(positions=frozenset(some)) for some in subsets(POSITIONS) if some],
        [LimitSet(avoid_regions=frozenset(KNOWLEDGE.regions))],
    ]
    single = [each for kind in kinds for each in kind]
    for first, second in combinations(single, 2):
        if leaves_nothing(first, second):
            assert all(leaves_nothing(first, second, more) for more in single)


def test_no_two_rules_that_leave_nothing_leave_something_with_a_third() -> None:
    limits = [rule.limits for rule in KNOWLEDGE.safety_rules if rule.limits != LimitSet()]
    for first, second in combinations(limits, 2):
        if leaves_nothing(first, second):
            assert all(leaves_nothing(first, second, third) for third in limits)


def subsets(members: Any) -> list[tuple[Any, ...]]:
    return [some for count in range(len(members) + 1) for some in combinations(members, count)]


def leaves_nothing(*limits: LimitSet) -> bool:
    combined = combine_limits((KNOWLEDGE.safety_rules[0].id, each) for each in limits)
    return bool(what_leaves_nothing(combined, KNOWLEDGE))


# Numbers of which neither the higher nor the lower is graver as such, and why.
NEITHER_WAY = {
    "age": "rules name the young and the old",
    "pregnancy_weeks": "each third of a pregnancy has rules of its own",
    "slr_angle": "no safety rule looks at it",
    "weeks_since_spinal_surgery": "the limits change with the weeks, and a longer time is the milder one",
}


@pytest.mark.parametrize("finding", NUMBERS, ids=lambda finding: finding.id)
def test_it_is_said_of_each_number_which_way_it_is_graver(finding: Finding) -> None:
    """A number of which nothing is said would pass the proof of monotony without ever being tried."""
    said = [finding.id in each for each in (GRAVER_WHEN_HIGHER, GRAVER_WHEN_LOWER, NEITHER_WAY)]

    assert said.count(True) == 1


@pytest.mark.parametrize("finding", sorted(NEITHER_WAY))
def test_no_urgent_rule_hangs_on_a_number_that_is_graver_neither_way_alone(finding: str) -> None:
    """Else a change of this number alone could take the urgency away, and the proof would not look at it."""
    alone = [rule.id for rule in GRAVE for way in ways(rule.when, VALUES) if set(way) == {finding}]

    assert alone == []
