"""What does the forecast expect of somebody it does not know? Priors made from the cohort facts, moment by moment.

Every published moment fixes one number, in this order:

1. error: the standard error of measurement of the instrument.
2. start: mean and spread of the ATLAS cohort at its start, with the error taken out.
3. improving_share: the share of ATLAS that was at least 30 % better after a year.
4. improving_ratio: so that the average plateau is the one of Mathieson's two arms (week 52 over the start).
5. weeks_median: so that as much of the change is left at week 8 as in the three arms that were followed, on average.
6. weeks_log_spread: so that people differ after two weeks as much as in the only study that publishes it.

Chosen, not published: those who do not improve stay on average where they are (`lasting_ratio` 1), and 30 % better lies
two spreads from that (`ratio_spread` 0.15); the share of stray scores. Section 9's own proposal (6 to 8 weeks) cannot
give the means it is derived from: with a plateau of 3, burden 6.1 would be 4.0 at week 8, not 3.1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, least_squares
from scipy.special import ndtr

from ischia.knowledge.records import CohortFact

Array = NDArray[np.float64]
Facts = Mapping[str, CohortFact]
Numbers = dict[str, float | bool | tuple[str, ...]]

LASTING_RATIO, RATIO_SPREAD, STRAY_SHARE = 1.0, 0.15, 0.02
HIGHEST_RATIO, WEEKS_SPREADS = 1.4, 2.5
PLACES = 3

ARMS = ("mathieson_placebo", "mathieson_pregabalin", "peul")
PLATEAU_ARMS = ARMS[:2]
STUDIES_OF_SPREAD = (("majchrzycki_pain", "error_nprs_back"), ("majchrzycki_rmdq", "error_rmdq"))
STARTS = {
    "nprs_leg": ("atlas_leg_start", "error_nprs_leg", 10),
    "nprs_back": ("atlas_back_start", "error_nprs_back", 10),
    "rmdq_24": ("atlas_rmdq_start", "error_rmdq", 24),
}
"""By instrument: the start of its cohort, its error, and how far its scale runs."""

BORROWED = frozenset({"nprs_back", "rmdq_24"})
"""Measures whose course is that of leg pain, because no cohort gives their start and their later means together."""


IMPORTANT_CHANGES = {"nprs_leg": ("important_leg_conservative",), "rmdq_24": ("important_rmdq_conservative",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The part of a prior that all measures share; `facts` are those it was made from."""

    improving_share: float
    improving_ratio: float
    weeks_median: float
    weeks_log_spread: float
    facts: tuple[str, ...]


def fitted(facts: Facts) -> dict[str, Numbers]:
    """The numbers of every `RecoveryPrior` by instrument, rounded as they are written down."""
    course = fitted_course(facts)
    return {name: _prior(name, course, facts) for name in STARTS}


def _prior(name: str, course: Course, facts: Facts) -> Numbers:
    start, error, high = STARTS[name]
    mean, spread = fitted_start(facts[start], facts[error].value, high)
    shifts = ("atlas_odds_long_pain", "atlas_odds_expects_to_last")
    return {
        "start_mean": round(mean, PLACES),
        "start_spread": round(spread, PLACES),
        "improving_share": course.improving_share,
        "improving_ratio": course.improving_ratio,
        "lasting_ratio": LASTING_RATIO,
        "ratio_spread": RATIO_SPREAD,
        "weeks_median": course.weeks_median,
        "weeks_log_spread": course.weeks_log_spread,
        "error": facts[error].value,
        "stray_share": STRAY_SHARE,
        "long_pain_odds": facts[shifts[0]].value,
        "expects_to_last_odds": facts[shifts[1]].value,
        "is_borrowed": name in BORROWED,
        **_important(name, high, facts),
        "facts": (start, error, *course.facts, *shifts, *IMPORTANT_CHANGES.get(name, ())),
    }


def _important(name: str, high: float, facts: Facts) -> Numbers:
    """The important change published for sciatica, in proportion to this scale; nothing where there is none."""
    for fact in IMPORTANT_CHANGES.get(name, ()):
        factor = high / (facts[fact].scale_high or high)
        return {"sciatica_important_change": round(facts[fact].value * factor, PLACES)}
    return {}


def fitted_course(facts: Facts) -> Course:
    """The shared course, by moments 3 to 6."""
    share = facts["atlas_rmdq_better_year"].value
    used = ["atlas_rmdq_better_year", *_arm_facts(ARMS)]
    plateau = float(np.mean([_ratio(facts, arm, 52) for arm in PLATEAU_ARMS]))
    left = float(np.mean([_left_at_8(facts, arm) for arm in ARMS]))
    spread = float(np.mean([_spread_at_2(facts, study, error) for study, error in STUDIES_OF_SPREAD]))
    used += [f"{study}_{when}" for study, _ in STUDIES_OF_SPREAD for when in ("start", "week_2")]
    ratio = brentq(lambda loc: _mean_plateau(share, loc) - plateau, -0.5, 0.5)

    def misses(pace: Array) -> list[float]:
        weeks, weight = _weeks(np.exp(pace[0]), pace[1])
        return [float(weight @ np.exp(-8 / weeks)) - left, _course_spread(share, ratio, weeks, weight) - spread]

    solved = least_squares(misses, [np.log(4), 0.6], bounds=([0, 0.2], [3, 2]), xtol=1e-12)
    return Course(
        improving_share=share,
        improving_ratio=round(float(ratio), PLACES),
        weeks_median=round(float(np.exp(solved.x[0])), PLACES),
        weeks_log_spread=round(float(solved.x[1]), PLACES),
        facts=tuple(dict.fromkeys(used)),
    )


def fitted_start(start: CohortFact, error: float, high: float) -> tuple[float, float]:
    """Mean and spread of the start's prior; published numbers are carried over to this scale in proportion."""
    if start.scale_high is None or start.spread is None:
        raise ValueError(f"{start.id} has no scale or no spread")
    factor = high / start.scale_high
    return fitted_cut_normal(start.value * factor, start.spread * factor, error, high)


def fitted_cut_normal(mean: float, spread: float, error: float, high: float) -> tuple[float, float]:
    """The normal, cut to the scale, whose scores (with error, rounded, held by the ends) have this mean and spread."""
    truth = np.linspace(0, high, 481)
    scores = np.arange(high + 1)
    below = _below(scores, truth, error)

    def misses(guess: Array) -> list[float]:
        chances = np.diff(below @ _weight(truth, guess[0], guess[1]), prepend=0)
        found = chances @ scores
        return [float(found - mean), float(np.sqrt(chances @ (scores - found) ** 2) - spread)]

    solved = least_squares(misses, (mean, spread), xtol=1e-12)
    return float(solved.x[0]), float(solved.x[1])


def _below(scores: Array, truth: Array, error: float) -> Array:
    """The chance of a whole score at most each of `scores`; the highest takes all that is left."""
    chances = ndtr((scores[:, None] + 0.5 - truth[None, :]) / error)
    chances[-1] = 1
    return np.asarray(chances)


def _arm_facts(arms: Iterable[str]) -> list[str]:
    return [f"{arm}_leg_{when}" for arm in arms for when in ("start", "week_8", "week_52")]


def _ratio(facts: Facts, arm: str, week: int) -> float:
    return facts[f"{arm}_leg_week_{week}"].value / facts[f"{arm}_leg_start"].value


def _left_at_8(facts: Facts, arm: str) -> float:
    """Which part of the whole change (until week 52) was still to come at week 8."""
    plateau = _ratio(facts, arm, 52)
    return (_ratio(facts, arm, 8) - plateau) / (1 - plateau)


def _spread_at_2(facts: Facts, study: str, error: str) -> float:
    """How far people differ in burden over start after two weeks, if start and course are independent.

    Of the later variance, error and the spread of the starts are taken off; what is left comes from the courses.
    """
    start, later = facts[f"{study}_start"], facts[f"{study}_week_2"]
    if start.spread is None or later.spread is None or start.scale_high is None:
        raise ValueError(f"{study} has no spread or no scale")
    noise = (facts[error].value * start.scale_high / (facts[error].scale_high or 1)) ** 2
    starts = start.spread**2 - noise
    ratio = later.value / start.value
    return float(np.sqrt((later.spread**2 - noise - ratio**2 * starts) / (starts + start.value**2)))


def _weight(values: Array, mean: float, spread: float) -> Array:
    weight = np.exp(-0.5 * ((values - mean) / spread) ** 2)
    return np.asarray(weight / weight.sum())


def ratios(
    share: float, improving: float, lasting: float = LASTING_RATIO, spread: float = RATIO_SPREAD
) -> tuple[Array, Array]:
    """A fine grid of plateau over start, and its weights over both classes."""
    values = (np.arange(280) + 0.5) * HIGHEST_RATIO / 280
    return values, share * _weight(values, improving, spread) + (1 - share) * _weight(values, lasting, spread)


def _mean_plateau(share: float, improving: float) -> float:
    values, weight = ratios(share, improving)
    return float(values @ weight)


def _weeks(median: float, spread: float) -> tuple[Array, Array]:
    spreads = (np.arange(100) + 0.5) * 2 * WEEKS_SPREADS / 100 - WEEKS_SPREADS
    return np.exp(np.log(median) + spread * spreads), _weight(spreads, 0, 1)


def _course_spread(share: float, improving: float, weeks: Array, weeks_weight: Array) -> float:
    values, weight = ratios(share, improving)
    course = values[:, None] + (1 - values[:, None]) * np.exp(-2 / weeks)[None, :]
    chance = weight[:, None] * weeks_weight[None, :]
    mean = (course * chance).sum()
    return float(np.sqrt(((course - mean) ** 2 * chance).sum()))
