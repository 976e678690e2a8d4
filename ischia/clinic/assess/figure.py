"""Where does each region lie on the figure, and which marks does it carry? Drawn from the ribs to the toes.

The figure is for the eye, the finger and the mouse. The words beside it hold the data, so it is hidden from screen
readers; every region can be ticked in the list. Regions are wider than in nature, so that a thumb finds them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi

from django.utils.translation import gettext as _

from ischia.clinic.assess.marking import spot_in_words
from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.body_chart import BodyChart, Side

WIDTH, HEIGHT = 120, 282
MIDDLE = WIDTH / 2
STEP = 4
"""How far apart the points of an outline are, in the figure's own units."""

Curve = tuple[tuple[float, float], ...]

_OUTER: Curve = (
    (4, 34),
    (10, 39),
    (44, 36),
    (70, 42),
    (98, 48),
    (120, 48),
    (150, 46),
    (178, 41),
    (188, 40),
    (210, 45),
    (225, 44),
    (246, 35),
    (256, 35),
    (268, 40),
    (275, 40),
    (280, 35),
)
"""Half the body's width at each height: from the ribs to the toes."""

_INNER: Curve = (
    (134, 1.5),
    (150, 2.5),
    (178, 5),
    (188, 6),
    (210, 5),
    (225, 6),
    (246, 13),
    (256, 12),
    (268, 7),
    (275, 7),
    (280, 12),
)
"""How far the inside of the leg is from the middle line."""

CROTCH = 134


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One region on one side: from `top` to `bottom`, between two edges.

    An edge up to 1 is a share of the way from the inside of the leg to the outside; a larger one is a distance from the
    middle line.
    """

    top: float
    bottom: float
    near: float
    far: float


_SIDES: dict[str, dict[str, Band]] = {
    "back": {
        "thoracic": Band(top=5, bottom=44, near=9, far=1),
        "lumbar": Band(top=45, bottom=70, near=9, far=1),
        "sacral": Band(top=71, bottom=95, near=5.5, far=15),
        "gluteal_upper_inner": Band(top=71, bottom=95, near=15.5, far=30),
        "gluteal_upper_outer": Band(top=71, bottom=95, near=30.5, far=1),
        "gluteal_lower_inner": Band(top=96, bottom=118, near=1.2, far=25),
        "gluteal_lower_outer": Band(top=96, bottom=118, near=25.5, far=1),
        "saddle": Band(top=119, bottom=133, near=5.5, far=15),
        "thigh_back": Band(top=119, bottom=178, near=0, far=1),
        "knee_back": Band(top=179, bottom=198, near=0, far=1),
        "leg_back": Band(top=199, bottom=246, near=0, far=1),
        "heel": Band(top=247, bottom=259, near=0, far=1),
        "foot_sole": Band(top=260, bottom=280, near=0, far=1),
    },
    "front": {
        "abdomen": Band(top=45, bottom=95, near=12, far=1),
        "groin": Band(top=96, bottom=118, near=1.2, far=31),
        "thigh_inner": Band(top=119, bottom=178, near=0, far=0.32),
        "thigh_front": Band(top=119, bottom=178, near=0.33, far=0.66),
        "thigh_outer": Band(top=96, bottom=178, near=0.67, far=1),
        "knee_front": Band(top=179, bottom=198, near=0, far=1),
        "leg_inner": Band(top=199, bottom=246, near=0, far=0.33),
        "leg_front": Band(top=199, bottom=246, near=0.34, far=0.66),
        "leg_outer": Band(top=199, bottom=246, near=0.67, far=1),
        "foot_top": Band(top=247, bottom=264, near=0, far=1),
        "toes": Band(top=265, bottom=280, near=0, far=1),
    },
}
_CENTRE: dict[str, Band] = {
    "thoracic": Band(top=5, bottom=44, near=-8.5, far=8.5),
    "lumbar": Band(top=45, bottom=70, near=-8.5, far=8.5),
    "sacral": Band(top=71, bottom=95, near=-5, far=5),
    "saddle": Band(top=119, bottom=133, near=-5, far=5),
    "abdomen": Band(top=45, bottom=95, near=-11.5, far=11.5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One region on one side, in the figure's own units.

    `x` and `y` are its middle, `symptoms` what is marked there, `strength` how strongly (0-10, or "").
    """

    spot: str
    label: str
    outline: str
    x: str
    y: str
    is_marked: bool
    symptoms: tuple[str, ...]
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The body from the back or the front, with what stands at its own left-hand and right-hand edge."""

    view: str
    label: str
    outline: str
    edges: tuple[str, str]
    shapes: tuple[Shape, ...]


def figures(chart: BodyChart, knowledge: Knowledge, *, spots: Iterable[str] = ()) -> tuple[Figure, ...]:
    """The back and the front with these marks; `spots` are ticked already, and nothing is said of them yet."""
    left, right = _("Left"), _("Right")
    marked = {*spots, *(f"{mark.region}.{mark.side.value}" for mark in chart)}
    return tuple(
        Figure(
            view=view,
            label=label,
            outline=_body(),
            edges=edges,
            shapes=tuple(_shapes(view, chart, marked, knowledge)),
        )
        for view, label, edges in (("back", _("Back"), (left, right)), ("front", _("Front"), (right, left)))
    )


def _shapes(view: str, chart: BodyChart, marked: set[str], knowledge: Knowledge) -> Iterable[Shape]:
    for region in knowledge.regions.values():
        if region.view != view:
            continue
        for side in (Side(each) for each in region.sides):
            drawn = _drawn(view, region.id, side)
            if drawn is None:
                continue
            marks = [mark for mark in chart if mark.region == region.id and mark.side is side]
            spot = f"{region.id}.{side.value}"
            yield Shape(
                spot=spot,
                label=spot_in_words(region, side),
                outline=drawn[0],
                x=drawn[1],
                y=drawn[2],
                is_marked=spot in marked,
                symptoms=tuple(mark.symptom.value for mark in marks),
                strength=str(max((mark.intensity for mark in marks), default=0) or ""),
            )


@cache
def _drawn(view: str, region: str, side: Side) -> tuple[str, str, str] | None:
    """A region's outline and its middle; None where the figure does not show it."""
    band = _CENTRE.get(region) if side is Side.MIDDLE else _SIDES[view].get(region)
    if band is None:
        return None
    heights = _heights(band.top, band.bottom)
    near = [(_edge(band.near, y, view), y) for y in heights]
    far = [(_edge(band.far, y, view), y) for y in heights]
    points = [*near, *reversed(far)]
    # Seen from the back the person's left is on the left; seen from the front it is on the right.
    turn = -1 if (side is Side.LEFT) == (view == "back") and side is not Side.MIDDLE else 1
    placed = [(MIDDLE + turn * x, y) for x, y in points]
    half = len(heights) // 2
    centre = MIDDLE + turn * (near[half][0] + far[half][0]) / 2
    return _path(placed), f"{centre:.1f}", f"{(band.top + band.bottom) / 2:.1f}"


def _edge(edge: float, y: float, view: str) -> float:
    if not 0 <= edge <= 1:
        return edge
    near, far = _inside(y, view), _along(_OUTER, y)
    return near + edge * (far - near)


def _inside(y: float, view: str) -> float:
    """The inside of the leg; above the crotch, where there is none, the middle line or the saddle's edge."""
    if y >= CROTCH:
        return _along(_INNER, y)
    return 15.5 if view == "back" else 1.2


def _along(curve: Curve, y: float) -> float:
    """The curve at this height, smooth from point to point."""
    if y <= curve[0][0]:
        return curve[0][1]
    for (top, start), (bottom, end) in pairwise(curve):
        if y <= bottom:
            share = (1 - cos(pi * (y - top) / (bottom - top))) / 2
            return start + (end - start) * share
    return curve[-1][1]


def _heights(top: float, bottom: float) -> list[float]:
    """From the top to the bottom in even steps, with the crotch where it lies between."""
    count = max(4, round((bottom - top) / STEP))
    even = [top + (bottom - top) * index / count for index in range(count + 1)]
    return sorted({*even, *([CROTCH - 0.1, CROTCH] if top < CROTCH < bottom else [])})


@cache
def _body() -> str:
    """The outline of the whole figure."""
    down = [(_along(_OUTER, y), y) for y in _heights(4, 280)]
    up = [(_along(_INNER, y), y) for y in reversed(_heights(CROTCH, 280))]
    right = [(MIDDLE + x, y) for x, y in (*down, *up)]
    left = [(MIDDLE - x, y) for x, y in reversed((*down, *up))]
    return _path([*right, *left])


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
