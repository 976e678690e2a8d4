"""Which pages lead a client through the intake, and where does the care team read it?

Every page is saved on the server when it is left, mistakes included, so that nothing typed is lost and the intake goes
on on another device. "Save and stop here" is a second button of the same form.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.intake.models import IntakeDraft
from ischia.clinic.intake.policies import episode_for_staff, own_episode
from ischia.clinic.intake.presenters import fields_shown, known_medicines, review_of, sections_of
from ischia.clinic.intake.queries import draft_of, intake_state, intakes_of, latest_answers
from ischia.clinic.intake.services import save_step, send_intake
from ischia.clinic.intake.starting import known_for
from ischia.clinic.intake.steps import STEPS, Step, after, before, form_of, step_of, typed_from
from ischia.clinic.people.api import Episode, Role, require_role
from ischia.clinic.screen.api import latest_screening
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import BadInput

UNPROCESSABLE = 422


@never_cache
@login_required
@require_safe
def start(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What the intake is for; goes on where the client stopped."""
    episode = own_episode(request.user, episode_id)
    draft = draft_of(episode)
    context = {
        "episode": episode,
        "standing": intake_state(episode, now=timezone.now()),
        "draft": draft,
        "next": _first_open(draft),
        "pages": len(STEPS),
    }
    return render(request, "intake/start.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, episode_id: UUID, step_id: str) -> HttpResponse:
    """One page: shows it with what was typed before, or keeps what is sent and leads on."""
    episode = own_episode(request.user, episode_id)
    page = step_of(step_id)
    if page is None:
        raise Http404
    if request.method == "GET":
        return _page(request, episode, page, draft_of(episode))
    actor, typed = Actor.of(request.user), typed_from(page, request.POST)
    draft = save_step(actor=actor, episode=episode, step=page, typed=typed, now=timezone.now())
    if "later" in request.POST:
        return redirect("web:me")
    if not form_of(page, typed).is_valid():
        return _page(request, episode, page, draft, status=UNPROCESSABLE)
    return redirect(_onward(episode, page, to_review="review" in request.GET))


@never_cache
@login_required
@require_safe
def review(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Everything told, to read over before it is sent."""
    episode = own_episode(request.user, episode_id)
    return _review(request, episode)


@never_cache
@login_required
@require_POST
def send(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Sends the intake. Sent twice, it is kept once."""
    episode = own_episode(request.user, episode_id)
    try:
        send_intake(actor=Actor.of(request.user), episode=episode, now=timezone.now())
    except BadInput:
        return _review(request, episode, status=UNPROCESSABLE)
    return redirect("intake:sent", episode.pk)


@never_cache
@login_required
@require_safe
def sent(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What the client has told, for them to read again."""
    episode = own_episode(request.user, episode_id)
    newest = next(iter(intakes_of(episode)), None)
    if newest is None:
        return redirect("intake:start", episode.pk)
    return render(request, "intake/sent.html", {"episode": episode, "intake": newest, "sections": sections_of(newest)})


@never_cache
@require_role(Role.THERAPIST, Role.OWNER, hidden=True)
@require_safe
def told(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What a client has told, for the care team: the newest, and the earlier ones below. Reading it leaves a trace."""
    episode = episode_for_staff(request.user, episode_id)
    record_read(actor=Actor.of(request.user), subject=episode, part="intake")
    context = {
        "episode": episode,
        "standing": intake_state(episode, now=timezone.now()),
        "intakes": [(intake, sections_of(intake)) for intake in intakes_of(episode)],
    }
    return render(request, "intake/told.html", context)


def _first_open(draft: IntakeDraft | None) -> Step | None:
    """The first page that was never left; None when only the review is left."""
    typed = draft.typed if draft else {}
    return next((each for each in STEPS if each.id not in typed), None)


def _onward(episode: Episode, page: Step, *, to_review: bool) -> str:
    following = None if to_review else after(page)
    if following is None:
        return reverse("intake:review", args=[episode.pk])
    return reverse("intake:step", args=[episode.pk, following.id])


def _page(
    request: HttpRequest, episode: Episode, page: Step, draft: IntakeDraft | None, *, status: int = 200
) -> HttpResponse:
    typed = draft.typed.get(page.id) if draft else None
    known = {} if typed is not None else known_for(episode, latest_answers(episode))
    form = form_of(page, typed, known.get(page.id, {}))
    previous, knowledge = before(page), load_knowledge()
    context: dict[str, Any] = {
        "episode": episode,
        "step": page,
        "form": form,
        "fields": fields_shown(form),
        "back": reverse("intake:step", args=[episode.pk, previous.id]) if previous else _start(episode),
        "number": STEPS.index(page) + 1,
        "total": len(STEPS),
        "saved_at": draft.saved_at if draft else None,
        "medicines": known_medicines(latest_screening(episode), knowledge) if page.id == "medicines" else (),
    }
    return render(request, "intake/step.html", context, status=status)


def _start(episode: Episode) -> str:
    return reverse("intake:start", args=[episode.pk])


def _review(request: HttpRequest, episode: Episode, *, status: int = 200) -> HttpResponse:
    draft = draft_of(episode)
    if draft is None:
        return redirect("intake:start", episode.pk)
    sections = review_of(draft.typed, known_for(episode, latest_answers(episode)))
    context = {
        "episode": episode,
        "sections": sections,
        "back": reverse("intake:step", args=[episode.pk, STEPS[-1].id]),
        "faults": [{"anchor": section.id, "message": section.error} for section in sections if section.error],
    }
    return render(request, "intake/review.html", context, status=status)
