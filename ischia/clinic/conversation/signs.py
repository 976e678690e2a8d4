"""Which warning signs does a client answer before a message goes, and what do ticked ones come to?

They are the signs that are asked at every visit (CLINICAL.md 1.3), in one list. What is judged are these answers, never
the text of the message.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from ischia.clinic.people.api import Episode
from ischia.clinic.screen.api import Option, findings_of, latest_screening
from ischia.knowledge.records import Finding, FindingKind, FindingValue, Knowledge
from ischia.pathway.screen.api import (
    Verdict,
    answers_today,
    asked_since_last_time,
    findings_asked_again,
    rescreen_questions,
    screen,
)
from ischia.pathway.shared.findings import Findings

NONE = "none"
NEW = "new"
"""What a ticked sign with a course is: new, or worse than it was."""

KINDS = (FindingKind.BOOLEAN, FindingKind.COURSE)


def warning_signs(knowledge: Knowledge) -> tuple[Finding, ...]:
    """The signs in the order in which they are asked at a visit."""
    asked = findings_asked_again(knowledge) - set(asked_since_last_time(knowledge))
    ids = [id for question in rescreen_questions(knowledge) for id in question.findings if id in asked]
    return tuple(knowledge.findings[id] for id in ids if knowledge.findings[id].kind in KINDS)


def options(knowledge: Knowledge, ticked: Collection[str]) -> tuple[Option, ...]:
    """The list with what was ticked, and "none of these"."""
    rows = [
        Option(value=sign.id, label=sign.ask_client, help=sign.help, checked=sign.id in ticked)
        for sign in warning_signs(knowledge)
    ]
    none = Option(value=NONE, label=_("None of these"), checked=NONE in ticked, is_other=True, divider=True)
    return (*rows, none)


def judged(episode: Episode, ticked: Collection[str], knowledge: Knowledge) -> Verdict:
    """What the ticked signs come to, together with everything on record."""
    last = latest_screening(episode)
    told: dict[str, FindingValue] = {
        sign.id: True if sign.kind is FindingKind.BOOLEAN else NEW
        for sign in warning_signs(knowledge)
        if sign.id in ticked
    }
    before = findings_of(last) if last else Findings()
    return screen(answers_today(before, told, knowledge, is_same_visit=False), knowledge)
