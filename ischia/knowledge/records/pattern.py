"""Which published clues speak for one source of the pain?"""

from dataclasses import dataclass

from ischia.knowledge.criteria import Criterion
from ischia.knowledge.records.backing import Backing, Wording
from ischia.knowledge.records.names import FindingId, MuscleId, PatternId


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Published accuracy of one indicator; `note` says how it was obtained. Absent numbers are None, never guessed."""

    sensitivity: float | None = None
    specificity: float | None = None
    likelihood_ratio_positive: float | None = None
    likelihood_ratio_negative: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One published clue for a pattern. `points` is its count in the published scheme, not a probability weight.

    Where the clue is there, the findings `ask_about` have to be asked about before anything else.
    """

    id: str
    label: str
    when: Criterion
    points: int
    backing: Backing
    accuracy: Accuracy | None = None
    ask_about: tuple[FindingId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Another published count for a pattern, shown beside its own and never added to it.

    `suggests` is the published cut; None where no cut may be used.
    """

    id: str
    label: str
    indicators: tuple[Indicator, ...]
    backing: Backing
    suggests: Criterion | None = None
    accuracy: Accuracy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From how many points on a pattern is read as unlikely, possible or likely."""

    name: str
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One probable source of the leg pain. `stays_in_route` is False for sources outside the sciatica pathway.

    Such a source leaves the pathway only when `leaves_route_when` holds, where that is given. `against` are clues that
    lower it: their points are 0, or negative where a published scheme takes points away. `schemes` are other published
    counts, shown beside this one.
    """

    id: PatternId
    label: str
    say: Wording
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    stays_in_route: bool
    backing: Backing
    against: tuple[Indicator, ...] = ()
    muscles: tuple[MuscleId, ...] = ()
    relieving_positions: tuple[str, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    leaves_route_when: Criterion | None = None
