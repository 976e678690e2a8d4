"""What has a visitor told us so far, kept on their own device and nowhere else?

The draft travels in one signed, compressed, HttpOnly cookie that lives for a day. Nothing of it is stored by us until
the person books. An interrupted safety check resumes where it was.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from ischia.clinic.screen.mapping import findings_from_json, findings_to_json
from ischia.knowledge.records import Knowledge, QuestionId
from ischia.pathway.screen.api import answered_again, check_findings
from ischia.pathway.shared.body_chart import BodyChart
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import Answer, Findings

COOKIE = "ischia_draft"
LIFE = timedelta(hours=24)
_SALT = "ischia.screen.draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Answers by finding, the questions in the order they were answered, marks on the body chart, wishes by name.

    `confirmed` are findings that were answered again after something told later had called them in question.
    """

    answers: Findings = field(default_factory=Findings)
    trail: tuple[QuestionId, ...] = ()
    chart: BodyChart = ()
    wishes: Mapping[str, str] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self.answers

    def answered(
        self,
        question: QuestionId,
        answers: Mapping[str, Answer],
        knowledge: Knowledge,
        *,
        in_question: Collection[str] = (),
    ) -> "Draft":
        """A copy with the answers to one question; answering again keeps its place in the trail.

        What described something that is denied now falls away, and with it the questions that asked for it. Of the
        findings `in_question`, those answered here are confirmed.
        """
        told = answered_again(self.answers, answers, knowledge)
        trail = self.trail if question in self.trail else (*self.trail, question)
        kept = tuple(id for id in trail if any(each in told for each in knowledge.questions[id].findings))
        confirmed = self.confirmed | {id for id in answers if id in in_question}
        return replace(self, answers=told, trail=kept, confirmed=confirmed)

    def before(self, question: QuestionId) -> QuestionId | None:
        """The question that was answered before this one, for the way back."""
        earlier = self.trail[: self.trail.index(question)] if question in self.trail else self.trail
        return earlier[-1] if earlier else None


def read_draft(request: HttpRequest, knowledge: Knowledge) -> Draft:
    """The visitor's draft; an empty one when there is none, when it is older than a day or was tampered with.

    Answers that the knowledge of today no longer understands are left out, so that they are asked again.
    """
    try:
        packed = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFE)
    except signing.BadSignature:
        return Draft()
    return Draft(
        answers=_usable(findings_from_json(packed["answers"]), knowledge),
        trail=tuple(QuestionId(id) for id in packed["trail"] if id in knowledge.questions),
        chart=tuple(mark for mark in msgspec.convert(packed["chart"], BodyChart) if mark.region in knowledge.regions),
        wishes=packed["wishes"],
        confirmed=frozenset(packed.get("confirmed", ())),
    )


def save_draft(response: HttpResponseBase, draft: Draft) -> None:
    """Puts the draft on the visitor's device for another day."""
    packed: dict[str, Any] = {
        "answers": findings_to_json(draft.answers),
        "trail": list(draft.trail),
        "chart": msgspec.to_builtins(draft.chart),
        "wishes": dict(draft.wishes),
        "confirmed": sorted(draft.confirmed),
    }
    response.set_cookie(
        COOKIE,
        signing.dumps(packed, salt=_SALT, compress=True),
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_draft(response: HttpResponseBase) -> None:
    """Takes the draft off the visitor's device."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _usable(answers: Findings, knowledge: Knowledge) -> Findings:
    try:
        check_findings(answers, knowledge)
    except BadInput as refusal:
        faulty = {fault.field for fault in refusal.faults}
        return Findings({id: answer for id, answer in answers.items() if id not in faulty})
    return answers
