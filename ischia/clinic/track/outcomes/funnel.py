"""How is a funnel plot drawn: shares against sizes, within what chance alone would give?

Positions are worked out here; the table behind the picture carries the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ischia.pathway.track.outcomes import FEWEST_COURSES, Z_95, Z_998, funnel_limits

WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 344, 16, 200
STEPS = 40
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One group: how many courses were measured, and the share that reached the change."""

    letter: str
    label: str
    measured: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One group in the picture."""

    x: float
    y: float
    letter: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One label at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The picture: the share of all courses, the inner (95 %) and outer (99.8 %) limits, and the groups."""

    id: str
    centre: float
    inner: tuple[str, str]
    outer: tuple[str, str]
    points: tuple[Placed, ...]
    shares: tuple[Tick, ...]
    sizes: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def funnel(id: str, share: float, points: Sequence[Point]) -> Funnel:
    """Draw the groups around the share of all courses. `points` must not be empty."""
    largest = max(point.measured for point in points) * 1.1
    return Funnel(
        id=id,
        centre=_y(share),
        inner=_limits(share, largest, Z_95),
        outer=_limits(share, largest, Z_998),
        points=tuple(
            Placed(x=_x(one.measured, largest), y=_y(one.share), letter=one.letter, label=one.label) for one in points
        ),
        shares=tuple(Tick(at=_y(value), text=f"{value * 100:.0f} %") for value in SHARES),
        sizes=tuple(Tick(at=_x(size, largest), text=f"{size:.0f}") for size in (FEWEST_COURSES, largest / 1.1)),
    )


def _limits(share: float, largest: float, z: float) -> tuple[str, str]:
    """The lower and the upper limit as lines, from the smallest group that is shown to the largest."""
    sizes = [FEWEST_COURSES + (largest - FEWEST_COURSES) * step / STEPS for step in range(STEPS + 1)]
    ends = [(size, funnel_limits(share, size, z)) for size in sizes]
    lower = " ".join(f"{_x(size, largest)},{_y(low)}" for size, (low, _high) in ends)
    upper = " ".join(f"{_x(size, largest)},{_y(high)}" for size, (_low, high) in ends)
    return lower, upper


def _x(size: float, largest: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * size / largest, 1)


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)
