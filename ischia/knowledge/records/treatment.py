"""How can a therapist work, and what may be claimed for it?"""

from dataclasses import dataclass

from ischia.knowledge.records.backing import Backing, Wording
from ischia.knowledge.records.names import ClaimId, MuscleId, TechniqueId


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
class Claim:
    """One popular claim about massage, its grade and the honest wording shown wherever the topic appears."""

    id: ClaimId
    claim: str
    grade: str
    honest_wording: str
    backing: Backing
