"""How is a letter written from the record? What was found, done, measured and decided, for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ischia.clinic.decide.letters.letter import Decided, Kind, Letter, Reader
from ischia.clinic.decide.letters.sections import (
    at_home,
    cut,
    events_told,
    found,
    limits_that_held,
    shortened,
    treated_by,
    watch_for,
)
from ischia.clinic.decide.letters.treatment import given, measured, sessions_said, worked_on
from ischia.clinic.decide.models import DecisionRecord
from ischia.clinic.decide.presenters import action_name
from ischia.clinic.decide.queries import Proposal, proposal_for
from ischia.clinic.people.api import Episode
from ischia.clinic.treat.api import DischargeNote, discharge_note_of
from ischia.knowledge.records import Knowledge, Wording
from ischia.pathway.decide.api import Action, Decision
from ischia.pathway.shared.errors import Refused
from ischia.pathway.track.api import Progress, said_to_others

ENDS = frozenset({Action.DISCHARGE.value, Action.STOP_AND_REFER.value})
MOST_REASONS = 3
"""How many reasons, gravest first, and other lines of one kind find room on one sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes the letter, and when."""

    name: str
    at: datetime


def may_discharge(episode: Episode, answers: Sequence[DecisionRecord]) -> bool:
    """Whether the course has ended: by the newest of the decisions, or because the episode was closed."""
    return episode.closed_at is not None or (bool(answers) and answers[0].action in ENDS)


def write(kind: Kind, reader: Reader, *, episode: Episode, writer: Writer, knowledge: Knowledge) -> Letter:
    """The letter as the record stands now. Refused (`not_ended`) for a discharge summary while the course goes on."""
    proposal = proposal_for(episode, knowledge=knowledge, today=timezone.localdate(writer.at))
    if kind is Kind.DISCHARGE and not may_discharge(episode, proposal.answers):
        raise Refused("not_ended", "A discharge summary is written once the course has ended.")
    is_own, read, clinic = reader is Reader.CLIENT, proposal.read, episode.client.clinic
    headline = read.progress.headline
    note = discharge_note_of(episode) if kind is Kind.DISCHARGE else None
    return Letter(
        kind=kind,
        reader=reader,
        language=get_language() or clinic.locale,
        title=_("Discharge summary") if kind is Kind.DISCHARGE else _("Progress letter"),
        clinic=clinic.name,
        contact=tuple(line for line in (clinic.phone, clinic.email) if line),
        client=episode.client.name,
        born_on=episode.client.date_of_birth,
        onset_on=episode.onset_on,
        said=headline if is_own else said_to_others(headline),
        found=found(episode, reader, knowledge, screening=proposal.screening),
        sessions=sessions_said(read.records),
        given=given(read.records, knowledge),
        worked_on=worked_on(read.records, knowledge),
        measured=measured(read.progress, knowledge),
        cautions=(*read.progress.cautions, *_unverified(read.progress, knowledge)),
        decided=_decided(proposal, reader),
        limits=limits_that_held(read.records, knowledge, screening=proposal.screening),
        events=events_told(read.records),
        at_home=_at_home(episode, kind, note),
        watch_for=watch_for(episode, screening=proposal.screening) if is_own else (),
        treated_by=treated_by(read.records),
        knowledge_version=knowledge.version,
        written_by=writer.name,
        written_at=writer.at,
    )


def _at_home(episode: Episode, kind: Kind, note: DischargeNote | None) -> tuple[str, ...]:
    """What the signed discharge note says to go on with; without one, what the plan asks for."""
    if note is not None and note.advice:
        return cut(note.advice.splitlines())
    return at_home(episode) if kind is Kind.DISCHARGE else ()


def _unverified(progress: Progress, knowledge: Knowledge) -> tuple[str, ...]:
    """Which measures go by numbers that no clinician has confirmed yet."""
    labels = [one.label for one in progress.changes if not knowledge.instruments[one.instrument].backing.is_verified]
    if not labels:
        return ()
    return (_("Yardsticks not yet confirmed by a clinician: %(measures)s.") % {"measures": "; ".join(labels)},)


def _decided(proposal: Proposal, reader: Reader) -> Decided:
    """What a named person decided last, with why; or what is proposed, said to be no more than that."""
    if not proposal.answers:
        return Decided(
            action=_("Proposed, not decided yet: %(action)s") % {"action": action_name(proposal.decision.action)},
            reasons=_proposed(proposal.decision, reader),
            by="",
            on=None,
        )
    newest = proposal.answers[0]
    return Decided(
        action=action_name(newest.action),
        reasons=_reasons(msgspec.convert(newest.proposed, Decision), reader) if newest.agrees else (),
        by=newest.decided_name,
        on=timezone.localdate(newest.decided_at),
        otherwise_because=_otherwise(newest, reader),
    )


def _otherwise(newest: DecisionRecord, reader: Reader) -> str:
    """Why somebody decided otherwise: for clinicians, as on the decision's page."""
    return "" if newest.agrees or reader is Reader.CLIENT else shortened(newest.reason)


def _reasons(decision: Decision, reader: Reader) -> tuple[str, ...]:
    return tuple(_said(reason.say, reader) for reason in decision.reasons[:MOST_REASONS])


def _proposed(decision: Decision, reader: Reader) -> tuple[str, ...]:
    """Clinicians are told what was found, since their wording of a rule says what was done, and nothing is done yet."""
    if reader is Reader.CLIENT:
        return _reasons(decision, reader)
    return tuple(f"{reason.title}." for reason in decision.reasons[:MOST_REASONS])


def _said(say: Wording, reader: Reader) -> str:
    return say.client if reader is Reader.CLIENT else say.clinician
