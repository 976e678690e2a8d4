"""How fast is a forecast, with posterior, bands, chances and decision, and how much faster than the slow sampler?"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import cache, partial

import numpy as np

from benchmarks.measure import Goal, Measurement, milliseconds
from ischia.knowledge.load import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.decide.api import decide, facts
from ischia.pathway.screen.api import Verdict, screen
from ischia.pathway.shared.findings import Findings
from ischia.pathway.track.api import Forecast, Score, forecasts, progress, usual_horizons
from ischia.pathway.track.forecast_model import Model, Scale, model_of
from ischia.pathway.track.forecast_posterior import Observation, chance_of_gain, posterior, score_quantiles
from ischia.pathway.treat.api import SessionRecord
from scripts.calibration.checks import observations
from scripts.calibration.people import drawn
from scripts.calibration.reference import sampled

SEED = 20260101
VISITS, EPISODES, PEOPLE_SAMPLED, DRAWS = 12, 5000, 50, 500
LEG, BACK, FUNCTION = InstrumentId("nprs_leg"), InstrumentId("nprs_back"), InstrumentId("rmdq_24")
ASKED_FUNCTION = (0, 3, VISITS - 1)
"""At which visits function is asked for: the first, the fourth and the last (CLINICAL.md section 6)."""
START = date(2026, 9, 1)
TODAY = START + timedelta(days=7 * VISITS)
CORES = 2
"""Processes for the whole clinic: the goal is stated for two cores."""


def measurements() -> Iterator[Measurement]:
    people = invented(EPISODES)
    episodes = [scores_of(*each) for each in zip(people, people[1:] + people[:1], people[2:] + people[:2], strict=True)]
    read_episode(episodes[0])
    one = iter(episodes * 2)
    yield Measurement(
        name="forecast and decision, 12 visits",
        workload="leg and back pain at each visit, function at three, records and safety check: "
        "every forecast and the review decision of one episode, a new one each time",
        unit="ms",
        run=lambda: milliseconds(partial(read_episode, next(one))),
        goal=Goal(at_most=20),
        counted_runs=500,
        uncounted_runs=50,
    )
    yield Measurement(
        name="forecast and decision, 5,000 episodes",
        workload=f"the same for a whole clinic, {CORES} processes, their start included",
        unit="s",
        run=lambda: seconds_for_all(episodes),
        goal=Goal(at_most=60),
        counted_runs=5,
        uncounted_runs=0,
    )
    people = invented(PEOPLE_SAMPLED)
    yield Measurement(
        name="posterior of 50 people against the sampler",
        workload=f"{VISITS} scores each; 80 % band and chance of a gain on two days",
        unit="s",
        run=lambda: milliseconds(partial(read_people, model(), people)) / 1000,
        goal=Goal(ratio_at_most=1 / 200),
        baseline=lambda: sampled(model(), people, seed=SEED, draws=DRAWS, warmup=DRAWS, chains=2, runs=2).seconds,
        baseline_is=f"NumPyro NUTS, all people at once, 2 chains of {DRAWS} after {DRAWS}, compiled before",
        counted_runs=5,
        uncounted_runs=0,
    )


def model() -> Model:
    knowledge = load_knowledge()
    return model_of(knowledge.recovery_priors[LEG], Scale.of(knowledge.instruments[LEG]))


def invented(count: int) -> list[list[Observation]]:
    """People from the prior with a score at each of twelve visits, a week apart, two days early or late."""
    chance = np.random.default_rng(SEED)
    return observations(model(), drawn(model().prior, model().scale, count, chance), VISITS, chance)


def scores_of(leg: Sequence[Observation], back: Sequence[Observation], function: Sequence[Observation]) -> list[Score]:
    """One episode's scores, on the days of the first person: pain at every visit, function at three of them."""
    days = [START + timedelta(days=day) for day, _burden in leg]
    pain = [
        Score(instrument=name, on=on, value=burden)
        for name, seen in ((LEG, leg), (BACK, back))
        for on, (_day, burden) in zip(days, seen, strict=True)
    ]
    scale = load_knowledge().instruments[FUNCTION].high / load_knowledge().instruments[LEG].high
    asked = [(days[visit], round(function[visit][1] * scale)) for visit in ASKED_FUNCTION]
    return [*pain, *(Score(instrument=FUNCTION, on=on, value=ticked) for on, ticked in asked)]


@cache
def checked() -> Verdict:
    """The newest safety check."""
    return screen(Findings({"age": 47, "pain_below_knee": True}), load_knowledge())


def sessions_of(scores: Sequence[Score]) -> tuple[SessionRecord, ...]:
    """A signed record of each visit, as a page reads them."""
    days = [one.on for one in scores if one.instrument == LEG]
    return tuple(
        SessionRecord(number=number, on=on, minutes=45, work=(), adverse_events=(), answers={})
        for number, on in enumerate(days, start=1)
    )


def read_episode(scores: Sequence[Score]) -> None:
    """What a decision page needs of one episode."""
    knowledge = load_knowledge()
    read = progress(scores, sessions_done=VISITS, onset_on=None, today=TODAY, knowledge=knowledge)
    sessions = sessions_of(scores)
    weighed = facts(read, sessions, verdict=checked(), has_clearance=False, today=TODAY, knowledge=knowledge)
    decide(weighed, knowledge, review_is_due=True)
    horizons = usual_horizons(START)
    found = forecasts(scores, horizons=horizons, onset_on=None, today=TODAY, knowledge=knowledge)
    assert [one.instrument for one in found if isinstance(one, Forecast)] == [BACK, LEG, FUNCTION]


def read_episodes(episodes: Sequence[Sequence[Score]]) -> None:
    for scores in episodes:
        read_episode(scores)


def seconds_for_all(episodes: Sequence[Sequence[Score]]) -> float:
    started = time.perf_counter()
    halves = [episodes[part::CORES] for part in range(CORES)]
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(read_episodes, halves))
    return time.perf_counter() - started


def read_people(known: Model, people: Sequence[Sequence[Observation]]) -> None:
    for seen in people:
        person = posterior(known, seen)
        for day in (28, 84):
            score_quantiles(person, day, (0.1, 0.5, 0.9))
            chance_of_gain(person, day, 2, 30)
