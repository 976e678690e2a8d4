"""What does a chart consist of, once every position is worked out?

Positions are in the picture's own units (360 wide); the table rows carry the same numbers as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ischia.knowledge.records import Instrument
from ischia.pathway.track.api import Change, Forecast, NoForecast, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """A score that was marked as an error: still shown, no longer counted."""

    on: date
    value: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Everything that one chart is made from. `scores` are those that count, oldest first, one a day, at least one.

    `sessions` are the days on which massage was given; `summary` says in words what the chart shows; `is_own`: said to
    the person it is about.
    """

    instrument: Instrument
    scores: tuple[Score, ...]
    summary: str
    today: date
    is_own: bool = True
    struck: tuple[Struck, ...] = ()
    sessions: Sequence[date] = ()
    change: Change | None = None
    forecast: Forecast | NoForecast | None = None
    onset_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One score as a dot, or as a cross when it was struck out; `label` says day and value.

    `value` is written beside the dot where it is not empty.
    """

    x: float
    y: float
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One label at an axis; `anchor` is an SVG text-anchor."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch along one axis, in which something holds."""

    at: float
    length: float

    @property
    def end(self) -> float:
        return round(self.at + self.length, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The line from which on the person counts as better, and how many points that is."""

    y: float
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """Where 80 of 100 people with such scores would lie: the outline, the words and what has to stand beside them."""

    outline: str
    sentence: str
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table behind the chart."""

    day: str
    value: str
    note: str = ""
    is_struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One instrument's chart and the table behind it. `better` is where the better end of the scale lies.

    `joined` are lines through scores near each other in time, `gaps` lead over a long time without a score.
    """

    id: str
    title: str
    summary: str
    notes: tuple[str, ...]
    joined: tuple[str, ...]
    gaps: tuple[str, ...]
    dots: tuple[Dot, ...]
    crosses: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    days: tuple[Tick, ...]
    sessions: tuple[float, ...]
    sessions_said: str
    band: Stretch | None
    error: str
    target: Target | None
    natural: Stretch | None
    fan: Fan | None
    rows: tuple[Row, ...]
    better: str
    unit: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
