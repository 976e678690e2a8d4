"""Which answers of the safety check does something found later call in question?

A clue may go together with pressed nerves low in the back or in the neck. A denial that was given before the clue was
known is then not enough: until it is given again it counts as not given, so the verdict stays open and the question
comes next.
"""

from collections.abc import Collection

from ischia.knowledge.records import COURSE_VALUES, FindingId, Knowledge
from ischia.pathway.assess.reading import PreparedPattern, prepare_patterns
from ischia.pathway.screen.api import close, with_chart
from ischia.pathway.shared.body_chart import BodyChart
from ischia.pathway.shared.findings import Findings

NOTHING: frozenset[str] = frozenset()
_NOT_AFFIRMED = (None, False, COURSE_VALUES[0])


def called_for(patterns: tuple[PreparedPattern, ...], answers: Findings) -> tuple[FindingId, ...]:
    """Name what a clue that was found calls for, unless it was affirmed already and so decided the safety check."""
    named = (
        finding
        for prepared in patterns
        for each in prepared.all_indicators
        if each.indicator.ask_about and each.holds.decide(answers)
        for finding in each.indicator.ask_about
    )
    return tuple(finding for finding in dict.fromkeys(named) if answers.known(finding) in _NOT_AFFIRMED)


def in_question(
    findings: Findings, chart: BodyChart, knowledge: Knowledge, *, answered_since: Collection[str] = NOTHING
) -> tuple[FindingId, ...]:
    """Name what has to be asked before anything else; `answered_since` was answered after the clue was found.

    Raises `BadInput` for a chart that cannot be used or that the answers deny.
    """
    answers = close(with_chart(findings, chart, knowledge), knowledge)
    return tuple(id for id in called_for(prepare_patterns(knowledge), answers) if id not in answered_since)


def set_aside(
    findings: Findings, chart: BodyChart, knowledge: Knowledge, *, answered_since: Collection[str] = NOTHING
) -> Findings:
    """Return the answers without those in question: the safety check then asks for them, and is open until it knows."""
    asked = in_question(findings, chart, knowledge, answered_since=answered_since)
    return Findings({id: answer for id, answer in findings.items() if id not in asked}) if asked else findings
