"""What does matching look at, and what does it answer with?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Load:
    """How much is booked already: `upcoming` sessions in the next `days` days, by `day` what is left of that day.

    `day` is the day of the next free time. The numbers left are None where nothing limits them.
    """

    upcoming: int
    days: int
    sessions_left: int | None = None
    most_sessions: int | None = None
    deep_minutes_left: int | None = None
    most_deep_minutes: int | None = None

    @property
    def share_left(self) -> float:
        """What is left of the day by the limit that is nearer, 0-1; 1 where nothing limits it."""
        pairs = ((self.sessions_left, self.most_sessions), (self.deep_minutes_left, self.most_deep_minutes))
        return min((max(0, left) / most for left, most in pairs if left is not None and most), default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far it is to the nearest place that counts, as the crow flies."""

    place: str
    kilometres: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapistProfile:
    """What matching may know about a therapist. `price` is in minor units (pence) of the clinic's currency.

    `conditions` are knowledge ids of patterns and findings the therapist has trained for, each with what proves it.
    `access` says by place what it offers beyond being step-free. `distance` is None where it is not known.
    """

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
    conditions: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, frozenset[str]] = field(default_factory=dict)
    distance: Distance | None = None
    load: Load | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What the client needs of a therapist.

    `conditions` gives each condition that training would help with, by its knowledge id, in words. `near` says where
    distances are measured from, in words; None: distance is no matter. `in_miles` says how they are told.
    """

    techniques: frozenset[TechniqueId]
    language: str | None = None
    gender: str | None = None
    step_free: bool = False
    access: frozenset[str] = frozenset()
    place: str | None = None
    conditions: Mapping[str, str] = field(default_factory=dict)
    near: str | None = None
    in_miles: bool = False


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
