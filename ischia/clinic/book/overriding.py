"""When may staff book on purpose against what is in the way, and what is written down then?"""

from datetime import datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.diary.api import ConflictKind, Examination, Override, write_override

OVERRIDABLE = frozenset(
    {
        ConflictKind.THERAPIST,
        ConflictKind.CLIENT,
        ConflictKind.ROOM,
        ConflictKind.NOT_WORKING,
        ConflictKind.OFF_GRID,
        ConflictKind.TOO_FAR,
        ConflictKind.CLOSED,
        ConflictKind.DAY_FULL,
        ConflictKind.TOO_MUCH_DEEP_WORK,
    }
)


def may_override(found: Examination, *, by_staff: bool, reason: str) -> bool:
    """Staff may with a reason; nobody books into the past or a place without rooms."""
    is_possible = all(conflict.kind in OVERRIDABLE for conflict in found.conflicts)
    return bool(by_staff and reason.strip() and is_possible)


def overrides(actor: Actor, found: Examination, reason: str, now: datetime) -> dict[int, Override]:
    """One override for each wish (counted from 0) that something is in the way of, naming what it would overlap."""
    return {
        index: write_override(actor=actor, reason=reason, conflicts=found.in_the_way[index], now=now)
        for index in sorted({conflict.index for conflict in found.conflicts})
    }
