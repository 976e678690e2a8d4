"""Who could come? Invented people, drawn from a prior or from a course that it does not expect, and their scores.

All chance comes from the generator that is passed in.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from ischia.knowledge.records import RecoveryPrior
from ischia.pathway.track.forecast_model import DAYS_A_WEEK, HIGHEST_RATIO, WEEKS_SPREADS, Scale

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class People:
    """The truth about each person: start, ratio of plateau to start, weeks, and whether they are improving."""

    start: Array
    ratio: Array
    weeks: Array
    improving: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)

    def burden(self, days: Array | NDArray[np.int64]) -> Array:
        """The true burden of each person on their own days (one row each), or all on one day."""
        rows = np.atleast_2d(days)
        left = np.exp(-rows / (DAYS_A_WEEK * self.weeks[:, None]))
        return np.asarray(self.start[:, None] * (self.ratio[:, None] + (1 - self.ratio[:, None]) * left))


def drawn(prior: RecoveryPrior, scale: Scale, count: int, chance: Generator) -> People:
    """People drawn from the prior itself."""
    improving = chance.random(count) < prior.improving_share
    centre = np.where(improving, prior.improving_ratio, prior.lasting_ratio)
    spreads = cut_normal(0.0, 1.0, -WEEKS_SPREADS, WEEKS_SPREADS, chance.random(count))
    return People(
        start=cut_normal(prior.start_mean, prior.start_spread, 0.0, scale.range, chance.random(count)),
        ratio=cut_normal(centre, prior.ratio_spread, 0.0, HIGHEST_RATIO, chance.random(count)),
        weeks=np.exp(np.log(prior.weeks_median) + prior.weeks_log_spread * spreads),
        improving=improving,
    )


def cut_normal(mean: Array | float, spread: float, low: float, high: float, chances: Array) -> Array:
    """Values of a normal cut to [low, high], by its inverse distribution."""
    below, above = ndtr((low - mean) / spread), ndtr((high - mean) / spread)
    return np.asarray(mean + spread * ndtri(below + chances * (above - below)))


def unrounded(burden: Array, prior: RecoveryPrior, scale: Scale, chance: Generator) -> Array:
    """Scores before they are rounded and held by the ends of the scale, a few of them stray."""
    shown = burden + prior.error * chance.standard_normal(burden.shape)
    anything = scale.range + scale.step
    stray = chance.random(burden.shape) < prior.stray_share
    return np.asarray(np.where(stray, chance.random(burden.shape) * anything - scale.step / 2, shown))


def rounded(shown: Array, scale: Scale) -> Array:
    """Scores as they are written down."""
    return np.asarray(np.clip(np.round(shown / scale.step) * scale.step, 0, scale.range))


def visit_days(count: int, visits: int, chance: Generator) -> NDArray[np.int64]:
    """A visit a week, up to two days early or late; the first on day 0."""
    days = DAYS_A_WEEK * np.arange(visits) + chance.integers(-2, 3, (count, visits))
    days[:, 0] = 0
    return np.asarray(days)


def changed(prior: RecoveryPrior, **numbers: float) -> RecoveryPrior:
    """The same prior with some numbers replaced."""
    return replace(prior, **numbers)  # type: ignore[arg-type]  # names are only known at run time
