"""What does one piece of knowledge look like once it is loaded?

Every record here is one reviewed YAML file under `ischia/knowledge/`; the file's name is the record's id. Records hold
facts and wording only. Nothing in this room reasons: criteria are read here and evaluated in `ischia.pathway`.
"""

from ischia.knowledge.records.anatomy import Muscle, PeripheralNerve, Region
from ischia.knowledge.records.backing import Backing, Confidence, Evidence, Grade, Level, Standing, Wording
from ischia.knowledge.records.finding import (
    COURSE_CHOICES,
    COURSE_VALUES,
    Choice,
    Contradiction,
    Finding,
    FindingKind,
    FindingSection,
    Implication,
    Question,
)
from ischia.knowledge.records.instrument import Instrument, Item, Moment, Role
from ischia.knowledge.records.names import (
    ClaimId,
    EvidenceId,
    FindingId,
    FindingValue,
    InstrumentId,
    MuscleId,
    NerveId,
    PatternId,
    QuestionId,
    RegionId,
    RuleId,
    TechniqueId,
)
from ischia.knowledge.records.pattern import Accuracy, Band, Indicator, Pattern, Scheme
from ischia.knowledge.records.recovery import CohortFact, RecoveryPrior
from ischia.knowledge.records.rule import LimitSet, ReviewRule, RowWithoutRule, RuleCase, SafetyRule
from ischia.knowledge.records.safety_fact import SafetyFact
from ischia.knowledge.records.treatment import Claim, Parameter, Technique
from ischia.knowledge.records.whole import Knowledge

__all__ = [
    "COURSE_CHOICES",
    "COURSE_VALUES",
    "Accuracy",
    "Backing",
    "Band",
    "Choice",
    "Claim",
    "ClaimId",
    "CohortFact",
    "Confidence",
    "Contradiction",
    "Evidence",
    "EvidenceId",
    "Finding",
    "FindingId",
    "FindingKind",
    "FindingSection",
    "FindingValue",
    "Grade",
    "Implication",
    "Indicator",
    "Instrument",
    "InstrumentId",
    "Item",
    "Knowledge",
    "Level",
    "LimitSet",
    "Moment",
    "Muscle",
    "MuscleId",
    "NerveId",
    "Parameter",
    "Pattern",
    "PatternId",
    "PeripheralNerve",
    "Question",
    "QuestionId",
    "RecoveryPrior",
    "Region",
    "RegionId",
    "ReviewRule",
    "Role",
    "RowWithoutRule",
    "RuleCase",
    "RuleId",
    "SafetyFact",
    "SafetyRule",
    "Scheme",
    "Standing",
    "Technique",
    "TechniqueId",
    "Wording",
]
