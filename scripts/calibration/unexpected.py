"""Which groups of people does the prior not expect, and how much worse are the intervals for them?

Some have the published means of a study that the prior was not made from; others break an assumption of the model on
purpose. The loss is reported as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ischia.pathway.track.forecast_model import DAYS_A_WEEK, Array, Model, model_of
from ischia.pathway.track.forecast_posterior import Observation
from scripts.calibration.checks import VISITS_UNTIL, Coverage, coverage, covered
from scripts.calibration.people import People, changed, cut_normal, drawn, rounded, unrounded, visit_days
from scripts.calibration.priors import fitted_cut_normal


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group: its name, what sets it apart, and how the 80 % intervals did at the review and in week 12."""

    name: str
    about: str
    coverages: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Arm:
    """One published group: mean and spread of its first scores as shares of the scale, and its course."""

    start: float
    spread: float
    course: dict[str, float]


def groups(model: Model, count: int, chance: Generator) -> Iterator[Group]:
    """Every group, the expected one first."""
    people = drawn(model.prior, model.scale, count, chance)
    yield _group("as the prior expects", "drawn from the prior", coverage(model, people, chance))
    yield from _published(model, count, chance)
    yield from _other_scores(model, count, chance)
    yield from _other_courses(model, count, chance)


def _group(name: str, about: str, coverages: Iterator[Coverage]) -> Group:
    return Group(name=name, about=about, coverages=tuple(coverages))


PUBLISHED = {
    "Mathieson, placebo": Arm(0.61, 0.24, {"improving_share": 0.577, "weeks_median": 2.3, "weeks_log_spread": 0.1}),
    "Mathieson, pregabalin": Arm(0.63, 0.24, {"improving_share": 0.523, "weeks_median": 3.5, "weeks_log_spread": 0.1}),
    "Peul, conservative": Arm(0.64, 0.21, {"improving_share": 0.94, "weeks_median": 7.0}),
    "section 9 as proposed": Arm(0.52, 0.24, {"improving_share": 0.575, "weeks_median": 7.0, "weeks_log_spread": 0.3}),
}
"""Groups with a study's means of leg pain; the shares and weeks are those that give its plateau and its week 8."""


def _published(model: Model, count: int, chance: Generator) -> Iterator[Group]:
    for name, arm in PUBLISHED.items():
        whole, error = model.scale.range, model.prior.error
        mean, spread = fitted_cut_normal(arm.start * whole, arm.spread * whole, error, whole)
        truth = model_of(changed(model.prior, start_mean=mean, start_spread=spread, **arm.course), model.scale)
        people = drawn(truth.prior, truth.scale, count, chance)
        scores = rounded(
            unrounded(people.burden(np.array([0, 56, 364])), truth.prior, truth.scale, chance), truth.scale
        )
        means = ", ".join(f"{each:.1f}" for each in scores.mean(axis=0))
        about = f"means {means} in weeks 0, 8, 52; spread {scores[:, 0].std():.1f} at the start"
        yield _group(name, about, coverage(model, people, chance, truth=truth))


def _other_scores(model: Model, count: int, chance: Generator) -> Iterator[Group]:
    """The expected courses, but scores that err otherwise."""
    people = drawn(model.prior, model.scale, count, chance)
    for name, about, numbers in (
        ("steadier scores", "error 0.8 of ours", {"error": 0.8 * model.prior.error}),
        ("restless scores", "error 1.5 times ours", {"error": 1.5 * model.prior.error}),
        ("many stray scores", "one in ten is anything", {"stray_share": 0.1}),
    ):
        truth = model_of(changed(model.prior, **numbers), model.scale)
        yield _group(name, about, coverage(model, people, chance, truth=truth))
    yield _group(
        "daily scores", "every day for two weeks, errors tied from day to day (0.5)", _daily(model, people, chance)
    )


def _daily(model: Model, people: People, chance: Generator) -> Iterator[Coverage]:
    days = np.tile(np.arange(15, dtype=np.int64), (len(people), 1))
    error = chance.standard_normal(days.shape)
    for day in range(1, 15):
        error[:, day] = 0.5 * error[:, day - 1] + np.sqrt(0.75) * error[:, day]
    scores = rounded(people.burden(days) + model.prior.error * error, model.scale)
    for day in VISITS_UNTIL:
        future = unrounded(people.burden(np.array([day])), model.prior, model.scale, chance)[:, 0]
        yield covered(model, _as_seen(days, scores), future, day)


def _other_courses(model: Model, count: int, chance: Generator) -> Iterator[Group]:
    """Courses that the classes do not have."""
    people = drawn(model.prior, model.scale, count, chance)
    everywhere = replace(people, ratio=chance.random(count) * 1.2)
    yield _group("no two classes", "plateau anywhere from 0 to 1.2 of the start", coverage(model, everywhere, chance))
    lasting = replace(people, ratio=cut_normal(1.0, model.prior.ratio_spread, 0, 1.4, chance.random(count)))
    yield _group("nobody improves", "all of the lasting class", coverage(model, lasting, chance))
    worse = replace(people, ratio=np.full(count, 1.3))
    yield _group("all get worse", "plateau 1.3 of the start", coverage(model, worse, chance))
    yield _group(
        "in waves", "up and down by a quarter of the start every 6 weeks", _moved(model, people, chance, _wave)
    )
    yield _group("relapse", "back to the start from day 35 on", _moved(model, people, chance, _relapse))


def _wave(people: People, days: Array) -> Array:
    return np.asarray(people.burden(days) + 0.25 * people.start[:, None] * np.sin(2 * np.pi * days / (6 * DAYS_A_WEEK)))


def _relapse(people: People, days: Array) -> Array:
    return np.where(days >= 35, people.start[:, None], people.burden(days))


def _moved(model: Model, people: People, chance: Generator, course: object) -> Iterator[Coverage]:
    if not callable(course):
        raise TypeError("course must be a function of people and days")
    for day, visits in VISITS_UNTIL.items():
        days = visit_days(len(people), visits, chance)
        seen = rounded(unrounded(course(people, days), model.prior, model.scale, chance), model.scale)
        ahead = np.full((len(people), 1), day, dtype=np.int64)
        future = unrounded(course(people, ahead), model.prior, model.scale, chance)[:, 0]
        yield covered(model, _as_seen(days, seen), future, day)


def _as_seen(days: NDArray[np.int64], scores: Array) -> Sequence[list[Observation]]:
    return [list(zip(map(int, d), map(float, s), strict=True)) for d, s in zip(days, scores, strict=True)]
