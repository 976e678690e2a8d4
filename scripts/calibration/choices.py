"""What depends on choices that no source fixes? Other priors, stray scores, and two measures read together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from ischia.knowledge.records import InstrumentId, Knowledge, RecoveryPrior
from ischia.pathway.track.forecast_model import Array, Model, Scale, model_of
from ischia.pathway.track.forecast_posterior import (
    Observation,
    chance_of_gain,
    posterior,
    score_chances,
    score_quantiles,
)
from scripts.calibration.checks import END_DAY, TENTHS, Coverage, covered, observations
from scripts.calibration.people import changed, drawn, unrounded

LEG, FUNCTION = InstrumentId("nprs_leg"), InstrumentId("rmdq_24")
COURSES: dict[str, Sequence[float]] = {
    "better step by step": (7, 6, 5, 5, 4, 3),
    "no change": (6, 6, 5, 6, 6, 6),
    "worse": (4, 5, 5, 6, 6, 7),
    "better, then a flare": (7, 5, 3, 3, 7, 6),
}
"""Weekly scores of leg pain of four invented people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one prior says about one person for week 12 after three and after six weekly scores."""

    prior: str
    person: str
    visits: int
    low: float
    middle: float
    high: float
    gain: float


def priors_tried(prior: RecoveryPrior) -> dict[str, RecoveryPrior]:
    """Our prior, and one change at a time."""
    return {
        "ours": prior,
        "section 9 as proposed: 7 weeks, 57.5 % improving": changed(
            prior, weeks_median=7.0, weeks_log_spread=0.3, improving_share=0.575
        ),
        "twice as fast": changed(prior, weeks_median=prior.weeks_median / 2),
        "half as fast": changed(prior, weeks_median=prior.weeks_median * 2),
        "40 % improving": changed(prior, improving_share=0.40),
        "70 % improving": changed(prior, improving_share=0.70),
        "wider plateaus": changed(prior, ratio_spread=0.30),
        "error 0.83 (S31)": changed(prior, error=0.83),
        "error 1.5": changed(prior, error=1.5),
        "no stray scores": changed(prior, stray_share=0.0),
        "pain for more than three months (odds x 0.41)": changed(prior, improving_share=_shifted(prior, 0.41)),
    }


def _shifted(prior: RecoveryPrior, odds: float) -> float:
    share = prior.improving_share * odds
    return share / (share + 1 - prior.improving_share)


def sensitivity(knowledge: Knowledge) -> Iterator[Said]:
    """Every prior on every invented person."""
    scale = Scale.of(knowledge.instruments[LEG])
    for name, prior in priors_tried(knowledge.recovery_priors[LEG]).items():
        model = model_of(prior, scale)
        for person, scores in COURSES.items():
            for visits in (3, 6):
                yield _said(
                    name, person, model, [(7 * week, float(score)) for week, score in enumerate(scores[:visits])]
                )


def _said(name: str, person: str, model: Model, seen: list[Observation]) -> Said:
    known = posterior(model, seen)
    low, middle, high = score_quantiles(known, END_DAY, TENTHS)
    return Said(
        prior=name,
        person=person,
        visits=len(seen),
        low=max(float(low), 0.0),
        middle=max(float(middle), 0.0),
        high=float(high),
        gain=chance_of_gain(known, END_DAY, 2, 30),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Forecasts of week 12 from six scores: coverage, and the mean log chance of what came (higher is better)."""

    truth: str
    reading: str
    coverage: Coverage
    log_density: float


def stray_scores(model: Model, count: int, seed: int) -> Iterator[Scored]:
    """People of whose scores none, 2 % or 10 % are stray, read as if none, 2 % or 5 % could be."""
    for really in (0.0, 0.02, 0.10):
        truth = model_of(changed(model.prior, stray_share=really), model.scale)
        chance = np.random.default_rng(seed)
        people = drawn(truth.prior, truth.scale, count, chance)
        seen = observations(truth, people, 6, chance)
        future = unrounded(people.burden(np.array([END_DAY])), truth.prior, truth.scale, chance)[:, 0]
        for assumed in (0.0, 0.02, 0.05):
            reading = model_of(changed(model.prior, stray_share=assumed), model.scale)
            yield Scored(
                truth=f"{really:.0%} stray",
                reading=f"{assumed:.0%} expected",
                coverage=covered(reading, seen, future, END_DAY),
                log_density=_log_density(reading, seen, future, [1.0] * count),
            )


def _log_density(model: Model, seen: Sequence[Sequence[Observation]], future: Array, odds: Sequence[float]) -> float:
    """Mean log chance of the whole score that came."""
    total = 0.0
    step, top = model.scale.step, model.scale.range
    for each, score, shift in zip(seen, future, odds, strict=True):
        whole = float(np.clip(np.round(score / step) * step, 0, top))
        chances = score_chances(posterior(model, each, odds=shift), END_DAY)
        above = np.interp(whole + step / 2, model.score_points, chances) if whole < top else 1.0
        below = np.interp(whole - step / 2, model.score_points, chances) if whole > 0 else 0.0
        total += float(np.log(max(above - below, 1e-6)))
    return total / len(future)


def together(knowledge: Knowledge, count: int, seed: int) -> Iterator[Scored]:
    """Leg pain with and without what daily function says about the class, if the class is wholly shared or not at all.

    No source publishes how the two go together: these are the best and the worst case for reading them jointly.
    """
    leg = model_of(knowledge.recovery_priors[LEG], Scale.of(knowledge.instruments[LEG]))
    function = model_of(knowledge.recovery_priors[FUNCTION], Scale.of(knowledge.instruments[FUNCTION]))
    for truth in ("class shared", "class not shared"):
        chance = np.random.default_rng(seed)
        people = drawn(leg.prior, leg.scale, count, chance)
        seen = observations(leg, people, 6, chance)
        future = unrounded(people.burden(np.array([END_DAY])), leg.prior, leg.scale, chance)[:, 0]
        others = _others(function, people.improving if truth == "class shared" else None, count, chance)
        # Of daily function only the first and the fourth score are on record, as the schedule has it.
        shift = [_odds_from(function, [each[0], each[3]]) for each in others]
        for reading, odds in (("alone", [1.0] * count), ("together", shift)):
            yield Scored(
                truth=truth,
                reading=reading,
                coverage=_covered(leg, seen, future, odds),
                log_density=_log_density(leg, seen, future, odds),
            )


def _others(model: Model, improving: object, count: int, chance: Generator) -> list[list[Observation]]:
    """Scores of the other measure for people of the given classes, or of any."""
    if improving is None:
        return observations(model, drawn(model.prior, model.scale, count, chance), 6, chance)
    found: dict[bool, list[list[Observation]]] = {}
    for is_improving in (True, False):
        share = 1 - 1e-9 if is_improving else 1e-9
        of_class = model_of(changed(model.prior, improving_share=share), model.scale)
        found[is_improving] = observations(of_class, drawn(of_class.prior, of_class.scale, count, chance), 6, chance)
    return [found[bool(each)][row] for row, each in enumerate(np.asarray(improving))]


def _odds_from(model: Model, seen: Sequence[Observation]) -> float:
    """By how much these scores shift the odds of improving."""
    share, known = model.prior.improving_share, posterior(model, seen).improving
    known = min(max(known, 1e-9), 1 - 1e-9)
    return known / (1 - known) * (1 - share) / share


def _covered(model: Model, seen: Sequence[Sequence[Observation]], future: Array, odds: Sequence[float]) -> Coverage:
    bands = np.array(
        [
            score_quantiles(posterior(model, each, odds=shift), END_DAY, TENTHS)
            for each, shift in zip(seen, odds, strict=True)
        ]
    )
    low, middle, high = bands.T
    whole, step = np.round(future / model.scale.step), model.scale.step
    return Coverage(
        day=END_DAY,
        people=len(future),
        held=float(np.mean((low <= future) & (future <= high))),
        held_as_shown=float(np.mean((np.round(low / step) <= whole) & (whole <= np.round(high / step)))),
        width=float(np.mean(high - low)),
        bias=float(np.mean(future - middle)),
    )
