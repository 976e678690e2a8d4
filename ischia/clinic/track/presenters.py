"""How is progress shown: the sentence first, then each measure?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.track.asking import is_overdue
from ischia.clinic.track.chart import chart
from ischia.clinic.track.chart_values import Chart, Drawn, Struck
from ischia.clinic.track.models import MeasureEntry
from ischia.clinic.track.queries import EpisodeProgress, names_of_users
from ischia.clinic.treat.api import Ending
from ischia.knowledge.records import Instrument, InstrumentId, Knowledge, Role
from ischia.pathway.track.api import (
    PLAIN_NAMES,
    Asked,
    Change,
    Forecast,
    NoForecast,
    Score,
    minutes_to_fill,
    number,
    plain_sentence,
    said_to_others,
)

RATED_BY_ITSELF = frozenset({"pgic"})
"""Instruments that are a sentence rather than a curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told beside the reading: forecasts by measure, every entry (those marked as an error too), goals."""

    knowledge: Knowledge
    today: date
    entries: tuple[MeasureEntry, ...] = ()
    forecasts: Mapping[InstrumentId, Forecast | NoForecast] = field(default_factory=dict)
    goals: tuple[str, ...] = ()
    onset_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The charts of one kind of measure; `goals` are the client's own words, where they belong to these charts."""

    id: str
    title: str
    charts: tuple[Chart, ...]
    goals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressShown:
    """The progress page. `may_be_natural` puts the label beside the headline."""

    headline: str
    may_be_natural: bool
    cautions: tuple[str, ...]
    groups: tuple[Group, ...]
    said: tuple[str, ...]
    sessions_done: int
    weeks: str
    citations: tuple[str, ...]
    unverified: tuple[str, ...]
    knowledge_version: str


def progress_shown(read: EpisodeProgress, told: Told, *, for_client: bool) -> ProgressShown:
    """Put the reading into words and pictures, said to the client or to somebody else."""
    progress, knowledge = read.progress, told.knowledge
    return ProgressShown(
        headline=progress.headline if for_client else said_to_others(progress.headline),
        may_be_natural=progress.may_be_natural_recovery,
        cautions=progress.cautions,
        groups=tuple(_groups(read, told, for_client=for_client)),
        said=tuple(
            _sentence(one, for_client=for_client) for one in progress.changes if one.instrument in RATED_BY_ITSELF
        ),
        sessions_done=progress.sessions_done,
        weeks="" if progress.weeks_since_onset is None else f"{progress.weeks_since_onset:.0f}",
        citations=tuple(_citations(progress.changes, knowledge)),
        unverified=tuple(_unverified(progress.changes, knowledge)),
        knowledge_version=progress.knowledge_version,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedShown:
    """One measure that is to be filled in."""

    name: str
    due_on: date
    is_overdue: bool


def asked_shown(one: Asked, knowledge: Knowledge) -> AskedShown:
    """A measure that is due, in plain words."""
    name = PLAIN_NAMES.get(one.instrument, knowledge.instruments[one.instrument].label)
    return AskedShown(name=name, due_on=one.due_on, is_overdue=is_overdue(one))


def how_long(asked: Iterable[Asked], knowledge: Knowledge) -> str:
    """How long filling in takes, in words; empty when nothing is due."""
    minutes = minutes_to_fill(knowledge.instruments[one.instrument] for one in asked)
    if not minutes:
        return ""
    return ngettext("about %(minutes)d minute", "about %(minutes)d minutes", minutes) % {"minutes": minutes}


def form_title(instrument: Instrument, *, for_client: bool) -> str:
    """What a form is called: in plain words to the client, by its own name to everybody else."""
    plain = PLAIN_NAMES.get(instrument.id, instrument.label) if for_client else instrument.label
    return plain[:1].upper() + plain[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """One entry. One that was marked as an error stays to be seen, struck through, with who said so and why."""

    key: str
    label: str
    on: date
    value: str
    entered_as: str
    is_wrong: bool
    why: str
    marked_as: str
    marked_at: datetime | None


def entries_shown(entries: Iterable[MeasureEntry], knowledge: Knowledge) -> tuple[EntryShown, ...]:
    """Every entry, the newest first."""
    rows = tuple(reversed(tuple(entries)))
    names = names_of_users({row.error.marked_by for row in rows if hasattr(row, "error")})
    return tuple(_entry_shown(entry, knowledge, names) for entry in rows)


def _entry_shown(entry: MeasureEntry, knowledge: Knowledge, names: Mapping[str, str]) -> EntryShown:
    instrument = knowledge.instruments.get(InstrumentId(entry.instrument))
    error = getattr(entry, "error", None)
    return EntryShown(
        key=str(entry.pk),
        label=instrument.label if instrument else entry.instrument,
        on=entry.on,
        value=number(entry.value),
        entered_as=entry.entered_as,
        is_wrong=error is not None,
        why=error.reason if error else "",
        marked_as=names.get(error.marked_by, "") if error else "",
        marked_at=error.marked_at if error else None,
    )


def _sentence(one: Change | None, *, for_client: bool) -> str:
    if one is None:
        return _("One score so far.")
    said = plain_sentence(one)
    return said if for_client else said_to_others(said)


def _groups(read: EpisodeProgress, told: Told, *, for_client: bool) -> Iterator[Group]:
    """Pain, daily life, own goals, then what the therapist finds; a group without scores is left out."""
    drawn: dict[str, list[Chart]] = defaultdict(list)
    for name, scores in _in_order(read, told.knowledge):
        one = _drawn(read, name, scores, told, for_client=for_client)
        drawn[_kind(told.knowledge.instruments[name])].append(chart(one))
    titles = {
        PAIN: _("Pain"),
        DAILY_LIFE: _("Daily life"),
        OWN_GOALS: _("Your own goals") if for_client else _("The client's own goals"),
        SIGNS: _("What the therapist measures"),
    }
    for kind, title in titles.items():
        goals = told.goals if kind == OWN_GOALS else ()
        if kind in drawn:
            yield Group(id=kind, title=title, charts=tuple(drawn[kind]), goals=goals)


def _drawn(
    read: EpisodeProgress, name: InstrumentId, scores: tuple[Score, ...], told: Told, *, for_client: bool
) -> Drawn:
    change = next((one for one in read.progress.changes if one.instrument == name), None)
    return Drawn(
        instrument=told.knowledge.instruments[name],
        scores=scores,
        summary=_sentence(change, for_client=for_client),
        today=told.today,
        is_own=for_client,
        struck=tuple(_struck(told.entries, name)),
        sessions=tuple(dict.fromkeys(row.on for row in read.records if row.ending == Ending.DONE)),
        forecast=told.forecasts.get(name),
        onset_on=told.onset_on,
    )


def _struck(entries: Iterable[MeasureEntry], name: InstrumentId) -> Iterator[Struck]:
    for entry in entries:
        error = getattr(entry, "error", None)
        if error is not None and entry.instrument == name:
            yield Struck(on=entry.on, value=entry.value, why=error.reason)


def _kind(instrument: Instrument) -> str:
    if instrument.role is Role.SIGN:
        return SIGNS
    return _KINDS.get(instrument.id, DAILY_LIFE)


PAIN, DAILY_LIFE, OWN_GOALS, SIGNS = "pain", "daily-life", "own-goals", "signs"
_KINDS = {
    InstrumentId("nprs_leg"): PAIN,
    InstrumentId("nprs_back"): PAIN,
    InstrumentId("psfs"): OWN_GOALS,
}


def _in_order(read: EpisodeProgress, knowledge: Knowledge) -> Iterator[tuple[InstrumentId, tuple[Score, ...]]]:
    """Leg pain first, then as the knowledge lists them; screens sort people and are no curve."""
    series = read.progress.series
    names = sorted((name for name in knowledge.instruments if name in series), key=lambda name: name != "nprs_leg")
    for name in names:
        if name not in RATED_BY_ITSELF and knowledge.instruments[name].role is not Role.SCREEN:
            yield name, series[name]


def _citations(changes: Iterable[Change], knowledge: Knowledge) -> Iterator[str]:
    names = dict.fromkeys(id for one in changes for id in one.citations)
    return (knowledge.evidence[id].citation for id in names if id in knowledge.evidence)


def _unverified(changes: Iterable[Change], knowledge: Knowledge) -> Iterator[str]:
    for one in changes:
        if not knowledge.instruments[one.instrument].backing.is_verified:
            yield one.label
