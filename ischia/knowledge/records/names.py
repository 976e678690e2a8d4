"""Which ids does the knowledge use, so that no two kinds are mixed up?"""

from typing import NewType

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
