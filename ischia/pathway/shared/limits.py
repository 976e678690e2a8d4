"""Which restrictions does massage have to respect for this person, and which rule asked for each?"""

from dataclasses import dataclass

from ischia.knowledge.records import RegionId, RuleId, TechniqueId

FULL_PRESSURE = 5
POSITIONS = ("prone", "supine", "side_lying", "semi_reclined", "seated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The strictest combination of every limit that applies. `because` names the rules behind each field.

    `max_pressure` is 1-5; `max_minutes` is None when no rule limits the length; `positions` are those still allowed.
    """

    max_pressure: int = FULL_PRESSURE
    max_minutes: int | None = None
    exclude_techniques: frozenset[TechniqueId] = frozenset()
    avoid_regions: frozenset[RegionId] = frozenset()
    positions: frozenset[str] = frozenset(POSITIONS)
    no_heat: bool = False
    no_tools: bool = False
    no_end_range_stretch: bool = False
    precautions: tuple[str, ...] = ()
    because: dict[str, tuple[RuleId, ...]]

    @property
    def is_unrestricted(self) -> bool:
        return self == Limits(because={})
