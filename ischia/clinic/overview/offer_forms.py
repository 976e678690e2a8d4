"""What does the owner fill in about services, places, rooms and how booking goes?"""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ischia.clinic.places.api import (
    Access,
    Clinic,
    Place,
    Policies,
    PolicyText,
    RefusableForm,
    Service,
    ServiceKind,
    decimals,
    major,
    minor_units,
)

MOST_MONEY = 1_000_000
POLICIES = tuple(Policies.__slots__)


class ServiceForm(RefusableForm):
    """One service: lengths, price and kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("For which visit"), choices=ServiceKind.choices)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes with the client"))
    preparation_minutes = forms.IntegerField(label=gettext_lazy("Minutes before"), initial=0)
    recovery_minutes = forms.IntegerField(label=gettext_lazy("Minutes after"), initial=0)
    is_active = forms.BooleanField(label=gettext_lazy("On offer"), required=False, initial=True)

    def __init__(self, data: Any = None, *, clinic: Clinic, service: Service | None = None) -> None:
        names = ("name", "kind", "minutes", "preparation_minutes", "recovery_minutes", "is_active")
        initial: dict[str, Any] = {name: getattr(service, name) for name in names} if service else {}
        if service is not None:
            initial["price"] = major(service.price_minor, clinic.currency)
        super().__init__(data, initial=initial, auto_id="service-%s" if service is None else f"{service.pk}-%s")
        self.currency = clinic.currency
        self.fields["price"] = forms.DecimalField(
            label=_("Price in %(currency)s") % {"currency": clinic.currency},
            min_value=0,
            max_value=MOST_MONEY,
            decimal_places=decimals(clinic.currency),
        )

    @property
    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        price = data.pop("price")
        return {**data, "price_minor": minor_units(price, self.currency)}

    @property
    def slug(self) -> str:
        return slugify(self.cleaned_data["name"]) or "service"


class PlaceForm(RefusableForm):
    """One place and its address."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20)

    def __init__(self, data: Any = None, *, place: Place | None = None) -> None:
        initial = {name: getattr(place, name) for name in ("name", "address", "postcode")} if place else {}
        super().__init__(data, initial=initial, auto_id="place-%s" if place is None else f"{place.pk}-%s")


class NewPlaceForm(PlaceForm):
    """A new place with its first rooms."""

    rooms = forms.CharField(
        label=gettext_lazy("Rooms"), max_length=400, help_text=gettext_lazy("Names with commas between.")
    )
    step_free = forms.BooleanField(label=gettext_lazy("Step-free"), required=False)
    access = forms.MultipleChoiceField(choices=Access.choices, required=False, widget=forms.MultipleHiddenInput)

    @property
    def room_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.strip() for name in self.cleaned_data["rooms"].split(",") if name.strip()))


class RoomForm(RefusableForm):
    """The name of a room."""

    name = forms.CharField(label=gettext_lazy("Name of the room"), max_length=80)

    def __init__(self, data: Any = None, *, row: Any, name: str = "") -> None:
        super().__init__(data, initial={"name": name}, auto_id=f"room-{row}-%s")


class PoliciesForm(RefusableForm):
    """How booking goes."""

    notice_minutes = forms.IntegerField(
        label=gettext_lazy("Shortest notice, minutes"),
        help_text=gettext_lazy("Times that are sooner are not offered; the page says to call."),
    )
    horizon_days = forms.IntegerField(
        label=gettext_lazy("How far ahead can be booked, days"),
    )
    hold_minutes = forms.IntegerField(
        label=gettext_lazy("How long chosen times are kept, minutes"),
    )
    clearance_hold_hours = forms.IntegerField(
        label=gettext_lazy("How long they are kept for a clinician’s answer, hours"),
    )
    offer_minutes = forms.IntegerField(
        label=gettext_lazy("How long somebody on the waitlist has to answer, minutes"),
    )
    grace_minutes = forms.IntegerField(
        label=gettext_lazy("Undo without a trace after booking, minutes"),
    )
    cancel_window_hours = forms.IntegerField(
        label=gettext_lazy("Cancelling is late within, hours before"),
        help_text=gettext_lazy("What a late cancellation costs stands under Billing."),
    )

    def __init__(self, data: Any = None, *, clinic: Clinic) -> None:
        super().__init__(data, initial={name: getattr(clinic, name) for name in POLICIES}, auto_id="policies-%s")

    @property
    def policies(self) -> Policies:
        return Policies(**self.cleaned_data)


class PolicyTextForm(RefusableForm):
    """The words that clients accept."""

    text = forms.CharField(
        label=gettext_lazy("What clients read and accept"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, data: Any = None, *, latest: PolicyText | None) -> None:
        super().__init__(data, initial={"text": latest.text if latest else ""}, auto_id="text-%s")
