"""What does one piece of knowledge look like once it is loaded?

Every record here is one reviewed YAML file under `ischia/knowledge/`; the file's name is the record's id. Records hold
facts and wording only. Nothing in this room reasons: criteria are read here and evaluated in `ischia.pathway`.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from ischia.knowledge.criteria import Criterion

FindingId = NewType("FindingId", str)
QuestionId = NewType("QuestionId", str)
RuleId = NewType("RuleId", str)
PatternId = NewType("PatternId", str)
TechniqueId = NewType("TechniqueId", str)
MuscleId = NewType("MuscleId", str)
RegionId = NewType("RegionId", str)
NerveId = NewType("NerveId", str)
InstrumentId = NewType("InstrumentId", str)
EvidenceId = NewType("EvidenceId", str)
ClaimId = NewType("ClaimId", str)

FindingValue = bool | int | float | str


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


class FindingKind(StrEnum):
    """What values a finding may take.

    `course` is for symptoms whose change over time decides: absent, new (began in the last two weeks), worse (getting
    worse), older (there for more than two weeks, not getting worse, but not yet "stable"), stable (unchanged for over
    three months and medically assessed) or present (there, course unclear: treated like new).
    """

    BOOLEAN = "boolean"
    COURSE = "course"
    CHOICE = "choice"
    NUMBER = "number"


COURSE_CHOICES = {
    "absent": "No",
    "new": "Yes, it started in the last 2 weeks",
    "worse": "Yes, and it is getting worse",
    "older": "Yes, for more than 2 weeks, and it is not getting worse",
    "stable": "Yes, the same for more than 3 months, and a doctor or nurse has checked it",
    "present": "Yes, but I am not sure since when",
}
COURSE_VALUES = tuple(COURSE_CHOICES)


class FindingSection(StrEnum):
    """Where in the case file a finding belongs, and who can know it."""

    PERSON = "person"
    HISTORY = "findings"
    TEST = "tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One allowed value of a finding, in the client's words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Implication:
    """A value that follows from other findings, so that nobody is asked for it."""

    value: FindingValue
    when: Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact about the client. `unit` is a UCUM code for numbers; `minimum` and `maximum` are inclusive.

    With `ask_when`, a client telling us about the pain is asked only once that holds.
    """

    id: FindingId
    section: FindingSection
    kind: FindingKind
    label: str
    ask_client: str
    ask_therapist: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = True
    unit: str = ""
    implied: tuple[Implication, ...] = ()
    ask_when: Criterion | None = None

    @property
    def allowed_values(self) -> tuple[str, ...]:
        """The closed list of values, empty for numbers."""
        if self.kind is FindingKind.BOOLEAN:
            return ("true", "false")
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One screen of the safety check: a single finding, or a checklist of at most six with "none of these"."""

    id: QuestionId
    order: int
    ask_client: str
    ask_therapist: str
    findings: tuple[FindingId, ...]
    help: str = ""
    tick_value: FindingValue = True
    untick_value: FindingValue = False

    @property
    def is_checklist(self) -> bool:
        return len(self.findings) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Answers that cannot all be true; they are reported with their fields, never resolved by guessing."""

    id: str
    findings: tuple[FindingId, ...]
    when: Criterion
    message: str


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
    """A red flag or a contraindication: when it fires, how far it escalates and which limits it sets."""

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
    family: str = "red_flag"  # red_flag | contraindication


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Published accuracy of one indicator; `note` says how it was obtained. Absent numbers are None, never guessed."""

    sensitivity: float | None = None
    specificity: float | None = None
    likelihood_ratio_positive: float | None = None
    likelihood_ratio_negative: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One published clue for a pattern. `points` is its count in the published scheme, not a probability weight.

    Where the clue is there, the findings `ask_about` have to be asked about before anything else.
    """

    id: str
    label: str
    when: Criterion
    points: int
    backing: Backing
    accuracy: Accuracy | None = None
    ask_about: tuple[FindingId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Another published count for a pattern, shown beside its own and never added to it.

    `suggests` is the published cut; None where no cut may be used.
    """

    id: str
    label: str
    indicators: tuple[Indicator, ...]
    backing: Backing
    suggests: Criterion | None = None
    accuracy: Accuracy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From how many points on a pattern is read as unlikely, possible or likely."""

    name: str
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One probable source of the leg pain. `stays_in_route` is False for sources outside the sciatica pathway.

    Such a source leaves the pathway only when `leaves_route_when` holds, where that is given. `against` are clues that
    lower it: their points are 0, or negative where a published scheme takes points away. `schemes` are other published
    counts, shown beside this one.
    """

    id: PatternId
    label: str
    say: Wording
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    stays_in_route: bool
    backing: Backing
    against: tuple[Indicator, ...] = ()
    muscles: tuple[MuscleId, ...] = ()
    relieving_positions: tuple[str, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    leaves_route_when: Criterion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One dose parameter of a technique, as a range in its unit, with its backing."""

    name: str
    low: float
    high: float
    unit: str
    backing: Backing


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """One way of working. `pressure` is the usual range on the 1-5 scale before limits."""

    id: TechniqueId
    label: str
    say: Wording
    pressure_low: int
    pressure_high: int
    uses_tools: bool
    parameters: tuple[Parameter, ...]
    backing: Backing
    claims: tuple[ClaimId, ...]
    targets: tuple[MuscleId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A named area of the body chart. `dermatomes` are roots whose usual field covers it (low weight)."""

    id: RegionId
    label: str
    view: str  # front | back
    sides: tuple[str, ...]
    dermatomes: tuple[str, ...] = ()
    below_knee: bool = False
    findings: dict[str, dict[str, FindingValue]] = field(default_factory=dict)  # symptom -> findings it implies


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """A muscle that the techniques target, where it lies and where its trigger points usually refer."""

    id: MuscleId
    label: str
    regions: tuple[RegionId, ...]
    refers_to: tuple[RegionId, ...]
    backing: Backing


@dataclass(frozen=True, slots=True, kw_only=True)
class PeripheralNerve:
    """A nerve below the roots and the skin that it usually supplies (low weight, like a dermatome)."""

    id: NerveId
    label: str
    regions: tuple[RegionId, ...]
    backing: Backing


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of an instrument; `low` and `high` are inclusive."""

    id: str
    text: str
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A validated measure: items, range, how it is scored and how much change means something.

    `scoring` names one of the scoring rules in `ischia.pathway.track.scoring`. `better` is "lower" or "higher".
    `detectable_change` is the MDC and `important_change` the MIC, both in scale points. `worsening_change` is from how
    many points on a worsening counts: the smallest figure there is, so that a doubtful one never hides it.
    """

    id: InstrumentId
    label: str
    ask: str
    items: tuple[Item, ...]
    scoring: str
    low: float
    high: float
    better: str
    recall: str
    licence: str
    backing: Backing
    items_are_free: bool = True
    detectable_change: float | None = None
    important_change: float | None = None
    important_change_percent: float | None = None
    worsening_change: float | None = None
    missing_rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One popular claim about massage, its grade and the honest wording shown wherever the topic appears."""

    id: ClaimId
    claim: str
    grade: str
    honest_wording: str
    backing: Backing


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything Ischia knows, loaded, checked and indexed by id. `version` is a hash over all files."""

    version: str
    evidence: dict[EvidenceId, Evidence]
    findings: dict[FindingId, Finding]
    questions: dict[QuestionId, Question]
    contradictions: dict[str, Contradiction]
    red_flags: dict[RuleId, SafetyRule]
    contraindications: dict[RuleId, SafetyRule]
    patterns: dict[PatternId, Pattern]
    techniques: dict[TechniqueId, Technique]
    regions: dict[RegionId, Region]
    muscles: dict[MuscleId, Muscle]
    instruments: dict[InstrumentId, Instrument]
    claims: dict[ClaimId, Claim]
    review_facts: dict[FindingId, Finding]
    review_rules: dict[RuleId, ReviewRule]
    peripheral_nerves: dict[NerveId, PeripheralNerve] = field(default_factory=dict)
    rows_without_rule: dict[str, RowWithoutRule] = field(default_factory=dict)

    @property
    def safety_rules(self) -> tuple[SafetyRule, ...]:
        return (*self.red_flags.values(), *self.contraindications.values())
