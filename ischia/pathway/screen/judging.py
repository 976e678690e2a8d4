"""Which rules fire, which are still open, and what does that come to?"""

from collections.abc import Sequence
from dataclasses import dataclass

from ischia.knowledge.records import FindingId, Knowledge, Level
from ischia.pathway.screen.feasibility import what_leaves_nothing
from ischia.pathway.screen.rule_book import PreparedRule, rule_book
from ischia.pathway.shared.compiled import Answers
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.limits import Limits, combine_limits


@dataclass(frozen=True, slots=True)
class Judgement:
    """All rules tried on one set of answers.

    `open` are the undecided rules that an answer could still make count; `waiting_for_tests` are those that only an
    examination could. `leaves_nothing` names the limits that together leave no massage possible.
    """

    answers: Answers
    level: Level
    limits: Limits
    leaves_nothing: tuple[str, ...]
    fired: tuple[PreparedRule, ...]
    open: tuple[PreparedRule, ...]
    waiting_for_tests: tuple[PreparedRule, ...]

    @property
    def could_become(self) -> Level:
        """The worst level that an unanswered question could still lead to."""
        return _worst(self.level, *(each.rule.level for each in self.open[:1]))


def judge(closed: Findings, knowledge: Knowledge) -> Judgement:
    """Try every rule on answers that were checked and closed before."""
    answers = closed.answers
    fired: list[PreparedRule] = []
    undecided: list[PreparedRule] = []
    for prepared in rule_book(knowledge).rules:
        decided = prepared.fires.decide(answers)
        if decided:
            fired.append(prepared)
        elif decided is None:
            undecided.append(prepared)
    limits = combine_limits((each.rule.id, each.rule.limits) for each in fired if each.sets_limits)
    leaves_nothing = what_leaves_nothing(limits, knowledge)
    level = _level(fired, leaves_nothing)
    open_rules: list[PreparedRule] = []
    waiting: list[PreparedRule] = []
    for prepared in _those_that_count(undecided, level):
        (open_rules if prepared.holds_open.decide(answers) is None else waiting).append(prepared)
    return Judgement(
        answers=answers,
        level=level,
        limits=limits,
        leaves_nothing=leaves_nothing,
        fired=tuple(fired),
        open=tuple(open_rules),
        waiting_for_tests=tuple(waiting),
    )


def missing_for(prepared: PreparedRule, answers: Answers) -> tuple[FindingId, ...]:
    """Name the findings that keep an open rule undecided, once each, in the order of the rule."""
    return tuple(dict.fromkeys(FindingId(finding) for finding in prepared.holds_open.undecided(answers)))


def _level(fired: Sequence[PreparedRule], leaves_nothing: tuple[str, ...]) -> Level:
    """The level of the first rule, since rules stand gravest first, or of limits that leave nothing."""
    level = fired[0].rule.level if fired else Level.CLEAR
    return _worst(level, Level.CLINICIAN_FIRST) if leaves_nothing else level


def _worst(*levels: Level) -> Level:
    return max(levels, key=lambda level: level.rank)


def _those_that_count(undecided: list[PreparedRule], level: Level) -> list[PreparedRule]:
    """The undecided rules whose firing would change the verdict.

    A graver rule always does. While the person may still be massaged, now or after a clearance, so does every rule of
    limits or `clinician_first`: it adds a restriction, or a reason that the clinician has to see.
    """
    rank = level.rank
    if rank > Level.CLINICIAN_FIRST.rank:
        return [each for each in undecided if each.rank > rank]
    from_rank = Level.LIMITS.rank
    return [each for each in undecided if each.rank >= from_rank or each.sets_limits]
