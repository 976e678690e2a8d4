"""Which single test that nobody has done would help most next?

Each test is tried in thought with each result that an indicator looks for. Best is one that can change the leading
pattern or its band; among those, and else, the one whose result can move a pattern by the most published points. Ties
go to the order of the knowledge. A test without any effect is not suggested.
"""

from collections.abc import Iterator

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import FindingId, FindingKind, FindingSection, FindingValue, Knowledge
from ischia.pathway.assess.reading import PreparedPattern, ranking_key
from ischia.pathway.assess.values import Likelihood
from ischia.pathway.shared.findings import Findings

Lead = tuple[str, Likelihood]


def best_next_test(patterns: tuple[PreparedPattern, ...], findings: Findings, knowledge: Knowledge) -> FindingId | None:
    """Return the finding id of the most telling test that was not done; None when no test could change a count."""
    results = _results_looked_for(patterns, knowledge)
    worth = {test: _worth(test, results[test], patterns, findings) for test in results if test not in findings}
    ordered = [test for test in knowledge.findings if test in worth and worth[test][1] > 0]
    return max(ordered, key=lambda test: worth[test], default=None)


def _worth(
    test: FindingId, results: set[FindingValue], patterns: tuple[PreparedPattern, ...], findings: Findings
) -> tuple[bool, int]:
    """Say whether a result can change the lead, and by how many points it can move a pattern at most."""
    before = [each.points(findings) for each in patterns]
    changes_lead, moves = False, 0
    for result in results:
        after = [each.points(findings.with_answers({test: result})) for each in patterns]
        changes_lead |= _lead(patterns, after) != _lead(patterns, before)
        moves = max(moves, *(abs(new - old) for new, old in zip(after, before, strict=True)))
    return changes_lead, moves


def _lead(patterns: tuple[PreparedPattern, ...], points: list[int]) -> Lead | None:
    if not patterns:
        return None
    ranked = min(zip(patterns, points, strict=True), key=lambda each: ranking_key(*each))
    return ranked[0].pattern.id, ranked[0].likelihood(ranked[1])


def _results_looked_for(
    patterns: tuple[PreparedPattern, ...], knowledge: Knowledge
) -> dict[FindingId, set[FindingValue]]:
    """Map each test to the results that some indicator asks about."""
    results: dict[FindingId, set[FindingValue]] = {}
    for prepared in patterns:
        for indicator in prepared.pattern.indicators:
            for finding, result in _results(indicator.when):
                if knowledge.findings[finding].section is FindingSection.TEST:
                    results.setdefault(finding, set()).add(result)
    for test, looked_for in results.items():
        if knowledge.findings[test].kind is FindingKind.BOOLEAN:
            looked_for.update((True, False))
    return results


def _results(criterion: Criterion) -> Iterator[tuple[FindingId, FindingValue]]:
    match criterion:
        case OneOf(finding=finding, values=values):
            yield from ((FindingId(finding), value) for value in sorted(values, key=str))
        case Between(finding=finding):
            yield FindingId(finding), _number_within(criterion)
        case Not(part=part):
            yield from _results(part)
        case AllOf(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _results(part)


def _number_within(bounds: Between) -> float:
    """Return some number that the comparison accepts."""
    if bounds.low is not None and bounds.high is not None:
        return (bounds.low + bounds.high) / 2
    if bounds.low is not None:
        return bounds.low + 1 if bounds.open_low else bounds.low
    return (bounds.high or 0) - 1 if bounds.open_high else (bounds.high or 0)
