"""Does a criterion hold, given what is known? The answer is yes, no, or not known yet (Kleene's three values).

Unknown flows through: `all` is False as soon as one part is False, `any` is True as soon as one part is True, and
otherwise one unknown part leaves the whole unknown (None). Faster readings are tested against this plain one.
"""

from collections.abc import Iterator

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import FindingId, FindingValue
from ischia.pathway.shared.findings import Findings


def evaluate(criterion: Criterion, findings: Findings) -> bool | None:
    """True or False when what is known decides the criterion, None while an unknown finding could still decide it."""
    match criterion:
        case OneOf(finding=finding, values=values):
            value = findings.known(finding)
            return None if value is None else value in values
        case Between(finding=finding):
            return _within(criterion, findings.known(finding))
        case Not(part=part):
            held = evaluate(part, findings)
            return None if held is None else not held
        case AllOf(parts=parts):
            return _at_least(len(parts), parts, findings)
        case AnyOf(parts=parts):
            return _at_least(1, parts, findings)
        case AtLeast(count=count, parts=parts):
            return _at_least(count, parts, findings)


def missing(criterion: Criterion, findings: Findings) -> tuple[FindingId, ...]:
    """The unknown findings that could still decide the criterion, each once, in the order written."""
    return tuple(dict.fromkeys(FindingId(finding) for finding in _open(criterion, findings)))


def findings_that_decided(criterion: Criterion, findings: Findings) -> tuple[FindingId, ...]:
    """The findings that made the criterion True or False, each once, in the order written; none while undecided."""
    held = evaluate(criterion, findings)
    if held is None:
        return ()
    return tuple(dict.fromkeys(FindingId(finding) for finding in _deciding(criterion, findings, held=held)))


def _within(between: Between, value: FindingValue | None) -> bool | None:
    if value is None or isinstance(value, bool | str):
        return None
    above_low = between.low is None or value > between.low or (value == between.low and not between.open_low)
    below_high = between.high is None or value < between.high or (value == between.high and not between.open_high)
    return above_low and below_high


def _at_least(count: int, parts: tuple[Criterion, ...], findings: Findings) -> bool | None:
    results = [evaluate(part, findings) for part in parts]
    sure = results.count(True)
    if sure >= count:
        return True
    return None if sure + results.count(None) >= count else False


def _open(criterion: Criterion, findings: Findings) -> Iterator[str]:
    if evaluate(criterion, findings) is not None:
        return
    match criterion:
        case OneOf(finding=finding) | Between(finding=finding):
            yield finding
        case Not(part=part):
            yield from _open(part, findings)
        case AllOf(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _open(part, findings)


def _deciding(criterion: Criterion, findings: Findings, *, held: bool) -> Iterator[str]:
    """The findings behind `criterion` being `held`: of several parts, only those that pull the same way."""
    match criterion:
        case OneOf(finding=finding) | Between(finding=finding):
            yield finding
        case Not(part=part):
            yield from _deciding(part, findings, held=not held)
        case AllOf(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                if evaluate(part, findings) is held:
                    yield from _deciding(part, findings, held=held)
