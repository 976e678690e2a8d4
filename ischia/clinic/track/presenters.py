"""How is progress shown: the sentence first, then each measure?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ischia.clinic.track.chart import Chart, chart
from ischia.clinic.track.queries import EpisodeProgress
from ischia.clinic.treat.api import Ending
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.track.api import Change, Score, plain_sentence, said_to_others

RATED_BY_ITSELF = frozenset({"pgic"})
"""Instruments that are a sentence rather than a curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressShown:
    """The progress page. `may_be_natural` puts the label beside the headline."""

    headline: str
    may_be_natural: bool
    cautions: tuple[str, ...]
    charts: tuple[Chart, ...]
    said: tuple[str, ...]
    sessions_done: int
    weeks: str
    citations: tuple[str, ...]
    unverified: tuple[str, ...]
    knowledge_version: str


def progress_shown(read: EpisodeProgress, *, knowledge: Knowledge, today: date, for_client: bool) -> ProgressShown:
    """Put the reading into words and pictures, said to the client or to somebody else."""
    progress = read.progress
    return ProgressShown(
        headline=progress.headline if for_client else said_to_others(progress.headline),
        may_be_natural=progress.may_be_natural_recovery,
        cautions=progress.cautions,
        charts=tuple(_charts(read, knowledge, today, for_client=for_client)),
        said=tuple(
            _sentence(one, for_client=for_client) for one in progress.changes if one.instrument in RATED_BY_ITSELF
        ),
        sessions_done=progress.sessions_done,
        weeks="" if progress.weeks_since_onset is None else f"{progress.weeks_since_onset:.0f}",
        citations=tuple(_citations(progress.changes, knowledge)),
        unverified=tuple(_unverified(progress.changes, knowledge)),
        knowledge_version=progress.knowledge_version,
    )


def _sentence(one: Change | None, *, for_client: bool) -> str:
    if one is None:
        return _("One score so far.")
    said = plain_sentence(one)
    return said if for_client else said_to_others(said)


def _charts(read: EpisodeProgress, knowledge: Knowledge, today: date, *, for_client: bool) -> Iterator[Chart]:
    changes = {one.instrument: one for one in read.progress.changes}
    given = [row.on for row in read.records if row.ending == Ending.DONE]
    for name, scores in _in_order(read, knowledge):
        instrument = knowledge.instruments[name]
        summary = _sentence(changes.get(name), for_client=for_client)
        yield chart(instrument, scores, summary=summary, sessions=given, today=today)


def _in_order(read: EpisodeProgress, knowledge: Knowledge) -> Iterator[tuple[InstrumentId, tuple[Score, ...]]]:
    """Leg pain first, then as the knowledge lists them."""
    series = read.progress.series
    names = sorted((name for name in knowledge.instruments if name in series), key=lambda name: name != "nprs_leg")
    for name in names:
        if name not in RATED_BY_ITSELF:
            yield name, series[name]


def _citations(changes: Iterable[Change], knowledge: Knowledge) -> Iterator[str]:
    names = dict.fromkeys(id for one in changes for id in one.citations)
    return (knowledge.evidence[id].citation for id in names if id in knowledge.evidence)


def _unverified(changes: Iterable[Change], knowledge: Knowledge) -> Iterator[str]:
    for one in changes:
        if not knowledge.instruments[one.instrument].backing.is_verified:
            yield one.label
