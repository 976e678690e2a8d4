"""How does the demo clinic open its doors: places, services, therapists with registrations, desk and owner?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress

from ischia.clinic.audit.api import Actor
from ischia.clinic.demo.records import DemoClinic, DemoPlace, DemoRegistration, DemoTherapist
from ischia.clinic.people.api import (
    RegistrationDetails,
    Role,
    Therapist,
    TherapistDetails,
    User,
    add_member,
    add_registration,
    ensure_user,
    take_on_therapist,
    update_registration_check,
)
from ischia.clinic.places.api import (
    Clinic,
    Place,
    PlaceDetails,
    Service,
    offer_service,
    open_clinic,
    open_place,
)

LOADER = Actor.system("demo")
CHECKED_BY = "Fiona Baird"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClinic:
    """The clinic as opened, its parts by the keys of the data file."""

    clinic: Clinic
    places: dict[str, Place]
    services: dict[str, Service]
    therapists: dict[str, Therapist]


def open_demo_clinic(data: DemoClinic, *, now: datetime) -> OpenClinic:
    """Opens the clinic through the services that a real one would be opened with."""
    clinic = open_clinic(actor=LOADER, details=data.clinic)
    places = {place.key: _open(clinic, place) for place in data.places}
    services = {details.slug: offer_service(actor=LOADER, clinic=clinic, details=details) for details in data.services}
    therapists = {one.key: _take_on(clinic, one, places, now.date()) for one in data.therapists}
    for member in data.staff:
        user = proved_user(member.email, member.name)
        add_member(actor=LOADER, clinic=clinic, user=user, role=Role(member.role))
    return OpenClinic(clinic=clinic, places=places, services=services, therapists=therapists)


def set_passwords(data: DemoClinic) -> None:
    """Gives the demo's public passwords to the accounts that visitors may use."""
    for login in data.logins:
        user = User.objects.get(email=login.email)
        user.set_password(login.password)
        user.save(update_fields=["password"])


def _open(clinic: Clinic, place: DemoPlace) -> Place:
    details = PlaceDetails(
        name=place.name,
        address=place.address,
        postcode=place.postcode,
        step_free=place.step_free,
        rooms=place.rooms,
        access=place.access,
        latitude=place.latitude,
        longitude=place.longitude,
    )
    return open_place(actor=LOADER, clinic=clinic, details=details)


def _take_on(clinic: Clinic, one: DemoTherapist, places: dict[str, Place], today: date) -> Therapist:
    user = proved_user(one.email, one.name)
    add_member(actor=LOADER, clinic=clinic, user=user, role=Role.THERAPIST)
    therapist = take_on_therapist(
        actor=LOADER,
        clinic=clinic,
        user=user,
        details=TherapistDetails(
            name=one.name,
            gender=one.gender,
            languages=one.languages,
            about=one.about,
            skills=one.skills,
            conditions=one.conditions,
        ),
        places=[places[key] for key in one.places],
    )
    _register(therapist, one.registration, today)
    return therapist


def _register(therapist: Therapist, entry: DemoRegistration, today: date) -> None:
    expires_on = today + timedelta(days=entry.valid_days)
    registration = add_registration(
        actor=LOADER,
        therapist=therapist,
        details=RegistrationDetails(body=entry.body, number=entry.number, expires_on=expires_on),
    )
    update_registration_check(
        actor=LOADER,
        registration=registration,
        checked_by=CHECKED_BY,
        checked_on=today - timedelta(days=entry.checked_days_ago),
        expires_on=expires_on,
    )


def proved_user(email: str, name: str) -> User:
    """A user whose address counts as proved, so that password and code both work."""
    user = ensure_user(email=email, name=name)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
