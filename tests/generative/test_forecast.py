"""Does the forecast hold what it promises over invented people? Every draw has its seed, and nothing is timed.

The whole of it, with more people and the slow sampler, is `make calibration`.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ischia.knowledge.load import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.forecast_model import Array, Model, Scale, burden_on, log_likelihood, model_of
from ischia.pathway.track.forecast_posterior import (
    chance_of_gain,
    chance_of_score_at_most,
    posterior,
    score_quantiles,
)
from scripts.calibration.checks import coverage, recovered, reliability, simulation_based_calibration
from scripts.calibration.people import changed, drawn
from scripts.calibration.prior_files import prior_files
from scripts.calibration.published import compared, mean_score
from scripts.calibration.unexpected import ARMS, OWN_ARMS, arm_of

KNOWLEDGE = load_knowledge()
MEASURES = sorted(KNOWLEDGE.recovery_priors)
PEOPLE = 1000

days_and_burdens = st.lists(
    st.tuples(st.integers(0, 84), st.integers(0, 10).map(float)), min_size=1, max_size=8, unique_by=lambda each: each[0]
)


def model(name: str = "nprs_leg") -> Model:
    known = InstrumentId(name)
    return model_of(KNOWLEDGE.recovery_priors[known], Scale.of(KNOWLEDGE.instruments[known]))


@pytest.mark.parametrize("name", MEASURES)
def test_the_truth_lies_anywhere_in_the_posterior_alike(name: str) -> None:
    for ranks in simulation_based_calibration(model(name), PEOPLE, np.random.default_rng(11)):
        assert ranks.people == PEOPLE
        assert ranks.probability > 0.005, ranks


@pytest.mark.parametrize("name", MEASURES)
def test_bands_of_80_percent_hold_77_to_83(name: str) -> None:
    chance = np.random.default_rng(12)
    people = drawn(model(name).prior, model(name).scale, 2 * PEOPLE, chance)
    for found in coverage(model(name), people, chance):
        assert 0.77 <= found.held <= 0.83, found
        assert found.held_as_shown >= 0.80, found


@pytest.mark.parametrize("name", sorted(set(ARMS) | set(OWN_ARMS["rmdq_24"])))
def test_a_studys_group_has_the_mean_scores_that_it_published(name: str) -> None:
    measure, arm = ("rmdq_24", OWN_ARMS["rmdq_24"][name]) if name not in ARMS else ("nprs_leg", ARMS[name])
    known = arm_of(model(measure), arm, KNOWLEDGE.cohort_facts)
    factor = known.scale.range / (KNOWLEDGE.cohort_facts[f"{arm.facts}_start"].scale_high or known.scale.range)

    for when, day in (("start", 0), ("week_8", 56), ("week_52", 364)):
        published = KNOWLEDGE.cohort_facts[f"{arm.facts}_{when}"].value * factor
        assert mean_score(posterior(known, ()), day) == pytest.approx(published, abs=0.02 * known.scale.range), when


@pytest.mark.parametrize("name", ["Mathieson, placebo", "Mathieson, pregabalin"])
def test_bands_hold_in_groups_with_published_means_too(name: str) -> None:
    chance = np.random.default_rng(17)
    truth = arm_of(model(), ARMS[name], KNOWLEDGE.cohort_facts)
    people = drawn(truth.prior, truth.scale, 2 * PEOPLE, chance)
    for found in coverage(model(), people, chance, truth=truth):
        assert found.held + found.margin >= 0.77, found
        assert found.held - found.margin <= 0.83, found


def test_said_chances_happen_as_often_as_said() -> None:
    chance = np.random.default_rng(13)
    people = drawn(model().prior, model().scale, 2 * PEOPLE, chance)
    for group in reliability(model(), people, chance, points=2, percent=30):
        error = np.sqrt(group.said * (1 - group.said) / group.people)
        assert abs(group.said - group.happened) < 3 * error, group


def test_what_was_put_in_is_found_again_and_better_with_more_scores() -> None:
    people = drawn(model().prior, model().scale, PEOPLE, np.random.default_rng(14))
    few, many = (recovered(model(), people, visits, np.random.default_rng(15)) for visits in (3, 12))
    assert many.start > 0.9
    assert many.plateau > 0.95
    assert many.improving_right > 0.9
    assert many.plateau_error < few.plateau_error / 2


def test_the_priors_on_disk_are_those_that_the_cohort_facts_give() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in prior_files()} == {
        path.name: text for path, text in prior_files().items()
    }


def test_the_means_that_the_priors_were_made_from_come_out_again() -> None:
    found = {each.fact.id: each for each in compared(KNOWLEDGE)}
    for name in ("atlas_leg_start", "atlas_back_start", "atlas_rmdq_start", "mathieson_pregabalin_leg_week_8"):
        assert found[name].is_near, found[name]


@given(seen=days_and_burdens)
def test_a_cloud_of_people_weighed_by_the_same_scores_says_the_same(seen: list[tuple[int, float]]) -> None:
    """The plain sum over 60,000 people from the prior is the oracle: no grid, no levels."""
    coarse = posterior(model(), seen)
    burdens, weights = weighed_cloud(seen)
    if weights is None:
        return
    for border in score_quantiles(coarse, 90, (0.1, 0.5, 0.9)):
        below = np.interp(burdens, model().levels, chances_under(float(border)))
        assert chance_of_score_at_most(coarse, 90, float(border)) == pytest.approx(
            float((weights * below).sum()), abs=0.05
        )


CLOUD = drawn(model().prior, model().scale, 60_000, np.random.default_rng(16))


def weighed_cloud(seen: list[tuple[int, float]]) -> tuple[Array, Array | None]:
    """Burdens on day 90 of the cloud, and how well each person fits the scores; None when too few fit to tell."""
    log_weight = np.zeros(len(CLOUD))
    for day, burden in seen:
        log_weight += np.log(density(CLOUD.burden(np.array([day]))[:, 0], burden))
    weights = np.exp(log_weight - log_weight.max())
    weights /= weights.sum()
    effective = 1 / (weights**2).sum()
    return CLOUD.burden(np.array([90]))[:, 0], weights if effective > 400 else None


def density(truth: Array, burden: float) -> Array:
    from scipy.special import ndtr

    prior, scale = model().prior, model().scale
    below = ndtr((burden - 0.5 - truth) / prior.error) if burden > 0 else 0.0
    above = ndtr((burden + 0.5 - truth) / prior.error) if burden < scale.range else 1.0
    return np.asarray((1 - prior.stray_share) * (above - below) + prior.stray_share / 11)


def chances_under(border: float) -> Array:
    points = model().score_points
    return np.array([np.interp(border, points, column) for column in model().chances_of_levels.T])


@given(seen=days_and_burdens, points=st.floats(0.5, 6))
def test_a_larger_gain_is_never_likelier(seen: list[tuple[int, float]], points: float) -> None:
    person = posterior(model(), seen)
    assert chance_of_gain(person, 84, points + 0.5, 30) <= chance_of_gain(person, 84, points, 30) + 1e-12


@given(seen=days_and_burdens)
def test_order_and_place_of_scores_change_nothing(seen: list[tuple[int, float]]) -> None:
    forwards, backwards = posterior(model(), seen), posterior(model(), seen[::-1])
    assert np.allclose(forwards.weights, backwards.weights, atol=1e-12)


def test_the_likelihood_by_level_is_that_of_the_cell() -> None:
    for burden in (0.0, 3.0, 10.0):
        exact = np.log(density(burden_on(model(), 9), burden))
        assert np.abs(log_likelihood(model(), 9, burden) - exact).max() < 0.01


def test_a_share_of_classes_shifts_the_chance_as_odds_do() -> None:
    seen = [(0, 6.0), (7, 5.0), (14, 5.0)]
    base = model().prior.improving_share
    shifted = changed(model().prior, improving_share=base * 0.5 / (base * 0.5 + 1 - base))
    assert posterior(model(), seen, odds=0.5).improving == pytest.approx(
        posterior(model_of(shifted, model().scale), seen).improving
    )
