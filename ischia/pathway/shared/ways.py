"""Which answers are enough to decide a criterion?

A way is a set of answers that decides a criterion whatever else is answered, without an answer too many. Every set of
answers that decides it contains one of its ways, so what holds for all ways holds for all sets of answers: a proof
walks some ways instead of millions of people.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import FindingValue
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate

Way = Mapping[str, FindingValue]
Values = Mapping[str, tuple[FindingValue, ...]]

NOTHING_NEEDED: Way = {}


def ways(criterion: Criterion, values: Values, *, held: bool = True) -> Iterator[Way]:
    """Yield every way in which the criterion holds (or, with `held` False, does not), each finding having `values`."""
    match criterion:
        case OneOf(finding=finding) | Between(finding=finding):
            for value in values[finding]:
                if evaluate(criterion, Findings({finding: value})) is held:
                    yield {finding: value}
        case Not(part=part):
            yield from ways(part, values, held=not held)
        case AllOf(parts=parts):
            yield from _ways_of_some(len(parts) if held else 1, parts, values, held=held)
        case AnyOf(parts=parts):
            yield from _ways_of_some(1 if held else len(parts), parts, values, held=held)
        case AtLeast(count=count, parts=parts):
            yield from _ways_of_some(count if held else len(parts) - count + 1, parts, values, held=held)


def merged(first: Way, second: Way) -> Way | None:
    """Both ways at once; None when they differ about a finding."""
    if any(first[finding] != second[finding] for finding in first.keys() & second.keys()):
        return None
    return {**first, **second}


def _ways_of_some(count: int, parts: tuple[Criterion, ...], values: Values, *, held: bool) -> Iterator[Way]:
    """The ways in which `count` of the parts come out as `held`."""
    for chosen in combinations(parts, max(count, 0)):
        yield from _ways_of_each(chosen, values, held=held)


def _ways_of_each(parts: tuple[Criterion, ...], values: Values, *, held: bool) -> Iterator[Way]:
    if not parts:
        yield NOTHING_NEEDED
        return
    for first in ways(parts[0], values, held=held):
        for others in _ways_of_each(parts[1:], values, held=held):
            together = merged(first, others)
            if together is not None:
                yield together
