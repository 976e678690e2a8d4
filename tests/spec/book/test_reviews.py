"""May these visits be booked, or does a review come first? Four visits, or 28 days, and then a person decides."""

from datetime import UTC, datetime, timedelta

import pytest

from ischia.pathway.book.api import Allows, Answered, Hindrance, hindrance, visits_left

FIRST = datetime(2026, 11, 30, 10, tzinfo=UTC)


def days(*numbers: int) -> list[datetime]:
    return [FIRST + timedelta(days=number) for number in numbers]


def found(kept: list[datetime], wanted: list[datetime], answered: Answered | None = None) -> Hindrance | None:
    return hindrance(kept=kept, wanted=wanted, answered=answered, review_after_session=4, review_by_day=28)


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
