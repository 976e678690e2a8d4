"""Which single test that nobody has done would help most next?

A test is worth the published points that its undecided indicators could still add to one pattern, shared among the
findings that such an indicator still needs: a cluster that needs three positive tests is worth a third of its points to
each. Best is a test that could so change the leading pattern or its band, together with at most one other finding (an
angle that is read off with it, the last test of a cluster); among those, and else, the one worth most. Ties go to the
order of the knowledge. A test that could add nothing is not suggested.
"""

from collections.abc import Iterator
from fractions import Fraction

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf, findings_used
from ischia.knowledge.records import FindingId, FindingSection, Knowledge
from ischia.pathway.assess.reading import PreparedIndicator, PreparedPattern, Tally, ranking_key
from ischia.pathway.assess.values import Likelihood
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate

Tallied = tuple[tuple[PreparedPattern, Tally], ...]

WITHIN_REACH = 2
"""How many findings an indicator may still need for one of its tests to count as able to change the lead."""


def best_next_test(patterns: tuple[PreparedPattern, ...], findings: Findings, knowledge: Knowledge) -> FindingId | None:
    """Return the finding id of the most telling test that was not done; None when no test could change a count."""
    tallied = tuple((each, each.tally(findings)) for each in patterns)
    tests = [id for id, each in knowledge.findings.items() if each.section is FindingSection.TEST]
    worth = _worth(tallied, findings)
    telling = [test for test in tests if test not in findings and test in worth]
    return max(telling, key=lambda test: worth[test], default=None)


def findings_needed(criterion: Criterion, findings: Findings, *, wanted: bool = True) -> int:
    """The fewest findings that still have to turn out right for the criterion to become `wanted`; 0 when it is so."""
    if evaluate(criterion, findings) is wanted:
        return 0
    match criterion:
        case OneOf() | Between():
            return 1
        case Not(part=part):
            return findings_needed(part, findings, wanted=not wanted)
        case AllOf(parts=parts):
            return _fewest(len(parts) if wanted else 1, parts, findings, wanted=wanted)
        case AnyOf(parts=parts):
            return _fewest(1 if wanted else len(parts), parts, findings, wanted=wanted)
        case AtLeast(count=count, parts=parts):
            return _fewest(count if wanted else len(parts) - count + 1, parts, findings, wanted=wanted)


def _fewest(count: int, parts: tuple[Criterion, ...], findings: Findings, *, wanted: bool) -> int:
    open_or_so = [each for each in parts if evaluate(each, findings) in (wanted, None)]
    return sum(sorted(findings_needed(each, findings, wanted=wanted) for each in open_or_so)[:count])


def _worth(tallied: Tallied, findings: Findings) -> dict[str, tuple[bool, Fraction]]:
    """Say of every finding whether it could change the lead, and its share of the points of its best pattern."""
    worth: dict[str, tuple[bool, Fraction]] = {}
    lead = _lead(tallied)
    for number, (prepared, _) in enumerate(tallied):
        for finding, (points, share) in _could_add(prepared, findings).items():
            changes_lead = points > 0 and _lead(_with_points(tallied, number, points)) != lead
            before, most = worth.get(finding, (False, Fraction(0)))
            worth[finding] = (before or changes_lead, max(most, share))
    return worth


def _could_add(prepared: PreparedPattern, findings: Findings) -> dict[str, tuple[int, Fraction]]:
    """Give each finding the points that it could add within reach, and its share of all that it could add."""
    could_add: dict[str, tuple[int, Fraction]] = {}
    for each, needed in _open(prepared, findings):
        points = each.indicator.points
        for finding in set(findings_used(each.indicator.when)):
            within, share = could_add.get(finding, (0, Fraction(0)))
            reached = points if needed <= WITHIN_REACH else 0
            could_add[finding] = (within + reached, share + Fraction(points, needed))
    return could_add


def _open(prepared: PreparedPattern, findings: Findings) -> Iterator[tuple[PreparedIndicator, int]]:
    for each in prepared.indicators:
        if each.indicator.points > 0 and each.holds.decide(findings) is None:
            yield each, findings_needed(each.indicator.when, findings)


def _with_points(tallied: Tallied, number: int, points: int) -> Tallied:
    prepared, tally = tallied[number]
    raised = (prepared, Tally(tally.points + points, tally.indicators + 1))
    return (*tallied[:number], raised, *tallied[number + 1 :])


def _lead(tallied: Tallied) -> tuple[str, Likelihood]:
    prepared, tally = min(tallied, key=lambda each: ranking_key(*each))
    return prepared.pattern.id, prepared.likelihood(tally.points)
