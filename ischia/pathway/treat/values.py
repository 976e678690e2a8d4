"""What does a session record hold?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ischia.knowledge.records import InstrumentId, MuscleId, TechniqueId
from ischia.pathway.shared.body_chart import BodyChart, Side


class AdverseEventKind(StrEnum):
    """What the client felt after a session."""

    SORENESS = "soreness"
    MORE_PAIN = "more_pain"
    STIFFNESS = "stiffness"
    BRUISING = "bruising"
    NEW_NUMBNESS = "new_numbness"
    NEW_WEAKNESS = "new_weakness"
    OTHER = "other"


class Severity(StrEnum):
    """How much it got in the way, as the client tells it."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Relation(StrEnum):
    """Whether the therapist thinks that the session brought it about. It makes no rule milder."""

    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEvent:
    """An unwanted response. `pain_increase` is in NPRS points; `is_serious` means medical care was needed.

    `severity` and `relation` are None where nobody judged them.
    """

    kind: AdverseEventKind
    hours: int
    pain_increase: int = 0
    is_serious: bool = False
    severity: Severity | None = None
    relation: Relation | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One thing that was done."""

    technique: TechniqueId
    muscle: MuscleId
    side: Side
    position: str
    pressure: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """What was found, done and felt at one session. `answers` are item answers by instrument."""

    number: int
    on: date
    minutes: int
    work: tuple[Work, ...]
    response: str = ""
    subjective: str = ""
    adverse_events: tuple[AdverseEvent, ...] = ()
    body_chart: BodyChart = ()
    answers: dict[InstrumentId, dict[str, int | None]]
    home_advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The SOAP text composed from the data."""

    subjective: str
    objective: str
    assessment: str
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What the therapist starts from: the plan's work brought within today's limits, and why anything was changed."""

    work: tuple[Work, ...]
    changes: tuple[str, ...]
