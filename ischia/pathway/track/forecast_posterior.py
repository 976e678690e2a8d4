"""What do the scores so far say about one person's course? Weights over the grid, and what can be read from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ischia.pathway.track.forecast_model import (
    DAYS_A_WEEK,
    HIGHEST_RATIO,
    RATIO_CELLS,
    Array,
    Model,
    day_of,
    log_likelihood,
)

Observation = tuple[int, float]
"""Days since the first score, and the burden that the score shows."""

KEPT_GAINS = 64


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Posterior:
    """One person: a weight for every cell of the model's grid (they sum to 1), and the chance of being improving."""

    model: Model
    weights: Array
    improving: float


def posterior(model: Model, observations: Sequence[Observation], *, odds: float = 1.0) -> Posterior:
    """Weigh every cell by the scores. `odds` multiplies the prior odds of improving. Any order of days will do."""
    share = _share(model.prior.improving_share, odds)
    weight = np.zeros(model.log_improving.size)
    for day, burden in observations:
        weight += log_likelihood(model, day, burden)
    improving = np.log(share) + model.log_improving.ravel() + weight
    lasting = np.log1p(-share) + model.log_lasting.ravel() + weight
    highest = max(improving.max(), lasting.max())
    improving, lasting = np.exp(improving - highest), np.exp(lasting - highest)
    total = improving.sum() + lasting.sum()
    return Posterior(
        model=model,
        weights=np.asarray((improving + lasting) / total),
        improving=float(improving.sum() / total),
    )


def _share(share: float, odds: float) -> float:
    return share * odds / (share * odds + 1 - share)


def score_chances(person: Posterior, day: int) -> Array:
    """The chance that the next score, before rounding, is at most each of the model's `score_points`."""
    model, on = person.model, day_of(person.model, day)
    upper = person.weights * on.above
    levels = model.chances_of_levels.shape[1]
    counted = np.bincount(on.level, weights=person.weights - upper, minlength=levels)
    counted[1:] += np.bincount(on.level, weights=upper, minlength=levels)[:-1]
    return np.asarray(np.einsum("ij,j->i", model.chances_of_levels, counted))


def score_quantiles(person: Posterior, day: int, chances: Sequence[float]) -> Array:
    """Burdens under which a score of that day lies with each of the `chances`."""
    return np.interp(chances, score_chances(person, day), person.model.score_points)


def chance_of_score_at_most(person: Posterior, day: int, burden: float) -> float:
    """The chance that a score of that day, before rounding, shows at most this burden."""
    return float(np.interp(burden, person.model.score_points, score_chances(person, day)))


def chance_of_gain(person: Posterior, day: int, points: float, percent: float) -> float:
    """The chance that the true burden is down by at least `points` and at least `percent` of the true start."""
    return _total(person, _gained(person.model, day, points, percent))


@lru_cache(maxsize=KEPT_GAINS)
def _gained(model: Model, day: int, points: float, percent: float) -> Array:
    needed = np.maximum(points / model.start, percent / 100)
    return _part_at_most(model, 1 - needed[None, :], day)


def chance_at_most(person: Posterior, day: int, burden: float) -> float:
    """The chance that the true burden is at most `burden` on that day (any day but the first)."""
    share_of_start = burden / person.model.start
    return _total(person, _part_at_most(person.model, share_of_start[None, :], day))


def _total(person: Posterior, parts: Array) -> float:
    """The weighted sum over all cells. Not by BLAS: its threads wait for each other, and may sum in any order."""
    return float(np.einsum("i,i->", person.weights, parts))


def _part_at_most(model: Model, share_of_start: Array, day: int) -> Array:
    """How much of each cell has come down to at most that share of its start.

    The border runs through cells along the ratio: the part of the cell on its near side counts.
    """
    left = np.exp(-day / (DAYS_A_WEEK * model.weeks))[:, None]
    border = (share_of_start - left) / np.maximum(1 - left, 1e-12)
    width = HIGHEST_RATIO / RATIO_CELLS
    part = np.clip((border[:, :, None] - model.ratio[None, None, :]) / width + 0.5, 0, 1)
    return np.asarray(part.ravel())
