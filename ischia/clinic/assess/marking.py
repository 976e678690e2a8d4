"""How does a visitor mark where it hurts, by words that two sessions can compare?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ischia.knowledge.records import Knowledge, Region, RegionId
from ischia.pathway.shared.body_chart import DEPTHS, UNSURE_DEPTH, BodyChart, Mark, Side, Symptom
from ischia.pathway.shared.errors import BadInput, InputFault

_BUTTOCK = ("gluteal_upper_inner", "gluteal_upper_outer", "gluteal_lower_inner", "gluteal_lower_outer")
MOST_SPOTS = 16
DEFAULT_INTENSITY = 5
HIGHEST_INTENSITY = 10


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
    ticked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomBox:
    """One symptom that can be ticked for a spot."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotDetail:
    """What is felt at one spot, how strongly and how deep."""

    key: str
    label: str
    symptoms: tuple[SymptomBox, ...]
    depths: tuple[SymptomBox, ...]
    intensity: int
    error: str


def region_groups(spots: Collection[str], knowledge: Knowledge) -> tuple[RegionGroup, ...]:
    """Every region by part of the body, with the spots that are ticked."""
    groups = []
    for label, members in _parts():
        rows = tuple(_row(knowledge.regions[RegionId(id)], spots) for id in members if id in knowledge.regions)
        if rows:
            ticked = sum(spot.checked for row in rows for spot in row.spots)
            groups.append(RegionGroup(label=label, rows=rows, ticked=ticked))
    return tuple(groups)


def spots_of(chart: BodyChart) -> tuple[str, ...]:
    """The spots that a chart marks, each once."""
    return tuple(dict.fromkeys(_key(mark.region, mark.side) for mark in chart))


def read_spots(posted: QueryDict, knowledge: Knowledge) -> tuple[str, ...]:
    """The ticked spots. Raises `BadInput` when nothing is ticked, too much is, or a spot does not exist."""
    spots = tuple(dict.fromkeys(posted.getlist("spot")))
    if not spots:
        raise BadInput((InputFault(field="spot", reason=_("Tick at least one place where you feel it.")),))
    if len(spots) > MOST_SPOTS:
        reason = _("Tick the places that bother you most, %d at most.") % MOST_SPOTS
        raise BadInput((InputFault(field="spot", reason=reason),))
    for spot in spots:
        _region_and_side(spot, knowledge)
    return spots


def spot_details(
    spots: Iterable[str], chart: BodyChart, knowledge: Knowledge, *, errors: Mapping[str, str] | None = None
) -> tuple[SpotDetail, ...]:
    """Each ticked spot with its symptoms, as far as they were told before."""
    return tuple(_detail(spot, chart, knowledge, (errors or {}).get(spot, "")) for spot in spots)


def read_details(posted: QueryDict, spots: Iterable[str], knowledge: Knowledge) -> BodyChart:
    """What is felt at each spot. Raises `BadInput` with one fault per spot where nothing was chosen."""
    chart: list[Mark] = []
    faults: list[InputFault] = []
    for spot in spots:
        region, side = _region_and_side(spot, knowledge)
        symptoms = [Symptom(value) for value in posted.getlist(f"{spot}.symptom") if value in set(Symptom)]
        intensity = posted.get(f"{spot}.intensity", "")
        depth = posted.get(f"{spot}.depth", "")
        depth = depth if depth in DEPTHS else UNSURE_DEPTH
        if not symptoms:
            faults.append(InputFault(field=spot, reason=_("Choose what you feel here.")))
        elif not intensity.isdecimal() or int(intensity) > HIGHEST_INTENSITY:
            faults.append(InputFault(field=spot, reason=_("Choose how strong it is, from 0 to 10.")))
        else:
            chart += [
                Mark(region=region, side=side, symptom=each, intensity=int(intensity), depth=depth) for each in symptoms
            ]
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


def depth_in_words(depth: str) -> str:
    return {"surface": _("Near the skin"), "deep": _("Deep"), UNSURE_DEPTH: _("Not sure")}.get(depth, "")


def symptom_boxes(felt: Collection[Symptom] = ()) -> tuple[SymptomBox, ...]:
    """Every symptom that can be marked, those in `felt` ticked."""
    return tuple(SymptomBox(value=each.value, label=symptom_in_words(each), checked=each in felt) for each in Symptom)


def depth_boxes(depth: str = UNSURE_DEPTH) -> tuple[SymptomBox, ...]:
    """Near the skin, deep or not sure."""
    return tuple(SymptomBox(value=each, label=depth_in_words(each), checked=each == depth) for each in DEPTHS)


def felt_of(posted: QueryDict, spots: Iterable[str]) -> str:
    """What was drawn at each spot as one line of text: "leg_back.left=pain,numb foot_sole.left=numb"."""
    known = [each.value for each in Symptom]
    drawn = {spot: [value for value in posted.getlist(f"{spot}.symptom") if value in known] for spot in spots}
    return " ".join(f"{spot}={','.join(values)}" for spot, values in drawn.items() if values)


def chart_felt(felt: str, chart: BodyChart, knowledge: Knowledge) -> BodyChart:
    """The chart with what was drawn since. A spot keeps the strength said before, else it starts in the middle."""
    drawn = dict(each.split("=") for each in felt.split() if "=" in each)
    marks = [mark for mark in chart if _key(mark.region, mark.side) not in drawn]
    for spot, values in drawn.items():
        try:
            region, side = _region_and_side(spot, knowledge)
        except BadInput:
            continue
        said = next((mark for mark in chart if (mark.region, mark.side) == (region, side)), None)
        marks += [
            Mark(
                region=region,
                side=side,
                symptom=Symptom(value),
                intensity=said.intensity if said else DEFAULT_INTENSITY,
                depth=said.depth if said else UNSURE_DEPTH,
            )
            for value in values.split(",")
            if value in set(Symptom)
        ]
    return tuple(marks)


def side_in_words(side: Side) -> str:
    """The person's own left and right."""
    return {Side.LEFT: _("Left"), Side.RIGHT: _("Right"), Side.MIDDLE: _("Middle")}[side]


def spot_in_words(region: Region, side: Side) -> str:
    """For example "Calf, left"."""
    return f"{region.label}, {side_in_words(side).lower()}"


def spot_label(spot: str, knowledge: Knowledge) -> str:
    """The place in words; empty for one that does not exist."""
    try:
        region, side = _region_and_side(spot, knowledge)
    except BadInput:
        return ""
    return spot_in_words(knowledge.regions[region], side)


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


def _row(region: Region, ticked: Collection[str]) -> RegionRow:
    sides = [side for side in (Side.LEFT, Side.MIDDLE, Side.RIGHT) if side.value in region.sides]
    keys = {side: _key(region.id, side) for side in sides}
    spots = [
        Spot(key=key, label=side_in_words(side), side=side.value, checked=key in ticked) for side, key in keys.items()
    ]
    return RegionRow(region=region.id, label=region.label, spots=tuple(spots))


def _detail(spot: str, chart: BodyChart, knowledge: Knowledge, error: str) -> SpotDetail:
    region, side = _region_and_side(spot, knowledge)
    marks = [mark for mark in chart if mark.region == region and mark.side is side]
    felt = {mark.symptom for mark in marks}
    return SpotDetail(
        key=spot,
        label=spot_in_words(knowledge.regions[region], side),
        symptoms=symptom_boxes(felt),
        depths=depth_boxes(next((mark.depth for mark in marks), UNSURE_DEPTH)),
        intensity=max((mark.intensity for mark in marks), default=DEFAULT_INTENSITY),
        error=error,
    )


def _region_and_side(spot: str, knowledge: Knowledge) -> tuple[RegionId, Side]:
    region, _dot, side = spot.partition(".")
    known = knowledge.regions.get(RegionId(region))
    if known is None or side not in known.sides:
        raise BadInput((InputFault(field="spot", reason=_("Choose from the places shown.")),))
    return known.id, Side(side)


def _key(region: str, side: Side) -> str:
    return f"{region}.{side.value}"
