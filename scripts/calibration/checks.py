"""Does the posterior hold what it promises over invented people: ranks, intervals, probabilities, the truth itself?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import chdtrc

from ischia.pathway.track.forecast_model import Array, Model
from ischia.pathway.track.forecast_posterior import (
    Observation,
    Posterior,
    chance_at_most,
    chance_of_gain,
    posterior,
    score_chances,
    score_quantiles,
)
from scripts.calibration.people import People, drawn, rounded, unrounded, visit_days

REVIEW_DAY, END_DAY = 28, 84
VISITS_UNTIL = {REVIEW_DAY: 3, END_DAY: 6}
"""How many scores are on record when the forecast for that day is made."""

BINS = 20
TENTHS = (0.1, 0.5, 0.9)
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniform:
    """Ranks of one quantity: how many people, chi-square over 20 bins (19 degrees of freedom), and its probability."""

    quantity: str
    people: int
    counts: tuple[int, ...]
    chi_square: float
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How 80 % intervals did on one day: the share that held the score before rounding, and the share of whole scores
    within the ends as shown (each rounded); mean width and mean of score minus middle, in points of the scale.
    """

    day: int
    people: int
    held: float
    held_as_shown: float
    width: float
    bias: float

    @property
    def margin(self) -> float:
        """How far the share of as many other people may lie from it: half the 95 % Monte Carlo interval."""
        return NORMAL_95 * float(np.sqrt(self.held * (1 - self.held) / self.people))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliable:
    """Of people given about this chance of an important change, how many had it."""

    said: float
    happened: float
    people: int


def observations(model: Model, people: People, visits: int, chance: Generator) -> list[list[Observation]]:
    """The scores of every person at the first visits, as the engine reads them."""
    days = visit_days(len(people), visits, chance)
    scores = rounded(unrounded(people.burden(days), model.prior, model.scale, chance), model.scale)
    return [list(zip(map(int, days[row]), map(float, scores[row]), strict=True)) for row in range(len(people))]


def simulation_based_calibration(model: Model, count: int, chance: Generator) -> Iterator[Uniform]:
    """People from the prior, 3 to 8 scores each: where the truth lies in each posterior must be uniform."""
    people = drawn(model.prior, model.scale, count, chance)
    seen = observations(model, people, 8, chance)
    visits = chance.integers(3, 9, count)
    future = {
        day: unrounded(people.burden(np.array([day])), model.prior, model.scale, chance)[:, 0] for day in (28, 84)
    }
    truth = {day: people.burden(np.array([day]))[:, 0] for day in (28, 84)}
    ranks: dict[str, list[float]] = {}
    for row in range(count):
        person = posterior(model, seen[row][: visits[row]])
        found = {
            "start": _place(person, 1, people.start[row]),
            "plateau over start": _place(person, 2, people.ratio[row]),
            "weeks": _place(person, 0, people.weeks[row]),
            "true burden, day 28": chance_at_most(person, 28, truth[28][row]),
            "true burden, day 84": chance_at_most(person, 84, truth[84][row]),
            "next score, day 28": _score_place(person, 28, future[28][row]),
            "next score, day 84": _score_place(person, 84, future[84][row]),
        }
        for name, place in found.items():
            ranks.setdefault(name, []).append(place)
    for name, places in ranks.items():
        yield uniform(name, np.array(places))


def uniform(name: str, places: Array) -> Uniform:
    """Chi-square of places in [0, 1] against the uniform distribution."""
    counts = np.histogram(places, bins=BINS, range=(0, 1))[0]
    expected = len(places) / BINS
    chi_square = float(((counts - expected) ** 2 / expected).sum())
    return Uniform(
        quantity=name,
        people=len(places),
        counts=tuple(map(int, counts)),
        chi_square=chi_square,
        probability=float(chdtrc(BINS - 1, chi_square)),
    )


def _place(person: Posterior, axis: int, truth: float) -> float:
    """The posterior's distribution function of one axis of the grid at the truth; mass is even within a cell."""
    model = person.model
    values = (model.weeks, model.start, model.ratio)[axis]
    mass = person.weights.reshape(len(model.weeks), len(model.start), len(model.ratio))
    alone = mass.sum(axis=tuple({0, 1, 2} - {axis}))
    values, truth = (np.log(values), np.log(truth)) if axis == 0 else (values, truth)
    half = (values[1] - values[0]) / 2
    edges = np.append(values - half, values[-1] + half)
    return float(np.interp(truth, edges, np.append(0, np.cumsum(alone))))


def _score_place(person: Posterior, day: int, score: float) -> float:
    return float(np.interp(score, person.model.score_points, score_chances(person, day)))


def coverage(
    model: Model, people: People, chance: Generator, *, truth: Model | None = None, odds: float = 1.0
) -> Iterator[Coverage]:
    """80 % intervals for the review and for week 12, made by `model` for people whose scores follow `truth`."""
    making = truth or model
    for day, visits in VISITS_UNTIL.items():
        seen = observations(making, people, visits, chance)
        future = unrounded(people.burden(np.array([day])), making.prior, making.scale, chance)[:, 0]
        yield covered(model, seen, future, day, odds=odds)


def covered(
    model: Model, seen: Sequence[Sequence[Observation]], future: Array, day: int, *, odds: float = 1.0
) -> Coverage:
    """How the intervals from these scores did against the later ones."""
    bands = np.array([score_quantiles(posterior(model, each, odds=odds), day, TENTHS) for each in seen])
    low, middle, high = bands.T
    shown = rounded(future, model.scale)
    step, top = model.scale.step, model.scale.range
    first = np.clip(np.round(low / step) * step, 0, top)
    last = np.clip(np.round(high / step) * step, 0, top)
    return Coverage(
        day=day,
        people=len(future),
        held=float(np.mean((low <= future) & (future <= high))),
        held_as_shown=float(np.mean((first <= shown) & (shown <= last))),
        width=float(np.mean(high - low)),
        bias=float(np.mean(future - middle)),
    )


def reliability(model: Model, people: People, chance: Generator, *, points: float, percent: float) -> list[Reliable]:
    """Said chances of an important true change by week 12, from 6 scores, against what happened, in five groups."""
    seen = observations(model, people, VISITS_UNTIL[END_DAY], chance)
    said = np.array([chance_of_gain(posterior(model, each), END_DAY, points, percent) for each in seen])
    gained = people.start - people.burden(np.array([END_DAY]))[:, 0]
    happened = gained >= np.maximum(points, people.start * percent / 100)
    group = np.minimum((said * 5).astype(int), 4)
    return [_reliable(said[group == each], happened[group == each]) for each in range(5)]


def _reliable(said: Array, happened: NDArray[np.bool_]) -> Reliable:
    return Reliable(said=float(said.mean()), happened=float(happened.mean()), people=len(said))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How near the posterior mean comes to the truth after some scores: correlation, and mean error in points."""

    visits: int
    start: float
    plateau: float
    improving_right: float
    plateau_error: float


def recovered(model: Model, people: People, visits: int, chance: Generator) -> Found:
    """Is what was put in found again? From `visits` weekly scores each."""
    seen = observations(model, people, visits, chance)
    persons = [posterior(model, each) for each in seen]
    start = np.array([_mean(person, 1) for person in persons])
    ratio = np.array([_mean(person, 2) for person in persons])
    says = np.array([person.improving > 0.5 for person in persons])
    plateau, truth = start * ratio, people.start * people.ratio
    return Found(
        visits=visits,
        start=float(np.corrcoef(start, people.start)[0, 1]),
        plateau=float(np.corrcoef(plateau, truth)[0, 1]),
        improving_right=float(np.mean(says == people.improving)),
        plateau_error=float(np.mean(np.abs(plateau - truth))),
    )


def _mean(person: Posterior, axis: int) -> float:
    model = person.model
    mass = person.weights.reshape(len(model.weeks), len(model.start), len(model.ratio))
    values = (model.weeks, model.start, model.ratio)[axis]
    return float(mass.sum(axis=tuple({0, 1, 2} - {axis})) @ values)
