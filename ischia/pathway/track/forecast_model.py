"""How does the burden of one measure go on, and how does a score show it? The recovery model on a grid.

Burden is points away from the best score, so that lower is better whichever way the instrument runs. The model is that
of `RecoveryPrior`: start x (ratio + (1 - ratio) x exp(-t / weeks)). Everybody possible is one cell of a grid over
(weeks, start, ratio); a person is a set of weights over the cells. The middle of each cell stands for it.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from ischia.knowledge.records import Instrument, RecoveryPrior

Array = NDArray[np.float64]

WEEKS_CELLS, START_CELLS, RATIO_CELLS = 12, 33, 28
HIGHEST_RATIO = 1.4
"""How much higher than the start a burden may settle: 1.4 times."""

WEEKS_SPREADS = 2.5
"""Where the log-normal of the weeks is cut, in spreads."""

DAYS_A_WEEK = 7
LEVELS = 200
"""Into how many steps the scale is cut where something is worked out by level of burden instead of by cell."""

KEPT_SCORES, KEPT_DAYS, KEPT_MODELS = 1024, 256, 16
"""How much is kept at most: 2 kB for one score, 0.2 MB for one day of one measure, 0.5 MB for one model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The scale of an instrument: its ends, the step between scores, and whether higher is better."""

    low: float
    high: float
    step: float
    higher_is_better: bool

    @classmethod
    def of(cls, instrument: Instrument) -> "Scale":
        """A mean of several items moves in parts of a point, every other score in whole points."""
        step = 1 / len(instrument.items) if instrument.scoring == "mean" else 1.0
        return cls(low=instrument.low, high=instrument.high, step=step, higher_is_better=instrument.better == "higher")

    @property
    def range(self) -> float:
        return self.high - self.low

    def burden(self, score: float) -> float:
        """Points away from the best score."""
        return self.high - score if self.higher_is_better else score - self.low

    def score(self, burden: float) -> float:
        """The score on the instrument's own scale, held by its ends."""
        held = min(max(burden, 0.0), self.range)
        return self.high - held if self.higher_is_better else self.low + held


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Model:
    """The grid of one prior on one scale. Arrays have the shape (weeks, start, ratio), or one of its axes.

    `log_improving` and `log_lasting` are the log weights of the cells within each class, before the share of the
    classes; `chances_of_levels` maps levels to the distribution of the score (see `scores_above`).
    """

    prior: RecoveryPrior
    scale: Scale
    weeks: Array
    start: Array
    ratio: Array
    log_improving: Array
    log_lasting: Array
    levels: Array
    score_points: Array
    chances_of_levels: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Day:
    """Between which two levels of burden every cell lies on one day; `above` is the part of the upper one."""

    level: NDArray[np.intp]
    above: Array


@lru_cache(maxsize=KEPT_MODELS)
def model_of(prior: RecoveryPrior, scale: Scale) -> Model:
    """Build the grid of one measure; kept, because every person measured with it shares it."""
    weeks, weeks_weight = _weeks(prior)
    start = _middles(START_CELLS, scale.range)
    ratio = _middles(RATIO_CELLS, HIGHEST_RATIO)
    start_weight = _normal(start, prior.start_mean, prior.start_spread)
    shared = np.log(weeks_weight)[:, None, None] + np.log(start_weight)[None, :, None]
    levels = np.asarray(np.arange(round(LEVELS * HIGHEST_RATIO) + 2) * scale.range / LEVELS, dtype=np.float64)
    points = _score_points(prior, scale)
    return Model(
        prior=prior,
        scale=scale,
        weeks=weeks,
        start=start,
        ratio=ratio,
        log_improving=shared + np.log(_normal(ratio, prior.improving_ratio, prior.ratio_spread)),
        log_lasting=shared + np.log(_normal(ratio, prior.lasting_ratio, prior.ratio_spread)),
        levels=levels,
        score_points=points,
        chances_of_levels=chance_of_score(points[:, None], levels[None, :], prior, scale),
    )


def _middles(cells: int, width: float) -> Array:
    return np.asarray((np.arange(cells) + 0.5) * (width / cells), dtype=np.float64)


def _normal(values: Array, mean: float, spread: float) -> Array:
    """Weights of the cells under a normal cut to the grid; they sum to 1."""
    exponent = -0.5 * ((values - mean) / spread) ** 2
    weight = np.exp(exponent - exponent.max())
    return np.asarray(np.maximum(weight / weight.sum(), 1e-300))


def _weeks(prior: RecoveryPrior) -> tuple[Array, Array]:
    spreads = _middles(WEEKS_CELLS, 2 * WEEKS_SPREADS) - WEEKS_SPREADS
    weeks: Array = np.exp(np.log(prior.weeks_median) + prior.weeks_log_spread * spreads)
    return weeks, _normal(spreads, 0, 1)


def _score_points(prior: RecoveryPrior, scale: Scale) -> Array:
    """Where the distribution of a score is worked out, four errors beyond either end."""
    beyond = 4 * prior.error
    points: Array = np.linspace(-beyond, scale.range * HIGHEST_RATIO + beyond, 201)
    return points


def chance_of_score(points: Array, burden: Array, prior: RecoveryPrior, scale: Scale) -> Array:
    """The chance that a score (before it is rounded and held by the ends) is at most `points`, given the burden."""
    regular = ndtr((points - burden) / prior.error)
    anything = np.clip((points + scale.step / 2) / (scale.range + scale.step), 0, 1)
    return np.asarray((1 - prior.stray_share) * regular + prior.stray_share * anything, dtype=np.float64)


@lru_cache(maxsize=KEPT_DAYS)
def day_of(model: Model, day: int) -> Day:
    """Where every cell is `day` days after the first score."""
    place = burden_on(model, day) / model.levels[1]
    level = place.astype(np.intp)
    return Day(level=level, above=place - level)


def burden_on(model: Model, day: int) -> Array:
    """Every cell's burden `day` days after the first score."""
    left = np.exp(-day / (DAYS_A_WEEK * model.weeks))[:, None]
    course = model.ratio[None, :] + (1 - model.ratio[None, :]) * left
    return np.asarray((model.start[None, :, None] * course[:, None, :]).ravel())


def log_likelihood(model: Model, day: int, burden: float) -> Array:
    """Log likelihood in every cell of a score that shows this burden, `day` days after the first."""
    by_level, on = _log_by_level(model, burden), day_of(model, day)
    lower = by_level[on.level]
    return np.asarray(lower + on.above * (by_level[on.level + 1] - lower))


@lru_cache(maxsize=KEPT_SCORES)
def _log_by_level(model: Model, burden: float) -> Array:
    """By level of true burden: the log chance of the score's step of the scale, the ends open outwards.

    A floor or a ceiling is so no surprise: 0 may stand for anything below half a point.
    """
    prior, scale, truth = model.prior, model.scale, model.levels
    below = ndtr((burden - scale.step / 2 - truth) / prior.error) if burden > 0 else 0.0
    above = ndtr((burden + scale.step / 2 - truth) / prior.error) if burden < scale.range else 1.0
    anything = 1 / (scale.range / scale.step + 1)
    chance = (1 - prior.stray_share) * (above - below) + prior.stray_share * anything
    return np.asarray(np.log(np.maximum(chance, 1e-30)), dtype=np.float64)
