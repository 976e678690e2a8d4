"""Which measures does the safety check look at, and what do they say to it?"""

from collections.abc import Iterable

from ischia.knowledge.records import FindingId, InstrumentId
from ischia.pathway.shared.findings import Answer
from ischia.pathway.track.values import Score

WEIGHED = {InstrumentId("phq_2"): FindingId("phq2_score")}
"""The finding that each of these measures makes: CI43 looks at the mood score."""

ON_REQUEST = tuple(WEIGHED)
"""Measures outside the default set of CLINICAL.md section 6: never due, always open to be filled in."""

OFFERED = (*ON_REQUEST, InstrumentId("sfi"))
"""Everything a client may fill in without being asked: those above, and how often the leg is a bother."""


def _plain(value: float) -> float:
    """A whole number as one, as it is typed and stored."""
    return int(value) if value == int(value) else value


def findings_measured(scores: Iterable[Score]) -> dict[str, Answer]:
    """Return what the newest score of each weighed measure says; of two on one day the later one given stands."""
    newest = {one.instrument: one for one in sorted(scores, key=lambda one: one.on)}
    return {WEIGHED[name]: _plain(one.value) for name, one in newest.items() if name in WEIGHED}
