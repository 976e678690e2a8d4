"""What else do we ask about the pain, beyond what the safety check asked already?"""

from collections.abc import Iterable

from django.http import QueryDict

from ischia.clinic.screen.api import Asked, read_single, single
from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import Finding, FindingId, FindingSection, Knowledge
from ischia.pathway.screen.api import check_findings, close
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Answer, Findings
from ischia.pathway.shared.logic import evaluate

QUESTIONS_A_PAGE = 3


def questions_left(findings: Findings, knowledge: Knowledge) -> tuple[Finding, ...]:
    """What the patterns look at, the client can know, and nobody has asked yet, in the order of the knowledge.

    A finding with `ask_when` waits until that holds.
    """
    known = close(findings, knowledge)
    wanted = set(_looked_at(knowledge))
    return tuple(
        finding
        for finding in knowledge.findings.values()
        if finding.id in wanted
        and finding.section is FindingSection.HISTORY
        and finding.id not in known
        and (finding.ask_when is None or evaluate(finding.ask_when, known))
    )


def next_page(findings: Findings, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The few questions to put next; empty when there is none left."""
    return questions_left(findings, knowledge)[:QUESTIONS_A_PAGE]


def show_page(
    findings: Iterable[Finding], answers: Findings, *, errors: dict[str, str] | None = None
) -> tuple[Asked, ...]:
    """The questions as the page shows them."""
    return tuple(single(each, answers, name=each.id, error=(errors or {}).get(each.id, "")) for each in findings)


def read_page(posted: QueryDict, knowledge: Knowledge) -> dict[str, Answer]:
    """The answers to the questions that the form carried. Raises `BadInput` with one fault per open question."""
    answers: dict[str, Answer] = {}
    faults: list[InputFault] = []
    for id in posted.getlist("asked"):
        finding = knowledge.findings.get(FindingId(id))
        if finding is None:
            continue
        try:
            answers[id] = read_single(finding, posted.get(id, ""), is_unsure=f"{id}.unsure" in posted)
        except BadInput as refusal:
            faults.extend(refusal.faults)
    if faults:
        raise BadInput(tuple(faults))
    return answers


def check_together(answers: Findings, knowledge: Knowledge) -> None:
    """Raises `BadInput` when the answers contradict one another."""
    check_findings(answers, knowledge)


def _looked_at(knowledge: Knowledge) -> Iterable[str]:
    for pattern in knowledge.patterns.values():
        beside = (indicator for scheme in pattern.schemes for indicator in scheme.indicators)
        for indicator in (*pattern.indicators, *pattern.against, *beside):
            yield from findings_used(indicator.when)
