"""How does the whole safety check stand in one form, for a therapist who wants every question?

What ages or has to be asked at every visit starts empty, so that nobody confirms it unread. Everything else starts at
the latest answer on record. What is left at "not asked" counts as not asked, never as no.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.book.api import Session
from ischia.clinic.screen.api import Option, findings_of, single
from ischia.clinic.treat.page import Fault, fault_shown
from ischia.clinic.treat.presenters import time_of
from ischia.clinic.treat.queries import Opened, opened
from ischia.clinic.treat.rescreening import (
    ASKED,
    PREFIX,
    SAME,
    TODAY,
    UNSURE_PREFIX,
    AskedAgain,
    AskedRow,
    asked_again,
    is_unsure,
)
from ischia.knowledge.records import Finding, FindingId, FindingKind, Knowledge, Question
from ischia.pathway.screen.api import (
    asked_since_last_time,
    close,
    findings_asked_again,
    findings_that_age,
    questions_in_order,
    to_test_again,
)
from ischia.pathway.shared.errors import InputFault
from ischia.pathway.shared.findings import UNKNOWN, Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class FullForm:
    """The page with every question. `again` are tests and answers that stand in no question and are wanted today."""

    state: Opened
    when: str
    again: tuple[AskedAgain, ...]
    questions: tuple[AskedAgain, ...]
    asked_today: bool
    asked_error: str
    faults: tuple[Fault, ...]


def full_form(
    session: Session, knowledge: Knowledge, *, posted: Mapping[str, str], faults: tuple[InputFault, ...] = ()
) -> FullForm:
    """Read the session and put every question. `posted` is what was sent when it could not be kept."""
    state = opened(session)
    known = findings_of(state.safety.screening)
    return FullForm(
        state=state,
        when=time_of(state),
        again=_again(state, knowledge, posted, faults),
        questions=_every_question(known, knowledge, posted=posted, faults=faults),
        asked_today=posted.get(ASKED) == TODAY,
        asked_error=next((fault.reason for fault in faults if fault.field == ASKED), ""),
        faults=tuple(fault_shown(fault, knowledge) for fault in faults),
    )


def not_asked(posted: Mapping[str, str], knowledge: Knowledge) -> frozenset[FindingId]:
    """The findings of all questions that were left at "not asked", or did not come back at all."""
    return frozenset(
        id
        for question in knowledge.questions.values()
        for id in question.findings
        if not posted.get(f"{PREFIX}{id}") and not is_unsure(id, posted)
    )


def _again(
    state: Opened, knowledge: Knowledge, posted: Mapping[str, str], faults: tuple[InputFault, ...]
) -> tuple[AskedAgain, ...]:
    """Tests of another day that held the client back, and whatever else outside of the questions is at fault."""
    safety = state.safety
    asked = {f"{PREFIX}{id}" for question in knowledge.questions.values() for id in question.findings}
    also = () if safety.is_todays else to_test_again(safety.verdict, knowledge)
    mine = [fault for fault in faults if fault.field.startswith(PREFIX) and fault.field not in asked]
    groups = asked_again(findings_of(safety.screening), knowledge, posted=posted, also=also, faults=mine)
    return tuple(group for group in groups if asked.isdisjoint(row.name for row in group.rows))


def _every_question(
    known: Findings, knowledge: Knowledge, *, posted: Mapping[str, str], faults: Iterable[InputFault]
) -> tuple[AskedAgain, ...]:
    every_visit = findings_asked_again(knowledge) | set(asked_since_last_time(knowledge))
    ageing = findings_that_age(knowledge)
    errors = {fault.field: fault.reason for fault in faults}
    closed = close(known, knowledge)

    def row(question: Question, finding: Finding) -> AskedRow:
        starts_empty = finding.id in every_visit or finding.id in ageing
        before = _in_words(finding, closed) if starts_empty else ""
        return _row(
            finding,
            Findings() if starts_empty else known,
            posted,
            before=before,
            same=before if finding.id in every_visit else "",
            help=finding.ask_therapist if question.is_checklist else "",
            error=errors.get(f"{PREFIX}{finding.id}", ""),
        )

    return tuple(
        AskedAgain(
            text=question.ask_therapist,
            rows=tuple(row(question, knowledge.findings[id]) for id in question.findings),
        )
        for question in questions_in_order(knowledge)
    )


def _in_words(finding: Finding, answers: Findings) -> str:
    asked = single(finding, answers)
    return next((option.label for option in asked.options if option.checked), asked.value)


def _row(
    finding: Finding, start: Findings, posted: Mapping[str, str], *, before: str, same: str, help: str, error: str
) -> AskedRow:
    name = f"{PREFIX}{finding.id}"
    asked = single(finding, start)
    is_number = finding.kind is FindingKind.NUMBER
    filled = asked.value if is_number else next((each.value for each in asked.options if each.checked), "")
    chosen = posted.get(name, "") if posted else filled
    first = [Option(value="", label=_("Not asked"))]
    if same:
        first.append(Option(value=SAME, label=_("No change (%s)") % same))
    return AskedRow(
        name=name,
        label=finding.label,
        options=tuple(
            Option(value=one.value, label=one.label, checked=one.value == chosen) for one in (*first, *asked.options)
        ),
        is_number=is_number,
        typed=chosen,
        before="" if same else before,
        error=error,
        help=help,
        unsure_name=f"{UNSURE_PREFIX}{finding.id}" if is_number else "",
        is_unsure=is_unsure(finding.id, posted) if posted else start.get(finding.id) is UNKNOWN,
    )
