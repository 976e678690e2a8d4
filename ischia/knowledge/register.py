"""What still has to be confirmed by a clinician before it may be called verified?"""

from dataclasses import dataclass

from ischia.knowledge.records import Confidence, Knowledge, Standing
from ischia.knowledge.references import backings


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """One backing that ships marked `unverified`: the record's kind and id, the field, and why it is not relied on."""

    kind: str
    id: str
    field: str
    standing: Standing
    confidence: Confidence
    note: str


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
