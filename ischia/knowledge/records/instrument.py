"""What is measured, and how much change means something?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.records.backing import Backing
from ischia.knowledge.records.names import InstrumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of an instrument; `low` and `high` are inclusive."""

    id: str
    text: str
    low: int
    high: int


class Role(StrEnum):
    """What a measure is for. Only an outcome can say that massage helps or does not, or make a picture mixed.

    A sign is found by the therapist and read against measurement error alone; a screen sorts people and measures no
    change.
    """

    OUTCOME = "outcome"
    SIGN = "sign"
    SCREEN = "screen"


class Moment(StrEnum):
    """When a measure is asked for (the default set of CLINICAL.md section 6)."""

    BASELINE = "baseline"
    EVERY_VISIT = "every_visit"
    FROM_SESSION_THREE = "from_session_three"
    EVERY_TWO_WEEKS = "every_two_weeks"
    REVIEW = "review"
    DISCHARGE = "discharge"
    TWELVE_WEEKS_AFTER = "twelve_weeks_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A validated measure: items, range, how it is scored and how much change means something.

    `scoring` names one of the scoring rules in `ischia.pathway.track.scoring`. `better` is "lower" or "higher".
    `detectable_change` is the MDC and `important_change` the MIC, both in scale points. `worsening_change` is from how
    many points on a worsening counts: the smallest figure there is, so that a doubtful one never hides it.
    `asked` says when it is due; a measure that is never due is open to be filled in. `entered_by` is "client" or
    "therapist"; `unit` is empty for points of a scale.
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
    role: Role = Role.OUTCOME
    entered_by: str = "client"
    unit: str = ""
    asked: tuple[Moment, ...] = ()
