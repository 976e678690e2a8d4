"""What does Ischia know, all of it together?"""

from dataclasses import dataclass, field

from ischia.knowledge.records.anatomy import Muscle, PeripheralNerve, Region
from ischia.knowledge.records.backing import Evidence
from ischia.knowledge.records.finding import Contradiction, Finding, Question
from ischia.knowledge.records.instrument import Instrument
from ischia.knowledge.records.names import (
    ClaimId,
    EvidenceId,
    FindingId,
    InstrumentId,
    MuscleId,
    NerveId,
    PatternId,
    QuestionId,
    RegionId,
    RuleId,
    TechniqueId,
)
from ischia.knowledge.records.pattern import Pattern
from ischia.knowledge.records.recovery import CohortFact, RecoveryPrior
from ischia.knowledge.records.rule import ReviewRule, RowWithoutRule, SafetyRule
from ischia.knowledge.records.safety_fact import SafetyFact
from ischia.knowledge.records.treatment import Claim, Technique


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
    cohort_facts: dict[str, CohortFact] = field(default_factory=dict)
    recovery_priors: dict[InstrumentId, RecoveryPrior] = field(default_factory=dict)
    safety_facts: dict[str, SafetyFact] = field(default_factory=dict)

    @property
    def safety_rules(self) -> tuple[SafetyRule, ...]:
        return (*self.red_flags.values(), *self.contraindications.values())
