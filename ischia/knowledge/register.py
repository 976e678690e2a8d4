"""Is every row of the fact base accounted for, what is due for review, and what has a clinician still to confirm?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ischia.knowledge.faults import Fault
from ischia.knowledge.records import Confidence, Knowledge, Standing
from ischia.knowledge.references import backings

ROWS = (
    *(f"RF{number:02d}" for number in range(1, 42)),
    *(f"CI{number:02d}" for number in range(1, 20)),
    "CI19b",
    *(f"CI{number:02d}" for number in range(20, 45)),
)
"""Every row of the tables of red flags and contraindications in the fact base (CLINICAL.md 1.2 and 2)."""

REVIEW_AFTER = timedelta(days=365)
"""How long a review holds before a record is reported as overdue: a setting of this house, no clinical fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """One backing that ships marked `unverified`: the record's kind and id, the field, and why it is not relied on."""

    kind: str
    id: str
    field: str
    standing: Standing
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """One backing whose last review is too long ago: the record's kind and id, the field, and the day it was due."""

    kind: str
    id: str
    field: str
    reviewed_on: date
    due_on: date


def register_faults(knowledge: Knowledge) -> Iterator[Fault]:
    """Rows of the fact base that are neither a rule nor said to be none, and entries that contradict the rules."""
    origins = {rule.origin for rule in knowledge.safety_rules}
    whole = {entry.row for entry in knowledge.rows_without_rule.values() if not entry.part}
    for row in ROWS:
        if row not in origins | whole:
            yield Fault("register", row, "is neither the origin of a rule nor in rows_without_rule with its reason")
    for origin in sorted(origins - set(ROWS)):
        yield Fault("register", origin, "is the origin of a rule, but no row of the fact base")
    for entry in knowledge.rows_without_rule.values():
        if reason := _entry_fault(entry.row, is_whole=not entry.part, is_rule=entry.row in origins):
            yield Fault(f"rows_without_rule/{entry.id}.yaml", "row", reason)


def _entry_fault(row: str, *, is_whole: bool, is_rule: bool) -> str:
    if row not in ROWS:
        return f"{row} is no row of the fact base"
    if is_whole and is_rule:
        return f"{row} is the origin of a rule; say which part of it is none"
    return ""


def overdue(knowledge: Knowledge, today: date) -> tuple[Overdue, ...]:
    """Every backing whose review is more than a year old on `today`, in the order of the folders."""
    return tuple(
        Overdue(kind=kind, id=identifier, field=field, reviewed_on=backing.reviewed_on, due_on=due_on)
        for kind, identifier, field, backing in backings(knowledge)
        if (due_on := backing.reviewed_on + REVIEW_AFTER) < today
    )


def unverified(knowledge: Knowledge) -> tuple[Unverified, ...]:
    """Every recalled fact and every number still to be checked, in the order of the folders."""
    return tuple(
        Unverified(
            kind=kind,
            id=identifier,
            field=field,
            standing=backing.standing,
            confidence=backing.confidence,
            note=backing.note,
        )
        for kind, identifier, field, backing in backings(knowledge)
        if not backing.is_verified
    )
