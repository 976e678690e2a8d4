"""Why may a record be believed, and in whose words is it told?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ischia.knowledge.records.names import EvidenceId


class Level(StrEnum):
    """How far a rule escalates, mildest first; the order of definition is the order of severity."""

    CLEAR = "clear"
    LIMITS = "limits"
    CLINICIAN_FIRST = "clinician_first"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        return _LEVEL_ORDER[self]


_LEVEL_ORDER = {level: rank for rank, level in enumerate(Level)}


class Standing(StrEnum):
    """How the fact base came to know something (CLINICAL.md section 0)."""

    READ = "read"
    READ_SECONDARY = "read2"
    RECALLED = "recalled"
    PROPOSED = "proposed"


class Confidence(StrEnum):
    """How sure the fact base is of the number itself (CLINICAL.md section 0)."""

    SURE = "sure"
    CHECK = "check"


class Grade(StrEnum):
    """Certainty of the body of evidence, best first; `consensus` is a safety rule that no study fixes."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """Why a record may be believed: sources, how they were read, how sure we are and when it was last reviewed."""

    evidence: tuple[EvidenceId, ...]
    standing: Standing
    confidence: Confidence
    grade: Grade
    reviewed_on: date
    reviewer: str
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """False for `recalled` facts and for numbers still to be checked: those ship marked `unverified`."""
        return self.standing is not Standing.RECALLED and self.confidence is Confidence.SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One message in the words of each reader. `client` is written for a 12-year-old reading level."""

    client: str
    therapist: str
    clinician: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One source: what it is, how to cite it and where it was read."""

    id: EvidenceId
    citation: str
    location: str
    kind: str
    standing: Standing
    summary: str = ""
