"""Course: when the other visits take place once one of them is moved."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ischia.pathway.book.api import Pattern, shifted

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """A wall-clock time in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


WEEKS = [at(day) for day in ("2027-03-15 10:00", "2027-03-22 10:00", "2027-03-29 10:00", "2027-04-05 14:00")]


@pytest.mark.parametrize(
    ("pattern", "index", "to", "expected"),
    [
        (Pattern.SAME_WEEKDAY_AND_TIME, 0, "2027-03-17 15:30", ["17 15:30", "24 15:30", "31 15:30", "07 15:30"]),
        (Pattern.SAME_DISTANCE, 0, "2027-03-17 15:30", ["17 15:30", "24 10:00", "31 10:00", "07 14:00"]),
        (Pattern.SAME_WEEKDAY_AND_TIME, 1, "2027-03-19 09:00", ["12 09:00", "19 09:00", "26 09:00", "02 09:00"]),
        (Pattern.SAME_DISTANCE, 3, "2027-04-06 14:00", ["16 10:00", "23 10:00", "30 10:00", "06 14:00"]),
        (Pattern.SAME_DISTANCE, 0, "2027-03-15 11:00", ["15 11:00", "22 10:00", "29 10:00", "05 14:00"]),
    ],
)
def test_others_follow_and_keep_their_wall_clock_time_across_the_change_of_clocks(
    pattern: Pattern, index: int, to: str, expected: list[str]
) -> None:
    result = shifted(WEEKS, index, at(to), "Europe/London", pattern)
    assert [f"{start.astimezone(LONDON):%d %H:%M}" for start in result] == expected


def test_visits_on_unlike_weekdays_come_to_the_one_of_the_moved_visit() -> None:
    starts = [at("2027-03-15 10:00"), at("2027-03-23 10:00"), at("2027-03-28 10:00")]
    result = shifted(starts, 0, at("2027-03-17 10:00"), "Europe/London", Pattern.SAME_WEEKDAY_AND_TIME)
    assert [f"{start.astimezone(LONDON):%a %d}" for start in result] == ["Wed 17", "Wed 24", "Wed 31"]


def test_time_that_the_clocks_jump_over_comes_after_the_jump() -> None:
    starts = [at("2027-03-20 01:30"), at("2027-03-27 01:30")]
    result = shifted(starts, 0, at("2027-03-21 01:30"), "Europe/London", Pattern.SAME_WEEKDAY_AND_TIME)
    assert f"{result[1].astimezone(LONDON):%d %H:%M}" == "28 02:30"
