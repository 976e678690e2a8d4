"""How does a clinic come about, with places, rooms and services?"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.places.models import Clinic, Place, Room, Service, ServiceKind
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDetails:
    """What is needed to open a place. `rooms` are names, `access` codes of `Access`; degrees are those of WGS 84."""

    name: str
    address: str
    postcode: str
    step_free: bool
    rooms: tuple[str, ...]
    access: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDetails:
    """What is needed to offer a service. Lengths in minutes, `price_minor` in pence or the like."""

    name: str
    slug: str
    minutes: int
    price_minor: int
    preparation_minutes: int = 0
    recovery_minutes: int = 0
    kind: ServiceKind = ServiceKind.VISIT


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicDetails:
    """What is needed to open a clinic. Numbers to call are the country's own."""

    name: str
    slug: str
    zone: str
    locale: str
    currency: str
    emergency_number: str
    urgent_number: str
    crisis_number: str
    phone: str = ""
    email: str = ""
    match_weights: dict[str, Any] = field(default_factory=dict)


def open_clinic(*, actor: Actor, details: ClinicDetails) -> Clinic:
    """Opens a clinic with its settings; a setting that breaks a rule raises ValidationError."""
    clinic = Clinic(**asdict(details))
    clinic.full_clean()
    with transaction.atomic():
        clinic.save(force_insert=True)
        record(actor=actor, action="places.clinic_opened", subject=clinic)
    return clinic


def open_place(*, actor: Actor, clinic: Clinic, details: PlaceDetails) -> Place:
    """Opens a place of the clinic with its rooms; a setting that breaks a rule raises ValidationError."""
    place = Place(
        clinic=clinic,
        name=details.name,
        address=details.address,
        postcode=details.postcode,
        step_free=details.step_free,
        access=list(details.access),
        latitude=details.latitude,
        longitude=details.longitude,
    )
    place.clean_fields()
    with transaction.atomic():
        place.save(force_insert=True)
        Room.objects.bulk_create([Room(place=place, name=name) for name in details.rooms])
        record(actor=actor, action="places.place_opened", subject=place, detail={"rooms": len(details.rooms)})
    return place


def describe_place(
    *,
    actor: Actor,
    place: Place,
    step_free: bool,
    access: Collection[str],
    latitude: float | None,
    longitude: float | None,
) -> None:
    """Says how a place can be reached and used, and where on the map it is; None and None: not said.

    Raises:
        Refused: `half_a_position`. ValidationError: a code or a degree that cannot be.
    """
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise Refused("half_a_position", "A place on the map needs both numbers.", field=missing)
    place.step_free, place.access = step_free, sorted(access)
    place.latitude, place.longitude = latitude, longitude
    place.full_clean()
    with transaction.atomic():
        place.save(update_fields=["step_free", "access", "latitude", "longitude"])
        record(
            actor=actor,
            action="places.place_described",
            subject=place,
            detail={"step_free": step_free, "access": sorted(access), "is_on_map": latitude is not None},
        )


def check_service_times(*, minutes: int, preparation_minutes: int = 0, recovery_minutes: int = 0) -> None:
    """Refuse lengths that no session can have.

    Raises:
        Refused: `no_length`, `negative_buffer`, `longer_than_a_day` (nothing in the diary is), each with its field.
    """
    if minutes < 1:
        raise Refused("no_length", "A session lasts at least one minute.", field="minutes")
    for name, value in (("preparation_minutes", preparation_minutes), ("recovery_minutes", recovery_minutes)):
        if value < 0:
            raise Refused("negative_buffer", "Minutes before and after cannot be fewer than 0.", field=name)
    left = LONGEST_DAY - preparation_minutes - recovery_minutes
    if minutes > left:
        raise Refused(
            "longer_than_a_day",
            f"With the minutes before and after, a session fits into a day: at most {max(0, left)} minutes.",
            field="minutes",
        )


def offer_service(*, actor: Actor, clinic: Clinic, details: ServiceDetails) -> Service:
    """Puts a service on offer.

    Raises:
        Refused: as `check_service_times`. ValidationError: another setting breaks a rule.
    """
    check_service_times(
        minutes=details.minutes,
        preparation_minutes=details.preparation_minutes,
        recovery_minutes=details.recovery_minutes,
    )
    service = Service(clinic=clinic, **asdict(details))
    service.full_clean()
    with transaction.atomic():
        service.save(force_insert=True)
        record(actor=actor, action="places.service_offered", subject=service, detail={"minutes": details.minutes})
    return service


LONGEST_DAY = 24 * 60


def check_day_limits(*, sessions_a_day: int | None, deep_minutes_a_day: int | None) -> None:
    """Refuse numbers for a day that say nothing.

    Raises:
        Refused: `no_sessions_a_day`, `no_deep_minutes_a_day` for numbers that are too small; `too_many_a_day` for more
            than a day has minutes.
    """
    if sessions_a_day is not None and sessions_a_day < 1:
        raise Refused("no_sessions_a_day", "A day takes at least one session.", field="sessions_a_day")
    if deep_minutes_a_day is not None and deep_minutes_a_day < 0:
        raise Refused(
            "no_deep_minutes_a_day", "Minutes of deep work cannot be fewer than 0.", field="deep_minutes_a_day"
        )
    for name, number in (("sessions_a_day", sessions_a_day), ("deep_minutes_a_day", deep_minutes_a_day)):
        if number is not None and number > LONGEST_DAY:
            raise Refused("too_many_a_day", f"At most {LONGEST_DAY}: a day has no more minutes.", field=name)


def set_clinic_day_limits(
    *, actor: Actor, clinic: Clinic, sessions_a_day: int | None, deep_minutes_a_day: int | None
) -> None:
    """Says what a day of a therapist without numbers of their own takes; None: no limit. What is booked stays.

    Raises:
        Refused: as `check_day_limits`.
    """
    check_day_limits(sessions_a_day=sessions_a_day, deep_minutes_a_day=deep_minutes_a_day)
    with transaction.atomic():
        clinic.sessions_a_day = sessions_a_day
        clinic.deep_minutes_a_day = deep_minutes_a_day
        clinic.save(update_fields=["sessions_a_day", "deep_minutes_a_day"])
        record(
            actor=actor,
            action="places.day_limits_set",
            subject=clinic,
            detail={"sessions_a_day": sessions_a_day, "deep_minutes_a_day": deep_minutes_a_day},
        )


def switch_grouping(*, actor: Actor, clinic: Clinic, is_on: bool, has_read_licence: bool) -> None:
    """Lets the clinic group sciatica by STarT Back and SCOPiC, or stops it.

    Raises `Refused` (`licence_not_read`) where it is switched on by somebody who has not read the licence notice.
    """
    if is_on and not has_read_licence:
        raise Refused("licence_not_read", "Read the licence notice of STarT Back before you switch the grouping on.")
    with transaction.atomic():
        clinic.groups_sciatica = is_on
        clinic.save(update_fields=["groups_sciatica"])
        record(actor=actor, action="places.grouping_switched", subject=clinic, detail={"is_on": is_on})
