"""Which rules fire, which are still open, and what does that come to?"""

from collections.abc import Iterable
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

    answers: Findings
    level: Level
    limits: Limits
    leaves_nothing: tuple[str, ...]
    fired: tuple[PreparedRule, ...]
    open: tuple[PreparedRule, ...]
    waiting_for_tests: tuple[PreparedRule, ...]

    @property
    def could_become(self) -> Level:
        return max((self.level, *(each.rule.level for each in self.open)), key=lambda level: level.rank)


def judge(closed: Findings, knowledge: Knowledge) -> Judgement:
    """Try every rule on answers that were checked and closed before."""
    answers = dict(closed)
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
    relevant = [each for each in undecided if _still_counts(each, level)]
    return Judgement(
        answers=closed,
        level=level,
        limits=limits,
        leaves_nothing=leaves_nothing,
        fired=tuple(fired),
        open=tuple(each for each in relevant if each.holds_open.decide(answers) is None),
        waiting_for_tests=tuple(each for each in relevant if each.holds_open.decide(answers) is not None),
    )


def missing_for(prepared: PreparedRule, answers: Answers) -> tuple[FindingId, ...]:
    """Name the findings that keep an open rule undecided, once each, in the order of the rule."""
    return tuple(dict.fromkeys(FindingId(finding) for finding in prepared.holds_open.undecided(answers)))


def _level(fired: Iterable[PreparedRule], leaves_nothing: tuple[str, ...]) -> Level:
    levels = [each.rule.level for each in fired]
    if leaves_nothing:
        levels.append(Level.CLINICIAN_FIRST)
    return max(levels, key=lambda level: level.rank, default=Level.CLEAR)


def _still_counts(undecided: PreparedRule, level: Level) -> bool:
    """Whether firing would change the verdict.

    A graver rule always does. While the person may still be massaged, now or after a clearance, so does every rule of
    limits or `clinician_first`: it adds a restriction, or a reason that the clinician has to see.
    """
    if undecided.rank > level.rank:
        return True
    may_proceed = level.rank <= Level.CLINICIAN_FIRST.rank
    return may_proceed and (undecided.sets_limits or undecided.rank >= Level.LIMITS.rank)
