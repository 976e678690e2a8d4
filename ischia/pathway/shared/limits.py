"""Which restrictions does massage have to respect for this person, and which rule asked for each?"""

from collections.abc import Iterable
from dataclasses import dataclass

from ischia.knowledge.records import LimitSet, RegionId, RuleId, TechniqueId

FULL_PRESSURE = 5
POSITIONS = ("prone", "supine", "side_lying", "semi_reclined", "seated")
_FLAGS = ("no_heat", "no_tools", "no_end_range_stretch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The strictest combination of every limit that applies. `because` names the rules behind each field.

    `max_pressure` is 1-5; `max_minutes` is None when no rule limits the length; `positions` are those still allowed.
    `because` has one entry per limited field (for pressure and minutes, the rules that set the strictest value), and a
    finer one per excluded technique and avoided region: `exclude_techniques.<id>`, `avoid_regions.<id>`.
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


UNRESTRICTED = Limits(because={})


def combine_limits(asked: Iterable[tuple[RuleId, LimitSet]]) -> Limits:
    """Combine what each rule asks for to the strictest: smallest numbers, all exclusions, positions common to all.

    The order of `asked` does not matter for what is allowed; precautions keep it, without repeats.
    """
    pairs = tuple(asked)
    if not pairs:
        return UNRESTRICTED
    sets = tuple(limits for _, limits in pairs)
    return Limits(
        max_pressure=min((s.max_pressure for s in sets if s.max_pressure is not None), default=FULL_PRESSURE),
        max_minutes=min((s.max_minutes for s in sets if s.max_minutes is not None), default=None),
        exclude_techniques=frozenset().union(*(s.exclude_techniques for s in sets)),
        avoid_regions=frozenset().union(*(s.avoid_regions for s in sets)),
        positions=frozenset(POSITIONS).intersection(*(s.positions for s in sets if s.positions)),
        no_heat=any(s.no_heat for s in sets),
        no_tools=any(s.no_tools for s in sets),
        no_end_range_stretch=any(s.no_end_range_stretch for s in sets),
        precautions=tuple(dict.fromkeys(text for s in sets for text in s.precautions)),
        because=_because(pairs),
    )


def is_empty(limits: LimitSet) -> bool:
    """Whether a rule asks for nothing."""
    return limits == _NO_LIMITS


_NO_LIMITS = LimitSet()


def _because(pairs: tuple[tuple[RuleId, LimitSet], ...]) -> dict[str, tuple[RuleId, ...]]:
    because: dict[str, tuple[RuleId, ...]] = {}
    for number in ("max_pressure", "max_minutes"):
        set_by = [(value, rule) for rule, limits in pairs if (value := getattr(limits, number)) is not None]
        if set_by:
            strictest = min(value for value, _ in set_by)
            because[number] = tuple(rule for value, rule in set_by if value == strictest)
    for rule, limits in pairs:
        for name in _names(limits):
            because[name] = (*because.get(name, ()), rule)
    return because


def _names(limits: LimitSet) -> Iterable[str]:
    """Name what one rule limits, apart from the two numbers."""
    for collection in ("exclude_techniques", "avoid_regions"):
        members = getattr(limits, collection)
        if members:
            yield collection
            yield from (f"{collection}.{member}" for member in sorted(members))
    if limits.positions:
        yield "positions"
    yield from (flag for flag in _FLAGS if getattr(limits, flag))
    if limits.precautions:
        yield "precautions"
