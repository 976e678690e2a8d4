"""Which pages keep what the clinic offers: services, places with their rooms, and how booking goes?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor
from ischia.clinic.overview.acting import UNPROCESSABLE, Asked, Wrong, carry_out
from ischia.clinic.overview.offer_forms import (
    NewPlaceForm,
    PlaceForm,
    PoliciesForm,
    PolicyTextForm,
    RoomForm,
    ServiceForm,
)
from ischia.clinic.overview.policies import OWNER
from ischia.clinic.people.api import require_role
from ischia.clinic.places.api import (
    Clinic,
    PlaceDetails,
    PolicyText,
    Service,
    ServiceDetails,
    add_room,
    change_place,
    change_service,
    clinic_of,
    money,
    offer_service,
    open_place,
    places_of,
    publish_policy,
    rename_room,
    rooms_of,
    row_of,
    set_policies,
)
from ischia.pathway.shared.errors import Refused


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*OWNER)
def services(request: HttpRequest) -> HttpResponse:
    """What can be booked, how long it takes and what it costs."""
    clinic = clinic_of(request)
    if request.method == "GET":
        return _services_page(request, clinic, {})
    back = ("overview:services",)
    return carry_out(request, SERVICES, clinic, lambda wrong: _services_page(request, clinic, wrong), back, _("Saved."))


def _services_page(request: HttpRequest, clinic: Clinic, wrong: Wrong) -> HttpResponse:
    rows = Service.objects.filter(clinic=clinic).order_by("-is_active", "kind", "-minutes")
    context = {
        "services": [
            (
                one,
                money(one.price_minor, clinic),
                wrong.get(f"change:{one.pk}") or ServiceForm(clinic=clinic, service=one),
            )
            for one in rows
        ],
        "new": wrong.get("add:") or ServiceForm(clinic=clinic),
        "wrong": next(iter(wrong.values()), None),
    }
    return render(request, "overview/services.html", context, status=UNPROCESSABLE if wrong else 200)


def _change_service(request: HttpRequest, clinic: Clinic) -> Asked:
    row = row_of(request, Service.objects.filter(clinic=clinic))
    form = ServiceForm(request.POST, clinic=clinic, service=row)
    return form, lambda: change_service(actor=Actor.of(request.user), service=row, details=form.details)


def _add_service(request: HttpRequest, clinic: Clinic) -> Asked:
    form = ServiceForm(request.POST, clinic=clinic)

    def act() -> None:
        if Service.objects.filter(clinic=clinic, slug=form.slug).exists():
            raise Refused("service_twice", _("There is a service of this name already."), field="name")
        details = {name: value for name, value in form.details.items() if name != "is_active"}
        offer_service(actor=Actor.of(request.user), clinic=clinic, details=ServiceDetails(slug=form.slug, **details))

    return form, act


SERVICES = {"change": _change_service, "add": _add_service}


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*OWNER)
def places(request: HttpRequest) -> HttpResponse:
    """Places with their addresses and rooms."""
    clinic = clinic_of(request)
    if request.method == "GET":
        return _places_page(request, clinic, {})
    back = ("overview:places",)
    return carry_out(request, PLACES, clinic, lambda wrong: _places_page(request, clinic, wrong), back, _("Saved."))


def _places_page(request: HttpRequest, clinic: Clinic, wrong: Wrong) -> HttpResponse:
    context = {
        "places": [
            (
                place,
                wrong.get(f"place:{place.pk}") or PlaceForm(place=place),
                [
                    (room, wrong.get(f"room:{room.pk}") or RoomForm(row=room.pk, name=room.name))
                    for room in place.rooms.all()
                ],
                wrong.get(f"add_room:{place.pk}") or RoomForm(row=place.pk),
            )
            for place in places_of(clinic).prefetch_related("rooms")
        ],
        "new": wrong.get("open:") or NewPlaceForm(),
        "wrong": next(iter(wrong.values()), None),
    }
    return render(request, "overview/places.html", context, status=UNPROCESSABLE if wrong else 200)


def _place(request: HttpRequest, clinic: Clinic) -> Asked:
    row = row_of(request, places_of(clinic))
    form = PlaceForm(request.POST, place=row)
    return form, lambda: change_place(actor=Actor.of(request.user), place=row, details=form.cleaned_data)


def _open(request: HttpRequest, clinic: Clinic) -> Asked:
    form = NewPlaceForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        if places_of(clinic).filter(name=data["name"]).exists():
            raise Refused("place_twice", _("There is a place of this name already."), field="name")
        details = PlaceDetails(
            name=data["name"],
            address=data["address"],
            postcode=data["postcode"],
            step_free=data["step_free"],
            rooms=form.room_names,
        )
        open_place(actor=Actor.of(request.user), clinic=clinic, details=details)

    return form, act


def _add_room(request: HttpRequest, clinic: Clinic) -> Asked:
    place = row_of(request, places_of(clinic))
    form = RoomForm(request.POST, row=place.pk)
    return form, lambda: add_room(actor=Actor.of(request.user), place=place, **form.cleaned_data)


def _room(request: HttpRequest, clinic: Clinic) -> Asked:
    room = row_of(request, rooms_of(clinic))
    form = RoomForm(request.POST, row=room.pk, name=room.name)
    return form, lambda: rename_room(actor=Actor.of(request.user), room=room, **form.cleaned_data)


PLACES = {"place": _place, "open": _open, "add_room": _add_room, "room": _room}


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*OWNER)
def policies(request: HttpRequest) -> HttpResponse:
    """Notice, horizon, holds, the cancellation window, and the words that clients accept."""
    clinic = clinic_of(request)
    if request.method == "GET":
        return _policies_page(request, clinic, {})
    back = ("overview:policies",)
    return carry_out(request, POLICIES, clinic, lambda wrong: _policies_page(request, clinic, wrong), back, _("Saved."))


def _policies_page(request: HttpRequest, clinic: Clinic, wrong: Wrong) -> HttpResponse:
    versions = list(PolicyText.objects.filter(clinic=clinic))
    context = {
        "form": wrong.get("policies:") or PoliciesForm(clinic=clinic),
        "text": wrong.get("text:") or PolicyTextForm(latest=versions[0] if versions else None),
        "versions": versions,
        "wrong": next(iter(wrong.values()), None),
    }
    return render(request, "overview/policies.html", context, status=UNPROCESSABLE if wrong else 200)


def _policies(request: HttpRequest, clinic: Clinic) -> Asked:
    form = PoliciesForm(request.POST, clinic=clinic)
    return form, lambda: set_policies(actor=Actor.of(request.user), clinic=clinic, policies=form.policies)


def _text(request: HttpRequest, clinic: Clinic) -> Asked:
    form = PolicyTextForm(request.POST, latest=clinic.policy)
    return form, lambda: publish_policy(
        actor=Actor.of(request.user), clinic=clinic, text=form.cleaned_data["text"], now=timezone.now()
    )


POLICIES = {"policies": _policies, "text": _text}
