"""Are figures judged as they were taken, and are the invented clinics searched rightly?"""

from itertools import count

import pytest

from benchmarks.measure import Goal, Measurement, take
from benchmarks.slots import diaries_of, free_starts
from benchmarks.workloads import network, reference_starts
from ischia.pathway.book.api import Span, instant


@pytest.mark.parametrize(
    ("goal", "value", "ratio", "met"),
    [
        (Goal(at_most=5), 5, None, True),
        (Goal(at_most=5), 5.1, None, False),
        (Goal(at_least=100), 99, None, False),
        (Goal(at_most=5, ratio_at_most=10), 4, 11, False),
        (Goal(ratio_at_least=0.33), 1, 0.4, True),
        (Goal(ratio_at_most=8), 1, None, False),
    ],
)
def test_a_goal_is_met_only_when_every_bound_holds(goal: Goal, value: float, ratio: float | None, met: object) -> None:
    assert goal.is_met(value, ratio) is met


def test_the_first_run_is_not_counted_and_the_median_of_the_others_is_kept() -> None:
    figures = iter([1000.0, 5.0, 1.0, 3.0, 4.0, 2.0])
    numbers = count(2)
    row = take(
        Measurement(
            name="a",
            workload="w",
            unit="ms",
            run=lambda: next(figures),
            baseline=lambda: float(next(numbers)),
            goal=Goal(at_most=2),
        )
    )
    assert (row.value, row.baseline, row.ratio, row.met) == (3.0, 5.0, 0.6, False)


def test_a_goal_that_is_not_met_says_so() -> None:
    row = take(Measurement(name="slow", workload="w", unit="ms", run=lambda: 7.0, goal=Goal(at_most=2)))
    assert str(row).startswith("NOT MET slow: 7 ms")


def test_the_search_finds_what_trying_every_quarter_hour_finds() -> None:
    sought = network(12, 30)
    found = free_starts(list(diaries_of(sought)), Span(*map(instant, sought.window)))
    assert found == reference_starts(sought)
    assert sum(map(len, found)) > 0
