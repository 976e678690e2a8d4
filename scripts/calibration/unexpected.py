"""Which groups of people does the prior not expect, and how much worse are the intervals for them?

Some have the published means of a study that the prior was not made from; others break an assumption of the model on
purpose. The loss is reported as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.optimize import least_squares

from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.track.forecast_model import DAYS_A_WEEK, Array, Model, Scale, model_of
from ischia.pathway.track.forecast_posterior import Observation, posterior
from scripts.calibration.checks import VISITS_UNTIL, Coverage, coverage, covered
from scripts.calibration.people import People, changed, cut_normal, drawn, rounded, unrounded, visit_days
from scripts.calibration.priors import Facts, fitted_cut_normal
from scripts.calibration.published import mean_score


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group: its name, what sets it apart, and how the 80 % intervals did at the review and in week 12.

    `is_published`: it has the mean scores of a study.
    """

    name: str
    about: str
    coverages: tuple[Coverage, ...]
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class Arm:
    """One published group by the first part of its facts' names, and how much its people differ in pace.

    A group whose mean hardly changes after week 8 leaves no room for slow people; None: as much as in the prior.
    """

    facts: str
    pace: float | None


ARMS = {
    "Mathieson, placebo": Arm("mathieson_placebo_leg", 0.1),
    "Mathieson, pregabalin": Arm("mathieson_pregabalin_leg", 0.1),
    "Peul, conservative": Arm("peul_leg", None),
}
"""Groups with published later means of leg pain. Other measures take the same course in proportion."""

OWN_ARMS = {"rmdq_24": {"Peul, conservative, by its function": Arm("peul_rmdq", None)}}
"""Groups with published later means of the measure itself."""

PROPOSED = {"improving_share": 0.575, "weeks_median": 7.0, "weeks_log_spread": 0.3}
"""The course that CLINICAL.md section 9 proposes, started as ATLAS."""

SECTION_9 = "section 9 as proposed"
FOLLOWED = (8, 52)


def groups(name: str, knowledge: Knowledge, count: int, many: int, chance: Generator) -> Iterator[Group]:
    """Every group, the expected one first: `many` people where means were published, `count` in the others."""
    known = InstrumentId(name)
    model = model_of(knowledge.recovery_priors[known], Scale.of(knowledge.instruments[known]))
    people = drawn(model.prior, model.scale, many, chance)
    yield _group("as the prior expects", "drawn from the prior", coverage(model, people, chance))
    yield from _published(name, model, knowledge.cohort_facts, many, chance)
    yield from _other_scores(model, count, chance)
    yield from _other_courses(model, count, chance)


def _group(name: str, about: str, coverages: Iterator[Coverage]) -> Group:
    return Group(name=name, about=about, coverages=tuple(coverages))


def _published(name: str, model: Model, facts: Facts, count: int, chance: Generator) -> Iterator[Group]:
    for called, arm in {**ARMS, **OWN_ARMS.get(name, {})}.items():
        yield _followed(called, arm_of(model, arm, facts), model, count, chance)
    whole, error, usual = model.scale.range, model.prior.error, facts["atlas_leg_start"]
    start = fitted_cut_normal(usual.value / 10 * whole, (usual.spread or 0) / 10 * whole, error, whole)
    truth = changed(model.prior, start_mean=start[0], start_spread=start[1], **PROPOSED)
    yield _followed(SECTION_9, model_of(truth, model.scale), model, count, chance)


def _followed(called: str, truth: Model, model: Model, count: int, chance: Generator) -> Group:
    people = drawn(truth.prior, truth.scale, count, chance)
    scores = rounded(unrounded(people.burden(np.array([0, 56, 364])), truth.prior, truth.scale, chance), truth.scale)
    means = ", ".join(f"{each:.1f}" for each in scores.mean(axis=0))
    about = f"means {means} in weeks 0, 8, 52; spread {scores[:, 0].std():.1f} at the start"
    return Group(
        name=called,
        about=about,
        coverages=tuple(coverage(model, people, chance, truth=truth)),
        is_published=called != SECTION_9,
    )


def arm_of(model: Model, arm: Arm, facts: Facts) -> Model:
    """The model whose mean scores are those of the arm at the start and in weeks 8 and 52, and its spread at the start.

    Share and pace are solved for. Where the arm published no spread of its start, that of ATLAS is taken.
    """
    whole, start = model.scale.range, facts[f"{arm.facts}_start"]
    factor = whole / (start.scale_high or whole)
    usual = facts["atlas_leg_start"]
    spread = start.spread * factor if start.spread else (usual.spread or 0) / (usual.scale_high or 1) * whole
    mean, width = fitted_cut_normal(start.value * factor, spread, model.prior.error, whole)
    wanted = [facts[f"{arm.facts}_week_{week}"].value * factor for week in FOLLOWED]
    pace = {} if arm.pace is None else {"weeks_log_spread": arm.pace}

    def made(guess: Array) -> Model:
        course = {"improving_share": float(guess[0]), "weeks_median": float(guess[1]), **pace}
        return model_of(changed(model.prior, start_mean=mean, start_spread=width, **course), model.scale)

    def misses(guess: Array) -> list[float]:
        nobody = posterior(made(guess), ())
        return [mean_score(nobody, week * DAYS_A_WEEK) - each for week, each in zip(FOLLOWED, wanted, strict=True)]

    solved = least_squares(misses, (0.7, 4.0), bounds=([0.01, 0.5], [0.999, 20]), diff_step=1e-3)
    return made(solved.x)


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
