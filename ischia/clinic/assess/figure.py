"""Where does each region lie on the small overview figure? A help for the eye; the words beside it hold the data."""

from collections.abc import Iterable
from dataclasses import dataclass

from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.body_chart import Side

MIDDLE = 70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One rounded box of the figure, in its own units (140 by 320)."""

    spot: str
    x: float
    y: float
    width: float
    height: float
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The body from the back or the front."""

    view: str
    shapes: tuple[Shape, ...]


# Per view and region: the nearest distance from the middle line, top, width and height.
_SIDES = {
    "back": {
        "thoracic": (6, 62, 16, 38),
        "lumbar": (7, 104, 16, 22),
        "sacral": (4, 129, 7, 12),
        "gluteal_upper_inner": (3, 143, 11, 12),
        "gluteal_upper_outer": (15, 134, 12, 21),
        "gluteal_lower_inner": (3, 157, 11, 12),
        "gluteal_lower_outer": (15, 157, 12, 14),
        "thigh_back": (6, 176, 18, 40),
        "knee_back": (7, 219, 15, 12),
        "leg_back": (7, 234, 14, 44),
        "heel": (7, 281, 11, 10),
        "foot_sole": (7, 293, 13, 12),
    },
    "front": {
        "thoracic": (6, 62, 16, 30),
        "abdomen": (8, 96, 14, 36),
        "groin": (5, 148, 12, 14),
        "thigh_inner": (3, 168, 7, 46),
        "thigh_front": (11, 164, 10, 52),
        "thigh_outer": (22, 150, 6, 64),
        "knee_front": (7, 219, 15, 12),
        "leg_inner": (5, 234, 4, 42),
        "leg_front": (10, 234, 7, 44),
        "leg_outer": (18, 234, 4, 42),
        "foot_top": (7, 282, 12, 13),
        "toes": (7, 297, 14, 8),
    },
}
_CENTRE = {
    "back": {"thoracic": (62, 10, 38), "lumbar": (104, 12, 22), "sacral": (129, 7, 12), "saddle": (171, 5, 8)},
    "front": {"abdomen": (96, 14, 36)},
}


def figures(spots: Iterable[str], knowledge: Knowledge) -> tuple[Figure, ...]:
    """The back and the front, with these spots marked."""
    marked = set(spots)
    return tuple(Figure(view=view, shapes=tuple(_shapes(view, marked, knowledge))) for view in ("back", "front"))


def _shapes(view: str, marked: set[str], knowledge: Knowledge) -> Iterable[Shape]:
    for region in knowledge.regions.values():
        if region.view != view:
            continue
        for side in region.sides:
            box = _box(view, region.id, Side(side))
            if box is not None:
                x, y, width, height = box
                spot = f"{region.id}.{side}"
                yield Shape(spot=spot, x=x, y=y, width=width, height=height, is_marked=spot in marked)


def _box(view: str, region: str, side: Side) -> tuple[float, float, float, float] | None:
    if side is Side.MIDDLE:
        centre = _CENTRE[view].get(region)
        return (MIDDLE - centre[1] / 2, centre[0], centre[1], centre[2]) if centre else None
    sides = _SIDES[view].get(region)
    if sides is None:
        return None
    distance, y, width, height = sides
    # Seen from the back the person's left is on the left; seen from the front it is on the right.
    is_on_the_left = (side is Side.LEFT) == (view == "back")
    return (MIDDLE - distance - width if is_on_the_left else MIDDLE + distance, y, width, height)
