"""Can these answers be used at all: known ids, allowed values, nothing that contradicts itself?"""

from collections.abc import Iterable
from difflib import get_close_matches
from math import isfinite

from ischia.knowledge.records import (
    COURSE_VALUES,
    Contradiction,
    Finding,
    FindingId,
    FindingKind,
    FindingValue,
    Knowledge,
)
from ischia.pathway.screen.closing import close
from ischia.pathway.screen.rule_book import rule_book
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings


def check_findings(findings: Findings, knowledge: Knowledge) -> Findings:
    """Refuse answers that cannot be used; return those that can, with what follows from them.

    Raises `BadInput` with one fault per unknown id (with the nearest real one), per value that its finding does not
    allow, and per finding of a contradiction, all of them at once.
    """
    wrong = tuple(_value_faults(findings, knowledge))
    closed = close(_without(findings, wrong) if wrong else findings, knowledge)
    faults = (*wrong, *_contradiction_faults(closed, knowledge))
    if faults:
        raise BadInput(faults)
    return closed


def usable(findings: Findings, knowledge: Knowledge) -> Findings:
    """Return the answers without unknown ids and without values that their findings do not allow."""
    return _without(findings, tuple(_value_faults(findings, knowledge)))


def _without(findings: Findings, wrong: tuple[InputFault, ...]) -> Findings:
    fields = {fault.field for fault in wrong}
    return Findings({id: answer for id, answer in findings.items() if id not in fields})


def contradictions(findings: Findings, knowledge: Knowledge) -> tuple[Contradiction, ...]:
    """Name the statements about the answers that cannot all be true; none of them is resolved by guessing."""
    return _contradictions(close(findings, knowledge), knowledge)


def _contradictions(closed: Findings, knowledge: Knowledge) -> tuple[Contradiction, ...]:
    answers = closed.answers
    return tuple(each for each, when in rule_book(knowledge).contradictions if when.decide(answers))


def _contradiction_faults(closed: Findings, knowledge: Knowledge) -> Iterable[InputFault]:
    for contradiction in _contradictions(closed, knowledge):
        for finding in contradiction.findings:
            yield InputFault(field=finding, reason=contradiction.message)


def _value_faults(findings: Findings, knowledge: Knowledge) -> Iterable[InputFault]:
    yes_or_no = rule_book(knowledge).yes_or_no
    for id, answer in findings.items():
        if isinstance(answer, bool) and id in yes_or_no:
            continue  # most answers by far
        finding = knowledge.findings.get(FindingId(id))
        if finding is None:
            yield _unknown_id(id, knowledge)
        elif reason := _what_is_wrong(answer, finding):
            yield InputFault(field=id, reason=reason)


def _unknown_id(id: str, knowledge: Knowledge) -> InputFault:
    nearest = get_close_matches(id, knowledge.findings, n=1, cutoff=0.6)
    return InputFault(field=id, reason="There is no finding of this name.", suggestion=nearest[0] if nearest else "")


def _what_is_wrong(answer: Answer, finding: Finding) -> str:
    """Say why `finding` cannot have this value; empty when it can."""
    if answer is UNKNOWN:
        return ""
    match finding.kind:
        case FindingKind.BOOLEAN:
            return "" if isinstance(answer, bool) else f"{answer!r} is neither true nor false."
        case FindingKind.NUMBER:
            return _what_is_wrong_with_number(answer, finding)
        case _:
            allowed = finding.allowed_values or COURSE_VALUES
            return "" if answer in allowed else f"{answer!r} is not one of {', '.join(allowed)}."


def _what_is_wrong_with_number(answer: FindingValue | object, finding: Finding) -> str:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not isfinite(answer):
        return f"{answer!r} is not a number."
    if finding.whole and answer != int(answer):
        return f"{answer} is not a whole number."
    if finding.minimum is not None and answer < finding.minimum:
        return f"{answer} is below {finding.minimum:g}, the lowest possible."
    if finding.maximum is not None and answer > finding.maximum:
        return f"{answer} is above {finding.maximum:g}, the highest possible."
    return ""
