"""What is different between two body charts: new, gone, less, more or the same?"""

from dataclasses import dataclass

from ischia.knowledge.records import RegionId
from ischia.pathway.shared.body_chart import BodyChart, Side, Symptom

Place = tuple[RegionId, Side, Symptom]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChange:
    """One symptom at one place, with how strong it was and is (0-10); None where it was not marked."""

    region: RegionId
    side: Side
    symptom: Symptom
    before: int | None
    now: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartChange:
    """Every mark of both charts once, by what became of it. Numbers are told as they are: nothing is called better."""

    new: tuple[MarkChange, ...] = ()
    gone: tuple[MarkChange, ...] = ()
    less: tuple[MarkChange, ...] = ()
    more: tuple[MarkChange, ...] = ()
    same: tuple[MarkChange, ...] = ()


def compare_charts(before: BodyChart, now: BodyChart) -> ChartChange:
    """Compare by region, side and symptom. Where a chart names the same one twice, the stronger mark counts."""
    there, here = _strongest(before), _strongest(now)
    changes = [
        MarkChange(region=place[0], side=place[1], symptom=place[2], before=there.get(place), now=here.get(place))
        for place in dict.fromkeys((*here, *there))
    ]
    return ChartChange(
        new=tuple(each for each in changes if each.before is None),
        gone=tuple(each for each in changes if each.now is None),
        less=tuple(each for each in changes if _step(each) < 0),
        more=tuple(each for each in changes if _step(each) > 0),
        same=tuple(each for each in changes if each.before == each.now),
    )


def _strongest(chart: BodyChart) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for mark in chart:
        place = (mark.region, mark.side, mark.symptom)
        found[place] = max(mark.intensity, found.get(place, 0))
    return found


def _step(change: MarkChange) -> int:
    """How much stronger it is now; 0 for what is only in one of the charts."""
    return 0 if change.before is None or change.now is None else change.now - change.before
