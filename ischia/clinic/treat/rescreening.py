"""Which questions are put again today, and which answers are different from last time?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.screen.api import Option, read_single, single
from ischia.clinic.treat.wording import Choose
from ischia.knowledge.records import Finding, FindingId, Knowledge
from ischia.pathway.screen.api import close, findings_asked_again, rescreen_questions
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Answer, Findings

SAME = "same"
"""The choice "no change since last time"."""

PREFIX = "finding-"

ASKED = "asked"
"""The tick by which the therapist says that each question was put today; `TODAY` is its value."""

TODAY = "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """One question of every visit, with one select per finding."""

    text: str
    rows: tuple[Choose, ...]


def asked_again(
    findings: Findings, knowledge: Knowledge, *, posted: Mapping[str, str], also: Iterable[FindingId] = ()
) -> tuple[AskedAgain, ...]:
    """The questions of every visit, each at "no change" or at what was just chosen, and those that now matter too."""
    asked = findings_asked_again(knowledge)
    known = close(findings, knowledge)
    every_visit = [
        AskedAgain(
            text=question.ask_therapist,
            rows=tuple(_row(knowledge.findings[id], known, posted) for id in question.findings if id in asked),
        )
        for question in rescreen_questions(knowledge)
    ]
    extra = [knowledge.findings[id] for id in also if id in knowledge.findings and id not in asked]
    more = [AskedAgain(text=finding.ask_therapist, rows=(_row(finding, known, posted),)) for finding in extra]
    return (*more, *every_visit)


def _row(finding: Finding, known: Findings, posted: Mapping[str, str]) -> Choose:
    name = f"{PREFIX}{finding.id}"
    chosen = posted.get(name, SAME)
    before = next((one.label for one in single(finding, known).options if one.checked), "")
    same = Option(value=SAME, label=_("No change (%s)") % before if before else _("Not asked: does not apply"))
    options = (same, *single(finding, Findings()).options)
    return Choose(
        name=name,
        label=finding.label,
        options=tuple(Option(value=one.value, label=one.label, checked=one.value == chosen) for one in options),
    )


def changed_answers(posted: Mapping[str, str], knowledge: Knowledge) -> dict[str, Answer]:
    """The answers that are not "no change".

    Raises BadInput for a value that its question does not offer, and while nobody says that the questions were asked:
    a form that comes filled in is otherwise confirmed unread.
    """
    if posted.get(ASKED) != TODAY:
        raise BadInput((InputFault(field=ASKED, reason=_("Tick this once you have asked each question today.")),))
    given = {name.removeprefix(PREFIX): text for name, text in posted.items() if name.startswith(PREFIX)}
    return {
        id: read_single(knowledge.findings[FindingId(id)], text)
        for id, text in given.items()
        if text != SAME and FindingId(id) in knowledge.findings
    }
