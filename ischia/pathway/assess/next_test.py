"""Which single test that nobody has done would help most next?

Each test is tried with each of its answers, together with what is read off with it (the angle of a leg raise). Best is
a test that could so change the leading pattern or its band; then one for a pattern that something speaks for already;
then the one that could add most published points. A test that only adds points together with others, as in a cluster
of which three have to be positive, is worth its share of them. Ties go to the order of the knowledge. A test that could
add nothing is not suggested.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf, findings_used
from ischia.knowledge.records import Finding, FindingId, FindingKind, FindingSection, FindingValue, Knowledge
from ischia.pathway.assess.reading import PreparedPattern, Tally, ranking_key
from ischia.pathway.assess.values import Likelihood
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate

Tallied = tuple[tuple[PreparedPattern, Tally], ...]
Worth = tuple[bool, bool, Fraction]  # could change the lead, its pattern has support already, points it could add

NOTHING: Worth = (False, False, Fraction(0))


@dataclass(frozen=True, slots=True)
class Bench:
    """What every test is tried against: the patterns as they stand, and which pattern leads."""

    findings: Findings
    tallied: Tallied
    lead: tuple[str, Likelihood]
    read_off: dict[str, list[Finding]]


def best_next_test(patterns: tuple[PreparedPattern, ...], findings: Findings, knowledge: Knowledge) -> FindingId | None:
    """Return the finding id of the most telling test that was not done; None when no test could change a count."""
    tests = [each for each in knowledge.findings.values() if each.section is FindingSection.TEST]
    tallied = tuple((each, each.tally(findings)) for each in patterns)
    bench = Bench(findings, tallied, _lead(tallied), _read_off(tests))
    worth = {each.id: _worth(each, bench) for each in tests if each.id not in findings}
    telling = [test for test, (_, _, points) in worth.items() if points > 0]
    return max(telling, key=lambda test: worth[test], default=None)


def _read_off(tests: list[Finding]) -> dict[str, list[Finding]]:
    """Return, for each test, what is asked only once it turned out in some way, such as the angle of a leg raise."""
    read_off: dict[str, list[Finding]] = {}
    for each in tests:
        for test in set(findings_used(each.ask_when)) if each.ask_when else ():
            read_off.setdefault(test, []).append(each)
    return read_off


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


def _worth(test: Finding, bench: Bench) -> Worth:
    """Say what the test is worth at best, over all patterns that look at it."""
    looked_at = (
        _worth_for(number, test, bench)
        for number, (prepared, _) in enumerate(bench.tallied)
        if test.id in prepared.looks_at
    )
    return max(looked_at, default=NOTHING)


def _worth_for(number: int, test: Finding, bench: Bench) -> Worth:
    prepared, now = bench.tallied[number]
    best = max((prepared.tally(each) for each in _trials(test, prepared, bench)), key=lambda tally: tally.points)
    gain = max(Fraction(best.points - now.points), _share(test.id, prepared, bench.findings))
    changes_lead = best.points > now.points and _lead(_with(bench.tallied, number, best)) != bench.lead
    return changes_lead, now.indicators > 0, gain


def _trials(test: Finding, prepared: PreparedPattern, bench: Bench) -> Iterator[Findings]:
    """Give the findings with each answer to the test, and with each answer to what is read off with it."""
    for value in _answers(test, prepared):
        tried = bench.findings.with_answers({test.id: value})
        yield tried
        for each in bench.read_off.get(test.id, ()):
            if each.ask_when and evaluate(each.ask_when, tried):
                yield from (tried.with_answers({each.id: read}) for read in _answers(each, prepared))


def _answers(finding: Finding, prepared: PreparedPattern) -> tuple[FindingValue, ...]:
    """Give every answer that matters: of a number its ends and the values beside each bound that is compared with."""
    if finding.kind is FindingKind.BOOLEAN:
        return (True, False)
    if finding.kind is not FindingKind.NUMBER:
        return finding.allowed_values
    low, high = finding.minimum or 0, finding.maximum or 0
    bounds = chain.from_iterable(_bounds(each.indicator.when, finding.id) for each in prepared.indicators)
    beside = {value for bound in bounds for value in (bound - 1, bound, bound + 1) if low <= value <= high}
    return tuple(sorted({low, high} | beside))


def _bounds(criterion: Criterion, finding: FindingId) -> Iterator[float]:
    match criterion:
        case Between(finding=compared, low=low, high=high) if compared == finding:
            yield from (bound for bound in (low, high) if bound is not None)
        case Not(part=part):
            yield from _bounds(part, finding)
        case AllOf(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _bounds(part, finding)


def _share(test: FindingId, prepared: PreparedPattern, findings: Findings) -> Fraction:
    """Return the test's largest share of the points of one open indicator, divided among all that it still needs."""
    shares = (
        Fraction(each.indicator.points, findings_needed(each.indicator.when, findings))
        for each in prepared.indicators
        if each.indicator.points > 0 and test in each.looks_at and each.holds.decide(findings) is None
    )
    return max(shares, default=Fraction(0))


def _with(tallied: Tallied, number: int, tally: Tally) -> Tallied:
    return (*tallied[:number], (tallied[number][0], tally), *tallied[number + 1 :])


def _lead(tallied: Tallied) -> tuple[str, Likelihood]:
    prepared, tally = min(tallied, key=lambda each: ranking_key(*each))
    return prepared.pattern.id, prepared.likelihood(tally.points)
