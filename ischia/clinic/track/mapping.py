"""How do measure rows become scores?"""

from collections.abc import Iterable

from ischia.clinic.track.models import MeasureEntry
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import Score


def score_of(entry: MeasureEntry) -> Score:
    """The score as it was given, under the knowledge of its day."""
    given = {item: answer for item, answer in entry.answers.items() if answer is not None}
    return Score(
        instrument=InstrumentId(entry.instrument),
        on=entry.on,
        value=entry.value,
        missing=tuple(entry.missing),
        answers=given,
    )


def scores_of(entries: Iterable[MeasureEntry]) -> tuple[Score, ...]:
    return tuple(score_of(entry) for entry in entries)
