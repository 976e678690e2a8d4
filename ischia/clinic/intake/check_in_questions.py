"""Which questions does a client answer shortly before a visit, and what do the answers change on record?

They are the re-screen's (CLINICAL.md 1.3): what is asked at every visit, what may be new since the last one, and how
strong the pain is. Every question needs an answer; nothing is ticked beforehand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from ischia.clinic.screen.api import Asked, Option, checklist, read_answer, single
from ischia.knowledge.records import Finding, FindingId, FindingKind, Knowledge, Question, QuestionId
from ischia.pathway.screen.api import asked_since_last_time, findings_asked_again, rescreen_questions
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings

PAINS = (FindingId("leg_pain_intensity"), FindingId("back_pain_intensity"))
SINCE = "since_last_time"
NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """One question as the check-in puts it. `is_news`: an answer that is not ticked changes nothing on record."""

    question: Question
    findings: tuple[Finding, ...]
    is_news: bool = False

    @property
    def id(self) -> str:
        return self.question.id


def questions_put(knowledge: Knowledge) -> tuple[Put, ...]:
    """The questions of a check-in, most urgent first, pain last. Which kind of weakness is left to the visit."""
    again, since = findings_asked_again(knowledge), asked_since_last_time(knowledge)
    lists: list[Put] = []
    signs: list[FindingId] = []
    for question in rescreen_questions(knowledge):
        ids = [id for id in question.findings if id in again and id not in since]
        if question.is_checklist and question.tick_value is True:
            signs += ids
        elif ids and knowledge.findings[ids[0]].kind is not FindingKind.CHOICE:
            lists.append(Put(question=question, findings=_findings(ids, knowledge)))
    now = _list(NOW, _("Is any of these happening now, or did it happen in the last days?"), signs)
    news = _list(SINCE, _("Since last time, is any of these new?"), since)
    return (
        *(each for each in lists if each.question.is_checklist),
        Put(question=now, findings=_findings(signs, knowledge)),
        *(each for each in lists if not each.question.is_checklist),
        Put(question=news, findings=_findings(since, knowledge), is_news=True),
        *(_pain(knowledge.findings[id]) for id in PAINS),
    )


def _list(id: str, text: str, findings: Iterable[FindingId]) -> Question:
    return Question(id=QuestionId(id), order=0, ask_client=text, ask_therapist=text, findings=tuple(findings))


def _pain(finding: Finding) -> Put:
    question = replace(_list(finding.id, finding.ask_client, (finding.id,)), ask_therapist=finding.ask_therapist)
    return Put(question=question, findings=(finding,))


def _findings(ids: Iterable[FindingId], knowledge: Knowledge) -> tuple[Finding, ...]:
    return tuple(knowledge.findings[id] for id in ids)


def shown(put: Put, posted: QueryDict | None, *, error: str = "") -> Asked:
    """The question with what was just ticked."""
    asked = (
        checklist(put.question, put.findings, Findings(), error=error)
        if put.question.is_checklist
        else _scale(put.findings[0], error)
        if put.id in PAINS
        else single(put.findings[0], Findings(), error=error)
    )
    ticked = set(posted.getlist(put.id)) if posted is not None else set()
    options = tuple(replace(option, checked=option.value in ticked) for option in asked.options)
    return replace(asked, id=put.id, name=put.id, options=options)


def _scale(finding: Finding, error: str) -> Asked:
    """A number of a few as rows to tap."""
    asked = single(finding, Findings(), error=error)
    rows = range(int(finding.minimum or 0), int(finding.maximum or 0) + 1)
    options = (*(Option(value=str(each), label=str(each)) for each in rows), *asked.options)
    return replace(asked, kind="radio", options=options)


def read(posted: QueryDict, knowledge: Knowledge, on_record: Findings) -> dict[str, Answer]:
    """What was told, by finding: only what the answers say something about.

    Raises BadInput with one fault for each question without an answer that can be read.
    """
    told: dict[str, Answer] = {}
    faults: list[InputFault] = []
    for put in questions_put(knowledge):
        try:
            told |= _read(put, posted, on_record)
        except BadInput as bad:
            faults.append(InputFault(field=put.id, reason=bad.faults[0].reason))
    if faults:
        raise BadInput(tuple(faults))
    return told


def _read(put: Put, posted: QueryDict, on_record: Findings) -> dict[str, Answer]:
    given = QueryDict(mutable=True)
    given.setlist("answer", posted.getlist(put.id))
    answers = read_answer(put.question, put.findings, given)
    return {id: answer for id, answer in answers.items() if _says_something(put, id, answer, on_record)}


def _says_something(put: Put, id: str, answer: Answer, on_record: Findings) -> bool:
    """Nothing is said by "none of these" about what is on record in another way than new.

    "Not sure" about what is on record as there changes nothing either: it is not taken back.
    """
    if not put.question.is_checklist:
        return True
    if answer == put.question.tick_value:
        return True
    before = on_record.known(id)
    if put.is_news:
        return answer is UNKNOWN and before is not True
    return before in (None, put.question.tick_value, put.question.untick_value)


def differing(told: Mapping[str, Answer], on_record: Findings) -> dict[str, Answer]:
    """Of what was told, what is not on record like that."""
    return {id: answer for id, answer in told.items() if id not in on_record or on_record[id] != answer}
