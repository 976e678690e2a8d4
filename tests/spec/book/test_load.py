"""What counts as deep work, and what does a day still take of it?"""

import pytest

from ischia.pathway.book.api import DayLoad, deep_minutes, is_deep


@pytest.mark.parametrize(
    ("technique", "pressure", "expected"),
    [
        ("deep_tissue", 4, True),
        ("deep_tissue", 2, True),
        ("trigger_point", 3, True),
        ("myofascial_release", 3, False),
        ("myofascial_release", 4, True),
        ("relaxation_massage", 3, False),
        ("relaxation_massage", 5, True),
    ],
)
def test_deep_is_two_techniques_and_whatever_is_firm(technique: str, pressure: int, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_deep(technique, pressure) is expected


def test_only_deep_parts_count_and_never_more_than_the_session_lasts() -> None:
    parts = [("deep_tissue", 4, 20), ("relaxation_massage", 2, 15), ("trigger_point", 3, 10)]
    assert deep_minutes(parts, 45) == 30
    assert deep_minutes(parts, 25) == 25
    assert deep_minutes([], 45) == 0


def test_without_limits_a_day_refuses_nothing() -> None:
    assert not DayLoad(sessions=30, deep_minutes=900).refuses(60)


def test_full_day_refuses_light_sessions_too() -> None:
    day = DayLoad(sessions=4, most_sessions=5)
    assert not day.refuses(0)
    assert day.with_session(0).refuses(0)


def test_deep_limit_is_reached_and_not_passed() -> None:
    day = DayLoad(deep_minutes=40, most_deep_minutes=60)
    assert (day.refuses(20), day.refuses(21), day.left_of_deep_minutes) == (False, True, 20)


def test_day_beyond_its_limit_takes_light_sessions() -> None:
    assert not DayLoad(deep_minutes=90, most_deep_minutes=60).refuses(0)


def test_limit_of_no_minutes_takes_no_deep_work_at_all() -> None:
    assert DayLoad(most_deep_minutes=0).refuses(1)
    assert not DayLoad(most_deep_minutes=0).refuses(0)
