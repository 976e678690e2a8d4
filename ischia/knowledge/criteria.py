"""What can a rule ask of the findings?

A criterion is a tiny algebra: comparisons on one finding, joined by all, any, at least n of, and not. This module holds
its form only; `ischia.pathway.shared.logic` evaluates it in three values, so that "not asked" flows through.

In YAML:

    {finding: age, at_least: 50}                 numbers: at_least, above, at_most, below
    {finding: saddle_numbness, in: [new, worse]} a closed list of values
    {finding: fever, is: true}                   one value
    {all: [...]}  {any: [...]}  {at_least: 2, of: [...]}  {not: ...}
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OneOf:
    """The finding has one of these values."""

    finding: str
    values: frozenset[bool | int | float | str]


@dataclass(frozen=True, slots=True)
class Between:
    """The finding is a number within the bounds; `open_low` and `open_high` leave out the bound itself."""

    finding: str
    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Criterion"


Criterion = OneOf | Between | AllOf | AnyOf | AtLeast | Not


def comparisons(criterion: Criterion) -> Iterator[OneOf | Between]:
    """Yield every comparison on one finding, in the order written, repeats included."""
    match criterion:
        case OneOf() | Between():
            yield criterion
        case Not(part=part):
            yield from comparisons(part)
        case AllOf(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from comparisons(part)


def findings_used(criterion: Criterion) -> Iterator[str]:
    """Yield the id of every finding the criterion looks at, in the order written, repeats included."""
    return (each.finding for each in comparisons(criterion))
