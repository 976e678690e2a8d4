"""What does a slow sampler say that knows nothing of our grid? NumPyro's NUTS on the same model, many people at once.

Start, ratio and weeks are continuous here, the class is summed out, and draws are compared with the grid's chances:
the share of draws below a border is a chance with a known Monte Carlo error.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ischia.pathway.track.forecast_model import (
    DAYS_A_WEEK,
    HIGHEST_RATIO,
    WEEKS_SPREADS,
    Array,
    Model,
    chance_of_score,
)
from ischia.pathway.track.forecast_posterior import Observation, Posterior, chance_of_gain, posterior, score_quantiles

CHAINS, WARMUP, DRAWS = 4, 1000, 1000
TENTHS = (0.1, 0.5, 0.9)
SURE = 0.005
"""Chances nearer to 0 or 1 are not compared: where all draws agree the error cannot be told."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Draws:
    """What the sampler drew: arrays of the shape (chains, draws, people), and the seconds of one compiled run."""

    start: Array
    ratio: Array
    weeks: Array
    seconds: float
    divergences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One chance by the grid and by the sampler, its Monte Carlo standard error, and their distance in such errors."""

    person: int
    quantity: str
    grid: float
    sampled: float
    monte_carlo_error: float

    @property
    def distance(self) -> float:
        return (self.grid - self.sampled) / self.monte_carlo_error


def sampled(
    model: Model,
    people: Sequence[Sequence[Observation]],
    *,
    seed: int,
    draws: int = DRAWS,
    warmup: int = WARMUP,
    chains: int = CHAINS,
    runs: int = 2,
) -> Draws:
    """Sample every person's posterior; all need the same number of scores. The last of `runs` is kept and timed.

    The first run also compiles, so it is not the one that is timed.
    """
    import jax
    import numpyro

    numpyro.enable_x64()
    days = np.array([[day for day, _ in each] for each in people], dtype=float)
    burdens = np.array([[burden for _, burden in each] for each in people])
    kernel = numpyro.infer.NUTS(_density(model), target_accept_prob=0.9)
    sampler = numpyro.infer.MCMC(
        kernel, num_warmup=warmup, num_samples=draws, num_chains=chains, chain_method="vectorized", progress_bar=False
    )
    seconds = 0.0
    for run in range(runs):
        started = time.perf_counter()
        sampler.run(jax.random.PRNGKey(seed + run), days, burdens, extra_fields=("diverging",))
        kept = {name: np.asarray(values) for name, values in sampler.get_samples(group_by_chain=True).items()}
        seconds = time.perf_counter() - started
    return Draws(
        start=kept["start"],
        ratio=kept["ratio"],
        weeks=np.exp(np.log(model.prior.weeks_median) + model.prior.weeks_log_spread * kept["pace"]),
        seconds=seconds,
        divergences=int(np.asarray(sampler.get_extra_fields()["diverging"]).sum()),
    )


@cache
def _density(model: Model) -> Any:
    """The model as NumPyro reads it."""
    import jax.numpy as jnp
    import numpyro
    from jax.scipy.stats import norm
    from numpyro import distributions

    prior, scale = model.prior, model.scale

    def cut(value: Any, centre: float) -> Any:
        """Log density of a normal cut to the possible ratios."""
        inside = norm.cdf((HIGHEST_RATIO - centre) / prior.ratio_spread) - norm.cdf(-centre / prior.ratio_spread)
        return norm.logpdf(value, centre, prior.ratio_spread) - jnp.log(inside)

    def density(days: Any, burdens: Any) -> None:
        with numpyro.plate("people", days.shape[0]):
            start = numpyro.sample(
                "start",
                distributions.TruncatedNormal(prior.start_mean, prior.start_spread, low=0.0, high=scale.range),
            )
            ratio = numpyro.sample("ratio", distributions.Uniform(0.0, HIGHEST_RATIO))
            pace = numpyro.sample(
                "pace", distributions.TruncatedNormal(0.0, 1.0, low=-WEEKS_SPREADS, high=WEEKS_SPREADS)
            )
            improving = jnp.log(prior.improving_share) + cut(ratio, prior.improving_ratio)
            lasting = jnp.log1p(-prior.improving_share) + cut(ratio, prior.lasting_ratio)
            numpyro.factor("classes", jnp.logaddexp(improving, lasting))
            weeks = prior.weeks_median * jnp.exp(prior.weeks_log_spread * pace)
            left = jnp.exp(-days / (DAYS_A_WEEK * weeks[:, None]))
            truth = start[:, None] * (ratio[:, None] + (1 - ratio[:, None]) * left)
            numpyro.factor("scores", _log_scores(truth, burdens, model).sum(axis=1))

    return density


def _log_scores(truth: Any, burdens: Any, model: Model) -> Any:
    import jax.numpy as jnp
    from jax.scipy.stats import norm

    prior, scale = model.prior, model.scale
    below = jnp.where(burdens > 0, norm.cdf((burdens - scale.step / 2 - truth) / prior.error), 0.0)
    above = jnp.where(burdens < scale.range, norm.cdf((burdens + scale.step / 2 - truth) / prior.error), 1.0)
    anything = 1 / (scale.range / scale.step + 1)
    return jnp.log((1 - prior.stray_share) * (above - below) + prior.stray_share * anything)


def agreements(
    model: Model, people: Sequence[Sequence[Observation]], draws: Draws, *, points: float, percent: float
) -> list[Agreement]:
    """Chances of each person by grid and sampler: of a gain, of scores below our band's borders, of improving."""
    found = []
    for row, seen in enumerate(people):
        person = posterior(model, seen)
        for quantity, grid, happened in _quantities(person, draws, row, points, percent):
            if SURE < grid < 1 - SURE:
                found.append(_agreement(row, quantity, grid, happened))
    return found


def _quantities(
    person: Posterior, draws: Draws, row: int, points: float, percent: float
) -> list[tuple[str, float, Array | NDArray[np.bool_]]]:
    start, ratio, weeks = draws.start[:, :, row], draws.ratio[:, :, row], draws.weeks[:, :, row]
    found: list[tuple[str, float, Array | NDArray[np.bool_]]] = []
    for day in (28, 84):
        left = np.exp(-day / (DAYS_A_WEEK * weeks))
        burden = start * (ratio + (1 - ratio) * left)
        gained = start - burden >= np.maximum(points, start * percent / 100)
        found.append((f"gain that matters, day {day}", chance_of_gain(person, day, points, percent), gained))
        for chance, border in zip(TENTHS, score_quantiles(person, day, TENTHS), strict=True):
            below = chance_of_score(np.array(border), burden, person.model.prior, person.model.scale)
            found.append((f"score under our {chance:.0%} border, day {day}", chance, below))
    improving = _improving(person.model, ratio)
    found.append(("improving", person.improving, improving))
    return found


def _improving(model: Model, ratio: Array) -> Array:
    """The chance of being improving at each draw's ratio: its mean is the chance, with less error than drawing it."""
    prior = model.prior

    def density(centre: float) -> Array:
        values = np.linspace(0, HIGHEST_RATIO, 2801)
        total = np.exp(-0.5 * ((values - centre) / prior.ratio_spread) ** 2).sum()
        return np.asarray(np.exp(-0.5 * ((ratio - centre) / prior.ratio_spread) ** 2) / total)

    improving = prior.improving_share * density(prior.improving_ratio)
    return np.asarray(improving / (improving + (1 - prior.improving_share) * density(prior.lasting_ratio)))


def _agreement(row: int, quantity: str, grid: float, happened: Array | NDArray[np.bool_]) -> Agreement:
    from numpyro.diagnostics import effective_sample_size

    values = np.asarray(happened, dtype=float)
    effective = max(float(effective_sample_size(values)), 4.0)
    return Agreement(
        person=row,
        quantity=quantity,
        grid=grid,
        sampled=float(values.mean()),
        monte_carlo_error=float(values.std() / np.sqrt(effective)),
    )
