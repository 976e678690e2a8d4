"""Which folder holds which kind of record, and which schema describes it?"""

from dataclasses import dataclass
from typing import Any

from ischia.knowledge.records import (
    Claim,
    CohortFact,
    Contradiction,
    Evidence,
    Finding,
    Instrument,
    Muscle,
    Pattern,
    PeripheralNerve,
    Question,
    RecoveryPrior,
    Region,
    ReviewRule,
    RowWithoutRule,
    SafetyFact,
    SafetyRule,
    Technique,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One folder of knowledge: the field of `Knowledge` it fills, its place, its record and its schema's name.

    `fixed` are fields that the folder itself decides, so that no file has to say them.
    """

    name: str
    folder: str
    record: type
    schema: str
    fixed: tuple[tuple[str, Any], ...] = ()


KINDS = (
    Kind("evidence", "evidence", Evidence, "evidence"),
    Kind("findings", "findings", Finding, "finding"),
    Kind("questions", "questions", Question, "question"),
    Kind("contradictions", "contradictions", Contradiction, "contradiction"),
    Kind("red_flags", "red_flags", SafetyRule, "safety_rule", (("family", "red_flag"),)),
    Kind("contraindications", "contraindications", SafetyRule, "safety_rule", (("family", "contraindication"),)),
    Kind("patterns", "patterns", Pattern, "pattern"),
    Kind("techniques", "techniques", Technique, "technique"),
    Kind("regions", "anatomy/regions", Region, "region"),
    Kind("muscles", "anatomy/muscles", Muscle, "muscle"),
    Kind("peripheral_nerves", "anatomy/peripheral_nerves", PeripheralNerve, "peripheral_nerve"),
    Kind("instruments", "instruments", Instrument, "instrument"),
    Kind("claims", "claims", Claim, "claim"),
    Kind("review_facts", "review_facts", Finding, "finding"),
    Kind("review_rules", "review_rules", ReviewRule, "review_rule"),
    Kind("cohort_facts", "cohort_facts", CohortFact, "cohort_fact"),
    Kind("recovery_priors", "recovery_priors", RecoveryPrior, "recovery_prior"),
    Kind("safety_facts", "safety_facts", SafetyFact, "safety_fact"),
    Kind("rows_without_rule", "rows_without_rule", RowWithoutRule, "row_without_rule"),
)
