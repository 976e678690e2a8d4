"""How is a decision shown: to the client in the client's words, to the therapist with rules, facts and sources?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ischia.clinic.decide.models import DecisionRecord
from ischia.clinic.decide.queries import Proposal
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.api import show_verdict, verdict_of
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
class Decided:
    """What a named person made of the proposal. `instead_of` says what was proposed, where they decided otherwise."""

    by: str
    at: datetime
    instead_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """The decision page. `decided` is there once a person has answered what is proposed: the headline is theirs."""

    headline: str
    decided: Decided | None
    refer: str
    reasons: tuple[ReasonShown, ...]
    would_change_it: tuple[str, ...]
    beside: tuple[str, ...]
    choices: tuple[Choice, ...]
    review_is_due: bool
    knowledge_version: str


def decision_shown(proposal: Proposal, knowledge: Knowledge, *, for_client: bool) -> DecisionShown:
    """Put the proposal, or what a person made of it, into words for its reader."""
    decision, standing = proposal.decision, _standing(proposal, for_client=for_client)
    action = Action(standing.action) if standing else decision.action
    return DecisionShown(
        headline=_headline(action, for_client=for_client),
        decided=_decided(standing, decision, for_client=for_client) if standing else None,
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


def _standing(proposal: Proposal, *, for_client: bool) -> DecisionRecord | None:
    """The answer that heads the page. A client who is to be seen today is told so, whatever was answered."""
    if for_client and proposal.decision.refer in {Level.EMERGENCY, Level.URGENT}:
        agreed = proposal.standing is not None and proposal.standing.agrees
        return proposal.standing if agreed else None
    return proposal.standing


def _decided(standing: DecisionRecord, decision: Decision, *, for_client: bool) -> Decided:
    return Decided(
        by=standing.decided_name,
        at=standing.decided_at,
        instead_of="" if standing.agrees else _headline(decision.action, for_client=for_client),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyShown:
    """What a client who is sent on has to know beside the decision: what to do now, and the signs to watch for."""

    act_now: tuple[str, ...]
    title: str
    signs: tuple[str, ...]
    act: str


def safety_shown(proposal: Proposal, clinic: Clinic, knowledge: Knowledge) -> SafetyShown | None:
    """As the newest safety check says it; None while nobody is referred.

    The check may be clear, or missing, where measures say to be seen today: then the decision says what to do.
    """
    refer = proposal.decision.refer
    if refer is None:
        return None
    today = (_see_a_doctor(clinic),) if refer is Level.URGENT else ()
    if proposal.screening is None:
        return SafetyShown(act_now=today, title="", signs=(), act="")
    shown = show_verdict(verdict_of(proposal.screening), clinic=clinic, knowledge=knowledge)
    return SafetyShown(
        act_now=shown.act_now or today, title=shown.safety_net_title, signs=shown.safety_net, act=shown.safety_net_end
    )


def _see_a_doctor(clinic: Clinic) -> str:
    text = _("See a doctor today: call your own doctor or %(urgent)s. If it gets worse, call %(emergency)s.")
    return text % {"urgent": clinic.urgent_number, "emergency": clinic.emergency_number}


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


def answer_name(answer: DecisionRecord, *, for_client: bool) -> str:
    """What somebody decided, in its reader's words."""
    return _headline(Action(answer.action), for_client=for_client)


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


def _headline(action: Action, *, for_client: bool) -> str:
    if not for_client:
        return action_name(action)
    return {
        Action.STOP_AND_REFER: _("Let us stop massage and get you the right help"),
        Action.REDUCE_DOSE: _("Gentler and shorter next time"),
        Action.CHANGE_TECHNIQUE: _("Let us change what we do"),
        Action.TAPER: _("Time to space the sessions out"),
        Action.DISCHARGE: _("Time to go on by yourself"),
        Action.CONTINUE: _("Go on as planned"),
    }[action]


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
