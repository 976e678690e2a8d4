"""How is a verdict said to the client: what to do now, why, within which limits?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.asking import Asked, Option, ask
from ischia.clinic.screen.draft import Draft
from ischia.clinic.screen.policies import BE_SEEN_NOW, may_go_on
from ischia.knowledge.records import FindingId, Grade, Knowledge, Question
from ischia.pathway.screen.api import Outcome, Reason, Verdict
from ischia.pathway.shared.findings import UNKNOWN, Findings
from ischia.pathway.shared.limits import FULL_PRESSURE, POSITIONS, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonShown:
    """One rule that fired, with where it comes from."""

    text: str
    used: str
    rule: str
    origin: str
    certainty: str
    is_verified: bool
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """One question whose answer was "I'm not sure"."""

    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictShown:
    """A verdict as the result page shows it. `stops_here` means: nothing about booking on this page."""

    outcome: str
    tone: str
    icon: str
    badge: str
    headline: str
    lead: str
    act_now: tuple[str, ...]
    number: str
    reasons: tuple[ReasonShown, ...]
    limits: tuple[str, ...]
    safety_net_title: str
    safety_net: tuple[str, ...]
    safety_net_end: str
    unclear: tuple[Unclear, ...]
    may_go_on: bool
    stops_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """One answered question with a way back to it."""

    question: str
    text: str
    answer: str


def show_verdict(verdict: Verdict, *, clinic: Clinic, knowledge: Knowledge) -> VerdictShown:
    """The verdict in the client's words, with the clinic's telephone numbers filled in."""
    words = _WORDS[verdict.outcome]
    leading = [reason for reason in verdict.reasons if reason.level is verdict.level]
    stops_here = verdict.outcome in BE_SEEN_NOW
    title, items, end = _safety_net(verdict, clinic)
    return VerdictShown(
        outcome=verdict.outcome.value,
        tone=words.tone,
        icon=words.icon,
        badge=str(words.badge),
        headline=str(words.headline),
        lead=str(words.lead),
        act_now=_act_now(leading, clinic) if stops_here else (),
        number=_number_for(verdict.outcome, clinic),
        reasons=tuple(_shown(reason, clinic, knowledge) for reason in (leading if stops_here else verdict.reasons)),
        limits=() if stops_here else limits_in_words(verdict.limits, knowledge),
        safety_net_title=title,
        safety_net=items,
        safety_net_end=end,
        unclear=tuple(_unclear(verdict.to_clarify, knowledge)),
        may_go_on=may_go_on(verdict.outcome),
        stops_here=stops_here,
    )


def fill_numbers(text: str, clinic: Clinic) -> str:
    """Puts the clinic's emergency, urgent and crisis numbers where the knowledge leaves room for them."""
    for name in ("emergency_number", "urgent_number", "crisis_number"):
        text = text.replace(f"{{{name}}}", str(getattr(clinic, name)))
    return text


def show_question(
    question: Question, asked_now: Iterable[FindingId], draft: Draft, knowledge: Knowledge, *, error: str = ""
) -> Asked:
    """The question with what the visitor answered before."""
    wanted = set(asked_now)
    shown = [finding for finding in question.findings if finding in wanted] or list(question.findings)
    return ask(question, tuple(knowledge.findings[finding] for finding in shown), draft.answers, error=error)


def show_answers(draft: Draft, knowledge: Knowledge) -> tuple[AnswerShown, ...]:
    """Every question answered so far, for reading over and changing."""
    return tuple(
        AnswerShown(question=id, text=question.ask_client, answer=_answer_in_words(question, draft.answers, knowledge))
        for id, question in ((id, knowledge.questions[id]) for id in draft.trail)
    )


def limits_in_words(limits: Limits, knowledge: Knowledge) -> tuple[str, ...]:
    """Each limit as one plain sentence."""
    return tuple(_limit_sentences(limits, knowledge))


def _limit_sentences(limits: Limits, knowledge: Knowledge) -> Iterable[str]:
    if limits.max_pressure < FULL_PRESSURE:
        yield _("Pressure: no more than %s.") % pressure_in_words(limits.max_pressure)
    if limits.max_minutes is not None:
        yield _("Sessions of at most %d minutes.") % limits.max_minutes
    if limits.exclude_techniques:
        names = [knowledge.techniques[id].label for id in limits.exclude_techniques if id in knowledge.techniques]
        yield _("Not used: %s.") % _joined(names)
    if limits.avoid_regions:
        names = [knowledge.regions[id].label for id in limits.avoid_regions if id in knowledge.regions]
        yield _("Areas left alone: %s.") % _joined(names)
    if limits.positions != frozenset(POSITIONS):
        yield _("You lie or sit only like this: %s.") % _joined(position_in_words(each) for each in limits.positions)
    if limits.no_heat:
        yield _("No heat packs or hot stones.")
    if limits.no_tools:
        yield _("Hands only: no tools, cups or elbows.")
    if limits.no_end_range_stretch:
        yield _("No stretching to the very end of a movement.")
    yield from limits.precautions


def pressure_in_words(pressure: int) -> str:
    """The 1-5 scale in words."""
    return {
        1: _("a touch as light as putting on lotion"),
        2: _("light pressure"),
        3: _("moderate pressure"),
        4: _("firm pressure"),
        5: _("deep pressure"),
    }[pressure]


def position_in_words(position: str) -> str:
    """How somebody lies or sits, in words."""
    return {
        "prone": _("on your front"),
        "supine": _("on your back"),
        "side_lying": _("on your side, with pillows"),
        "semi_reclined": _("half sitting up"),
        "seated": _("sitting in a chair"),
    }.get(position, position)


def certainty_in_words(grade: Grade) -> str:
    """How sure the sources are."""
    return {
        Grade.HIGH: _("High: good studies agree"),
        Grade.MODERATE: _("Moderate: studies point this way"),
        Grade.LOW: _("Low: few or weak studies"),
        Grade.VERY_LOW: _("Very low: hardly any studies"),
        Grade.CONSENSUS: _("A safety rule by agreement of experts, not measured in studies"),
    }[grade]


@dataclass(frozen=True, slots=True)
class _Words:
    tone: str
    icon: str
    badge: str | Promise
    headline: str | Promise
    lead: str | Promise


_WORDS = {
    Outcome.CLEAR: _Words(
        "calm",
        "shield",
        gettext_lazy("Nothing you told us speaks against massage"),
        gettext_lazy("You can go on."),
        gettext_lazy(
            "Nothing in your answers speaks against massage today. Your therapist asks the most important "
            "questions again at every visit."
        ),
    ),
    Outcome.LIMITS: _Words(
        "calm",
        "shield",
        gettext_lazy("Massage is possible, within limits"),
        gettext_lazy("You can go on, with some limits."),
        gettext_lazy(
            "Some of your answers mean that massage has to be done more gently or in a different way. The "
            "limits travel with every booking, so your therapist always sees them."
        ),
    ),
    Outcome.CLINICIAN_FIRST: _Words(
        "care",
        "doctor",
        gettext_lazy("Ask a clinician first"),
        gettext_lazy("Please talk to your GP or physiotherapist before massage."),
        gettext_lazy(
            "Something you told us should be looked at first. You can choose dates now and we keep them for "
            "a short while; they are confirmed once a clinician has said yes."
        ),
    ),
    Outcome.OTHER_ROUTE: _Words(
        "care",
        "doctor",
        gettext_lazy("Another kind of help may suit you better"),
        gettext_lazy("Your pain may not come from the sciatic nerve."),
        gettext_lazy(
            "Nothing you told us is dangerous. But massage for sciatica may not be the right help. Please "
            "ask your GP or a physiotherapist."
        ),
    ),
    Outcome.INCOMPLETE: _Words(
        "care",
        "question",
        gettext_lazy("We cannot say yet"),
        gettext_lazy("A few answers are still unclear."),
        gettext_lazy(
            "You were not sure about the questions below, and they matter. Ask someone who can help you to "
            "check, or ask your GP, then come back. Until then, no massage can be booked."
        ),
    ),
    Outcome.URGENT: _Words(
        "warn",
        "clock",
        gettext_lazy("Massage is not suitable today"),
        gettext_lazy("Please be seen by a clinician today."),
        gettext_lazy(
            "Something you told us needs a clinician to look at it today. It may turn out to be harmless, "
            "but it should not wait."
        ),
    ),
    Outcome.EMERGENCY: _Words(
        "alarm",
        "alarm",
        gettext_lazy("Massage is not suitable today"),
        gettext_lazy("Get emergency help now."),
        gettext_lazy("Something you told us can be a sign of a problem that needs emergency care straight away."),
    ),
}


def _act_now(leading: list[Reason], clinic: Clinic) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fill_numbers(reason.act_now, clinic) for reason in leading if reason.act_now))


def _number_for(outcome: Outcome, clinic: Clinic) -> str:
    return {Outcome.EMERGENCY: clinic.emergency_number, Outcome.URGENT: clinic.urgent_number}.get(outcome, "")


def _safety_net(verdict: Verdict, clinic: Clinic) -> tuple[str, tuple[str, ...], str]:
    """The card's first line is its title, its last an instruction; between them the signs."""
    lines = [fill_numbers(line, clinic) for line in verdict.safety_net]
    return (lines[0], tuple(lines[1:-1]), lines[-1]) if len(lines) > 2 else ("", (), "")


def _shown(reason: Reason, clinic: Clinic, knowledge: Knowledge) -> ReasonShown:
    rule = knowledge.red_flags.get(reason.rule) or knowledge.contraindications.get(reason.rule)
    return ReasonShown(
        text=fill_numbers(reason.say.client, clinic),
        used="; ".join(knowledge.findings[id].label for id in reason.findings_used if id in knowledge.findings),
        rule=reason.title,
        origin=reason.origin,
        certainty=certainty_in_words(rule.backing.grade if rule else Grade.CONSENSUS),
        is_verified=reason.is_verified,
        citations=tuple(knowledge.evidence[id].citation for id in reason.citations if id in knowledge.evidence),
    )


def _unclear(findings: Iterable[FindingId], knowledge: Knowledge) -> Iterable[Unclear]:
    seen: set[str] = set()
    wanted = set(findings)
    for question in sorted(knowledge.questions.values(), key=lambda each: each.order):
        if wanted & set(question.findings) and question.id not in seen:
            seen.add(question.id)
            yield Unclear(question=question.id, text=question.ask_client)


def _answer_in_words(question: Question, answers: Findings, knowledge: Knowledge) -> str:
    asked = ask(question, tuple(knowledge.findings[id] for id in question.findings), answers)
    if asked.kind == "number":
        is_unsure = answers.get(question.findings[0]) is UNKNOWN
        return _("I'm not sure") if is_unsure else f"{asked.value} {asked.unit}".strip()
    chosen = [_short(option, knowledge) for option in asked.options if option.checked]
    return _joined(chosen) if chosen else "\u2013"


def _short(option: Option, knowledge: Knowledge) -> str:
    finding = knowledge.findings.get(FindingId(option.value))
    return finding.label if finding else option.label


def _joined(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
