"""Can an answer that says something graver ever make the verdict milder?"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, product

from ischia.knowledge.records import Finding, FindingId, FindingValue, Knowledge, Level
from ischia.pathway.screen.checking import contradictions
from ischia.pathway.screen.closing import close
from ischia.pathway.screen.judging import judge
from ischia.pathway.screen.proofs.counterexample import Counterexample, value_in_words
from ischia.pathway.screen.proofs.values import graver_values
from ischia.pathway.screen.rule_book import PreparedRule, rule_book
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.limits import Limits, combine_limits
from ischia.pathway.shared.ways import Values, Way, merged, ways

PROMISE = "a graver answer never makes the verdict milder"


def milder_by_a_graver_answer(knowledge: Knowledge, values: Values) -> Iterator[Counterexample]:
    """Yield each rule that a graver answer turns off, with nothing as grave in its place."""
    for prepared in rule_book(knowledge).rules:
        for way in ways(prepared.rule.when, values):
            for finding, worse in _graver_answers(way, values, knowledge):
                after = {**way, finding: worse}
                instead = _fired(after, knowledge)
                makes_up = prepared in instead or _makes_up_for(prepared, instead)
                if not makes_up and not _is_refused(way, knowledge) and not _is_refused(after, knowledge):
                    yield _counterexample(prepared, way, finding, worse, instead)


def milder_by_what_follows(knowledge: Knowledge, values: Values) -> Iterator[Counterexample]:
    """Yield each verdict that is lost because a graver answer takes back or overrides what followed from others."""
    for finding in knowledge.findings.values():
        for implication in finding.implied:
            harmless = {implication.value, *graver_values(finding, implication.value, values, knowledge)}
            resting = tuple(_resting_on(finding.id, implication.value, values, knowledge))
            for way in ways(implication.when, values):
                changes = (*_graver_answers(way, values, knowledge), *_own_answers(finding, values, knowledge))
                for changed, worse in changes:
                    after = close(Findings({**way, changed: worse}), knowledge)
                    if after.known(finding.id) not in harmless:
                        yield from _lost(resting, way, changed, worse, knowledge)


def milder_value_first(knowledge: Knowledge, values: Values) -> Iterator[Counterexample]:
    """Yield each set of answers from which two values of one finding follow, and the first written is not graver."""
    for finding in knowledge.findings.values():
        for first, second in combinations(finding.implied, 2):
            if first.value in {second.value, *graver_values(finding, second.value, values, knowledge)}:
                continue
            for one, other in product(ways(first.when, values), ways(second.when, values)):
                both = merged(one, other)
                if both and not _is_refused(both, knowledge):
                    reason = f"both {value_in_words(first.value)} and {value_in_words(second.value)} follow"
                    yield Counterexample(promise=PROMISE, rule=finding.id, answers=dict(both), reason=reason)


def _resting_on(
    finding: FindingId, value: FindingValue, values: Values, knowledge: Knowledge
) -> Iterator[tuple[PreparedRule, Way]]:
    """Yield each rule that may fire because the finding has this value, with what else it then needs."""
    for prepared in rule_book(knowledge).rules:
        for way in ways(prepared.rule.when, values):
            if way.get(finding) == value:
                yield prepared, {id: other for id, other in way.items() if id != finding}


def _lost(
    resting: Iterable[tuple[PreparedRule, Way]],
    way: Way,
    changed: FindingId,
    worse: FindingValue,
    knowledge: Knowledge,
) -> Iterator[Counterexample]:
    for prepared, others in resting:
        before = merged(way, others)
        if before is None or _is_refused(after := {**before, changed: worse}, knowledge):
            continue
        instead = judge(close(Findings(after), knowledge), knowledge).fired
        if prepared not in instead and not _makes_up_for(prepared, instead):
            yield _counterexample(prepared, before, changed, worse, instead)


def _graver_answers(way: Way, values: Values, knowledge: Knowledge) -> Iterator[tuple[FindingId, FindingValue]]:
    for id, value in way.items():
        finding = knowledge.findings[FindingId(id)]
        for worse in sorted(graver_values(finding, value, values, knowledge), key=str):
            yield finding.id, worse


def _own_answers(finding: Finding, values: Values, knowledge: Knowledge) -> Iterator[tuple[FindingId, FindingValue]]:
    """The graver answers to a finding that nobody had asked about, since it followed."""
    mildest = values[finding.id][0]
    for worse in sorted(graver_values(finding, mildest, values, knowledge), key=str):
        yield finding.id, worse


def _is_refused(answers: Way, knowledge: Knowledge) -> bool:
    """Whether the answers contradict each other: they get no verdict, and neither does whatever contains them."""
    return bool(contradictions(Findings(answers), knowledge))


def _fired(answers: Way, knowledge: Knowledge) -> list[PreparedRule]:
    return [each for each in rule_book(knowledge).rules if each.fires.decide(answers)]


def _makes_up_for(prepared: PreparedRule, instead: Iterable[PreparedRule]) -> bool:
    """Whether others are as grave, and forbid as much wherever massage goes on without a clinician."""
    others = tuple(instead)
    worst = max((each.rank for each in others), default=Level.CLEAR.rank)
    if worst < prepared.rank:
        return False
    return worst >= Level.CLINICIAN_FIRST.rank or _limits(others) == _limits((*others, prepared))


def _limits(rules: Iterable[PreparedRule]) -> Limits:
    """What the rules forbid together; what they ask to take care of is no bound."""
    return replace(combine_limits((each.rule.id, each.rule.limits) for each in rules), because={}, precautions=())


def _counterexample(
    prepared: PreparedRule, before: Way, finding: FindingId, worse: FindingValue, instead: Iterable[PreparedRule]
) -> Counterexample:
    left = max((each.rule.level for each in instead), key=lambda level: level.rank, default=Level.CLEAR)
    return Counterexample(
        promise=PROMISE,
        rule=prepared.rule.id,
        answers=dict(before),
        reason=f"{prepared.rule.level} becomes {left} when {finding} changes to {value_in_words(worse)}",
    )
