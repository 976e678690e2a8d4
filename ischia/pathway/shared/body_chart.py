"""Where does it hurt, tingle or feel numb, as data that two sessions can compare?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.records import RegionId


class Side(StrEnum):
    """The person's own left and right."""

    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


class Symptom(StrEnum):
    """What is felt at a mark."""

    PAIN = "pain"
    NUMB = "numb"
    TINGLING = "tingling"
    BURNING = "burning"
    WEAK = "weak"


UNSURE_DEPTH = "unsure"

DEPTHS = ("surface", "deep", UNSURE_DEPTH)
"""How deep it is felt: near the skin, deep, or not sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark on the body chart. `intensity` is 0-10, `depth` one of `DEPTHS`."""

    region: RegionId
    side: Side
    symptom: Symptom
    intensity: int
    depth: str = UNSURE_DEPTH


BodyChart = tuple[Mark, ...]
