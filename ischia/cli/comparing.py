"""What changes from one set of knowledge to another: which records, and whose verdict?"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any

from ischia.knowledge.kinds import KINDS
from ischia.knowledge.records import FindingId, FindingValue, Knowledge, RuleId
from ischia.knowledge.references import value_fault
from ischia.pathway.screen.api import Outcome, Verdict, screen
from ischia.pathway.screen.population import people, without_contradictions
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChanges:
    """What happened to the records of one kind; `changed` names the fields that differ."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """People whose outcome goes from `before` to `after`, because of the same rules.

    `is_milder` marks what a reviewer has to look at first. `example` are the findings of one of them behind the rules
    that come in or drop out.
    """

    before: Outcome
    after: Outcome
    is_milder: bool
    rules_gained: tuple[RuleId, ...]
    rules_lost: tuple[RuleId, ...]
    count: int
    example: dict[FindingId, FindingValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two sets side by side. `limits_changed` counts people with the same outcome and other limits."""

    before: str
    after: str
    records: dict[str, RecordChanges]
    people: int
    moved: int
    milder: int
    limits_changed: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One person's verdicts by both sets."""

    before: Verdict
    after: Verdict

    @property
    def is_milder(self) -> bool:
        """Whether the level falls, or the gravest level that an open question could still lead to."""
        before, after = self.before, self.after
        return after.level.rank < before.level.rank or after.could_become.rank < before.could_become.rank

    @property
    def key(self) -> tuple[Outcome, Outcome, bool, tuple[RuleId, ...], tuple[RuleId, ...]]:
        before = dict.fromkeys(reason.rule for reason in self.before.reasons)
        after = dict.fromkeys(reason.rule for reason in self.after.reasons)
        gained = tuple(rule for rule in after if rule not in before)
        lost = tuple(rule for rule in before if rule not in after)
        return self.before.outcome, self.after.outcome, self.is_milder, gained, lost

    @property
    def has_other_limits(self) -> bool:
        return replace(self.before.limits, because={}) != replace(self.after.limits, because={})


def compare(before: Knowledge, after: Knowledge, *, count: int, seed: int) -> Comparison:
    """Compare the records, and screen `count` people invented from each set by both."""
    pairs = [*_pairs(before, after, before, count, seed), *_pairs(before, after, after, count, seed)]
    moved = [pair for pair in pairs if pair.before.outcome is not pair.after.outcome or pair.is_milder]
    stayed = [pair for pair in pairs if pair.before.outcome is pair.after.outcome]
    return Comparison(
        before=before.version,
        after=after.version,
        records=dict(_record_changes(before, after)),
        people=len(pairs),
        moved=len(moved),
        milder=sum(pair.is_milder for pair in moved),
        limits_changed=sum(pair.has_other_limits for pair in stayed),
        moves=tuple(_moves(moved)),
    )


def _pairs(before: Knowledge, after: Knowledge, source: Knowledge, count: int, seed: int) -> Iterator[_Pair]:
    for person in people(source, Random(seed), count=count):  # noqa: S311 - people are invented, nothing is secret
        yield _Pair(screen(fitting(person, before), before), screen(fitting(person, after), after))


def fitting(person: Findings, knowledge: Knowledge) -> Findings:
    """The person's answers as far as this set knows them and takes them."""
    known = {id: answer for id, answer in person.items() if _is_possible(id, answer, knowledge)}
    return without_contradictions(Findings(known), knowledge)


def _is_possible(id: str, answer: Answer, knowledge: Knowledge) -> bool:
    finding = knowledge.findings.get(FindingId(id))
    return finding is not None and (answer is UNKNOWN or not value_fault(finding, answer))


def _moves(pairs: list[_Pair]) -> list[Move]:
    """The moves: milder ones first, then those of most people."""
    grouped: dict[Any, list[_Pair]] = {}
    for pair in pairs:
        grouped.setdefault(pair.key, []).append(pair)
    moves = [_move(group) for group in grouped.values()]
    return sorted(moves, key=lambda move: (not move.is_milder, -move.count, move.rules_gained, move.rules_lost))


def _move(group: list[_Pair]) -> Move:
    first = group[0]
    before, after, is_milder, gained, lost = first.key
    reasons = (*first.before.reasons, *first.after.reasons)
    behind = [reason.findings_used for reason in reasons if reason.rule in (*gained, *lost)]
    return Move(
        before=before,
        after=after,
        is_milder=is_milder,
        rules_gained=gained,
        rules_lost=lost,
        count=len(group),
        example={id: value for used in behind for id, value in used.items()},
    )


def _record_changes(before: Knowledge, after: Knowledge) -> Iterator[tuple[str, RecordChanges]]:
    """Kind by kind what was added, removed and changed; kinds in which nothing happened are left out."""
    for kind in KINDS:
        old, new = getattr(before, kind.name), getattr(after, kind.name)
        changed = {id: _fields_changed(old[id], new[id]) for id in new if id in old and old[id] != new[id]}
        added = tuple(id for id in new if id not in old)
        removed = tuple(id for id in old if id not in new)
        if added or removed or changed:
            yield kind.name, RecordChanges(added=added, removed=removed, changed=changed)


def _fields_changed(old: Any, new: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(new) if getattr(old, each.name) != getattr(new, each.name))
