"""Are the ways of a criterion really all that decides it? Tried on every set of answers to small criteria."""

from itertools import product

from hypothesis import given, settings

from ischia.knowledge.criteria import Criterion
from ischia.knowledge.records import FindingValue
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate
from ischia.pathway.shared.ways import Values, ways
from tests.support.criteria import CRITERIA, NAMES

DOMAIN: tuple[FindingValue, ...] = ("new", "absent", 2, 3)
VALUES: Values = dict.fromkeys(NAMES, DOMAIN)
EVERY_SET_OF_ANSWERS = [
    {name: answer for name, answer in zip(NAMES, answers, strict=True) if answer is not None}
    for answers in product((None, *DOMAIN), repeat=len(NAMES))
]


@settings(max_examples=60)
@given(CRITERIA)
def test_a_criterion_is_decided_by_just_the_answers_that_contain_one_of_its_ways(criterion: Criterion) -> None:
    for held in (True, False):
        found = list(ways(criterion, VALUES, held=held))
        for answers in EVERY_SET_OF_ANSWERS:
            contains_one = any(way.items() <= answers.items() for way in found)
            assert contains_one is (evaluate(criterion, Findings(answers)) is held)
