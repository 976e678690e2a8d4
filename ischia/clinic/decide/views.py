"""Which page shows what next, and takes a therapist's answer?"""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.decide.presenters import answer_name, decision_shown, plan_after_shown, safety_shown
from ischia.clinic.decide.queries import proposal_for, still_booked
from ischia.clinic.decide.safety_log import safety_log
from ischia.clinic.decide.services import record_decision
from ischia.clinic.people.api import Episode, Role, can_act_as_client, require_role, role_of
from ischia.clinic.places.api import clinic_of
from ischia.clinic.track.api import episode_for
from ischia.clinic.treat.api import check_can_write_care, signed_in
from ischia.knowledge import load_knowledge
from ischia.pathway.decide.api import Action
from ischia.pathway.shared.errors import NotFound, Refused
from ischia.pathway.track.api import said_to_others

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def decision(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The proposal with its reasons; a therapist of the client agrees or decides otherwise."""
    episode = episode_for(request.user, episode_id)
    if request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=episode, part="decision")
        return _page(request, episode)
    try:
        _answer(request, episode)
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        return _page(request, episode, error=refused.message)
    return redirect("decide:decision", episode.pk)


def _answer(request: HttpRequest, episode: Episode) -> None:
    check_can_write_care(request.user, episode.client)
    chosen = request.POST.get("action", "")
    if chosen not in set(Action):
        raise NotFound("No such action")
    knowledge = load_knowledge()
    proposal = proposal_for(episode, knowledge=knowledge, today=timezone.localdate())
    if request.POST.get("proposed") != proposal.decision.action:
        raise Refused("proposal_changed", "Something was recorded meanwhile. Please look at the new proposal.")
    record_decision(
        actor=Actor.of(request.user),
        therapist=signed_in(request.user),
        episode=episode,
        decision=proposal.decision,
        facts=proposal.facts,
        action=Action(chosen),
        reason=request.POST.get("reason", ""),
        knowledge=knowledge,
        now=timezone.now(),
    )


def _page(request: HttpRequest, episode: Episode, *, error: str = "") -> HttpResponse:
    knowledge = load_knowledge()
    proposal = proposal_for(episode, knowledge=knowledge, today=timezone.localdate())
    is_own = can_act_as_client(request.user, episode.client)
    headline = proposal.read.progress.headline
    context = {
        "episode": episode,
        "is_own": is_own,
        "may_answer": not is_own and role_of(request) is Role.THERAPIST,
        "shown": decision_shown(proposal, knowledge, for_client=is_own),
        "safety": safety_shown(proposal, episode.client.clinic, knowledge) if is_own else None,
        "proposed": proposal.decision.action,
        "headline": headline if is_own else said_to_others(headline),
        "may_be_natural": proposal.read.progress.may_be_natural_recovery,
        "answers": [
            (answer, answer_name(answer, for_client=is_own), plan_after_shown(answer)) for answer in proposal.answers
        ],
        "still_booked": still_booked(episode, proposal.answers, now=timezone.now()),
        "error": error,
        "reason": request.POST.get("reason", ""),
        "chosen": request.POST.get("action", proposal.decision.action),
    }
    return render(request, "decide/decision.html", context, status=UNPROCESSABLE if error else 200)


@never_cache
@require_role(Role.OWNER)
@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """The owner's safety log."""
    clinic = clinic_of(request)
    record_read(actor=Actor.of(request.user), subject=clinic, part="safety")
    context = {"log": safety_log(clinic, knowledge=load_knowledge()), "head": (_("Who"), _("How many"))}
    return render(request, "decide/safety.html", context)
