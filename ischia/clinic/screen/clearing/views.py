"""Which pages ask a clinician, and write down what they answered? For the client and the care team."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.api import (
    Episode,
    Role,
    can_act_as_client,
    can_book_for,
    can_write_health_record,
    readable_episode,
    require_role,
    role_of,
)
from ischia.clinic.places.api import clinic_of
from ischia.clinic.screen.clearing.forms import ANSWERS, AskForm, RulesForm, WrittenDownForm
from ischia.clinic.screen.clearing.paper import paper_response
from ischia.clinic.screen.clearing.requests import ask_clinician, asks_for_clinician, record_answer, withdraw_request
from ischia.clinic.screen.clearing.rules import change_rules
from ischia.clinic.screen.clearing.standing import is_over, requests_of, rules_for, show_request
from ischia.clinic.screen.clearing.wording import limits_set_by, sheet_for
from ischia.clinic.screen.mapping import verdict_of
from ischia.clinic.screen.models import Screening
from ischia.clinic.screen.queries import latest_clearance, latest_screening
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE, CONFLICT = 422, 409
WRITES = frozenset({Role.THERAPIST, Role.OWNER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An episode with its last safety check, whether this visitor may read what it says, and send it to a clinician."""

    episode: Episode
    screening: Screening
    may_read: bool
    may_send: bool


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def ask(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Ask a clinician about the last safety check, and see where the question stands."""
    checked = _checked(request, episode_id)
    episode = checked.episode
    is_own = episode.client.user_id == request.user.pk
    form = AskForm(request.POST or None, is_own=is_own, may_send=checked.may_send)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            ask_clinician(actor=Actor.of(request.user), episode=episode, addressee=form.addressee(), now=timezone.now())
        except Refused as refused:
            if refused.field in form.fields:
                form.add_error(refused.field, refused.message)
            else:
                refusal = refused
        else:
            return redirect("screen:ask_clinician", episode.pk)
    context = {
        **_question(request, checked),
        "form": form,
        "refusal": refusal,
        "is_own": is_own,
        "may_send": checked.may_send,
    }
    status = UNPROCESSABLE if form.errors else CONFLICT if refusal else 200
    return render(request, "screen/clearing/ask.html", context, status=status)


@require_POST
@login_required
def withdraw(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Take the last question back. One that is settled stays as it is: the page then shows how."""
    episode = _checked(request, episode_id).episode
    for asked in requests_of(episode)[:1]:
        if not is_over(asked):
            withdraw_request(actor=Actor.of(request.user), request=asked, now=timezone.now())
    return redirect("screen:ask_clinician", episode.pk)


@never_cache
@require_safe
@login_required
def paper(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The question on paper, for those who may read what it says."""
    checked = _checked(request, episode_id)
    if not checked.may_read or not asks_for_clinician(checked.screening):
        raise Http404
    response = paper_response(sheet_for(checked.screening, load_knowledge()))
    record_read(actor=Actor.of(request.user), subject=checked.episode, part="clinician question.pdf")
    return response


@never_cache
@require_role(*WRITES, hidden=True)
@require_http_methods(["GET", "POST"])
def clearance(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """A therapist or the owner writes down what a clinician answered about this episode's last safety check."""
    try:
        episode = readable_episode(request.user, episode_id)
    except NotFound as missing:
        raise Http404 from missing
    screening = latest_screening(episode)
    if screening is None:
        raise Http404
    if request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=episode, part="clearance")
    form = WrittenDownForm(request.POST or None, verdict=verdict_of(screening), knowledge=load_knowledge())
    if request.method == "POST" and form.is_valid():
        try:
            record_answer(
                actor=Actor.of(request.user), screening=screening, answer=form.clinician_answer(), now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect("screen:clearance", episode.pk)
    context = {"form": form, **_record(episode, screening)}
    return render(request, "screen/clearance.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_role(Role.OWNER)
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """How long links to clinicians work, and when they are reminded."""
    clinic = clinic_of(request)
    now = rules_for(clinic)
    form = RulesForm(request.POST or None, initial={"link_days": now.link_days, "reminder_days": now.reminder_days})
    if request.method == "POST" and form.is_valid():
        change_rules(actor=Actor.of(request.user), clinic=clinic, **form.cleaned_data)
        return redirect("screen:clearance_rules")
    return render(request, "screen/clearing/rules.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


def _checked(request: HttpRequest, episode_id: UUID) -> Checked:
    """The episode and its last safety check, for whoever may book for the client. Who may read, may book."""
    episode = Episode.objects.select_related("client__clinic").filter(pk=episode_id).first()
    if episode is None:
        raise Http404
    is_own = episode.client.user_id == request.user.pk
    may_send = not is_own and can_write_health_record(request.user, episode.client)
    may_read = may_send or can_act_as_client(request.user, episode.client, health=True)
    screening = latest_screening(episode) if may_read or can_book_for(request.user, episode.client) else None
    if screening is None:
        raise Http404
    screening.episode = episode
    return Checked(episode=episode, screening=screening, may_read=may_read, may_send=may_send)


def _question(request: HttpRequest, checked: Checked) -> dict[str, Any]:
    """The requests so far and, for those who may read it, what a clinician is shown."""
    now, episode, screening = timezone.now(), checked.episode, checked.screening
    found = [show_request(each, now) for each in requests_of(episode)]
    if checked.may_read and request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=episode, part="clinician question")
    return {
        "episode": episode,
        "last": found[0] if found else None,
        "earlier": found[1:],
        "asks": asks_for_clinician(screening),
        "sheet": sheet_for(screening, load_knowledge()) if checked.may_read else None,
        "may_write": checked.may_read and role_of(request) in WRITES,
    }


def _record(episode: Episode, screening: Screening) -> dict[str, Any]:
    """What the check found, the answer that counts, and what the clinician wrote with it."""
    current = latest_clearance(screening)
    notes = [each.note for each in current.steps.all() if each.note] if current else []
    return {
        "episode": episode,
        "screening": screening,
        "reasons": [reason.say.clinician for reason in verdict_of(screening).reasons],
        "current": current,
        "current_answer": dict(ANSWERS).get(current.answer, "") if current else "",
        "current_limits": limits_set_by(current, load_knowledge()) if current else (),
        "current_notes": notes,
    }
