"""Where on the body is it, and what lies there?"""

from dataclasses import dataclass, field

from ischia.knowledge.records.backing import Backing
from ischia.knowledge.records.names import FindingValue, MuscleId, NerveId, RegionId


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
