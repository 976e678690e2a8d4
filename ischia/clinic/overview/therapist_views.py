"""Which pages keep therapists: details, registrations with their checks, skills with what proves them?"""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor
from ischia.clinic.overview.acting import UNPROCESSABLE, Asked, Wrong, carry_out
from ischia.clinic.overview.forms import CheckForm, NewTherapistForm, RegistrationForm, SkillForm, TherapistForm
from ischia.clinic.overview.policies import OWNER
from ischia.clinic.overview.running_out import warning_for
from ischia.clinic.overview.taking_on import take_on, visits_ahead
from ischia.clinic.people.api import (
    Registration,
    RegistrationDetails,
    Skill,
    Therapist,
    add_registration,
    change_therapist,
    check_new_registration,
    prove_skill,
    remove_skill,
    require_role,
    update_registration_check,
)
from ischia.clinic.places.api import RefusableForm, clinic_of, places_of, row_of
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import NotFound, Refused


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*OWNER)
def therapists(request: HttpRequest) -> HttpResponse:
    """Everybody who treats, with what runs out; a POST takes somebody on."""
    clinic = clinic_of(request)
    form = NewTherapistForm(request.POST if request.method == "POST" else None, places=places_of(clinic))
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_on(actor=Actor.of(request.user), clinic=clinic, details=form.details)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("overview:therapist", taken.pk)
    today = timezone.localdate(timezone=clinic.zoneinfo)
    rows = Therapist.objects.filter(clinic=clinic).order_by("-is_active", "name")
    context = {
        "rows": [(one, _warnings(one, today)) for one in rows.prefetch_related("registrations", "places")],
        "form": form,
    }
    return render(request, "overview/therapists.html", context, status=UNPROCESSABLE if form.errors else 200)


def _warnings(therapist: Therapist, today: date) -> list[Any]:
    """What is wrong with the registrations; that there is none at all is wrong too."""
    found = [warning_for(one, today) for one in therapist.registrations.all()]
    return [one for one in found if one is not None] if found else [warning_for(None, today)]


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*OWNER)
def therapist(request: HttpRequest, therapist_id: UUID) -> HttpResponse:
    """One therapist. A POST does one thing, named by `do`."""
    rows = Therapist.objects.select_related("clinic", "user").prefetch_related("places", "registrations", "skills")
    found = rows.filter(clinic=clinic_of(request), pk=therapist_id).first()
    if found is None:
        raise NotFound("No such therapist")
    if request.method == "GET":
        return _page(request, found, {})
    back = ("overview:therapist", found.pk)
    return carry_out(request, ASKS, found, lambda wrong: _page(request, found, wrong), back, _("Saved."))


def _page(request: HttpRequest, found: Therapist, wrong: Wrong) -> HttpResponse:
    techniques = _techniques()
    today = timezone.localdate(timezone=found.clinic.zoneinfo)
    ahead = visits_ahead(found, timezone.now())
    context = {
        "therapist": found,
        "form": wrong.get("details:") or TherapistForm(places=places_of(found.clinic), therapist=found),
        "registrations": [
            (one, warning_for(one, today), wrong.get(f"check:{one.pk}") or CheckForm(row=one))
            for one in found.registrations.all()
        ],
        "registration": wrong.get("registration:") or RegistrationForm(),
        "skills": [(one, techniques.get(one.technique, one.technique)) for one in found.skills.all()],
        "skill": wrong.get("skill:") or SkillForm(techniques=techniques),
        "ahead": ahead,
        "wrong": next(iter(wrong.values()), None),
    }
    return render(request, "overview/therapist.html", context, status=UNPROCESSABLE if wrong else 200)


def _techniques() -> dict[str, str]:
    return {str(id): technique.label for id, technique in load_knowledge().techniques.items()}


def _details(request: HttpRequest, found: Therapist) -> Asked:
    form = TherapistForm(request.POST, places=places_of(found.clinic), therapist=found)

    def act() -> None:
        ahead = visits_ahead(found, timezone.now())
        if ahead and not form.cleaned_data["is_active"]:
            said = _("%(number)d visits are still booked. Find other times for them first.") % {"number": ahead}
            raise Refused("visits_ahead", said, field="is_active")
        change_therapist(actor=Actor.of(request.user), therapist=found, **form.details)

    return form, act


def _add_registration(request: HttpRequest, found: Therapist) -> Asked:
    form = RegistrationForm(request.POST)

    def act() -> None:
        details = RegistrationDetails(**form.cleaned_data)
        check_new_registration(body=details.body, number=details.number)
        add_registration(actor=Actor.of(request.user), therapist=found, details=details)

    return form, act


def _check(request: HttpRequest, found: Therapist) -> Asked:
    row = row_of(request, Registration.objects.filter(therapist=found))
    form = CheckForm(request.POST, row=row)
    today = timezone.localdate(timezone=found.clinic.zoneinfo)
    name = getattr(request.user, "name", "") or str(request.user)
    return form, lambda: update_registration_check(
        actor=Actor.of(request.user), registration=row, checked_by=name, checked_on=today, **form.cleaned_data
    )


def _skill(request: HttpRequest, found: Therapist) -> Asked:
    form = SkillForm(request.POST, techniques=_techniques())
    return form, lambda: prove_skill(actor=Actor.of(request.user), therapist=found, **form.cleaned_data)


def _remove_skill(request: HttpRequest, found: Therapist) -> Asked:
    row = row_of(request, Skill.objects.filter(therapist=found))
    return RefusableForm(request.POST), lambda: remove_skill(actor=Actor.of(request.user), skill=row)


ASKS = {
    "details": _details,
    "registration": _add_registration,
    "check": _check,
    "skill": _skill,
    "remove_skill": _remove_skill,
}
