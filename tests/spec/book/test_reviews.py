"""May these visits be booked, or does a review come first? Four visits, or 28 days, and then a person decides."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ischia.pathway.book.api import (
    Allows,
    Answered,
    Hindrance,
    Reach,
    hindrance,
    is_pushed_beyond,
    reach,
    visits_left,
)

ZONE = "Europe/London"
FIRST = datetime(2026, 11, 30, 10, tzinfo=UTC)


def days(*numbers: int) -> list[datetime]:
    return [FIRST + timedelta(days=number) for number in numbers]


def found(kept: list[datetime], wanted: list[datetime], answered: Answered | None = None) -> Hindrance | None:
    return hindrance(kept=kept, wanted=wanted, answered=answered, review_after_session=4, review_by_day=28, zone=ZONE)


def decided(day: int, allows: Allows) -> Answered:
    return Answered(at=FIRST + timedelta(days=day, hours=2), allows=allows)


@pytest.mark.parametrize(
    ("kept", "wanted", "expected"),
    [
        pytest.param((), (0, 7, 14), None, id="three-visits"),
        pytest.param((), (0, 7, 14, 21), None, id="four-visits-up-to-the-review"),
        pytest.param((), (0, 7, 14, 21, 28), Hindrance.DECISION_FIRST, id="a-fifth-is-past-the-review"),
        pytest.param((0, 7, 14), (21,), None, id="a-fourth-beside-three"),
        pytest.param((0, 7, 14, 21), (28,), Hindrance.DECISION_FIRST, id="a-fifth-beside-four"),
        pytest.param((0,), (27,), None, id="day-27"),
        pytest.param((0,), (28,), None, id="day-28"),
        pytest.param((0,), (29,), Hindrance.DECISION_FIRST, id="day-29-is-past-the-review"),
        pytest.param((0, 7, 14, 21), (), None, id="nothing-is-wanted"),
    ],
)
def test_visits_up_to_the_review_need_no_decision(
    kept: tuple[int, ...], wanted: tuple[int, ...], expected: Hindrance | None
) -> None:
    assert found(days(*kept), days(*wanted)) is expected


@pytest.mark.parametrize(
    ("allows", "wanted", "expected"),
    [
        pytest.param(Allows.THE_NEXT_BLOCK, (28, 35, 42, 49), None, id="the-next-block"),
        pytest.param(
            Allows.THE_NEXT_BLOCK, (28, 35, 42, 49, 56), Hindrance.DECISION_FIRST, id="one-more-than-the-next-block"
        ),
        pytest.param(Allows.ONE_CHECK, (56,), None, id="one-check-after-a-discharge"),
        pytest.param(Allows.ONE_CHECK, (56, 63), Hindrance.COURSE_ENDED, id="two-visits-after-a-discharge"),
        pytest.param(Allows.NOTHING, (56,), Hindrance.COURSE_ENDED, id="nothing-after-a-stop"),
    ],
)
def test_a_decision_says_what_may_follow(allows: Allows, wanted: tuple[int, ...], expected: Hindrance | None) -> None:
    assert found(days(0, 7, 14, 21), days(*wanted), decided(21, allows)) is expected


@pytest.mark.parametrize(
    ("kept", "answered", "left"),
    [
        pytest.param((), None, 4, id="the-whole-block"),
        pytest.param((0, 7, 14), None, 1, id="one-left"),
        pytest.param((0, 7, 14, 21), None, 0, id="none-before-the-review"),
        pytest.param((0, 7, 14, 21), decided(21, Allows.THE_NEXT_BLOCK), 4, id="the-next-block"),
        pytest.param((0, 7, 14, 21, 28), decided(21, Allows.THE_NEXT_BLOCK), 3, id="one-of-the-next-block-booked"),
        pytest.param((0, 7), decided(21, Allows.ONE_CHECK), 1, id="one-check"),
        pytest.param((0, 56), decided(21, Allows.ONE_CHECK), 0, id="the-check-is-booked"),
        pytest.param((0, 7), decided(21, Allows.NOTHING), 0, id="stopped"),
    ],
)
def test_how_many_visits_are_left_before_the_review(
    kept: tuple[int, ...], answered: Answered | None, left: int
) -> None:
    assert visits_left(kept=days(*kept), answered=answered, review_after_session=4) == left


def test_days_before_the_review_are_counted_by_the_calendar_not_by_the_hour() -> None:
    in_summer_time = datetime(2027, 10, 4, 9, tzinfo=UTC)  # 10:00; the clocks go back on the 31st
    four_weeks_later = datetime(2027, 11, 1, 18, tzinfo=UTC)  # 18:00
    assert found([in_summer_time], [four_weeks_later]) is None
    assert found([in_summer_time], [four_weeks_later + timedelta(hours=6)]) is Hindrance.DECISION_FIRST


@pytest.mark.parametrize(
    ("kept", "answered", "until"),
    [
        pytest.param((), None, None, id="the-first-visit-will-set-it"),
        pytest.param((7, 0), None, date(2026, 12, 28), id="28-days-from-the-first"),
        pytest.param((0, 7, 14, 21), decided(21, Allows.THE_NEXT_BLOCK), None, id="the-next-block-has-not-begun"),
        pytest.param(
            (0, 7, 14, 21, 28), decided(21, Allows.THE_NEXT_BLOCK), date(2027, 1, 25), id="the-next-block-has-begun"
        ),
    ],
)
def test_how_far_visits_may_reach_before_the_review(
    kept: tuple[int, ...], answered: Answered | None, until: date | None
) -> None:
    assert reach(kept=days(*kept), answered=answered, review_by_day=28, zone=ZONE) == Reach(until=until, days=28)


def test_check_after_a_discharge_may_lie_as_far_ahead_as_one_likes() -> None:
    answered = decided(21, Allows.ONE_CHECK)
    assert reach(kept=days(0, 21), answered=answered, review_by_day=28, zone=ZONE) == Reach()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param((0, 7, 14, 21), (0, 7, 14, 28), False, id="the-last-to-the-day-of-the-review"),
        pytest.param((0, 7, 14, 21), (0, 7, 14, 29), True, id="the-last-past-it"),
        pytest.param((0, 7, 14, 27), (-2, 7, 14, 27), True, id="the-first-so-early-that-the-last-is-past-it"),
        pytest.param((0, 7, 14, 21), (2, 7, 14, 30), False, id="first-and-last-by-as-many-days"),
        pytest.param((0, 7, 14, 30), (0, 7, 14, 33), False, id="what-was-past-it-already"),
    ],
)
def test_a_move_puts_no_visit_past_its_review(
    before: tuple[int, ...], after: tuple[int, ...], *, expected: bool
) -> None:
    pushed = is_pushed_beyond(before=days(*before), after=days(*after), answered=None, review_by_day=28, zone=ZONE)
    assert pushed is expected


def test_visits_after_a_discharge_can_be_moved_freely() -> None:
    answered = decided(21, Allows.ONE_CHECK)
    before, after = days(0, 40), days(0, 90)
    assert not is_pushed_beyond(before=before, after=after, answered=answered, review_by_day=28, zone=ZONE)
