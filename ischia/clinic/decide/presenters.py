"""How is a decision shown: to the client in the client's words, to the therapist with rules, facts and sources?"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.decide.models import DecisionRecord
from ischia.clinic.decide.queries import Proposal
from ischia.knowledge.records import FindingId, FindingValue, Knowledge, Level
from ischia.pathway.decide.api import Action, Decision, DecisionReason
from ischia.pathway.track.api import number


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonShown:
    """One rule that fired."""

    title: str
    text: str
    facts: tuple[tuple[str, str], ...]
    citations: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One action a therapist may decide on."""

    value: str
    label: str
    is_proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """The decision page."""

    headline: str
    tone: str
    icon: str
    refer: str
    reasons: tuple[ReasonShown, ...]
    would_change_it: tuple[str, ...]
    beside: tuple[str, ...]
    choices: tuple[Choice, ...]
    review_is_due: bool
    knowledge_version: str


def decision_shown(proposal: Proposal, knowledge: Knowledge, *, for_client: bool) -> DecisionShown:
    """Put the proposal into words for its reader."""
    decision = proposal.decision
    return DecisionShown(
        headline=_headline(decision, for_client=for_client),
        tone=_TONES[decision.action],
        icon="alarm" if decision.action is Action.STOP_AND_REFER else "chart",
        refer=_refer(decision.refer),
        reasons=tuple(_reasons(decision, knowledge, for_client=for_client)),
        would_change_it=() if for_client else decision.would_change_it,
        beside=decision.beside,
        choices=tuple(
            Choice(value=action.value, label=action_name(action), is_proposed=action is decision.action)
            for action in Action
        ),
        review_is_due=decision.review_is_due,
        knowledge_version=decision.knowledge_version,
    )


_TONES = {
    Action.STOP_AND_REFER: "warn",
    Action.REDUCE_DOSE: "care",
    Action.CHANGE_TECHNIQUE: "care",
    Action.TAPER: "care",
    Action.DISCHARGE: "calm",
    Action.CONTINUE: "calm",
}


def action_name(action: Action | str) -> str:
    """An action in a few words."""
    return {
        Action.STOP_AND_REFER: _("Stop and refer"),
        Action.REDUCE_DOSE: _("Reduce the dose"),
        Action.CHANGE_TECHNIQUE: _("Change the technique"),
        Action.TAPER: _("Space sessions out"),
        Action.DISCHARGE: _("Finish, with self-management"),
        Action.CONTINUE: _("Go on as planned"),
    }[Action(action)]


def plan_after_shown(answer: DecisionRecord) -> str:
    """What the decision made of the plan, in one sentence; empty when the plan stays."""
    after = getattr(answer, "plan_after", None)
    if after is None:
        return ""
    if after.care_plan is None:
        return _("No new plan: %(why)s") % {"why": after.why_none}
    return _("New plan: %(sessions)s sessions of %(minutes)s minutes. The old plan stays on record.") % {
        "sessions": after.care_plan.sessions,
        "minutes": after.care_plan.session_minutes,
    }


def _headline(decision: Decision, *, for_client: bool) -> str:
    if not for_client:
        return action_name(decision.action)
    return {
        Action.STOP_AND_REFER: _("Let us stop massage and get you the right help"),
        Action.REDUCE_DOSE: _("Gentler and shorter next time"),
        Action.CHANGE_TECHNIQUE: _("Let us change what we do"),
        Action.TAPER: _("Time to space the sessions out"),
        Action.DISCHARGE: _("Time to go on by yourself"),
        Action.CONTINUE: _("Go on as planned"),
    }[decision.action]


def _refer(level: Level | None) -> str:
    if level is None:
        return ""
    return {
        Level.EMERGENCY: _("Emergency department, now"),
        Level.URGENT: _("A clinician, today"),
        Level.CLINICIAN_FIRST: _("A clinician, before any more massage"),
    }.get(level, "")


def _reasons(decision: Decision, knowledge: Knowledge, *, for_client: bool) -> Iterator[ReasonShown]:
    for reason in decision.reasons:
        yield ReasonShown(
            title=reason.title,
            text=reason.say.client if for_client else reason.say.therapist,
            facts=tuple(_facts(reason, knowledge)),
            citations=tuple(knowledge.evidence[id].citation for id in reason.citations if id in knowledge.evidence),
            rule=str(reason.rule),
        )


def _facts(reason: DecisionReason, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for name, value in reason.facts_used.items():
        fact = knowledge.review_facts.get(FindingId(name))
        if fact is None:
            continue
        labels = {choice.value: choice.label for choice in fact.choices}
        yield fact.label, labels.get(str(value)) or _value(value, fact.unit)


def _value(value: FindingValue, unit: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return value
    shown = "" if unit in ("", "1") else f" {unit}"
    return f"{number(float(value))}{shown}"
