"""Does the fast reading of a criterion always agree with the plain one?"""

from hypothesis import given
from hypothesis import strategies as st

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.pathway.shared.compiled import compile_criterion
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.logic import evaluate, missing

NAMES = ("a", "b", "c", "d")
VALUES: st.SearchStrategy[Answer] = st.sampled_from([True, False, "new", "absent", 0, 1, 2, 2.5, 3, UNKNOWN])
ANSWERS = st.dictionaries(st.sampled_from(NAMES), VALUES)
BOUND = st.none() | st.integers(0, 3)

COMPARISONS: st.SearchStrategy[Criterion] = st.builds(
    OneOf, st.sampled_from(NAMES), st.frozensets(st.sampled_from([True, False, "new", "absent", 2]), min_size=1)
) | st.builds(Between, st.sampled_from(NAMES), BOUND, BOUND, st.booleans(), st.booleans())


def _joined(parts: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return (
        st.builds(AllOf, several)
        | st.builds(AnyOf, several)
        | st.builds(AtLeast, st.integers(1, 3), several)
        | st.builds(Not, parts)
    )


CRITERIA = st.recursive(COMPARISONS, _joined, max_leaves=8)


@given(CRITERIA, ANSWERS)
def test_it_decides_as_the_plain_reading_does(criterion: Criterion, answers: dict[str, Answer]) -> None:
    assert compile_criterion(criterion).decide(answers) is evaluate(criterion, Findings(answers))


@given(CRITERIA, ANSWERS)
def test_it_misses_what_the_plain_reading_misses(criterion: Criterion, answers: dict[str, Answer]) -> None:
    undecided = tuple(dict.fromkeys(compile_criterion(criterion).undecided(answers)))

    assert undecided == missing(criterion, Findings(answers))


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
