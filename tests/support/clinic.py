"""Which people and places do the tests with a database share?

Named people carry roles: Ailsa is the client and Bram another one, Callum the therapist, Morag the front desk, Fiona
the owner; Una works at another clinic and Noor has signed in but belongs nowhere. `build_world()` makes all of them
with the services that the product uses; the `make_*` functions make one more of a kind, with traits as arguments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import (
    Client,
    ClientDetails,
    Episode,
    RegistrationDetails,
    Role,
    Therapist,
    TherapistDetails,
    User,
    add_member,
    add_registration,
    open_episode,
    register_client,
    take_on_therapist,
    update_registration_check,
)
from ischia.clinic.places.api import (
    Clinic,
    ClinicDetails,
    Place,
    PlaceDetails,
    Room,
    Service,
    ServiceDetails,
    ServiceKind,
    offer_service,
    open_clinic,
    open_place,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning at nine, in Edinburgh as in UTC."""

PASSWORD = "correct horse battery staple"
BUILDER = Actor.system("tests")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One clinic with two places, five rooms, three services and the named people."""

    clinic: Clinic
    leith: Place
    stockbridge: Place
    rooms: tuple[Room, ...]
    first_visit: Service
    follow_up: Service
    short: Service
    ailsa: Client
    bram: Client
    callum: Therapist
    morag: User
    fiona: User
    una: User
    noor: User
    episode: Episode
    """Ailsa's open episode."""

    @property
    def ailsa_user(self) -> User:
        return user_of(self.ailsa)

    @property
    def bram_user(self) -> User:
        return user_of(self.bram)

    @property
    def callum_user(self) -> User:
        return self.callum.user

    @property
    def as_ailsa(self) -> Actor:
        return Actor.of(self.ailsa_user)

    @property
    def as_callum(self) -> Actor:
        return Actor.of(self.callum_user)

    @property
    def as_morag(self) -> Actor:
        return Actor.of(self.morag)


def build_world() -> World:
    """The clinic with its named people."""
    clinic = make_clinic()
    leith = make_place(clinic, name="Leith", rooms=("Harbour", "Links", "Shore"), step_free=True)
    stockbridge = make_place(clinic, name="Stockbridge", rooms=("Garden", "Mill"), step_free=False)
    ailsa = make_client(clinic, name="Ailsa Rennie")
    return World(
        clinic=clinic,
        leith=leith,
        stockbridge=stockbridge,
        rooms=(*leith.rooms.all(), *stockbridge.rooms.all()),
        first_visit=make_service(clinic, name="First visit", minutes=60, kind=ServiceKind.FIRST, price_minor=6500),
        follow_up=make_service(clinic, name="Follow-up", minutes=45, price_minor=5200),
        short=make_service(clinic, name="Short follow-up", minutes=30, price_minor=4000),
        ailsa=ailsa,
        bram=make_client(clinic, name="Bram Tulloch"),
        callum=make_therapist(clinic, name="Callum Drever", places=(leith, stockbridge)),
        morag=make_member(clinic, name="Morag Petrie", role=Role.FRONT_DESK),
        fiona=make_member(clinic, name="Fiona Baird", role=Role.OWNER),
        una=make_member(make_clinic(slug="elsewhere", name="Elsewhere"), name="Una Gow", role=Role.OWNER),
        noor=make_user("Noor Ellis"),
        episode=make_episode(ailsa),
    )


def make_user(name: str, **fields: Any) -> User:
    """A user whose e-mail address is their first name, with the tests' password."""
    email = f"{name.split()[0].lower()}@ischia.example"
    return User.objects.create_user(email, PASSWORD, name=name, **fields)


def user_of(client: Client) -> User:
    """The user behind a client record that has one."""
    assert client.user is not None
    return client.user


def make_clinic(*, slug: str = "demo", name: str = "Forth Sciatica Clinic", zone: str = "Europe/London") -> Clinic:
    details = ClinicDetails(
        name=name,
        slug=slug,
        zone=zone,
        locale="en-gb",
        currency="GBP",
        emergency_number="999",
        urgent_number="111",
        crisis_number="116 123",
    )
    return open_clinic(actor=BUILDER, details=details)


def make_place(
    clinic: Clinic, *, name: str = "Leith", rooms: Sequence[str] = ("Harbour",), step_free: bool = True
) -> Place:
    details = PlaceDetails(
        name=name, address=f"1 {name} Wynd, Edinburgh", postcode="EH99 9ZZ", step_free=step_free, rooms=tuple(rooms)
    )
    return open_place(actor=BUILDER, clinic=clinic, details=details)


def make_service(
    clinic: Clinic,
    *,
    name: str = "Follow-up",
    minutes: int = 45,
    preparation: int = 5,
    recovery: int = 10,
    kind: ServiceKind = ServiceKind.VISIT,
    price_minor: int = 5200,
) -> Service:
    details = ServiceDetails(
        name=name,
        slug=name.lower().replace(" ", "-"),
        minutes=minutes,
        preparation_minutes=preparation,
        recovery_minutes=recovery,
        kind=kind,
        price_minor=price_minor,
    )
    return offer_service(actor=BUILDER, clinic=clinic, details=details)


def make_member(clinic: Clinic, *, name: str, role: Role) -> User:
    """A user who works at the clinic."""
    user = make_user(name)
    add_member(actor=BUILDER, clinic=clinic, user=user, role=role)
    return user


def make_therapist(
    clinic: Clinic,
    *,
    name: str = "Callum Drever",
    places: Sequence[Place] = (),
    gender: str = "male",
    languages: Sequence[str] = ("en",),
    skills: Mapping[str, str] | None = None,
    expires_on: date = date(2027, 6, 30),
    is_checked: bool = True,
) -> Therapist:
    """A therapist with one registration: checked and valid unless a trait says otherwise."""
    user = make_member(clinic, name=name, role=Role.THERAPIST)
    details = TherapistDetails(
        name=name,
        gender=gender,
        languages=tuple(languages),
        about=f"{name} treats sciatica.",
        skills=skills or {"myofascial_release": "Diploma 2019", "trigger_point": "Course 2021"},
    )
    therapist = take_on_therapist(actor=BUILDER, clinic=clinic, user=user, details=details, places=places)
    number = f"T-{user.pk.hex[:8]}"
    registration = add_registration(
        actor=BUILDER,
        therapist=therapist,
        details=RegistrationDetails(body="Test Register", number=number, expires_on=expires_on),
    )
    if is_checked:
        update_registration_check(
            actor=BUILDER,
            registration=registration,
            checked_by="Fiona Baird",
            checked_on=min(date(2026, 1, 15), expires_on),
            expires_on=expires_on,
        )
    return therapist


def make_client(clinic: Clinic, *, name: str = "Ailsa Rennie", now: datetime = NOW, signs_in: bool = True) -> Client:
    """A client, with a user of their own unless `signs_in` is False."""
    user = make_user(name) if signs_in else None
    details = ClientDetails(
        name=name,
        email=user.email if user else "",
        phone="0131 496 0000",
        date_of_birth=date(1979, 4, 2),
    )
    return register_client(actor=BUILDER, clinic=clinic, details=details, now=now, user=user)


def make_episode(client: Client, *, now: datetime = NOW, onset_on: date | None = date(2026, 9, 28)) -> Episode:
    return open_episode(
        actor=BUILDER,
        client=client,
        now=now,
        onset_on=onset_on,
        goals=("walk to the shop without stopping",),
        preferences={"session_minutes": 45},
    )
