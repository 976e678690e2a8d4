"""What does the safety check prepare once, so that each answer is judged at once?"""

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

from ischia.knowledge.criteria import comparisons, findings_used
from ischia.knowledge.records import (
    Contradiction,
    FindingId,
    FindingKind,
    FindingSection,
    FindingValue,
    Knowledge,
    Question,
    SafetyRule,
)
from ischia.pathway.shared.compiled import Compiled, compile_criterion
from ischia.pathway.shared.limits import is_empty
from ischia.pathway.shared.once import once


@dataclass(frozen=True, slots=True)
class PreparedRule:
    """A safety rule ready to be tried.

    `fires` reads the answers as they are; `holds_open` does the same with tests that nobody did counted as negative,
    and is used only to tell whether there is still something to ask. `signs` are its single comparisons.
    """

    rule: SafetyRule
    fires: Compiled
    holds_open: Compiled
    signs: tuple[Compiled, ...]
    rank: int
    sets_limits: bool


@dataclass(frozen=True, slots=True)
class PreparedImplication:
    """A value that follows from other findings."""

    finding: FindingId
    value: FindingValue
    when: Compiled


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything of one `Knowledge` that the safety check uses, ready to be tried.

    Rules stand gravest first, implications after those that they rest on.
    """

    knowledge: Knowledge
    rules: tuple[PreparedRule, ...]
    implications: tuple[PreparedImplication, ...]
    contradictions: tuple[tuple[Contradiction, Compiled], ...]
    questions: tuple[Question, ...]
    yes_or_no: frozenset[str]


@once
def rule_book(knowledge: Knowledge) -> RuleBook:
    """Prepare `knowledge`, or return what was prepared before for the very same object."""
    tests = frozenset(id for id, finding in knowledge.findings.items() if finding.section is FindingSection.TEST)
    rules = sorted(knowledge.safety_rules, key=lambda rule: (-rule.level.rank, rule.id))
    return RuleBook(
        knowledge=knowledge,
        rules=tuple(_prepare_rule(rule, tests) for rule in rules),
        implications=tuple(_implications(knowledge)),
        contradictions=tuple((each, compile_criterion(each.when)) for each in knowledge.contradictions.values()),
        questions=tuple(sorted(knowledge.questions.values(), key=lambda question: (question.order, question.id))),
        yes_or_no=frozenset(id for id, each in knowledge.findings.items() if each.kind is FindingKind.BOOLEAN),
    )


def _implications(knowledge: Knowledge) -> Iterator[PreparedImplication]:
    """Yield every implication after those that it rests on, so that one pass finds all that follows."""
    rests_on = {
        finding.id: [FindingId(id) for implication in finding.implied for id in findings_used(implication.when)]
        for finding in knowledge.findings.values()
    }
    for id in TopologicalSorter(rests_on).static_order():
        for implication in knowledge.findings[id].implied:
            yield PreparedImplication(id, implication.value, compile_criterion(implication.when))


def _prepare_rule(rule: SafetyRule, tests: frozenset[str]) -> PreparedRule:
    return PreparedRule(
        rule=rule,
        fires=compile_criterion(rule.when),
        holds_open=compile_criterion(rule.when, presumed_absent=tests),
        signs=tuple(compile_criterion(each) for each in comparisons(rule.when)),
        rank=rule.level.rank,
        sets_limits=not is_empty(rule.limits),
    )
