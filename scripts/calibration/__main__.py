"""Check the forecast and write what came of it.

python -m scripts.calibration                   write docs/calibration.md and its pictures (minutes)
python -m scripts.calibration --write-priors    make the priors from the cohort facts, then stop
"""

import sys
import time
from collections.abc import Iterator, Sequence

import numpy as np

from ischia.knowledge.load import load_knowledge
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.track.forecast_model import Model, Scale, model_of
from ischia.pathway.track.forecast_posterior import Observation, chance_of_gain, posterior, score_quantiles
from scripts.calibration.checks import (
    TENTHS,
    observations,
    recovered,
    reliability,
    simulation_based_calibration,
)
from scripts.calibration.choices import LEG, sensitivity, stray_scores, together
from scripts.calibration.people import drawn
from scripts.calibration.pictures import coverage_picture, ranks_picture
from scripts.calibration.prior_files import write_priors
from scripts.calibration.published import as_section_9_proposes, compared
from scripts.calibration.reference import agreements, sampled
from scripts.calibration.report import (
    choices_section,
    groups_section,
    opening,
    proposal_section,
    published_section,
    ranks_section,
    recovery_section,
    reference_section,
    sensitivity_section,
)
from scripts.calibration.unexpected import groups
from scripts.tools import ROOT

SEED = 20260101
GROUPED = ("nprs_leg", "rmdq_24")
"""Measures for which every group is tried: back pain has the scale, the error and the course of leg pain."""
PEOPLE, PEOPLE_PER_GROUP, PEOPLE_SAMPLED, SCORES_SAMPLED = 4000, 2000, 24, 12
PEOPLE_WHERE_PUBLISHED = 40_000
"""So many that chance moves a share by less than half a point: 2,000 moved it by up to two."""
HOME = ROOT / "docs"


def models(knowledge: Knowledge) -> dict[str, Model]:
    """The model of every measure that has a forecast."""
    return {
        str(name): model_of(prior, Scale.of(knowledge.instruments[name]))
        for name, prior in knowledge.recovery_priors.items()
    }


def sections(knowledge: Knowledge) -> Iterator[str]:
    """The parts of the page, each after saying which it is."""
    known = models(knowledge)
    yield opening(knowledge)
    _say("ranks")
    ranks = {name: list(simulation_based_calibration(each, PEOPLE, _chance(1))) for name, each in known.items()}
    _write("ranks.svg", ranks_picture(ranks[LEG]))
    yield ranks_section(ranks)
    _say("coverage")
    held = {
        name: list(groups(name, knowledge, PEOPLE_PER_GROUP, PEOPLE_WHERE_PUBLISHED, _chance(2))) for name in GROUPED
    }
    _write("coverage.svg", coverage_picture(held[LEG]))
    yield groups_section(held)
    _say("chances and recovery")
    yield _recovery(known, knowledge)
    _say("published numbers")
    found = list(compared(knowledge))
    yield published_section(found)
    yield proposal_section(found, list(compared(as_section_9_proposes(knowledge))))
    _say("priors, stray scores, two measures")
    yield sensitivity_section(list(sensitivity(knowledge)))
    yield choices_section(
        list(stray_scores(known[LEG], PEOPLE_PER_GROUP, SEED)), list(together(knowledge, PEOPLE_PER_GROUP, SEED))
    )
    _say("the slow sampler")
    yield _reference(known[LEG])


def _chance(number: int) -> np.random.Generator:
    return np.random.default_rng((SEED, number))


def _recovery(known: dict[str, Model], knowledge: Knowledge) -> str:
    said, found = {}, {}
    for name, model in known.items():
        people = drawn(model.prior, model.scale, PEOPLE, _chance(3))
        important = knowledge.instruments[InstrumentId(name)]
        points, percent = important.important_change or 0, important.important_change_percent or 0
        said[name] = reliability(model, people, _chance(4), points=points, percent=percent)
        found[name] = [recovered(model, people, visits, _chance(5)) for visits in (3, 6, 12)]
    return recovery_section(said, found)


def _reference(model: Model) -> str:
    chance = _chance(6)
    people = observations(model, drawn(model.prior, model.scale, PEOPLE_SAMPLED, chance), SCORES_SAMPLED, chance)
    draws = sampled(model, people, seed=SEED)
    _read(model, people)
    started = time.perf_counter()
    _read(model, people)
    ours = time.perf_counter() - started
    return reference_section(agreements(model, people, draws, points=2, percent=30), draws, len(people), ours)


def _read(model: Model, people: Sequence[Sequence[Observation]]) -> None:
    for seen in people:
        person = posterior(model, seen)
        for day in (28, 84):
            score_quantiles(person, day, TENTHS)
            chance_of_gain(person, day, 2, 30)


def _write(name: str, text: str) -> None:
    (HOME / "calibration").mkdir(exist_ok=True)
    (HOME / "calibration" / name).write_text(text, encoding="utf-8")


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


def main(arguments: Sequence[str]) -> int:
    if "--write-priors" in arguments:
        for path in write_priors():
            print(path)
        return 0
    text = "\n".join(sections(load_knowledge()))
    (HOME / "calibration.md").write_text(text, encoding="utf-8")
    _say("docs/calibration.md is written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
