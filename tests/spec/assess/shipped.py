"""Which pictures do the shipped patterns give? Short words for the manual of this stage."""

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import FindingValue, RegionId
from ischia.pathway.assess.api import Likelihood, PatternReading, Picture, SchemeReading, assess
from ischia.pathway.shared.body_chart import BodyChart, Mark, Side, Symptom
from ischia.pathway.shared.findings import Findings

KNOWLEDGE = load_knowledge()
UNLIKELY, POSSIBLE, LIKELY = Likelihood.UNLIKELY, Likelihood.POSSIBLE, Likelihood.LIKELY
UNMARKED: BodyChart = ()


def picture_of(*found: str, **answers: FindingValue) -> Picture:
    """The picture of somebody who has everything in `found`, and the other answers as given."""
    return marked_picture(UNMARKED, *found, **answers)


def marked_picture(chart: BodyChart, *found: str, **answers: FindingValue) -> Picture:
    """The same, with marks on the body chart."""
    return assess(Findings({**dict.fromkeys(found, True), **answers}), chart, KNOWLEDGE)


def reading(pattern: str, picture: Picture) -> PatternReading:
    return next(each for each in picture.readings if each.pattern == pattern)


def scheme(name: str, picture: Picture) -> SchemeReading:
    return next(each for one in picture.readings for each in one.schemes if each.scheme == name)


def mark(region: str, symptom: Symptom = Symptom.PAIN, *, side: Side = Side.RIGHT) -> Mark:
    return Mark(region=RegionId(region), side=side, symptom=symptom, intensity=6)
