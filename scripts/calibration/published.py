"""Does the prior give back every published number it can be compared with, and what is said of the others?

For each study the start is set to what that study published (its spread, or that of ATLAS, where it gives none); the
course is left as it is. Nothing is drawn: the grid's own weights are averaged.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ischia.knowledge.records import CohortFact, Knowledge, RecoveryPrior
from ischia.pathway.track.forecast_model import DAYS_A_WEEK, Array, Model, Scale, burden_on, model_of
from ischia.pathway.track.forecast_posterior import Posterior, posterior, score_chances
from scripts.calibration.people import changed, drawn, rounded, unrounded
from scripts.calibration.priors import STARTS, fitted_start

NEAR = 0.05
"""A mean counts as given back when it is within 5 % of the scale (half a point of ten): a border of this report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One published number beside what the prior expects, both in points of the study's own scale (or as a share).

    `used` says whether the prior was made from it. `is_near` is None where the two cannot be compared.
    """

    fact: CohortFact
    expected: float | None
    expected_spread: float | None
    is_near: bool | None

    @property
    def used(self) -> bool:
        return self.fact.use == "prior"


def compared(knowledge: Knowledge) -> Iterator[Compared]:
    """Every cohort fact of means and shares in turn, then those that cannot be compared."""
    for fact in knowledge.cohort_facts.values():
        if fact.statistic == "mean" and fact.measure in knowledge.recovery_priors:
            yield _mean(fact, knowledge)
        elif fact.statistic == "share_30_percent_better":
            yield _share(fact, knowledge)
        elif fact.statistic not in ("error", "important_change", "odds_ratio"):
            yield Compared(fact=fact, expected=None, expected_spread=None, is_near=None)


def as_section_9_proposes(knowledge: Knowledge) -> Knowledge:
    """The same priors with the pace and the share of section 9's own proposal (6 to 8 weeks, 55 to 60 %)."""
    priors = {
        name: changed(prior, weeks_median=7.0, weeks_log_spread=0.3, improving_share=0.575)
        for name, prior in knowledge.recovery_priors.items()
    }
    return replace(knowledge, recovery_priors=priors)


def _mean(fact: CohortFact, knowledge: Knowledge) -> Compared:
    model = _model_for(fact, knowledge)
    person = posterior(model, ())
    factor = (fact.scale_high or model.scale.range) / model.scale.range
    mean, spread = _scores(person, round((fact.week or 0) * DAYS_A_WEEK))
    low, high = (
        fact.value - NEAR * (fact.scale_high or 0),
        (fact.value_high or fact.value) + NEAR * (fact.scale_high or 0),
    )
    return Compared(
        fact=fact,
        expected=mean * factor,
        expected_spread=spread * factor,
        is_near=low <= mean * factor <= high,
    )


def _model_for(fact: CohortFact, knowledge: Knowledge) -> Model:
    """The prior of the fact's measure, started like the fact's own cohort where that is published."""
    name = str(fact.measure)
    prior = next(each for key, each in knowledge.recovery_priors.items() if key == fact.measure)
    scale = Scale.of(next(each for key, each in knowledge.instruments.items() if key == fact.measure))
    start = next(
        (
            each
            for each in knowledge.cohort_facts.values()
            if (each.cohort, each.measure, each.week, each.statistic) == (fact.cohort, fact.measure, 0, "mean")
        ),
        None,
    )
    is_own_start = start is None or fact.week == 0
    return model_of(prior if is_own_start or start is None else _started(prior, start, name, knowledge), scale)


def _started(prior: RecoveryPrior, start: CohortFact, name: str, knowledge: Knowledge) -> RecoveryPrior:
    own, error, high = STARTS[name]
    usual = knowledge.cohort_facts[own]
    spread = start.spread or (usual.spread or 0) * (start.scale_high or high) / (usual.scale_high or high)
    mean, width = fitted_start(_with_spread(start, spread), knowledge.cohort_facts[error].value, high)
    return changed(prior, start_mean=mean, start_spread=width)


def _with_spread(start: CohortFact, spread: float) -> CohortFact:
    return replace(start, spread=spread)


def _scores(person: Posterior, day: int) -> tuple[float, float]:
    """Mean and spread of the whole scores on that day."""
    points, step = person.model.score_points, person.model.scale.step
    values: Array = np.arange(0, person.model.scale.range + step / 2, step)
    chances = np.interp(values + step / 2, points, score_chances(person, day))
    chances[-1] = 1
    weight = np.diff(chances, prepend=0)
    mean = float(weight @ values)
    return mean, float(np.sqrt(weight @ (values - mean) ** 2))


def mean_score(person: Posterior, day: int) -> float:
    """The mean of the whole scores on that day."""
    return _scores(person, day)[0]


def _share(fact: CohortFact, knowledge: Knowledge) -> Compared:
    """The share whose score is at least 30 % under the first: drawn, because it takes two scores of one person."""
    prior = next(each for key, each in knowledge.recovery_priors.items() if key == fact.measure)
    scale = Scale.of(next(each for key, each in knowledge.instruments.items() if key == fact.measure))
    chance = np.random.default_rng(20260101)
    people = drawn(prior, scale, 100_000, chance)
    days = np.array([0, round((fact.week or 0) * DAYS_A_WEEK)])
    first, later = rounded(unrounded(people.burden(days), prior, scale, chance), scale).T
    counted = first > 0
    better = float(np.mean(later[counted] <= 0.7 * first[counted]))
    return Compared(fact=fact, expected=better, expected_spread=None, is_near=abs(better - fact.value) <= NEAR)


def true_share_better(prior: RecoveryPrior, scale: Scale, day: int) -> float:
    """The share of people whose true burden is at least 30 % lower on that day."""
    person = posterior(model_of(prior, scale), ())
    model = person.model
    start = np.broadcast_to(model.start[None, :, None], (len(model.weeks), len(model.start), len(model.ratio))).ravel()
    return float(person.weights @ (burden_on(model, day) <= 0.7 * start))
