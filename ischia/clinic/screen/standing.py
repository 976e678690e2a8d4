"""What does the safety check say about this visitor right now?"""

from dataclasses import dataclass, replace

from django.http import HttpRequest

from ischia.clinic.screen.draft import Draft, read_draft
from ischia.clinic.screen.policies import may_go_on
from ischia.knowledge import Knowledge, load_knowledge
from ischia.knowledge.records import FindingId, Question
from ischia.pathway.assess.api import in_question
from ischia.pathway.screen.api import NextQuestion, Verdict, next_question, screen, with_chart
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.once import once


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The draft, everything it states, and what that comes to. `asks` is None when nothing is left to ask.

    `in_question` are answers that something told later calls in question. They count as not given, in `findings` too,
    until they are given again.
    """

    draft: Draft
    findings: Findings
    verdict: Verdict
    asks: NextQuestion | None
    knowledge: Knowledge
    in_question: tuple[FindingId, ...] = ()

    @property
    def has_begun(self) -> bool:
        return not self.draft.is_empty

    @property
    def may_go_on(self) -> bool:
        """Whether the pages after the safety check are open to this visitor."""
        return self.has_begun and may_go_on(self.verdict.outcome)


def open_draft(request: HttpRequest) -> Standing:
    """Where the visitor stands, by the draft on their device."""
    knowledge = load_knowledge()
    draft = read_draft(request, knowledge)
    return _untold(knowledge) if draft == UNTOLD else standing(draft, knowledge)


UNTOLD = Draft()


@once
def _untold(knowledge: Knowledge) -> Standing:
    """Where everybody stands who has said nothing yet."""
    return standing(UNTOLD, knowledge)


def standing(draft: Draft, knowledge: Knowledge) -> Standing:
    """Judges a draft. What the body chart states counts like an answer."""
    draft, findings = _with_marks(draft, knowledge)
    doubted = in_question(draft.answers, draft.chart, knowledge, answered_since=draft.confirmed)
    findings = Findings({id: answer for id, answer in findings.items() if id not in doubted})
    return Standing(
        draft=draft,
        findings=findings,
        verdict=screen(findings, knowledge),
        asks=next_question(findings, knowledge),
        knowledge=knowledge,
        in_question=doubted,
    )


def question_of(finding: str, stand: Standing) -> Question | None:
    """The earlier question where this finding was answered, so that the answer can be changed."""
    questions = (stand.knowledge.questions[id] for id in stand.draft.trail)
    return next((each for each in questions if finding in each.findings), None)


def _with_marks(draft: Draft, knowledge: Knowledge) -> tuple[Draft, Findings]:
    """Marks that the answers deny are taken off: they were refused when given, and are asked for again."""
    try:
        return draft, with_chart(draft.answers, draft.chart, knowledge)
    except BadInput:
        return replace(draft, chart=()), draft.answers
