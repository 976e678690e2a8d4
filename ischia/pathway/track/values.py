"""What does measuring answer with?"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ischia.knowledge.records import EvidenceId, InstrumentId, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One score on one day. `missing` names items left out under the instrument's own rule.

    `answers` keeps what was answered by item, so that one item (such as weakness in the SBI) can be read by itself.
    """

    instrument: InstrumentId
    on: date
    value: float
    missing: tuple[str, ...] = ()
    answers: dict[str, int] = field(default_factory=dict, hash=False)


class Reading(StrEnum):
    """How a change reads against measurement error and minimal important change."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    NOT_ENOUGH = "not_enough_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Change of one measure from baseline. `better_by` and `percent` are positive when the person is better off.

    `needed` is how many points better count as improved from this baseline, where that can be said.
    """

    instrument: InstrumentId
    label: str
    baseline: Score
    latest: Score
    better_by: float
    percent: float | None
    detectable_change: float | None
    important_change: float | None
    needed: float | None
    role: Role
    reading: Reading
    why: str
    citations: tuple[EvidenceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Is it helping? One plain sentence first, then each measure, then what the reading cannot claim."""

    headline: str
    overall: Reading
    is_mixed: bool
    changes: tuple[Change, ...]
    series: dict[InstrumentId, tuple[Score, ...]]
    sessions_done: int
    weeks_since_onset: float | None
    may_be_natural_recovery: bool
    cautions: tuple[str, ...]
    knowledge_version: str
