"""Which questions are put again today, and which answers are different from last time?"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

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
"""The button or tick by which the therapist says that each question was put today; `TODAY` is its value."""

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

    @property
    def is_changed(self) -> bool:
        """Whether something else than what is on record was chosen or typed."""
        return bool(self.typed) and self.typed != SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """One question, with one row per finding. `on_record` says what stands if nothing has changed.

    `short` names what is asked again, which of a checklist may be less than the whole question. `applies` is False for
    the details of an answer that was not given: they are asked for once it is. `is_open` where a row was changed just
    now, has a fault, or has to be answered.
    """

    text: str
    rows: tuple[AskedRow, ...]
    short: str = ""
    on_record: str = ""
    applies: bool = True
    is_open: bool = False


def asked_again(
    findings: Findings,
    knowledge: Knowledge,
    *,
    posted: Mapping[str, str],
    also: Iterable[FindingId] = (),
    faults: Iterable[InputFault] = (),
) -> tuple[AskedAgain, ...]:
    """The questions of every visit, each at "no change" or at what was just chosen, and those that now matter too.

    What is named in `also` and has no answer on record has to be given one: it is open, and offers no "no change".
    """
    since, known = asked_since_last_time(knowledge), close(findings, knowledge)
    asked = findings_asked_again(knowledge) - set(since)
    errors = {fault.field: fault.reason for fault in faults}
    wanted = dict.fromkeys((*also, *(FindingId(field.removeprefix(PREFIX)) for field in errors)))

    def group(text: str, ids: Iterable[FindingId]) -> AskedAgain:
        return _group(text, [knowledge.findings[id] for id in ids], known, posted, errors, frozenset(wanted))

    more = [id for id in wanted if id in knowledge.findings and id not in asked and id not in since]
    every_visit = [
        group(question.ask_therapist, (id for id in question.findings if id in asked))
        for question in rescreen_questions(knowledge)
    ]
    news = group(_("Since last time, is any of these new?"), since)
    return (
        *(replace(group(knowledge.findings[id].ask_therapist, (id,)), is_open=True) for id in more),
        *(each for each in every_visit if each.applies),
        replace(news, short=_("New since last time: %s") % news.short),
    )


def _group(
    text: str,
    findings: Iterable[Finding],
    known: Findings,
    posted: Mapping[str, str],
    errors: Mapping[str, str],
    wanted: Collection[FindingId],
) -> AskedAgain:
    shown = [(finding, _row(finding, known, posted, errors, wanted)) for finding in findings]
    before = {finding.label: _in_words(finding, known) for finding, _shown in shown}
    has_to_be_answered = any(finding.id in wanted and not before[finding.label] for finding, _shown in shown)
    return AskedAgain(
        text=text,
        rows=tuple(row for _finding, row in shown),
        short="; ".join(row.label for _finding, row in shown),
        on_record=_said({label: answer or _("not asked") for label, answer in before.items()}),
        applies=has_to_be_answered or any(before[each.label] or not _is_detail(each, row) for each, row in shown),
        is_open=has_to_be_answered or any(row.error or row.is_changed for _finding, row in shown),
    )


def _is_detail(finding: Finding, row: AskedRow) -> bool:
    """Whether nobody has to be asked this: which kind of something, while that something is not there."""
    return finding.kind is FindingKind.CHOICE and not (row.error or row.is_changed)


def _in_words(finding: Finding, known: Findings) -> str:
    asked = single(finding, known)
    return next((option.label for option in asked.options if option.checked), asked.value)


def _said(answers: Mapping[str, str]) -> str:
    """What is on record in one line: the answer that most share once, every other one with its name."""
    counted = Counter(answers.values())
    if len(counted) <= 1:
        return next(iter(counted), "")
    most, _count = counted.most_common(1)[0]
    others = [f"{label}: {answer}" for label, answer in answers.items() if answer != most]
    return "; ".join((*others, _("all else: %s") % most))


def _row(
    finding: Finding,
    known: Findings,
    posted: Mapping[str, str],
    errors: Mapping[str, str],
    wanted: Collection[FindingId],
) -> AskedRow:
    name = f"{PREFIX}{finding.id}"
    asked = single(finding, known)
    is_number = finding.kind is FindingKind.NUMBER
    before = _in_words(finding, known)
    chosen = posted.get(name, "" if is_number else SAME)
    same = Option(value=SAME, label=_("No change (%s)") % before if before else _("Not asked: does not apply"))
    has_to_be_answered = finding.id in wanted and not before
    first = () if has_to_be_answered else (same,)
    return AskedRow(
        name=name,
        label=finding.label,
        options=tuple(
            Option(value=one.value, label=one.label, checked=one.value == chosen) for one in (*first, *asked.options)
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
        faults.insert(0, InputFault(field=ASKED, reason=_("Confirm this once you have asked each question today.")))
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
