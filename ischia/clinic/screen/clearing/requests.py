"""How is a clinician asked, reminded, told that it is settled, and how does the answer come in?

A request can end once: answered, withdrawn, or overtaken by new answers to the safety questions. Each act locks the
request first, so of two at once the second finds it ended.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.messaging.api import absolute, write_message
from ischia.clinic.people.api import (
    ConsentKind,
    Episode,
    User,
    bearer,
    has_taken_back,
    issue_link,
    open_link,
    use_link,
    withdraw_links,
)
from ischia.clinic.screen.clearing.planned import planned_for
from ischia.clinic.screen.clearing.standing import is_open, is_over, link_until, rules_for
from ischia.clinic.screen.mapping import verdict_of
from ischia.clinic.screen.models import CLOSED, Clearance, ClearanceRequest, ClearanceStep, Screening, StepStatus
from ischia.clinic.screen.policies import BE_SEEN_NOW
from ischia.clinic.screen.queries import latest_screening
from ischia.clinic.screen.services import ClinicianAnswer, record_clearance
from ischia.knowledge.records import Level
from ischia.pathway.screen.api import Outcome
from ischia.pathway.shared.errors import Refused

PURPOSE = "clearance"
BEARER = "clearing clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who is asked. Without an e-mail address the request goes on paper."""

    name: str
    email: str = ""


def ask_clinician(*, actor: Actor, episode: Episode, addressee: Addressee, now: datetime) -> ClearanceRequest:
    """Asks a clinician about the last safety check, with the plan as it stands. With an address a link goes out.

    Raises Refused: `nothing_to_ask` where no rule asks for a clinician, `already_asked` while a request is open,
    `not_a_clinician` for an address that belongs to the client or to an account here, `consent_taken_back` where a
    link would go out to a clinician and the client no longer wants us to write to any.
    """
    _check_address(episode, addressee.email.strip())
    screening = latest_screening(episode)
    if screening is None or not asks_for_clinician(screening):
        raise Refused("nothing_to_ask", "The last safety check does not ask for a clinician.")
    with transaction.atomic():
        Episode.objects.select_for_update().get(pk=episode.pk)
        if any(is_open(request, now) for request in _of(screening)):
            raise Refused("already_asked", "A clinician has been asked already. Take that question back first.")
        request = _new_request(screening, addressee, now)
        _step(request, actor, StepStatus.ASKED, now)
        record(
            actor=actor,
            action="screen.clinician_asked",
            subject=request,
            detail={"episode": str(episode.pk), "screening": str(screening.pk)},
        )
        _send(request, actor, "clearance_request", now)
    return request


def _check_address(episode: Episode, address: str) -> None:
    """Nobody answers for a clinician with the address of the client, of a helper, or of anybody else who signs in."""
    if not address:
        return
    if has_taken_back(episode.client, ConsentKind.CONTACT_CLINICIAN):
        raise Refused("consent_taken_back", _("The client has taken back the agreement that we write to clinicians."))
    is_clients = address.casefold() == episode.client.email.casefold()
    if is_clients or User.objects.filter(email__iexact=address).exists():
        raise Refused(
            "not_a_clinician",
            _("This address belongs to somebody who signs in here. Please give the clinician's own address."),
            field="clinician_email",
        )


def asks_for_clinician(screening: Screening) -> bool:
    """Whether a rule of this check asks for a clinician first, and none says that the person must be seen now."""
    if Outcome(screening.outcome) in BE_SEEN_NOW:
        return False
    return any(reason.level is Level.CLINICIAN_FIRST for reason in verdict_of(screening).reasons)


def withdraw_request(*, actor: Actor, request: ClearanceRequest, now: datetime) -> None:
    """Takes the question back; its links stop working. Raises Refused `request_over` when it has ended."""
    with transaction.atomic():
        request = _locked(request)
        if is_over(request):
            raise Refused("request_over", "This question has been settled already.")
        _close(request, actor, StepStatus.WITHDRAWN, now)
        record(actor=actor, action="screen.clinician_question_withdrawn", subject=request)


def answer_request(*, token: str, answer: ClinicianAnswer, note: str, now: datetime) -> Clearance:
    """A clinician's answer by link: the clearance, the end of the request and of its links, in one transaction.

    Raises Refused: as `open_link`; `answers_changed` where the safety questions were answered anew since. Then nothing
    is recorded but that it happened, for the clinic to see.
    """
    with transaction.atomic():
        link = open_link(token, PURPOSE, now)
        request = _locked(ClearanceRequest(pk=link.subject_id))
        actor = bearer(link, BEARER)
        if is_overtaken(request):
            _close(request, actor, StepStatus.SUPERSEDED, now, note=note)
            record(actor=actor, action="screen.clinician_answer_too_late", subject=request)
            clearance = None
        else:
            use_link(token, PURPOSE, now)
            clearance = record_clearance(actor=actor, screening=request.screening, answer=answer, now=now)
            _close(request, actor, StepStatus.ANSWERED, now, clearance=clearance, note=note)
            _tell_client(request, actor, now)
    if clearance is None:
        raise Refused("answers_changed", "The safety questions have been answered anew since you were asked.")
    return clearance


def record_answer(*, actor: Actor, screening: Screening, answer: ClinicianAnswer, now: datetime) -> Clearance:
    """An answer that came by phone or on paper, written down by staff. The last request, if not over, ends with it."""
    with transaction.atomic():
        clearance = record_clearance(actor=actor, screening=screening, answer=answer, now=now)
        for last in _of(screening)[:1]:
            request = _locked(last)
            if not is_over(request):
                _close(request, actor, StepStatus.ANSWERED, now, clearance=clearance)
                _tell_client(request, actor, now)
    return clearance


def remind_clinicians(*, now: datetime) -> int:
    """Reminds, once, every clinician who was asked by e-mail days ago and has not answered; how many there were.

    The reminder carries a link of its own: of the first one's secret we keep only a hash.
    """
    due = ClearanceRequest.objects.filter(remind_at__lte=now, expires_at__gt=now).exclude(clinician_email="")
    due = due.exclude(steps__status__in=[StepStatus.REMINDED, *CLOSED])
    return sum(_remind(request, now) for request in due)


def is_overtaken(request: ClearanceRequest) -> bool:
    """Whether the safety questions were answered anew since the clinician was asked."""
    last = latest_screening(request.episode)
    return last is not None and last.pk != request.screening_id


def _remind(request: ClearanceRequest, now: datetime) -> bool:
    actor = Actor.system("reminding clinicians")
    with transaction.atomic():
        request = _locked(request)
        steps = {step.status for step in request.steps.all()}
        if steps & {StepStatus.REMINDED, *CLOSED} or is_overtaken(request):
            return False
        _step(request, actor, StepStatus.REMINDED, now)
        record(actor=actor, action="screen.clinician_reminded", subject=request)
        _send(request, actor, "clearance_reminder", now)
    return True


def _new_request(screening: Screening, addressee: Addressee, now: datetime) -> ClearanceRequest:
    rules = rules_for(screening.episode.client.clinic)
    return ClearanceRequest.objects.create(
        episode=screening.episode,
        screening=screening,
        clinician_name=addressee.name.strip(),
        clinician_email=addressee.email.strip(),
        planned=msgspec.to_builtins(planned_for(screening.episode), order="sorted"),
        asked_at=now,
        remind_at=now + timedelta(days=rules.reminder_days),
        expires_at=now + timedelta(days=rules.link_days),
    )


def _send(request: ClearanceRequest, actor: Actor, kind: str, now: datetime) -> None:
    if not request.clinician_email:
        return
    token = issue_link(actor=actor, purpose=PURPOSE, subject_id=request.pk, expires_at=request.expires_at, now=now)
    write_message(
        actor=actor,
        client=request.episode.client,
        episode=request.episode,
        kind=kind,
        key=f"{kind}-{request.pk}",
        facts={"link": absolute(reverse("screen:answer", args=[token])), "until": link_until(request)},
        not_after=request.expires_at,
        about=str(request.pk),
        address=request.clinician_email,
        now=now,
    )


def _tell_client(request: ClearanceRequest, actor: Actor, now: datetime) -> None:
    """That there is an answer, not what it says."""
    write_message(
        actor=actor,
        client=request.episode.client,
        episode=request.episode,
        kind="clearance_answered",
        key=f"clearance-answered-{request.pk}",
        facts={"link": absolute(reverse("web:me"))},
        now=now,
    )


def _of(screening: Screening) -> list[ClearanceRequest]:
    return list(ClearanceRequest.objects.filter(screening=screening).prefetch_related("steps"))


def _locked(request: ClearanceRequest) -> ClearanceRequest:
    ClearanceRequest.objects.select_for_update().get(pk=request.pk)
    related = ClearanceRequest.objects.select_related("episode__client__clinic", "screening__episode")
    return related.prefetch_related("steps").get(pk=request.pk)


def _close(
    request: ClearanceRequest,
    actor: Actor,
    status: StepStatus,
    now: datetime,
    *,
    clearance: Clearance | None = None,
    note: str = "",
) -> None:
    _step(request, actor, status, now, clearance=clearance, note=note)
    withdraw_links(actor=actor, purpose=PURPOSE, subject_id=request.pk, now=now)


def _step(
    request: ClearanceRequest,
    actor: Actor,
    status: StepStatus,
    now: datetime,
    *,
    clearance: Clearance | None = None,
    note: str = "",
) -> None:
    ClearanceStep.objects.create(
        request=request,
        status=status,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        clearance=clearance,
        note=note.strip(),
    )
