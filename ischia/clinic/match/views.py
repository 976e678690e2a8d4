"""Which pages show the therapists that may be offered, why in this order, and what each can prove?"""

from secrets import token_hex
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.match.looking import LOOK_AHEAD, look
from ischia.clinic.match.presenters import show_cards, show_therapist, show_visit, show_weights
from ischia.clinic.people.api import Episode, client_of, open_episode_of
from ischia.clinic.places.api import Clinic, clinic_of
from ischia.clinic.screen.api import Standing, journey_steps, latest_screening, may_go_on, open_draft
from ischia.pathway.match.api import anybody
from ischia.pathway.screen.values import Outcome
from ischia.pathway.shared.errors import NotFound
from ischia.pathway.stages import Stage

FIRST_SHOWN = 8
"""Therapists on the page at first; the others are one step away."""

PASSED_ON = ("half_day", "two_therapists")
"""Wishes that go along to the dates."""


@never_cache
@require_safe
def therapists(request: HttpRequest) -> HttpResponse:
    """The therapists on offer, best first. Who has to be seen by a clinician today sees no therapist and no time."""
    stand, clinic = open_draft(request), clinic_of(request)
    if elsewhere := _elsewhere(request, stand, clinic):
        return elsewhere
    found = look(request, clinic, stand, now=timezone.now())
    shown = None if request.GET.get("all") else FIRST_SHOWN
    context = {
        "form": found.form,
        "cards": show_cards(found, shown, until=found.now + LOOK_AHEAD, clinic=clinic, knowledge=stand.knowledge),
        "count": len(found.offered),
        "all_address": f"?{_with_all(request)}",
        "weights": show_weights(clinic),
        "visit": show_visit(found.service, clinic),
        "may_book": stand.may_go_on,
        "is_filtered": any(found.form.cleaned_data.get(name) for name in found.form.fields) or found.form.errors,
        "hidden": [(name, value) for name, values in request.GET.lists() for value in values],
        "steps": journey_steps(Stage.MATCH),
    }
    return render(request, "match/therapists.html", context)


@never_cache
@require_safe
def any_therapist(request: HttpRequest) -> HttpResponse:
    """Leads on with one therapist for a visitor who does not mind whom: who has least booked, then by lot."""
    stand, clinic = open_draft(request), clinic_of(request)
    if elsewhere := _elsewhere(request, stand, clinic):
        return elsewhere
    found = look(request, clinic, stand, now=timezone.now())
    chosen = anybody(found.profiles(), seed=token_hex(8))
    if chosen is None or not stand.may_go_on:
        return redirect(f"{reverse('match:therapists')}?{request.GET.urlencode()}")
    wishes = {name: request.GET[name] for name in PASSED_ON if request.GET.get(name)}
    return redirect(f"{reverse('book:begin', args=[chosen.id])}{'?' if wishes else ''}{urlencode(wishes)}")


@never_cache
@require_safe
def therapist(request: HttpRequest, therapist_id: UUID) -> HttpResponse:
    """One therapist: register entry, training with what proves it, places, next free times."""
    stand, clinic = open_draft(request), clinic_of(request)
    if elsewhere := _elsewhere(request, stand, clinic):
        return elsewhere
    found = look(request, clinic, stand, now=timezone.now())
    match = next((each for each in found.found.ranking.offered if each.therapist == str(therapist_id)), None)
    why_not = {each.therapist: each.why for each in found.found.ranking.not_offered}
    person = found.found.therapists.get(str(therapist_id))
    if person is None or not person.is_registered_on(timezone.localdate(found.now, clinic.zoneinfo)):
        raise NotFound(_("No such therapist"))
    context = {
        "card": show_therapist(
            found, person, match, until=found.now + LOOK_AHEAD, clinic=clinic, knowledge=stand.knowledge
        ),
        "visit": show_visit(found.service, clinic),
        "why_not": why_not.get(str(therapist_id), ()),
        "may_book": stand.may_go_on and match is not None,
        "is_screened": stand.may_go_on,
    }
    return render(request, "match/therapist.html", context)


def _with_all(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked["all"] = "yes"
    return asked.urlencode()


def _elsewhere(request: HttpRequest, stand: Standing, clinic: Clinic) -> HttpResponse | None:
    """Where a visitor goes who is to see no therapist now."""
    if stand.has_begun:
        return None if stand.may_go_on else redirect("screen:result")
    sent_away = _sent_away(request, clinic)
    return redirect("book:dates", sent_away.pk) if sent_away else None


def _sent_away(request: HttpRequest, clinic: Clinic) -> Episode | None:
    """The visitor's own episode, if its last safety check leads to care and not to massage: that page says where."""
    client = client_of(request.user, clinic)
    episode = open_episode_of(client) if client else None
    screening = latest_screening(episode) if episode else None
    return episode if screening and not may_go_on(Outcome(screening.outcome)) else None
