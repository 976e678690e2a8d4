"""What does matching look at, and what does it answer with?"""

from dataclasses import dataclass
from datetime import date, datetime

from ischia.knowledge.records import TechniqueId


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An entry in a professional register, and when somebody last checked it."""

    body: str
    number: str
    checked_on: date | None
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A technique a therapist is trained in, with what proves it."""

    technique: TechniqueId
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapistProfile:
    """What matching may know about a therapist. `price` is in minor units (pence) of the clinic's currency."""

    id: str
    name: str
    gender: str
    registrations: tuple[Registration, ...]
    skills: tuple[Skill, ...]
    languages: frozenset[str]
    places: frozenset[str]
    step_free_places: frozenset[str]
    price: int
    next_free: datetime | None
    has_treated_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What the client needs of a therapist."""

    techniques: frozenset[TechniqueId]
    language: str | None = None
    gender: str | None = None
    step_free: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReason:
    """One weighed reason: `score` is 0-1, `weight` is the clinic's setting."""

    name: str
    text: str
    score: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One therapist that may be offered, with reasons. `total` is the weighted mean of the scores, 0-1."""

    therapist: str
    total: float
    reasons: tuple[MatchReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """One therapist that may not be offered, and why."""

    therapist: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Every therapist that was considered: those on offer best first, and those not."""

    offered: tuple[Match, ...]
    not_offered: tuple[NotOffered, ...]
