"""Does the fast reading of a criterion always agree with the plain one?"""

from hypothesis import given
from hypothesis import strategies as st

from ischia.knowledge.criteria import Criterion
from ischia.pathway.shared.compiled import compile_criterion
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.logic import evaluate, findings_that_decided, missing
from tests.support.criteria import ANSWERS, CRITERIA, NAMES, VALUES


@given(CRITERIA, ANSWERS)
def test_it_decides_as_the_plain_reading_does(criterion: Criterion, answers: dict[str, Answer]) -> None:
    assert compile_criterion(criterion).decide(answers) is evaluate(criterion, Findings(answers))


@given(CRITERIA, ANSWERS)
def test_it_misses_what_the_plain_reading_misses(criterion: Criterion, answers: dict[str, Answer]) -> None:
    undecided = tuple(dict.fromkeys(compile_criterion(criterion).undecided(answers)))

    assert undecided == missing(criterion, Findings(answers))


@given(CRITERIA, ANSWERS)
def test_it_was_decided_by_what_the_plain_reading_names(criterion: Criterion, answers: dict[str, Answer]) -> None:
    compiled = compile_criterion(criterion)
    held = compiled.decide(answers)
    deciding = () if held is None else tuple(dict.fromkeys(compiled.deciding(answers, held=held)))

    assert deciding == findings_that_decided(criterion, Findings(answers))


@given(CRITERIA, ANSWERS, st.sampled_from(NAMES), VALUES)
def test_one_more_answer_never_takes_a_decision_back(
    criterion: Criterion, answers: dict[str, Answer], name: str, value: Answer
) -> None:
    compiled = compile_criterion(criterion)
    before = compiled.decide({id: answer for id, answer in answers.items() if id != name})
    after = compiled.decide({**answers, name: value})

    assert before is None or after is before


@given(CRITERIA, ANSWERS)
def test_presumed_absent_counts_only_what_nobody_asked(criterion: Criterion, answers: dict[str, Answer]) -> None:
    complete = {**dict.fromkeys(NAMES, UNKNOWN), **answers}
    presuming = compile_criterion(criterion, presumed_absent=frozenset(NAMES))

    assert presuming.decide(complete) is evaluate(criterion, Findings(complete))
    assert presuming.decide({}) is not None
