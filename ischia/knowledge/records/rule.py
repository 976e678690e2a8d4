"""When does a rule fire, and what does it ask for?"""

from dataclasses import dataclass, field

from ischia.knowledge.criteria import Criterion
from ischia.knowledge.records.backing import Backing, Level, Wording
from ischia.knowledge.records.names import FindingValue, RegionId, RuleId, TechniqueId


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet:
    """The restrictions one rule puts on massage. Pressure is 1 lotion, 2 light, 3 moderate, 4 firm, 5 deep.

    Empty `positions` means any position; otherwise only those named are allowed.
    """

    max_pressure: int | None = None
    max_minutes: int | None = None
    exclude_techniques: frozenset[TechniqueId] = frozenset()
    avoid_regions: frozenset[RegionId] = frozenset()
    positions: frozenset[str] = frozenset()
    no_heat: bool = False
    no_tools: bool = False
    no_end_range_stretch: bool = False
    precautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """A tiny example that travels with its rule and is run by `ischia knowledge check`."""

    name: str
    findings: dict[str, FindingValue]
    expect: str  # fires | does_not_fire | undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRule:
    """A red flag or a contraindication: when it fires, how far it escalates and which limits it sets.

    `only_today` marks a rule that speaks of one day: no clinician's answer to it holds on another day.
    """

    id: RuleId
    origin: str
    title: str
    level: Level
    when: Criterion
    say: Wording
    backing: Backing
    cases: tuple[RuleCase, ...]
    limits: LimitSet = field(default_factory=LimitSet)
    act_now: str = ""
    only_today: bool = False
    family: str = "red_flag"  # red_flag | contraindication


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRule:
    """One rule of the review: when the facts of an episode call for which decision. Lower `order` is graver."""

    id: RuleId
    order: int
    title: str
    action: str  # stop_and_refer | reduce_dose | change_technique | taper | discharge | continue
    when: Criterion
    say: Wording
    backing: Backing
    cases: tuple[RuleCase, ...]
    refer: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWithoutRule:
    """A row of the fact base that is no safety rule, why, and what keeps it; `part` is empty for a whole row."""

    id: str
    row: str
    says: str
    reason: str
    kept_by: str
    part: str = ""
