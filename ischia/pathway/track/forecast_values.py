"""What does a forecast answer with?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ischia.knowledge.records import EvidenceId, InstrumentId
from ischia.pathway.track.values import Score


class Caveat(StrEnum):
    """What has to stand beside every forecast it applies to, in the order it is told."""

    PEOPLE_LIKE_YOU = "people_like_you"
    NOT_FROM_MASSAGE = "not_from_massage"
    MAY_BE_NATURAL_RECOVERY = "may_be_natural_recovery"
    ONSET_UNKNOWN = "onset_unknown"
    UNUSUAL_COURSE = "unusual_course"
    BORROWED_COURSE = "borrowed_course"
    NOT_VERIFIED = "not_verified"

    @property
    def sentence(self) -> str:
        """The caveat in words."""
        return _CAVEATS[self]


_CAVEATS = {
    Caveat.PEOPLE_LIKE_YOU: "This shows how people like you got on. It is not your own future.",
    Caveat.NOT_FROM_MASSAGE: "It says nothing about what massage does: people get better and worse for many reasons.",
    Caveat.MAY_BE_NATURAL_RECOVERY: (
        "Your pain began less than 12 weeks before these scores. In that time many people get better by themselves."
    ),
    Caveat.ONSET_UNKNOWN: "We do not know when your pain began. If it is new, you may be getting better by yourself.",
    Caveat.UNUSUAL_COURSE: "Your newest score is not what the earlier ones led us to expect. Trust this forecast less.",
    Caveat.BORROWED_COURSE: "No good study follows this measure. The forecast goes by how leg pain changes over time.",
    Caveat.NOT_VERIFIED: "Some of the numbers behind this are not verified yet. A clinician still has to confirm them.",
}


class WhyNone(StrEnum):
    """Why there is no forecast."""

    TOO_FEW_SCORES = "too_few_scores"
    NOBODY_FOLLOWED = "nobody_followed"
    DAYS_HAVE_PASSED = "days_have_passed"

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return _REASONS[self]


_REASONS = {
    WhyNone.TOO_FEW_SCORES: "A forecast needs scores from at least three days.",
    WhyNone.NOBODY_FOLLOWED: "No study that we know of shows how this measure changes over time.",
    WhyNone.DAYS_HAVE_PASSED: "The days that could be forecast have passed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """A day to look ahead to, by name: "review", "end_of_course", "week_12"."""

    name: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where a score of that day would lie, on the instrument's own scale.

    `low` to `high` holds 80 % of people, `inner_low` to `inner_high` half of them, and `middle` parts them in two.
    """

    on: date
    low: float
    inner_low: float
    middle: float
    inner_high: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The chance (0 to 1) that the true change for the better is at least `points` and at least `percent` of the start.

    True means without measurement error. `population` is "back_pain" for the general rule and "sciatica" for the
    figure published for sciatica treated without surgery.
    """

    population: str
    points: float
    percent: float
    probability: float
    citations: tuple[EvidenceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What to expect on one day ahead; `chances` is empty where no important change is published."""

    horizon: Horizon
    band: Band
    chances: tuple[Chance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How people with these scores go on. `fan` runs weekly from the newest score to the last horizon.

    `improving` is the chance (0 to 1) of belonging to the people who improve rather than to those whose pain lasts.
    """

    instrument: InstrumentId
    label: str
    scores: tuple[Score, ...]
    sentence: str
    improving: float
    outlooks: tuple[Outlook, ...]
    fan: tuple[Band, ...]
    caveats: tuple[Caveat, ...]
    citations: tuple[EvidenceId, ...]
    knowledge_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoForecast:
    """Why one measure has no forecast."""

    instrument: InstrumentId
    label: str
    why: WhyNone
    scores: int
