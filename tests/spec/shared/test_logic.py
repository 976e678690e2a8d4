"""The logic of "not asked": what is known decides, what is unknown keeps open, and nothing is guessed."""

from itertools import product

import pytest

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import FindingValue
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.logic import evaluate, findings_that_decided, missing

A, B, C = (OneOf(name, frozenset({True})) for name in "abc")
T, F, U = True, False, None
Truth = bool | None


def given(**truths: Truth) -> Findings:
    """Findings in which None means: not asked."""
    return Findings({name: truth for name, truth in truths.items() if truth is not None})


@pytest.mark.parametrize(
    ("a", "b", "all_of", "any_of"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, U, U, T),
        (F, T, F, T),
        (F, F, F, F),
        (F, U, F, U),
        (U, T, U, T),
        (U, F, F, U),
        (U, U, U, U),
    ],
)
def test_all_and_any_follow_kleenes_tables(a: Truth, b: Truth, all_of: Truth, any_of: Truth) -> None:
    findings = given(a=a, b=b)

    assert evaluate(AllOf((A, B)), findings) is all_of
    assert evaluate(AnyOf((A, B)), findings) is any_of


@pytest.mark.parametrize(("a", "negated"), [(T, F), (F, T), (U, U)])
def test_not_turns_yes_and_no_round_and_leaves_unknown(a: Truth, negated: Truth) -> None:
    assert evaluate(Not(A), given(a=a)) is negated


@pytest.mark.parametrize(
    ("a", "b", "c", "two_of_three"),
    [
        (T, T, U, T),
        (T, T, F, T),
        (T, F, F, F),
        (T, F, U, U),
        (F, F, U, F),
        (T, U, U, U),
        (F, U, U, U),
        (U, U, U, U),
    ],
)
def test_at_least_two_of_three_is_decided_as_soon_as_it_can_be(
    a: Truth, b: Truth, c: Truth, two_of_three: Truth
) -> None:
    assert evaluate(AtLeast(2, (A, B, C)), given(a=a, b=b, c=c)) is two_of_three


@pytest.mark.parametrize(
    ("between", "value", "within"),
    [
        (Between("age", low=60), 59, F),
        (Between("age", low=60), 60, T),
        (Between("age", low=70, open_low=True), 70, F),
        (Between("age", low=70, open_low=True), 71, T),
        (Between("age", high=18, open_high=True), 18, F),
        (Between("age", high=18, open_high=True), 17, T),
        (Between("age", low=13, high=22), 22, T),
        (Between("age", low=13, high=22), 23, F),
        (Between("age", low=0.5, high=1.5), 1.5, T),
        (Between("age"), 5, T),
    ],
)
def test_a_bound_belongs_to_its_range_unless_it_is_left_out(between: Between, value: float, within: bool) -> None:  # noqa: FBT001 - a table's column
    assert evaluate(between, Findings({"age": value})) is within


@pytest.mark.parametrize("criterion", [OneOf("x", frozenset({True})), Between("x", low=1)])
@pytest.mark.parametrize("answers", [{}, {"x": UNKNOWN}], ids=["not asked", "could not say"])
def test_not_asked_and_could_not_say_are_both_unknown(criterion: Criterion, answers: dict[str, Answer]) -> None:
    assert evaluate(criterion, Findings(answers)) is None


@pytest.mark.parametrize("value", ["new", "worse"])
def test_a_list_of_values_holds_for_each_of_them(value: FindingValue) -> None:
    assert evaluate(OneOf("x", frozenset({"new", "worse"})), Findings({"x": value})) is True


def test_a_value_outside_the_list_does_not_hold() -> None:
    assert evaluate(OneOf("x", frozenset({"new", "worse"})), Findings({"x": "stable"})) is False


def test_words_are_never_within_number_bounds() -> None:
    assert evaluate(Between("x", low=0), Findings({"x": "many"})) is None


def test_missing_names_only_what_can_still_decide() -> None:
    criterion = AllOf((AnyOf((A, B)), C))

    assert missing(criterion, given()) == ("a", "b", "c")
    assert missing(criterion, given(a=True)) == ("c",)
    assert missing(criterion, given(a=False)) == ("b", "c")
    assert missing(criterion, given(c=False)) == ()
    assert missing(AllOf((A, Not(A))), given()) == ("a",)


def test_what_decided_a_yes_are_the_parts_that_held() -> None:
    criterion = AllOf((AnyOf((A, B)), Not(C)))

    assert findings_that_decided(criterion, given(a=True, b=False, c=False)) == ("a", "c")
    assert findings_that_decided(AtLeast(2, (A, B, C)), given(a=True, b=False, c=True)) == ("a", "c")


def test_what_decided_a_no_are_the_parts_that_failed() -> None:
    assert findings_that_decided(AllOf((A, B)), given(a=True, b=False)) == ("b",)
    assert findings_that_decided(AnyOf((A, B)), given(a=False, b=False)) == ("a", "b")


def test_nothing_decided_while_it_is_open() -> None:
    assert findings_that_decided(AllOf((A, B)), given(a=True)) == ()


CRITERIA = [
    AllOf((A, AnyOf((B, C)))),
    AnyOf((A, AllOf((B, Not(C))))),
    AtLeast(2, (A, B, C)),
    Not(AllOf((A, Not(B)))),
    AllOf((AtLeast(1, (A, B)), Not(C))),
]


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("known", list(product([T, F, U], repeat=3)))
def test_a_decision_is_never_taken_back_by_a_later_answer(criterion: Criterion, known: tuple[Truth, ...]) -> None:
    """Whatever is answered later, a criterion that was decided stays as it was."""
    decided = evaluate(criterion, given(**dict(zip("abc", known, strict=True))))
    if decided is None:
        return
    for completed in product(*[[value] if value is not None else [T, F] for value in known]):
        assert evaluate(criterion, given(**dict(zip("abc", completed, strict=True)))) is decided


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("known", list(product([T, F, U], repeat=3)))
def test_answering_everything_missing_always_decides(criterion: Criterion, known: tuple[Truth, ...]) -> None:
    findings = given(**dict(zip("abc", known, strict=True)))

    answered = findings.with_answers(dict.fromkeys(missing(criterion, findings), False))

    assert evaluate(criterion, answered) is not None
