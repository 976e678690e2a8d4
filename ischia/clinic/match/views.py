"""Which page shows the therapists that may be offered, and why in this order?"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.match.forms import FilterForm
from ischia.clinic.match.offer import service_for
from ischia.clinic.match.presenters import show_cards
from ischia.clinic.match.queries import matches
from ischia.clinic.people.api import Episode, Therapist, client_of, open_episode_of, therapists_of
from ischia.clinic.places.api import Clinic, Service, current_clinic, places_of
from ischia.clinic.plan.api import propose_plan
from ischia.clinic.screen.api import journey_steps, latest_screening, may_go_on, open_draft
from ischia.knowledge.records import TechniqueId
from ischia.pathway.book.api import deep_minutes
from ischia.pathway.match.values import Need
from ischia.pathway.plan.api import Plan
from ischia.pathway.screen.values import Outcome
from ischia.pathway.stages import Stage

TIMES_SHOWN = 3
USUAL_MINUTES = 45
LOOK_AHEAD = timedelta(days=21)


@never_cache
@require_safe
def therapists(request: HttpRequest) -> HttpResponse:
    """The therapists on offer, best first. Who has to be seen by a clinician today sees no therapist and no time."""
    stand = open_draft(request)
    if stand.has_begun and not stand.may_go_on:
        return redirect("screen:result")
    clinic = current_clinic()
    if not stand.has_begun and (sent_away := _sent_away(request, clinic)):
        return redirect("book:dates", sent_away.pk)
    now = timezone.now()
    people = list(therapists_of(clinic))
    form = FilterForm(request.GET, places=places_of(clinic), therapists=people)
    form.is_valid()
    plan = propose_plan(stand).plan if stand.may_go_on else None
    service = service_for(clinic, plan.course.session_minutes if plan else USUAL_MINUTES)
    need = _need(form, frozenset(block.technique for block in plan.blocks) if plan else frozenset())
    found = matches(
        clinic=clinic,
        need=need,
        service=service,
        now=now,
        seed=str(now.date()),
        days=TIMES_SHOWN,
        deep_minutes=_deep_minutes(plan, service),
        people=people,
    )
    cards = show_cards(
        found, until=now + LOOK_AHEAD, zone=clinic.zoneinfo, today=timezone.localdate(now), knowledge=stand.knowledge
    )
    context = {
        "form": form,
        "cards": [card for card in cards if _is_wanted(found.therapists[card.id], need)],
        "may_book": stand.may_go_on,
        "is_filtered": any(form.cleaned_data.get(name) for name in form.fields),
        "service": service,
        "steps": journey_steps(Stage.MATCH),
    }
    return render(request, "match/therapists.html", context)


def _deep_minutes(plan: Plan | None, service: Service) -> int:
    parts = [(block.technique, block.pressure, block.minutes) for block in plan.blocks] if plan else []
    return deep_minutes(parts, service.minutes)


def _sent_away(request: HttpRequest, clinic: Clinic) -> Episode | None:
    """The visitor's own episode, if its last safety check leads to care and not to massage: that page says where."""
    client = client_of(request.user, clinic)
    episode = open_episode_of(client) if client else None
    screening = latest_screening(episode) if episode else None
    return episode if screening and not may_go_on(Outcome(screening.outcome)) else None


def _need(form: FilterForm, techniques: frozenset[TechniqueId]) -> Need:
    wanted = form.cleaned_data
    return Need(
        techniques=techniques,
        language=wanted.get("language") or None,
        gender=wanted.get("gender") or None,
        step_free=bool(wanted.get("step_free")),
        place=wanted.get("place") or None,
    )


def _is_wanted(therapist: Therapist, need: Need) -> bool:
    """What the visitor filtered by is a must on this page; in the ranking it only weighs."""
    return (
        (need.gender is None or therapist.gender == need.gender)
        and (need.language is None or need.language in therapist.languages)
        and (need.place is None or need.place in {str(place.pk) for place in therapist.places.all()})
    )
