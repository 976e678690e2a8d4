"""Which clinic is this, where are its places, and what does it offer?"""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet, SlugField

from ischia.clinic.audit.api import Bound, key, prepared, whole
from ischia.clinic.places.models import Clinic, Place, Room, Service
from ischia.pathway.shared.errors import NotFound


def current_clinic() -> Clinic:
    """The clinic this installation shows: the one that `ISCHIA_CLINIC` names, or the only one.

    Raises NotFound when there is none, or several and none is named.
    """
    slug = settings.ISCHIA_CLINIC
    found = _named.instances(Clinic, slug=slug) if slug else _any_two.instances(Clinic)
    if len(found) != 1:
        raise NotFound("No clinic here yet" if not found else "Several clinics: name one in ISCHIA_CLINIC")
    return found[0]


@prepared
def _named() -> QuerySet[Clinic, Any]:
    return whole(Clinic.objects.filter(slug=Bound("slug", SlugField())))


@prepared
def _any_two() -> QuerySet[Clinic, Any]:
    return whole(Clinic.objects.order_by())[:2]


def places_of(clinic: Clinic) -> QuerySet[Place]:
    """The clinic's places, by name."""
    return Place.objects.filter(clinic=clinic)


def rooms_of(clinic: Clinic) -> QuerySet[Room]:
    """Every room of the clinic with its place."""
    return Room.objects.filter(place__clinic=clinic).select_related("place")


def services_of(clinic: Clinic) -> QuerySet[Service]:
    """What the clinic offers now: first visits first, then reviews, then the rest; long before short."""
    return Service.objects.filter(clinic=clinic, is_active=True)


def services_on_offer(clinic: Clinic) -> list[Service]:
    """The same, read at once."""
    return _services.instances(Service, clinic=clinic.pk)


@prepared
def _services() -> QuerySet[Service, Any]:
    return whole(Service.objects.filter(clinic=key("clinic"), is_active=True))
