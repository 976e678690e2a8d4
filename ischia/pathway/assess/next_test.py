"""Which single test that nobody has done would help most next?

A test is worth the published points that its undecided indicators could still add to one pattern. Best is a test that
could so change the leading pattern or its band; among those, and else, the one worth most points. Ties go to the order
of the knowledge. A test that could add nothing is not suggested.
"""

from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingId, FindingSection, Knowledge
from ischia.pathway.assess.reading import PreparedPattern, Tally, ranking_key
from ischia.pathway.assess.values import Likelihood
from ischia.pathway.shared.findings import Findings

Tallied = tuple[tuple[PreparedPattern, Tally], ...]


def best_next_test(patterns: tuple[PreparedPattern, ...], findings: Findings, knowledge: Knowledge) -> FindingId | None:
    """Return the finding id of the most telling test that was not done; None when no test could change a count."""
    tallied = tuple((each, each.tally(findings)) for each in patterns)
    tests = (id for id, each in knowledge.findings.items() if each.section is FindingSection.TEST)
    worth = {test: _worth(test, tallied, findings) for test in tests if test not in findings}
    telling = [test for test, (_, points) in worth.items() if points > 0]
    return max(telling, key=lambda test: worth[test], default=None)


def _worth(test: FindingId, tallied: Tallied, findings: Findings) -> tuple[bool, int]:
    """Say whether the test could change the lead, and how many points it could add to one pattern."""
    could_add = [_could_add(test, prepared, findings) for prepared, _ in tallied]
    changes_lead = any(
        _lead(_with_points(tallied, number, points)) != _lead(tallied)
        for number, points in enumerate(could_add)
        if points
    )
    return changes_lead, max(could_add, default=0)


def _could_add(test: FindingId, prepared: PreparedPattern, findings: Findings) -> int:
    undecided = (each for each in prepared.indicators if each.holds.decide(findings) is None)
    return sum(each.indicator.points for each in undecided if test in findings_used(each.indicator.when))


def _with_points(tallied: Tallied, number: int, points: int) -> Tallied:
    prepared, tally = tallied[number]
    raised = (prepared, Tally(tally.points + points, tally.indicators + 1))
    return (*tallied[:number], raised, *tallied[number + 1 :])


def _lead(tallied: Tallied) -> tuple[str, Likelihood]:
    prepared, tally = min(tallied, key=lambda each: ranking_key(*each))
    return prepared.pattern.id, prepared.likelihood(tally.points)
