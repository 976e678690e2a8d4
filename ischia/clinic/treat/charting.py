"""Where is it felt at this visit, and what is different from an earlier one?

The same coded chart as before the first visit (`ischia.clinic.assess`): places by words, each with what is felt there
and how strongly. A draft keeps what was ticked, faults included; only `chart_marked` insists on values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ischia.clinic.assess.api import (
    HIGHEST_INTENSITY,
    ChartForm,
    Figure,
    MarkShown,
    SpotDetail,
    chart_form,
    figures,
    read_details,
    read_spots,
    show_marks,
    spot_details,
    spot_label,
    spots_of,
    symptom_in_words,
)
from ischia.clinic.treat.entered import Entered, Row
from ischia.clinic.treat.mapping import record_of
from ischia.clinic.treat.models import SessionRecord
from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.body_chart import BodyChart, Mark
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.treat.api import ChartChange, MarkChange, compare_charts

SHOWN = "chart-shown"
"""Sent by a page that carries the chart: without it, nothing ticked means that the chart was not there."""

FIELD = "chart-"
"""What a fault at a place is called, before the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One chart against an earlier one: both figures, and what is different in words."""

    key: str
    since: str
    before: tuple[Figure, ...]
    now: tuple[Figure, ...]
    said: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTyped:
    """A ticked place with what was chosen for it so far; `intensity` is as typed."""

    spot: SpotDetail
    intensity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartShown:
    """The chart of a visit: to mark while it is a draft, to read once it is signed."""

    form: ChartForm
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
            "depth": posted.get(f"{spot}.depth", ""),
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
        typed[f"{spot}.depth"] = row.get("depth", "")
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
        form=chart_form(spots, chart if signed else _drawn(entered, knowledge), knowledge),
        details=() if signed else tuple(_typed(spots, entered, knowledge, errors)),
        marks=show_marks(chart, knowledge),
        changes=tuple(_changes(chart, earlier, knowledge)) if spots else (),
        is_marked=bool(spots),
    )


def _typed(
    spots: tuple[str, ...], entered: Entered, knowledge: Knowledge, errors: Mapping[str, str]
) -> Iterable[PlaceTyped]:
    """Each place with its boxes as they were ticked, whether or not a number stands beside them yet."""
    for spot in spot_details(spots, _drawn(entered, knowledge), knowledge, errors=errors):
        yield PlaceTyped(spot=spot, intensity=entered.chart[spot.key]["intensity"])


def _drawn(entered: Entered, knowledge: Knowledge) -> BodyChart:
    """The marks as the figure shows them: with no number yet, they are drawn all the same."""
    rows = {spot: {**row, "intensity": _number_or_nothing(row["intensity"])} for spot, row in entered.chart.items()}
    return chart_so_far(Entered(chart=rows), knowledge)


def _number_or_nothing(typed: str) -> str:
    return typed if typed.isdecimal() and int(typed) <= HIGHEST_INTENSITY else "0"


def chart_so_far(entered: Entered, knowledge: Knowledge) -> BodyChart:
    """What can be read of the draft's marks; a place without a symptom yet has none."""
    marks: list[Mark] = []
    for spot, row in entered.chart.items():
        try:
            marks += chart_marked(Entered(chart={spot: row}), knowledge)
        except BadInput:
            continue
    return tuple(marks)


def _changes(chart: BodyChart, earlier: Iterable[SessionRecord], knowledge: Knowledge) -> Iterable[Change]:
    now = figures(chart, knowledge)
    for row in sorted(earlier, key=lambda record: record.on, reverse=True):
        before = record_of(row).body_chart
        if before:
            yield Change(
                key=f"then{row.on:%Y%m%d}",
                since=f"{row.on:%-d %B %Y}",
                before=figures(before, knowledge),
                now=now,
                said=tuple(_said(compare_charts(before, chart), knowledge)),
            )


def _said(change: ChartChange, knowledge: Knowledge) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Every kind of difference with its places, empty ones too: that nothing is new is news."""
    for label, marks in (
        (_("New"), change.new),
        (_("Gone"), change.gone),
        (_("Less"), change.less),
        (_("More"), change.more),
        (_("The same"), change.same),
    ):
        yield label, tuple(_in_words(mark, knowledge) for mark in marks)


def _in_words(mark: MarkChange, knowledge: Knowledge) -> str:
    """For example "Calf, left: numb 6 to 3"."""
    where = spot_label(f"{mark.region}.{mark.side.value}", knowledge) or str(mark.region)
    what = f"{where}: {symptom_in_words(mark.symptom).lower()}"
    if mark.before is None or mark.now is None or mark.before == mark.now:
        return f"{what} {mark.before if mark.now is None else mark.now}"
    return _("%(what)s %(before)d to %(now)d") % {"what": what, "before": mark.before, "now": mark.now}


def chart_in_words(chart: BodyChart, knowledge: Knowledge) -> str:
    """One sentence for the note; empty when nothing was marked."""
    said = [_one_mark(mark) for mark in show_marks(chart, knowledge)]
    return _("Body chart (0 to 10): %s.") % "; ".join(said) if said else ""


def _one_mark(mark: MarkShown) -> str:
    return f"{mark.where}: {mark.what.lower()} {mark.intensity}{f', {mark.depth.lower()}' if mark.depth else ''}"
