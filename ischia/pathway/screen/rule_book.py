"""What does the safety check prepare once, so that each answer is judged at once?"""

from dataclasses import dataclass

from ischia.knowledge.records import (
    Contradiction,
    FindingId,
    FindingSection,
    FindingValue,
    Knowledge,
    Question,
    SafetyRule,
)
from ischia.pathway.shared.compiled import Compiled, compile_criterion
from ischia.pathway.shared.limits import is_empty

_KEPT_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class PreparedRule:
    """A safety rule ready to be tried.

    `fires` reads the answers as they are; `holds_open` does the same with tests that nobody did counted as negative,
    and is used only to tell whether there is still something to ask.
    """

    rule: SafetyRule
    fires: Compiled
    holds_open: Compiled
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
    """Everything of one `Knowledge` that the safety check uses, ready to be tried. Rules stand gravest first."""

    knowledge: Knowledge
    rules: tuple[PreparedRule, ...]
    implications: tuple[PreparedImplication, ...]
    contradictions: tuple[tuple[Contradiction, Compiled], ...]
    questions: tuple[Question, ...]


_prepared: dict[int, RuleBook] = {}


def rule_book(knowledge: Knowledge) -> RuleBook:
    """Prepare `knowledge`, or return what was prepared before for the very same object."""
    book = _prepared.get(id(knowledge))
    if book is None or book.knowledge is not knowledge:
        book = _prepare(knowledge)
        if len(_prepared) >= _KEPT_AT_MOST:
            _prepared.clear()
        _prepared[id(knowledge)] = book
    return book


def _prepare(knowledge: Knowledge) -> RuleBook:
    tests = frozenset(id for id, finding in knowledge.findings.items() if finding.section is FindingSection.TEST)
    rules = sorted(knowledge.safety_rules, key=lambda rule: (-rule.level.rank, rule.id))
    return RuleBook(
        knowledge=knowledge,
        rules=tuple(_prepare_rule(rule, tests) for rule in rules),
        implications=tuple(
            PreparedImplication(finding.id, implication.value, compile_criterion(implication.when))
            for finding in knowledge.findings.values()
            for implication in finding.implied
        ),
        contradictions=tuple((each, compile_criterion(each.when)) for each in knowledge.contradictions.values()),
        questions=tuple(sorted(knowledge.questions.values(), key=lambda question: (question.order, question.id))),
    )


def _prepare_rule(rule: SafetyRule, tests: frozenset[str]) -> PreparedRule:
    return PreparedRule(
        rule=rule,
        fires=compile_criterion(rule.when),
        holds_open=compile_criterion(rule.when, presumed_absent=tests),
        rank=rule.level.rank,
        sets_limits=not is_empty(rule.limits),
    )
