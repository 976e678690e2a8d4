"""How is one question put on a page, and how is what comes back read?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite, nan

from django.http import QueryDict
from django.utils.translation import gettext as _

from ischia.knowledge.records import Finding, FindingId, FindingKind, Knowledge, Question
from ischia.pathway.screen.api import contradictions
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings

NONE = "none"
UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One row that can be tapped. `is_other` marks "none of these" and "I'm not sure"."""

    value: str
    label: str
    help: str = ""
    checked: bool = False
    is_other: bool = False
    divider: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as a page shows it. `kind` is radio, checkbox or number."""

    id: str
    text: str
    help: str
    kind: str
    options: tuple[Option, ...]
    value: str = ""
    unit: str = ""
    lowest: str = ""
    highest: str = ""
    error: str = ""
    name: str = "answer"

    @property
    def unit_in_words(self) -> str:
        """The UCUM code in words; the code itself where we have none."""
        words = {"a": _("years"), "mo": _("months"), "wk": _("weeks"), "d": _("days"), "deg": _("degrees")}
        return words.get(self.unit, self.unit)


def findings_asked(question: Question, asked_now: Iterable[FindingId], knowledge: Knowledge) -> tuple[Finding, ...]:
    """The findings of this question that the page shows, in the question's order."""
    wanted = set(asked_now)
    shown = [finding for finding in question.findings if finding in wanted] or list(question.findings)
    return tuple(knowledge.findings[finding] for finding in shown)


def checklist(question: Question, findings: tuple[Finding, ...], answers: Findings, *, error: str = "") -> Asked:
    """Several findings at once: tick what applies, or none, or not sure."""
    known = [finding for finding in findings if finding.id in answers]
    ticked = {finding.id for finding in known if answers.known(finding.id) == question.tick_value}
    is_unsure = any(answers[finding.id] is UNKNOWN for finding in known)
    is_none = bool(known) and not ticked and not is_unsure
    rows = [
        Option(value=finding.id, label=finding.ask_client, help=finding.help, checked=finding.id in ticked)
        for finding in findings
    ]
    rows.append(Option(value=NONE, label=_("None of these"), checked=is_none, is_other=True, divider=True))
    rows.append(Option(value=UNSURE, label=_("I'm not sure"), checked=is_unsure and not ticked, is_other=True))
    return Asked(
        id=question.id,
        text=question.ask_client,
        help=question.help,
        kind="checkbox",
        options=tuple(rows),
        error=error,
    )


def single(
    finding: Finding,
    answers: Findings,
    *,
    id: str = "",
    text: str = "",
    help: str = "",
    error: str = "",
    name: str = "answer",
) -> Asked:
    """One finding: choose one answer, or type a number."""
    is_unsure = answers.get(finding.id) is UNKNOWN
    unsure = Option(value=UNSURE, label=_("I'm not sure"), checked=is_unsure, is_other=True, divider=True)
    known = answers.known(finding.id)
    is_number = finding.kind is FindingKind.NUMBER
    rows = () if is_number else _choices(finding, known)
    return Asked(
        id=id or finding.id,
        text=text or finding.ask_client,
        help=help or finding.help,
        kind="number" if is_number else "radio",
        options=(*rows, unsure),
        value="" if known is None else _number(known),
        unit=finding.unit if is_number else "",
        lowest="" if finding.minimum is None else f"{finding.minimum:g}",
        highest="" if finding.maximum is None else f"{finding.maximum:g}",
        error=error,
        name=name,
    )


def ask(question: Question, findings: tuple[Finding, ...], answers: Findings, *, error: str = "") -> Asked:
    """The question with what was answered before."""
    if question.is_checklist:
        return checklist(question, findings, answers, error=error)
    text, rest = _question_and_rest(question.ask_client)
    help = " ".join(part for part in (rest, question.help or findings[0].help) if part)
    return single(findings[0], answers, id=question.id, text=text, help=help, error=error)


def read_answer(question: Question, findings: tuple[Finding, ...], posted: QueryDict) -> dict[str, Answer]:
    """What was answered. Raises `BadInput` when nothing was, or something impossible."""
    if question.is_checklist:
        return _read_checklist(question, findings, posted.getlist("answer"))
    return {findings[0].id: read_single(findings[0], posted.get("answer", ""), is_unsure="unsure" in posted)}


def read_single(finding: Finding, text: str, *, is_unsure: bool = False) -> Answer:
    """One finding's answer. Raises `BadInput` naming the finding."""
    if is_unsure or text == UNSURE:
        return UNKNOWN
    if not text.strip():
        raise BadInput((InputFault(field=finding.id, reason=_("Choose an answer to go on.")),))
    if finding.kind is FindingKind.NUMBER:
        return _read_number(finding, text)
    if text not in {row.value for row in _choices(finding, None)}:
        raise BadInput((InputFault(field=finding.id, reason=_("Choose one of the answers shown.")),))
    return text == "true" if finding.kind is FindingKind.BOOLEAN else text


def contradicting(answers: Findings, new: Mapping[str, Answer], knowledge: Knowledge) -> tuple[InputFault, ...]:
    """What the new answers contradict, as a sentence each and the earlier finding that it goes against."""
    faults: list[InputFault] = []
    for contradiction in contradictions(answers.with_answers(new), knowledge):
        earlier = [finding for finding in contradiction.findings if finding not in new and finding in answers]
        faults.append(InputFault(field=earlier[0] if earlier else "", reason=contradiction.message))
    return tuple(faults)


def _read_checklist(question: Question, findings: tuple[Finding, ...], ticked: list[str]) -> dict[str, Answer]:
    chosen = set(ticked)
    ids = [finding.id for finding in findings]
    if not chosen & {*ids, NONE, UNSURE}:
        raise _refused(question, _("Tick what applies, or “None of these”."))
    if NONE in chosen and chosen & set(ids):
        raise BadInput(
            (InputFault(field=question.id, reason=_("You ticked an answer and \u201cNone of these\u201d.")),)
        )
    rest: Answer = UNKNOWN if UNSURE in chosen else question.untick_value
    return {id: question.tick_value if id in chosen else rest for id in ids}


def _question_and_rest(text: str) -> tuple[str, str]:
    """The question itself in large letters, examples after it in small ones."""
    question, mark, rest = text.partition("? ")
    return (f"{question}?", rest) if mark else (text, "")


def _refused(question: Question, reason: str) -> BadInput:
    return BadInput((InputFault(field=question.id, reason=reason),))


def _read_number(finding: Finding, text: str) -> int | float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = nan
    if not isfinite(value):
        raise BadInput((InputFault(field=finding.id, reason=_("Type a number, for example 45.")),))
    if finding.whole and value != int(value):
        raise BadInput((InputFault(field=finding.id, reason=_("Type a whole number, for example 45.")),))
    low, high = finding.minimum, finding.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        reason = _("The number must be between %(low)g and %(high)g.") % {"low": low, "high": high}
        raise BadInput((InputFault(field=finding.id, reason=reason),))
    return int(value) if finding.whole else value


def _choices(finding: Finding, known: object) -> tuple[Option, ...]:
    if finding.kind is FindingKind.BOOLEAN:
        pairs = [("true", _("Yes")), ("false", _("No"))]
        chosen = {True: "true", False: "false"}.get(known) if isinstance(known, bool) else None
    else:
        pairs = [(choice.value, choice.label) for choice in finding.choices]
        chosen = str(known) if known is not None else None
    return tuple(Option(value=value, label=label, checked=value == chosen) for value, label in pairs)


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
