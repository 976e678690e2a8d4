"""What is different between two body charts?"""

import pytest

from ischia.knowledge.records import RegionId
from ischia.pathway.shared.body_chart import BodyChart, Mark, Side, Symptom
from ischia.pathway.treat.api import ChartChange, compare_charts

CALF, HEEL = RegionId("leg_back"), RegionId("heel")


def chart(*marks: tuple[RegionId, Side, Symptom, int]) -> BodyChart:
    return tuple(Mark(region=region, side=side, symptom=symptom, intensity=n) for region, side, symptom, n in marks)


BEFORE = chart(
    (CALF, Side.LEFT, Symptom.PAIN, 6),
    (CALF, Side.LEFT, Symptom.NUMB, 3),
    (HEEL, Side.LEFT, Symptom.PAIN, 2),
    (HEEL, Side.RIGHT, Symptom.PAIN, 1),
)
NOW = chart(
    (CALF, Side.LEFT, Symptom.PAIN, 4),
    (CALF, Side.LEFT, Symptom.NUMB, 5),
    (HEEL, Side.LEFT, Symptom.PAIN, 2),
    (CALF, Side.RIGHT, Symptom.PAIN, 2),
)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("new", [(CALF, Side.RIGHT, Symptom.PAIN, None, 2)]),
        ("gone", [(HEEL, Side.RIGHT, Symptom.PAIN, 1, None)]),
        ("less", [(CALF, Side.LEFT, Symptom.PAIN, 6, 4)]),
        ("more", [(CALF, Side.LEFT, Symptom.NUMB, 3, 5)]),
        ("same", [(HEEL, Side.LEFT, Symptom.PAIN, 2, 2)]),
    ],
)
def test_every_mark_is_told_once_by_side_and_symptom(kind: str, expected: list[tuple[object, ...]]) -> None:
    changes = getattr(compare_charts(BEFORE, NOW), kind)

    assert [(one.region, one.side, one.symptom, one.before, one.now) for one in changes] == expected


def test_two_empty_charts_differ_in_nothing() -> None:
    assert compare_charts((), ()) == ChartChange()


def test_of_two_marks_for_the_same_place_and_symptom_the_stronger_counts() -> None:
    twice = chart((CALF, Side.LEFT, Symptom.PAIN, 2), (CALF, Side.LEFT, Symptom.PAIN, 7))

    assert [one.before for one in compare_charts(twice, ()).gone] == [7]


def test_what_is_denser_one_way_is_lighter_the_other_way() -> None:
    there, back = compare_charts(BEFORE, NOW), compare_charts(NOW, BEFORE)

    assert len(there.less) == len(back.more)
    assert [one.now for one in there.new] == [one.before for one in back.gone]
