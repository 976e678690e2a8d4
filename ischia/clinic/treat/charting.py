"""Where is it felt at this visit, and what is different from an earlier one?

The same coded chart as before the first visit (`ischia.clinic.assess`): places by words, each with what is felt there
and how strongly. A draft keeps what was ticked, faults included; only `chart_marked` insists on values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ischia.clinic.assess.api import (
    Figure,
    MarkShown,
    RegionGroup,
    SpotDetail,
    figures,
    read_details,
    read_spots,
    region_groups,
    show_marks,
    spot_details,
    spot_label,
    spots_of,
)
from ischia.clinic.treat.entered import Entered, Row
from ischia.clinic.treat.mapping import record_of
from ischia.clinic.treat.models import SessionRecord
from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.body_chart import BodyChart, Mark
from ischia.pathway.shared.errors import BadInput, InputFault

SHOWN = "chart-shown"
"""Sent by a page that carries the chart: without it, nothing ticked means that the chart was not there."""

FIELD = "chart-"
"""What a fault at a place is called, before the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The places of one chart against those of an earlier one, in words."""

    since: str
    added: tuple[str, ...]
    gone: tuple[str, ...]
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTyped:
    """A ticked place with what was chosen for it so far; `intensity` is as typed."""

    spot: SpotDetail
    intensity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartShown:
    """The chart of a visit: to mark while it is a draft, to read once it is signed."""

    figures: tuple[Figure, ...]
    groups: tuple[RegionGroup, ...]
    details: tuple[PlaceTyped, ...]
    marks: tuple[MarkShown, ...]
    changes: tuple[Change, ...]
    is_marked: bool


def marked_from_post(posted: QueryDict, before: dict[str, Row]) -> dict[str, Row]:
    """The ticked places with what was chosen for each, as it was when the page does not carry the chart."""
    if SHOWN not in posted:
        return before
    return {
        spot: {
            "symptoms": " ".join(posted.getlist(f"{spot}.symptom")),
            "intensity": posted.get(f"{spot}.intensity", ""),
        }
        for spot in dict.fromkeys(posted.getlist("spot"))
    }


def chart_marked(entered: Entered, knowledge: Knowledge) -> BodyChart:
    """The chart that the draft makes. Raises BadInput naming every place that is not finished or does not exist."""
    if not entered.chart:
        return ()
    typed = QueryDict(mutable=True)
    typed.setlist("spot", list(entered.chart))
    for spot, row in entered.chart.items():
        typed.setlist(f"{spot}.symptom", row["symptoms"].split())
        typed[f"{spot}.intensity"] = row["intensity"]
    try:
        return read_details(typed, read_spots(typed, knowledge), knowledge)
    except BadInput as bad:
        raise BadInput(
            tuple(InputFault(field=f"{FIELD}{fault.field}", reason=fault.reason) for fault in bad.faults)
        ) from bad


def chart_shown(
    entered: Entered,
    signed: SessionRecord | None,
    earlier: Iterable[SessionRecord],
    knowledge: Knowledge,
    *,
    faults: Iterable[InputFault] = (),
) -> ChartShown:
    """The chart with what is different from every earlier session at which one was marked, the newest first."""
    chart = record_of(signed).body_chart if signed else chart_so_far(entered, knowledge)
    spots = spots_of(chart) if signed else tuple(spot for spot in entered.chart if spot_label(spot, knowledge))
    errors = {fault.field.removeprefix(FIELD): fault.reason for fault in faults}
    return ChartShown(
        figures=figures(spots, knowledge),
        groups=() if signed else region_groups(spots, knowledge),
        details=() if signed else tuple(_typed(spots, entered, knowledge, errors)),
        marks=show_marks(chart, knowledge),
        changes=tuple(_changes(spots, earlier, knowledge)) if spots else (),
        is_marked=bool(spots),
    )


def _typed(
    spots: tuple[str, ...], entered: Entered, knowledge: Knowledge, errors: Mapping[str, str]
) -> Iterable[PlaceTyped]:
    """Each place with its boxes as they were ticked, whether or not a number stands beside them yet."""
    ticked = Entered(chart={spot: {**row, "intensity": "0"} for spot, row in entered.chart.items()})
    for spot in spot_details(spots, chart_so_far(ticked, knowledge), knowledge, errors=errors):
        yield PlaceTyped(spot=spot, intensity=entered.chart[spot.key]["intensity"])


def chart_so_far(entered: Entered, knowledge: Knowledge) -> BodyChart:
    """What can be read of the draft's marks; a place without a symptom yet has none."""
    marks: list[Mark] = []
    for spot, row in entered.chart.items():
        try:
            marks += chart_marked(Entered(chart={spot: row}), knowledge)
        except BadInput:
            continue
    return tuple(marks)


def _changes(spots: tuple[str, ...], earlier: Iterable[SessionRecord], knowledge: Knowledge) -> Iterable[Change]:
    for row in sorted(earlier, key=lambda record: record.on, reverse=True):
        before = spots_of(record_of(row).body_chart)
        if before:
            yield compared(spots, before, since=f"{row.on:%-d %B %Y}", knowledge=knowledge)


def compared(now: Iterable[str], before: Iterable[str], *, since: str, knowledge: Knowledge) -> Change:
    """Which places are new, gone and the same."""
    here, there = dict.fromkeys(now), dict.fromkeys(before)
    return Change(
        since=since,
        added=_words((spot for spot in here if spot not in there), knowledge),
        gone=_words((spot for spot in there if spot not in here), knowledge),
        same=_words((spot for spot in here if spot in there), knowledge),
    )


def _words(spots: Iterable[str], knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(label for spot in spots if (label := spot_label(spot, knowledge)))


def chart_in_words(chart: BodyChart, knowledge: Knowledge) -> str:
    """One sentence for the note; empty when nothing was marked."""
    said = [f"{mark.where}: {mark.what.lower()} {mark.intensity}" for mark in show_marks(chart, knowledge)]
    return _("Body chart (0 to 10): %s.") % "; ".join(said) if said else ""
