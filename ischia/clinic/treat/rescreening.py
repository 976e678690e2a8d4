"""Which questions are put again today, and which answers are different from last time?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.screen.api import Option, read_single, single
from ischia.knowledge.records import Finding, FindingId, FindingKind, Knowledge
from ischia.pathway.screen.api import asked_since_last_time, close, findings_asked_again, rescreen_questions
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Answer, Findings

SAME = "same"
"""The choice "no change since last time"."""

PREFIX = "finding-"

UNSURE_PREFIX = "unsure-"
"""The tick "asked, not known" beside a number."""

ASKED = "asked"
"""The tick by which the therapist says that each question was put today; `TODAY` is its value."""

TODAY = "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One finding: a select, or where `is_number` a field. `before` is what is on record and not filled in.

    A number with an `unsure_name` has a tick of that name beside it, for asked but not known.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    is_number: bool
    typed: str
    before: str
    error: str
    help: str = ""
    unsure_name: str = ""
    is_unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """One question, with one row per finding."""

    text: str
    rows: tuple[AskedRow, ...]


def asked_again(
    findings: Findings,
    knowledge: Knowledge,
    *,
    posted: Mapping[str, str],
    also: Iterable[FindingId] = (),
    faults: Iterable[InputFault] = (),
) -> tuple[AskedAgain, ...]:
    """The questions of every visit, each at "no change" or at what was just chosen, and those that now matter too."""
    since, known = asked_since_last_time(knowledge), close(findings, knowledge)
    asked = findings_asked_again(knowledge) - set(since)
    errors = {fault.field: fault.reason for fault in faults}

    def group(text: str, ids: Iterable[FindingId]) -> AskedAgain:
        return AskedAgain(text=text, rows=tuple(_row(knowledge.findings[id], known, posted, errors) for id in ids))

    wanted = dict.fromkeys((*also, *(FindingId(field.removeprefix(PREFIX)) for field in errors)))
    more = [id for id in wanted if id in knowledge.findings and id not in asked and id not in since]
    every_visit = [
        group(question.ask_therapist, (id for id in question.findings if id in asked))
        for question in rescreen_questions(knowledge)
    ]
    return (
        *(group(knowledge.findings[id].ask_therapist, (id,)) for id in more),
        *(each for each in every_visit if each.rows),
        group(_("Since last time, is any of these new?"), since),
    )


def _row(finding: Finding, known: Findings, posted: Mapping[str, str], errors: Mapping[str, str]) -> AskedRow:
    name = f"{PREFIX}{finding.id}"
    asked = single(finding, known)
    is_number = finding.kind is FindingKind.NUMBER
    before = next((option.label for option in asked.options if option.checked), asked.value)
    chosen = posted.get(name, "" if is_number else SAME)
    same = Option(value=SAME, label=_("No change (%s)") % before if before else _("Not asked: does not apply"))
    return AskedRow(
        name=name,
        label=finding.label,
        options=tuple(
            Option(value=one.value, label=one.label, checked=one.value == chosen) for one in (same, *asked.options)
        ),
        is_number=is_number,
        typed=chosen,
        before=before if is_number else "",
        error=errors.get(name, ""),
    )


def changed_answers(posted: Mapping[str, str], knowledge: Knowledge) -> dict[str, Answer]:
    """The answers that are not "no change".

    Raises BadInput for every value that its question does not offer, and while nobody says that the questions were
    asked: a form that comes filled in is otherwise confirmed unread.
    """
    given = {FindingId(name.removeprefix(PREFIX)): text for name, text in posted.items() if name.startswith(PREFIX)}
    changed: dict[str, Answer] = {}
    faults: list[InputFault] = []
    for id, text in given.items():
        if text == SAME or id not in knowledge.findings or not (text or is_unsure(id, posted)):
            continue
        try:
            changed[id] = _read(knowledge.findings[id], text, is_unsure=is_unsure(id, posted))
        except BadInput as bad:
            faults += (InputFault(field=f"{PREFIX}{id}", reason=fault.reason) for fault in bad.faults)
    if posted.get(ASKED) != TODAY:
        faults.insert(0, InputFault(field=ASKED, reason=_("Tick this once you have asked each question today.")))
    if faults:
        raise BadInput(tuple(faults))
    return changed


def is_unsure(id: FindingId, posted: Mapping[str, str]) -> bool:
    """Whether a number was ticked as asked and not known."""
    return f"{UNSURE_PREFIX}{id}" in posted


def _read(finding: Finding, text: str, *, is_unsure: bool) -> Answer:
    if text and is_unsure:
        reason = _("Type the number, or tick that it is not known; not both.")
        raise BadInput((InputFault(field=finding.id, reason=reason),))
    return read_single(finding, text, is_unsure=is_unsure)
