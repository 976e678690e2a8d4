"""How does a visitor mark where it hurts, by words that two sessions can compare?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ischia.knowledge.records import Knowledge, Region, RegionId
from ischia.pathway.shared.body_chart import BodyChart, Mark, Side, Symptom
from ischia.pathway.shared.errors import BadInput, InputFault

_BUTTOCK = ("gluteal_upper_inner", "gluteal_upper_outer", "gluteal_lower_inner", "gluteal_lower_outer")
MOST_SPOTS = 16
DEFAULT_INTENSITY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One region on one side. `key` is how a form names it."""

    key: str
    label: str
    side: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """One region with its sides."""

    region: str
    label: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionGroup:
    """The regions of one part of the body, from top to bottom."""

    label: str
    rows: tuple[RegionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomBox:
    """One symptom that can be ticked for a spot."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotDetail:
    """What is felt at one spot, and how strongly."""

    key: str
    label: str
    symptoms: tuple[SymptomBox, ...]
    intensity: int
    error: str


def region_groups(chart: BodyChart, knowledge: Knowledge) -> tuple[RegionGroup, ...]:
    """Every region by part of the body, with the spots that are marked."""
    marked = {_key(mark.region, mark.side) for mark in chart}
    groups = []
    for label, members in _parts():
        rows = [_row(knowledge.regions[RegionId(id)], marked) for id in members if id in knowledge.regions]
        if rows:
            groups.append(RegionGroup(label=label, rows=tuple(rows)))
    return tuple(groups)


def read_spots(posted: QueryDict, before: BodyChart, knowledge: Knowledge) -> BodyChart:
    """The marks at the ticked spots; a newly ticked spot starts as pain of middle strength, asked about next.

    Raises `BadInput` when nothing is ticked or a spot does not exist.
    """
    keys = list(dict.fromkeys(posted.getlist("spot")))
    if not keys:
        raise BadInput((InputFault(field="spot", reason=_("Tick at least one place where you feel it.")),))
    if len(keys) > MOST_SPOTS:
        reason = _("Tick the places that bother you most, %d at most.") % MOST_SPOTS
        raise BadInput((InputFault(field="spot", reason=reason),))
    chart: list[Mark] = []
    for key in keys:
        region, side = _spot(key, knowledge)
        kept = [mark for mark in before if mark.region == region and mark.side is side]
        chart.extend(kept or [Mark(region=region, side=side, symptom=Symptom.PAIN, intensity=DEFAULT_INTENSITY)])
    return tuple(chart)


def spot_details(
    chart: BodyChart, knowledge: Knowledge, *, errors: Mapping[str, str] | None = None
) -> tuple[SpotDetail, ...]:
    """Each marked spot once, with its symptoms."""
    return tuple(_detail(marks, knowledge, errors or {}) for marks in _by_spot(chart))


def read_details(posted: QueryDict, before: BodyChart) -> BodyChart:
    """What is felt at each spot. Raises `BadInput` with one fault per spot where nothing was chosen."""
    chart: list[Mark] = []
    faults: list[InputFault] = []
    for marks in _by_spot(before):
        key = _key(marks[0].region, marks[0].side)
        symptoms = [Symptom(value) for value in posted.getlist(f"{key}.symptom") if value in set(Symptom)]
        intensity = posted.get(f"{key}.intensity", "")
        if not symptoms:
            faults.append(InputFault(field=key, reason=_("Choose what you feel here.")))
        elif not intensity.isdecimal() or int(intensity) > 10:
            faults.append(InputFault(field=key, reason=_("Choose how strong it is, from 0 to 10.")))
        else:
            chart.extend(
                Mark(region=marks[0].region, side=marks[0].side, symptom=symptom, intensity=int(intensity))
                for symptom in symptoms
            )
    if faults:
        raise BadInput(tuple(faults))
    return tuple(chart)


def symptom_in_words(symptom: Symptom) -> str:
    """What is felt, in the client's words."""
    return {
        Symptom.PAIN: _("Pain"),
        Symptom.NUMB: _("Numb"),
        Symptom.TINGLING: _("Pins and needles"),
        Symptom.BURNING: _("Burning"),
        Symptom.WEAK: _("Weak"),
    }[symptom]


def side_in_words(side: Side) -> str:
    """The person's own left and right."""
    return {Side.LEFT: _("Left"), Side.RIGHT: _("Right"), Side.MIDDLE: _("Middle")}[side]


def spot_in_words(region: Region, side: Side) -> str:
    """For example "Calf, left"."""
    return f"{region.label}, {side_in_words(side).lower()}"


def _parts() -> list[tuple[str, tuple[str, ...]]]:
    """The regions as people name them, from the back down to the toes."""
    return [
        (_("Back"), ("thoracic", "lumbar", "sacral")),
        (
            _("Buttocks and hips"),
            (
                "gluteal_upper_inner",
                "gluteal_upper_outer",
                "gluteal_lower_inner",
                "gluteal_lower_outer",
                "groin",
                "saddle",
            ),
        ),
        (_("Thigh"), ("thigh_back", "thigh_outer", "thigh_front", "thigh_inner")),
        (_("Knee and lower leg"), ("knee_back", "knee_front", "leg_back", "leg_outer", "leg_front", "leg_inner")),
        (_("Foot"), ("heel", "foot_sole", "foot_top", "toes")),
        (_("Belly"), ("abdomen",)),
    ]


def _row(region: Region, marked: set[str]) -> RegionRow:
    spots = [
        Spot(
            key=_key(region.id, side),
            label=side_in_words(side),
            side=side.value,
            checked=_key(region.id, side) in marked,
        )
        for side in (Side.LEFT, Side.MIDDLE, Side.RIGHT)
        if side.value in region.sides
    ]
    return RegionRow(region=region.id, label=region.label, spots=tuple(spots))


def _detail(marks: tuple[Mark, ...], knowledge: Knowledge, errors: Mapping[str, str]) -> SpotDetail:
    key = _key(marks[0].region, marks[0].side)
    felt = {mark.symptom for mark in marks}
    return SpotDetail(
        key=key,
        label=spot_in_words(knowledge.regions[marks[0].region], marks[0].side),
        symptoms=tuple(
            SymptomBox(value=symptom.value, label=symptom_in_words(symptom), checked=symptom in felt)
            for symptom in Symptom
        ),
        intensity=max(mark.intensity for mark in marks),
        error=errors.get(key, ""),
    )


def _by_spot(chart: BodyChart) -> Iterable[tuple[Mark, ...]]:
    spots: dict[str, list[Mark]] = {}
    for mark in chart:
        spots.setdefault(_key(mark.region, mark.side), []).append(mark)
    return [tuple(marks) for marks in spots.values()]


def _spot(key: str, knowledge: Knowledge) -> tuple[RegionId, Side]:
    region, _dot, side = key.partition(".")
    known = knowledge.regions.get(RegionId(region))
    if known is None or side not in known.sides:
        raise BadInput((InputFault(field="spot", reason=_("Choose from the places shown.")),))
    return known.id, Side(side)


def _key(region: str, side: Side) -> str:
    return f"{region}.{side.value}"
