"""Which measures are due, overdue or done? Four weekly visits from Monday 30 November, reviewed at the fourth."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId, Moment
from ischia.pathway.plan.values import CourseSpec
from ischia.pathway.track.api import Asked, State, Visits, due, review_day, schedule

KNOWLEDGE = load_knowledge()
FIRST = date(2026, 11, 30)
COURSE = CourseSpec(
    sessions=4,
    spacing_minimum_days=5,
    spacing_ideal_days=7,
    spacing_maximum_days=9,
    session_minutes=45,
    review_after_session=4,
    review_by_day=28,
    decision_needed_after=6,
    hard_maximum=10,
)
CLIENTS = ("nprs_leg", "nprs_back", "sbi", "rmdq_24", "psfs")
SIGNS = ("slr_angle", "fingertip_to_floor")


def day(number: int) -> date:
    """So many days after the first visit."""
    return FIRST + timedelta(days=number)


WEEKLY = Visits(days=tuple(day(7 * week) for week in range(4)))


def asked(visits: Visits, filled: Mapping[str, Sequence[int]], today: int) -> tuple[Asked, ...]:
    days = {InstrumentId(name): [day(each) for each in numbers] for name, numbers in filled.items()}
    return schedule(KNOWLEDGE, course=COURSE, visits=visits, filled=days, today=day(today))


def due_on(visits: Visits, filled: Mapping[str, Sequence[int]], today: int) -> set[str]:
    return {str(one.instrument) for one in due(asked(visits, filled, today))}


def every(*days: int) -> dict[str, Sequence[int]]:
    """Everything of the first visit filled in, and pain on more days."""
    begun: dict[str, Sequence[int]] = {name: [0] for name in (*CLIENTS, *SIGNS)}
    return begun | {"nprs_leg": [0, *days], "nprs_back": [0, *days]}


@pytest.mark.parametrize(
    ("filled", "today", "expected"),
    [
        pytest.param({}, -3, {*CLIENTS, *SIGNS}, id="before-the-first-visit-the-whole-start"),
        pytest.param({}, 0, {*CLIENTS, *SIGNS}, id="the-first-visit-takes-the-start"),
        pytest.param(every(), 1, set(), id="nothing-between-visits"),
        pytest.param(every(), 5, set(), id="two-days-before-a-visit"),
        pytest.param(every(), 6, {"nprs_leg", "nprs_back"}, id="pain-from-the-day-before-a-visit"),
        pytest.param(every(6), 7, set(), id="filled-in-the-day-before-is-not-asked-again"),
        pytest.param(every(5), 7, {"nprs_leg", "nprs_back"}, id="two-days-before-is-too-old-for-a-visit"),
        pytest.param(every(7), 13, {"nprs_leg", "nprs_back", "pgic"}, id="bother-not-after-13-days"),
        pytest.param(every(7), 14, {"nprs_leg", "nprs_back", "pgic", "sbi"}, id="bother-after-14-days"),
        pytest.param(every(7), 15, {"sbi", "rmdq_24", "psfs", *SIGNS}, id="the-review-opens-after-the-third-visit"),
        pytest.param(
            every(7, 14),
            21,
            {"nprs_leg", "nprs_back", "pgic", "sbi", "rmdq_24", "psfs", *SIGNS},
            id="everything-at-the-review",
        ),
    ],
)
def test_what_is_due_on_a_day(filled: Mapping[str, Sequence[int]], today: int, expected: set[str]) -> None:
    assert due_on(WEEKLY, filled, today) == expected


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(14, State.LATER, id="before-it-opens"),
        pytest.param(15, State.DUE, id="the-day-after-the-visit-before"),
        pytest.param(21, State.DUE, id="on-the-day"),
        pytest.param(28, State.DUE, id="a-week-of-grace"),
        pytest.param(29, State.OVERDUE, id="a-day-over-the-grace"),
    ],
)
def test_function_at_the_review_goes_from_later_to_overdue(today: int, state: State) -> None:
    found = [
        one for one in asked(WEEKLY, every(7, 14), today) if (one.instrument, one.moment) == ("rmdq_24", Moment.REVIEW)
    ]

    assert [one.state for one in found] == [state]


def test_an_entry_counts_for_its_own_moment_and_says_its_day() -> None:
    found = {one.moment: one for one in asked(WEEKLY, {"rmdq_24": [-2, 20]}, 21) if one.instrument == "rmdq_24"}

    assert (found[Moment.BASELINE].done_on, found[Moment.REVIEW].done_on) == (day(-2), day(20))


def test_a_visit_without_a_score_is_missed_and_not_asked_for_afterwards() -> None:
    pain = [one.state for one in asked(WEEKLY, {"nprs_leg": [0, 14]}, 14) if one.instrument == "nprs_leg"]

    assert pain == [State.DONE, State.MISSED, State.DONE, State.LATER]


@pytest.mark.parametrize(
    ("days", "decided", "expected"),
    [
        pytest.param((), (), None, id="no-visit-no-review"),
        pytest.param((0,), (), 28, id="one-visit-by-day-28"),
        pytest.param((0, 7, 14, 21), (), 21, id="at-the-fourth-visit"),
        pytest.param((0, 9, 19, 28), (), 28, id="fourth-visit-on-day-28"),
        pytest.param((0, 9, 20, 29), (), 28, id="fourth-visit-after-day-28"),
        pytest.param((0, 7, 14, 21), (21,), None, id="answered-and-nothing-booked"),
        pytest.param((0, 7, 14, 21, 28, 35), (21,), 56, id="counted-anew-after-an-answer"),
    ],
)
def test_the_day_of_the_review(days: tuple[int, ...], decided: tuple[int, ...], expected: int | None) -> None:
    visits = Visits(days=tuple(map(day, days)), decided_on=tuple(map(day, decided)))

    assert review_day(COURSE, visits) == (None if expected is None else day(expected))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(21, {"rmdq_24", "psfs", *SIGNS}, id="discharge-asks-for-function-and-signs"),
        pytest.param(21 + 77, {"rmdq_24", "psfs", *SIGNS}, id="still-open-a-day-before-the-twelve-weeks-do"),
    ],
)
def test_when_a_course_ends_it_asks_for_the_last_scores(today: int, expected: set[str]) -> None:
    ended = Visits(days=WEEKLY.days, ended_on=day(21))

    assert due_on(ended, every(7, 14, 21) | {"sbi": [0, 14], "pgic": [14, 21]}, today) == expected


def test_twelve_weeks_after_the_end_function_is_asked_once_more() -> None:
    ended = Visits(days=WEEKLY.days, ended_on=day(21))
    filled = every(7, 14, 21) | {"sbi": [0, 14], "pgic": [14, 21], "psfs": [0, 21], "rmdq_24": [0, 21]}
    filled |= {name: [0, 21] for name in SIGNS}

    before, on = due_on(ended, filled, 21 + 76), due_on(ended, filled, 21 + 77)
    late = [one.state for one in asked(ended, filled, 21 + 92) if one.moment is Moment.TWELVE_WEEKS_AFTER]

    assert (before, on, late) == (set(), {"rmdq_24"}, [State.OVERDUE])


def test_short_forms_come_first() -> None:
    names = [one.instrument for one in due(asked(WEEKLY, {}, 0))]

    assert names == ["nprs_leg", "nprs_back", "sbi", "rmdq_24", "psfs", "slr_angle", "fingertip_to_floor"]
