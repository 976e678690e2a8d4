"""Are times told by the clinic's clock, and by the client's own where it shows something else?"""

import pytest

from ischia.clinic.diary.presenters import time_in_words, when
from tests.support.clinic import World
from tests.support.diary import at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("instant", "browser", "expected"),
    [
        ("2026-11-30 10:00", "", "Monday 30 November, 10:00"),
        ("2026-11-30 10:00", "Europe/Lisbon", "Monday 30 November, 10:00"),
        ("2026-11-30 10:00", "Europe/Berlin", "Monday 30 November, 10:00 (London time; 11:00 where you are)"),
        (
            "2026-11-30 20:00",
            "Pacific/Auckland",
            "Monday 30 November, 20:00 (London time; Tuesday 1 December, 09:00 where you are)",
        ),
        ("2026-10-25 01:30", "", "Sunday 25 October, 01:30 GMT"),
    ],
)
def test_time_is_told_by_both_clocks_only_where_they_differ(instant: str, browser: str, expected: str) -> None:
    assert time_in_words(at(instant), "Europe/London", browser) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-30 00:00", "2026-12-01 00:00", "Mon 30 November 2026"),
        ("2026-11-30 00:00", "2026-12-02 00:00", "Mon 30 November 2026 – Tue 1 December 2026"),
        ("2026-11-30 09:00", "2026-11-30 12:00", "Mon 30 November 2026, 09:00 – 12:00"),
        ("2026-06-30 23:00", "2026-07-01 23:00", "Wed 1 July 2026"),
    ],
)
def test_stretch_is_told_by_days_where_it_is_whole_days(world: World, first: str, last: str, expected: str) -> None:
    assert when(at(first), at(last), world.clinic.zoneinfo) == expected
