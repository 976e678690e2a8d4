"""How does a criterion read, as a list in which each part stands on its own line?"""

from collections.abc import Iterator, Mapping

from ischia.cli.presenters.knowledge import UNIT_WORDS
from ischia.cli.presenters.words import plain, value_in_words
from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import Finding, FindingId

Line = tuple[int, str]
"""How deep a line stands in the list, and what it says."""


def criterion_in_words(
    criterion: Criterion, findings: Mapping[FindingId, Finding], level: int = 0, *, before: str = ""
) -> Iterator[Line]:
    """The lines of a criterion, outermost first."""
    match criterion:
        case OneOf(finding=id, values=values):
            said = " or ".join(sorted(map(value_in_words, values)))
            yield level, f"{before}{_label(findings, id)}: {said}"
        case Between(finding=id):
            yield level, f"{before}{_label(findings, id)}: {_bounds(criterion, findings.get(FindingId(id)))}"
        case Not(part=part):
            yield from criterion_in_words(part, findings, level, before=f"{before}not ")
        case _:
            yield level, f"{before}{_joined(criterion)}"
            for part in criterion.parts:
                yield from criterion_in_words(part, findings, level + 1)


def _joined(criterion: AllOf | AnyOf | AtLeast) -> str:
    match criterion:
        case AllOf():
            return "all of:"
        case AnyOf():
            return "any of:"
        case AtLeast(count=count):
            return f"at least {count} of:"


def _label(findings: Mapping[FindingId, Finding], id: str) -> str:
    known = findings.get(FindingId(id))
    return known.label if known else plain(id)


def _bounds(between: Between, finding: Finding | None) -> str:
    low = "" if between.low is None else f"{'above' if between.open_low else 'at least'} {between.low:g}"
    high = "" if between.high is None else f"{'below' if between.open_high else 'at most'} {between.high:g}"
    unit = UNIT_WORDS.get(finding.unit, "") if finding else ""
    return f"{', '.join(part for part in (low, high) if part)}{f' {unit}' if unit else ''}"
