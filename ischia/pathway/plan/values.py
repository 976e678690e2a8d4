"""What does a plan consist of?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.records import ClaimId, EvidenceId, MuscleId, PatternId, RegionId, RuleId, TechniqueId
from ischia.pathway.shared.body_chart import Side
from ischia.pathway.shared.limits import Limits


class PressureWish(StrEnum):
    """How hard the client would like to be worked on."""

    LIGHT = "light"
    MODERATE = "moderate"
    FIRM = "firm"
    NO_PREFERENCE = "no_preference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the client asks for; limits come first."""

    pressure: PressureWish = PressureWish.NO_PREFERENCE
    liked_techniques: frozenset[TechniqueId] = frozenset()
    disliked_techniques: frozenset[TechniqueId] = frozenset()
    uncomfortable_positions: frozenset[str] = frozenset()
    session_minutes: int = 45


class Pace(StrEnum):
    """How close together the sessions are.

    Whoever chooses twice a week says with it that the pain is acute and that massage has been tolerated
    (CLINICAL.md section 8): both are for a person to judge, so it is never chosen by itself.
    """

    WEEKLY = "weekly"
    TWICE_A_WEEK_AT_FIRST = "twice_a_week_at_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What reviews have asked of the plan, all counted from the plan that the wishes alone would give.

    `pressure_less` in steps of the 1-5 scale, `minutes_less` per session; `sessions_done` since the course began, so
    that the limits of 6 before a fresh decision and 10 in all go on counting.
    """

    pressure_less: int = 0
    minutes_less: int = 0
    avoid_techniques: frozenset[TechniqueId] = frozenset()
    sessions_done: int = 0

    @property
    def reduces_dose(self) -> bool:
        return self.pressure_less > 0 or self.minutes_less > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One parameter of a block, such as a hold of 120-300 s.

    `is_low_end` marks one that stays at the low end of its published range, because limits, an irritable leg or a
    review ask for less.
    """

    name: str
    low: float
    high: float
    unit: str
    is_verified: bool
    is_low_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of a session: technique, target, position, pressure (1-5) and minutes."""

    technique: TechniqueId
    muscle: MuscleId
    regions: tuple[RegionId, ...]
    side: Side
    position: str
    pressure: int
    minutes: int
    dose: tuple[Dose, ...]
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Something the plan leaves out, and the rules or wish behind it."""

    what: str
    why: str
    because: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSpec:
    """How many sessions, how far apart, how long, and when to review. Days are calendar days.

    The numbers count this course; after earlier sessions `decision_needed_after` and `hard_maximum` are what is left.
    """

    sessions: int
    spacing_minimum_days: int
    spacing_ideal_days: int
    spacing_maximum_days: int
    session_minutes: int
    review_after_session: int
    review_by_day: int
    decision_needed_after: int
    hard_maximum: int
    pace: Pace = Pace.WEEKLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan a therapist can follow. The blocks' minutes add up to the session's length.

    `is_provisional` marks a plan that nobody may carry out before a clinician has answered; `changes` is what reviews
    have asked of it.
    """

    pattern: PatternId | None
    blocks: tuple[Block, ...]
    excluded: tuple[Exclusion, ...]
    course: CourseSpec
    home_programme: tuple[str, ...]
    goals: tuple[str, ...]
    consent_points: tuple[str, ...]
    expected_soreness: str
    stop_rules: tuple[str, ...]
    why_this: str
    claims: tuple[ClaimId, ...]
    citations: tuple[EvidenceId, ...]
    limits: Limits
    knowledge_version: str
    is_provisional: bool = False
    changes: Changes = Changes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A place where a plan or a record goes beyond a limit."""

    field: str
    message: str
    because: tuple[RuleId, ...]
