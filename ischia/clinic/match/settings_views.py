"""Which page lets an owner set what matching goes by?

One address. A POST does one thing, named by `do`, and leads back; what cannot be done is said at its field.
"""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor
from ischia.clinic.match.services import set_weights
from ischia.clinic.match.settings_forms import PlaceForm, SettingsForm, TrainingForm, WeightsForm
from ischia.clinic.people.api import Role, Therapist, note_training, require_role, therapists_of
from ischia.clinic.places.api import Clinic, Place, clinic_of, describe_place, places_of, row_of
from ischia.knowledge import load_knowledge
from ischia.pathway.match.conditions import trainable
from ischia.pathway.shared.errors import Refused

UNPROCESSABLE = 422
Asked = tuple[SettingsForm, Callable[[], None]]


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(Role.OWNER)
def settings(request: HttpRequest) -> HttpResponse:
    """Weights, places and training."""
    clinic = clinic_of(request)
    if request.method == "GET":
        return _page(request, clinic, {})
    do = request.POST.get("do", "")
    if do not in ASKS:
        raise BadRequest(f"unknown act {do}")
    form, act = ASKS[do](request, clinic)
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("match:settings")
    return _page(request, clinic, {(do, request.POST.get("row", "")): form})


def _page(request: HttpRequest, clinic: Clinic, wrong: Mapping[tuple[str, str], SettingsForm]) -> HttpResponse:
    conditions = trainable(load_knowledge())
    context = {
        "weights": wrong.get(("weights", "")) or WeightsForm(clinic=clinic),
        "places": [
            (place, wrong.get(("place", str(place.pk))) or PlaceForm(place=place)) for place in places_of(clinic)
        ],
        "therapists": [
            (one, wrong.get(("training", str(one.pk))) or TrainingForm(therapist=one, conditions=conditions))
            for one in Therapist.objects.filter(clinic=clinic, is_active=True)
        ],
        "wrong": next(iter(wrong.values()), None),
    }
    return render(request, "match/settings.html", context, status=UNPROCESSABLE if wrong else 200)


def _weights(request: HttpRequest, clinic: Clinic) -> Asked:
    form = WeightsForm(request.POST, clinic=clinic)
    return form, lambda: set_weights(actor=Actor.of(request.user), clinic=clinic, weights=form.weights)


def _place(request: HttpRequest, clinic: Clinic) -> Asked:
    place: Place = row_of(request, places_of(clinic))
    form = PlaceForm(request.POST, place=place)
    return form, lambda: describe_place(actor=Actor.of(request.user), place=place, **form.cleaned_data)


def _training(request: HttpRequest, clinic: Clinic) -> Asked:
    one: Therapist = row_of(request, therapists_of(clinic))
    form = TrainingForm(request.POST, therapist=one, conditions=trainable(load_knowledge()))
    return form, lambda: note_training(actor=Actor.of(request.user), therapist=one, conditions=form.trained)


ASKS: Mapping[str, Callable[[HttpRequest, Clinic], Asked]] = {
    "weights": _weights,
    "place": _place,
    "training": _training,
}
