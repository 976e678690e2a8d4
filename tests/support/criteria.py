"""Which criteria and answers do generated tests draw, to try every reading of a criterion on?"""

from hypothesis import strategies as st

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.pathway.shared.findings import UNKNOWN, Answer

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
