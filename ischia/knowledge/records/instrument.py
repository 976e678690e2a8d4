"""What is measured, and how much change means something?"""

from dataclasses import dataclass

from ischia.knowledge.records.backing import Backing
from ischia.knowledge.records.names import InstrumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of an instrument; `low` and `high` are inclusive."""

    id: str
    text: str
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A validated measure: items, range, how it is scored and how much change means something.

    `scoring` names one of the scoring rules in `ischia.pathway.track.scoring`. `better` is "lower" or "higher".
    `detectable_change` is the MDC and `important_change` the MIC, both in scale points. `worsening_change` is from how
    many points on a worsening counts: the smallest figure there is, so that a doubtful one never hides it.
    """

    id: InstrumentId
    label: str
    ask: str
    items: tuple[Item, ...]
    scoring: str
    low: float
    high: float
    better: str
    recall: str
    licence: str
    backing: Backing
    items_are_free: bool = True
    detectable_change: float | None = None
    important_change: float | None = None
    important_change_percent: float | None = None
    worsening_change: float | None = None
    missing_rule: str = ""
