"""Is the safety check safe whatever people answer? Tried on generated people, beside the proofs."""

from collections.abc import Container
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ischia.knowledge import load_knowledge
from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf, findings_used
from ischia.knowledge.records import (
    FindingId,
    FindingSection,
    Level,
    RuleId,
    SafetyRule,
)
from ischia.pathway.screen.api import Outcome, check_findings, close, screen
from ischia.pathway.screen.proofs.values import graver_values, telling_values
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.logic import evaluate, missing
from tests.support.people import people

KNOWLEDGE = load_knowledge()
RULES = {rule.id: rule for rule in KNOWLEDGE.safety_rules}
GRAVE = frozenset({Level.URGENT, Level.EMERGENCY})
MAY_PROCEED = frozenset({Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST})
VALUES = telling_values(KNOWLEDGE)
EVERY_PERSON = st.integers(min_value=0, max_value=399)


@cache
def population() -> tuple[Findings, ...]:
    """400 people, the same in every run."""
    return people(KNOWLEDGE, count=400)


def is_test(finding: str) -> bool:
    return KNOWLEDGE.findings[FindingId(finding)].section is FindingSection.TEST


@given(EVERY_PERSON, st.data())
def test_a_graver_answer_never_gives_anybody_a_milder_verdict(number: int, data: st.DataObject) -> None:
    person = population()[number]
    changed = data.draw(st.sampled_from(sorted(person)))
    before = person.known(changed)
    finding = KNOWLEDGE.findings[FindingId(changed)]
    mildest = VALUES[changed][0]
    graver = graver_values(finding, mildest if before is None else before, VALUES, KNOWLEDGE)
    if not graver:
        return
    worse = person.with_answers({changed: data.draw(st.sampled_from(sorted(graver, key=str)))})
    try:
        check_findings(worse, KNOWLEDGE)
    except BadInput:
        return

    assert screen(worse, KNOWLEDGE).level.rank >= screen(person, KNOWLEDGE).level.rank, changed


@given(EVERY_PERSON, st.integers(0, 2**32))
def test_while_a_grave_question_is_open_nobody_proceeds(number: int, seed: int) -> None:
    kept = some_of(population()[number], Random(seed))
    verdict = screen(kept, KNOWLEDGE)
    closed = close(kept, KNOWLEDGE)

    open_to_the_client = [
        rule.id
        for rule in RULES.values()
        if rule.level in GRAVE and evaluate(rule.when, closed) is None and not waits_for_tests_only(rule, closed)
    ]
    if open_to_the_client:
        assert verdict.outcome not in MAY_PROCEED


def some_of(person: Findings, random: Random) -> Findings:
    """The person with some answers taken away and some given up."""
    answers: dict[str, Answer] = {}
    for id, answer in person.items():
        chance = random.random()
        if chance < 0.9:
            answers[id] = answer
        elif chance < 0.95:
            answers[id] = UNKNOWN
    return Findings(answers)


def waits_for_tests_only(rule: SafetyRule, closed: Findings) -> bool:
    """Whether the rule could not fire whatever a client answers, since it needs a test that nobody has done."""
    not_done = {id for id in missing(rule.when, closed) if is_test(id) and id not in closed}
    return evaluate(never_for(rule.when, not_done), closed) is not None


def never_for(criterion: Criterion, findings: Container[str]) -> Criterion:
    """The criterion with every comparison on these findings replaced by one that never holds."""
    match criterion:
        case OneOf(finding=finding) | Between(finding=finding):
            return AnyOf(()) if finding in findings else criterion
        case Not(part=part):
            return Not(never_for(part, findings))
        case AllOf(parts=parts):
            return AllOf(tuple(never_for(part, findings) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(tuple(never_for(part, findings) for part in parts))
        case AtLeast(count=count, parts=parts):
            return AtLeast(count, tuple(never_for(part, findings) for part in parts))


@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_a_rule_needs_from_a_client_is_asked_or_follows(rule: RuleId) -> None:
    asked = {finding for question in KNOWLEDGE.questions.values() for finding in question.findings}
    needed = [FindingId(id) for id in findings_used(RULES[rule].when) if not is_test(id)]

    if RULES[rule].level is not Level.CLEAR:
        assert [id for id in needed if id not in asked and not KNOWLEDGE.findings[id].implied] == []


@given(EVERY_PERSON, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(number: int, random: Random) -> None:
    person = population()[number]
    ids = list(person)
    random.shuffle(ids)

    assert screen(Findings({id: person[id] for id in ids}), KNOWLEDGE) == screen(person, KNOWLEDGE)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.OTHER_ROUTE])
def test_every_outcome_is_reached_by_somebody(outcome: Outcome) -> None:
    assert any(screen(person, KNOWLEDGE).outcome is outcome for person in population())


def test_the_same_seed_gives_the_same_people() -> None:
    assert [dict(each) for each in people(KNOWLEDGE, count=3)] == [dict(each) for each in population()[:3]]
