"""How is one figure measured so that it can be believed on a shared machine?

The workload and its baseline run in turn, at least five counted times each after one that is not counted; the median of
each is kept. Only ratios taken in one run compare; absolute figures hold for the machine named beside them.
"""

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

COUNTED_RUNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is to be reached: bounds on the figure itself, on its ratio to the baseline, or both (all must hold)."""

    at_most: float | None = None
    at_least: float | None = None
    ratio_at_most: float | None = None
    ratio_at_least: float | None = None

    def is_met(self, value: float, ratio: float | None) -> bool:
        """Whether a figure, and its ratio to the baseline if there is one, keeps every bound."""
        return (
            (self.at_most is None or value <= self.at_most)
            and (self.at_least is None or value >= self.at_least)
            and (self.ratio_at_most is None or (ratio is not None and ratio <= self.ratio_at_most))
            and (self.ratio_at_least is None or (ratio is not None and ratio >= self.ratio_at_least))
        )

    def in_words(self, unit: str) -> str:
        bounds = (
            ("at most {:g} {}", self.at_most, unit),
            ("at least {:g} {}", self.at_least, unit),
            ("at most {:g}{} the baseline", self.ratio_at_most, "x"),
            ("at least {:g}{} the baseline", self.ratio_at_least, "x"),
        )
        return ", ".join(text.format(bound, what) for text, bound, what in bounds if bound is not None) or "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One figure to take. `run` and `baseline` each return it once, in `unit`; `baseline_is` says what is compared."""

    name: str
    workload: str
    unit: str
    run: Callable[[], float]
    goal: Goal
    baseline: Callable[[], float] | None = None
    baseline_is: str = ""
    counted_runs: int = COUNTED_RUNS
    uncounted_runs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of results.json. `baseline` and `ratio` are absent where nothing was compared."""

    name: str
    workload: str
    value: float
    unit: str
    baseline: float | None
    baseline_is: str
    ratio: float | None
    goal: str
    met: bool
    machine: str

    def __str__(self) -> str:
        compared = "" if self.ratio is None else f" | {self.ratio:g}x of {self.baseline:g} ({self.baseline_is})"
        figure = f"{self.name}: {self.value:g} {self.unit}"
        return f"{'met    ' if self.met else 'NOT MET'} {figure}{compared} | goal: {self.goal}"


def take(measurement: Measurement) -> Row:
    """Run the workload and its baseline in turn and judge the medians against the goal."""
    figures: list[float] = []
    compared: list[float] = []
    for number in range(measurement.uncounted_runs + measurement.counted_runs):
        figure = measurement.run()
        against = measurement.baseline() if measurement.baseline else None
        if number >= measurement.uncounted_runs:
            figures.append(figure)
            compared += [] if against is None else [against]
    value = statistics.median(figures)
    baseline = statistics.median(compared) if compared else None
    ratio = value / baseline if baseline else None
    return Row(
        name=measurement.name,
        workload=measurement.workload,
        value=rounded(value),
        unit=measurement.unit,
        baseline=None if baseline is None else rounded(baseline),
        baseline_is=measurement.baseline_is,
        ratio=None if ratio is None else rounded(ratio),
        goal=measurement.goal.in_words(measurement.unit),
        met=measurement.goal.is_met(value, ratio),
        machine=machine(),
    )


def rounded(figure: float) -> float:
    """Four significant digits: more would claim more than the machine gives."""
    return float(f"{figure:.4g}")


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def machine() -> str:
    """What the figures were taken on."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {gigabytes:.0f} GiB, {platform.machine()}, Python {platform.python_version()}"
