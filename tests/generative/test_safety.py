"""Is the safety check safe whatever people answer? Tried on generated people, each rule by each rule."""

from collections.abc import Container
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ischia.knowledge import load_knowledge
from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf, findings_used
from ischia.knowledge.records import (
    COURSE_VALUES,
    FindingId,
    FindingKind,
    FindingSection,
    FindingValue,
    Level,
    RuleId,
    SafetyRule,
)
from ischia.pathway.screen.api import Outcome, Verdict, check_findings, close, next_question, screen
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.logic import evaluate, missing
from tests.support.people import people, well_person, without_contradictions

KNOWLEDGE = load_knowledge()
RULES = {rule.id: rule for rule in KNOWLEDGE.safety_rules}
GRAVE = frozenset({Level.URGENT, Level.EMERGENCY})
MAY_PROCEED = frozenset({Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST})
WELL = well_person(KNOWLEDGE)
EVERY_PERSON = st.integers(min_value=0, max_value=399)


@cache
def population() -> tuple[Findings, ...]:
    """400 people, the same in every run."""
    return tuple(people(KNOWLEDGE, count=400))


def is_test(finding: str) -> bool:
    return KNOWLEDGE.findings[FindingId(finding)].section is FindingSection.TEST


def affirmed(finding: FindingId) -> FindingValue:
    return COURSE_VALUES[1] if KNOWLEDGE.findings[finding].kind is FindingKind.COURSE else True


def graver_values(flag: FindingId, person: Findings) -> tuple[FindingValue, ...]:
    """The values that say more than the person's own. Stable and assessed is left out: that is good news."""
    if KNOWLEDGE.findings[flag].kind is not FindingKind.COURSE:
        return (True,)
    is_denied = person.known(flag) in (None, COURSE_VALUES[0])
    return tuple(value for value in COURSE_VALUES[1:] if value != "stable") if is_denied else ("new", "worse")


def red_flag_findings() -> list[FindingId]:
    """The yes-or-no and course findings that some urgent or emergency rule looks at."""
    used = {FindingId(id) for rule in RULES.values() if rule.level in GRAVE for id in findings_used(rule.when)}
    kinds = (FindingKind.BOOLEAN, FindingKind.COURSE)
    return sorted(id for id in used if KNOWLEDGE.findings[id].kind in kinds and id not in MITIGATING)


# Findings whose "yes" is good news: somebody has already looked into it.
MITIGATING = frozenset({"cancer_cleared_this_episode", "seen_by_clinician_this_episode", "surgeon_cleared_massage"})


@given(EVERY_PERSON, st.data())
def test_affirming_a_red_flag_never_gives_a_milder_verdict(number: int, data: st.DataObject) -> None:
    person = population()[number]
    flag = data.draw(st.sampled_from(red_flag_findings()))
    worse = person.with_answers({flag: data.draw(st.sampled_from(graver_values(flag, person)))})
    try:
        check_findings(worse, KNOWLEDGE)
    except BadInput:
        return

    assert screen(worse, KNOWLEDGE).level.rank >= screen(person, KNOWLEDGE).level.rank, flag


@pytest.mark.parametrize("flag", red_flag_findings())
def test_a_red_flag_never_softens_any_person_of_the_population(flag: FindingId) -> None:
    for person in population()[:40]:
        worse = without_contradictions(person.with_answers({flag: affirmed(flag)}), KNOWLEDGE)
        if worse.known(flag) == affirmed(flag) and len(worse) >= len(person):
            assert screen(worse, KNOWLEDGE).level.rank >= screen(person, KNOWLEDGE).level.rank


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


@pytest.mark.parametrize(
    ("rule", "finding"),
    sorted(
        (rule.id, finding)
        for rule in RULES.values()
        if rule.level in GRAVE
        for finding in set(findings_used(rule.when))
    ),
)
@pytest.mark.parametrize("answer", [None, UNKNOWN])
def test_no_grave_question_can_be_skipped(rule: RuleId, finding: FindingId, answer: Answer | None) -> None:
    fires = next(case for case in RULES[rule].cases if case.expect == "fires")
    person = without_contradictions(WELL.with_answers(fires.findings), KNOWLEDGE)
    answers = {id: value for id, value in person.items() if id != finding}
    skipped = Findings(answers if answer is None else {**answers, finding: answer})
    undecided = evaluate(RULES[rule].when, close(skipped, KNOWLEDGE)) is None

    if undecided and not waits_for_tests_only(RULES[rule], close(skipped, KNOWLEDGE)):
        assert screen(skipped, KNOWLEDGE).outcome not in MAY_PROCEED


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
def test_every_rule_can_fire_and_is_never_overlooked(rule: RuleId) -> None:
    case = next(case for case in RULES[rule].cases if case.expect == "fires")

    verdict = screen(Findings(case.findings), KNOWLEDGE)

    assert rule in {reason.rule for reason in verdict.reasons}
    assert verdict.level.rank >= RULES[rule].level.rank


@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_a_rule_needs_from_a_client_is_asked_or_follows(rule: RuleId) -> None:
    asked = {finding for question in KNOWLEDGE.questions.values() for finding in question.findings}
    needed = [FindingId(id) for id in findings_used(RULES[rule].when) if not is_test(id)]

    if RULES[rule].level is not Level.CLEAR:
        assert [id for id in needed if id not in asked and not KNOWLEDGE.findings[id].implied] == []


@given(EVERY_PERSON)
def test_asking_adaptively_reaches_the_verdict_of_the_full_form(number: int) -> None:
    person = Findings({id: answer for id, answer in population()[number].items() if not is_test(id)})
    in_full, adaptively = screen(person, KNOWLEDGE), screen(asked_adaptively(person), KNOWLEDGE)

    assert adaptively.outcome is in_full.outcome
    assert adaptively.level is in_full.level
    if in_full.outcome in MAY_PROCEED:
        assert adaptively.limits == in_full.limits
        assert what_counts(adaptively) == what_counts(in_full)


def asked_adaptively(person: Findings) -> Findings:
    """What is known after asking this person one question after the other; what they do not know they cannot say."""
    knows = close(person, KNOWLEDGE)
    answers = Findings()
    while question := next_question(answers, KNOWLEDGE):
        answers = answers.with_answers({id: knows.get(id, UNKNOWN) for id in question.findings})
    return answers


def what_counts(verdict: Verdict) -> set[RuleId]:
    return {reason.rule for reason in verdict.reasons if reason.level is not Level.CLEAR}


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
