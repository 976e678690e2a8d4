"""What may a file of each sort hold, what is wrong with a row, and what does a good row make or change?

Each sort is one class: its columns with an example, `check` (what is wrong, as sentences) and `bring_in`. They go
through the same services as everybody, so every row leaves its trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import (
    Client,
    ClientDetails,
    Registration,
    RegistrationDetails,
    Role,
    Therapist,
    TherapistDetails,
    add_member,
    add_registration,
    change_contact,
    change_therapist,
    ensure_user,
    register_client,
    take_on_therapist,
)
from ischia.clinic.places.api import (
    Clinic,
    Service,
    ServiceDetails,
    change_service,
    decimals,
    minor_units,
    offer_service,
    places_of,
)
from ischia.clinic.transfer.models import Sort

Cells = Mapping[str, str]
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """Who brings a file in, into which clinic, and when."""

    actor: Actor
    clinic: Clinic
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.clinic.zoneinfo).date()


class Kind(Protocol):
    """What one sort of file is."""

    sort: Sort
    columns: Mapping[str, str]

    def check(self, cells: Cells, bringing: Bringing) -> list[str]:
        """What is wrong with the row; nothing when it can be brought in."""
        ...

    def present(self, row: UUID, cells: Cells, bringing: Bringing) -> bool:
        """Whether the row that came from it before says the same already."""
        ...

    def bring_in(self, row: UUID | None, cells: Cells, bringing: Bringing) -> UUID:
        """Make the row, or change the one that came from it before; its key."""
        ...


def need(cells: Cells, *names: str) -> list[str]:
    """The columns that are empty or too long, as sentences."""
    empty = [f"{name} is empty" for name in names if not cells[name]]
    return [*empty, *(f"{name} is too long" for name, text in cells.items() if len(text) > _longest(name))]


def _longest(name: str) -> int:
    return 1000 if name == "about" else LONGEST_NAME


def day(text: str) -> date | None:
    """A date as 2026-11-30; None for an empty cell. Raises ValueError."""
    return date.fromisoformat(text) if text else None


def is_day(text: str) -> bool:
    try:
        day(text)
    except ValueError:
        return False
    return True


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_number(text: str, least: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and int(text) >= least


class Clients:
    """People who come to the clinic."""

    sort = Sort.CLIENTS
    columns: Mapping[str, str] = {
        "external_id": "C-1001",
        "name": "Ailsa Rennie",
        "email": "ailsa@example.org",
        "phone": "0131 496 0000",
        "date_of_birth": "1979-04-02",
    }

    def check(self, cells: Cells, bringing: Bringing) -> list[str]:
        wrong = need(cells, "external_id", "name")
        if cells["email"] and not is_address(cells["email"]):
            wrong.append("email is not an address")
        if not is_day(cells["date_of_birth"]):
            wrong.append("date_of_birth is not a date like 1979-04-02")
        elif (born := day(cells["date_of_birth"])) is not None and born > bringing.today:
            wrong.append("date_of_birth is still to come")
        if len(cells["phone"]) > 40:
            wrong.append("phone is too long")
        return wrong

    def present(self, row: UUID, cells: Cells, bringing: Bringing) -> bool:
        values = {name: cells[name] for name in ("name", "email", "phone")}
        return Client.objects.filter(pk=row, date_of_birth=day(cells["date_of_birth"]), **values).exists()

    def bring_in(self, row: UUID | None, cells: Cells, bringing: Bringing) -> UUID:
        told = {name: cells[name] for name in ("name", "email", "phone")}
        born = day(cells["date_of_birth"])
        if row is None:
            details = ClientDetails(**told, date_of_birth=born)
            made = register_client(actor=bringing.actor, clinic=bringing.clinic, details=details, now=bringing.now)
            return UUID(str(made.pk))
        client = Client.objects.get(pk=row)
        change_contact(actor=bringing.actor, client=client, today=bringing.today, date_of_birth=born, **told)
        return row


class Services:
    """What can be booked. Lengths in minutes, the price in whole units: 52.00."""

    sort = Sort.SERVICES
    columns: Mapping[str, str] = {
        "external_id": "S-1",
        "name": "Follow-up",
        "minutes": "45",
        "preparation_minutes": "5",
        "recovery_minutes": "10",
        "price": "52.00",
    }

    def check(self, cells: Cells, bringing: Bringing) -> list[str]:
        wrong = need(cells, "external_id", "name")
        for name, least in (("minutes", 1), ("preparation_minutes", 0), ("recovery_minutes", 0)):
            if not is_number(cells[name], least):
                wrong.append(f"{name} is not a whole number of at least {least}")
        if not wrong and sum(int(cells[name]) for name in ("minutes", *_BUFFERS)) > 24 * 60:
            wrong.append("a session is longer than a day")
        if self._price(cells, bringing) is None:
            wrong.append("price is not an amount like 52.00")
        return wrong

    def present(self, row: UUID, cells: Cells, bringing: Bringing) -> bool:
        return Service.objects.filter(pk=row, **self._details(cells, bringing)).exists()

    def bring_in(self, row: UUID | None, cells: Cells, bringing: Bringing) -> UUID:
        details = self._details(cells, bringing)
        if row is None:
            slug = _free_slug(bringing.clinic, cells["name"])
            made = offer_service(
                actor=bringing.actor, clinic=bringing.clinic, details=ServiceDetails(slug=slug, **details)
            )
            return UUID(str(made.pk))
        change_service(
            actor=bringing.actor,
            service=Service.objects.get(pk=row),
            details={"is_active": True, **details},
        )
        return row

    def _details(self, cells: Cells, bringing: Bringing) -> dict[str, Any]:
        times = {name: int(cells[name]) for name in ("minutes", *_BUFFERS)}
        return {"name": cells["name"], **times, "price_minor": self._price(cells, bringing)}

    def _price(self, cells: Cells, bringing: Bringing) -> int | None:
        currency = bringing.clinic.currency
        try:
            typed = Decimal(cells["price"])
        except InvalidOperation:
            return None
        exponent = typed.as_tuple().exponent
        if not typed.is_finite() or not 0 <= typed < 1_000_000:
            return None
        return minor_units(typed, currency) if isinstance(exponent, int) and -exponent <= decimals(currency) else None


_BUFFERS = ("preparation_minutes", "recovery_minutes")


def _free_slug(clinic: Clinic, name: str) -> str:
    base = slugify(name)[:40] or "service"
    taken = set(Service.objects.filter(clinic=clinic).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)


class Therapists:
    """Who treats. Nobody can book them until somebody has looked their registration up."""

    sort = Sort.THERAPISTS
    columns: Mapping[str, str] = {
        "external_id": "T-7",
        "name": "Callum Drever",
        "email": "callum@example.org",
        "gender": "male",
        "languages": "en gd",
        "about": "Treats sciatica.",
        "places": "Leith; Stockbridge",
        "register": "CNHC",
        "registration_number": "12345",
        "valid_until": "2027-06-30",
    }

    def check(self, cells: Cells, bringing: Bringing) -> list[str]:
        wrong = need(cells, "external_id", "name", "email")
        if cells["email"] and not is_address(cells["email"]):
            wrong.append("email is not an address")
        if len(cells["gender"]) > 20:
            wrong.append("gender is too long")
        known = set(places_of(bringing.clinic).values_list("name", flat=True))
        wrong += [f"there is no place called {name}" for name in _listed(cells["places"]) if name not in known]
        given = [bool(cells[name]) for name in ("register", "registration_number", "valid_until")]
        if any(given) and not all(given):
            wrong.append("a registration needs register, registration_number and valid_until")
        if not is_day(cells["valid_until"]):
            wrong.append("valid_until is not a date like 2027-06-30")
        return [*wrong, *self._taken(cells, bringing)]

    def _taken(self, cells: Cells, bringing: Bringing) -> list[str]:
        """An address or a number that belongs to somebody else."""
        same = {"body": cells["register"], "number": cells["registration_number"]}
        others = Registration.objects.filter(**same).exclude(therapist__user__email__iexact=cells["email"])
        elsewhere = Therapist.objects.filter(user__email__iexact=cells["email"]).exclude(clinic=bringing.clinic)
        return [
            *(["the registration is somebody else’s"] if cells["register"] and others.exists() else []),
            *(["email belongs to a therapist elsewhere"] if elsewhere.exists() else []),
        ]

    def present(self, row: UUID, cells: Cells, bringing: Bringing) -> bool:
        found = Therapist.objects.filter(
            pk=row, name=cells["name"], gender=cells["gender"], about=cells["about"]
        ).first()
        if found is None or found.languages != cells["languages"].split():
            return False
        if {place.name for place in found.places.all()} != set(_listed(cells["places"])):
            return False
        return not cells["register"] or found.registrations.filter(number=cells["registration_number"]).exists()

    def bring_in(self, row: UUID | None, cells: Cells, bringing: Bringing) -> UUID:
        places = list(places_of(bringing.clinic).filter(name__in=_listed(cells["places"])))
        languages = cells["languages"].split()
        one = self._known(row, cells, bringing)
        if one is None:
            one = self._taken_on(cells, bringing, places, languages)
        else:
            change_therapist(
                actor=bringing.actor,
                therapist=one,
                name=cells["name"],
                gender=cells["gender"],
                languages=languages,
                about=cells["about"],
                places=places,
                is_active=one.is_active,
            )
        self._register(one, cells, bringing)
        return UUID(str(one.pk))

    def _known(self, row: UUID | None, cells: Cells, bringing: Bringing) -> Therapist | None:
        """The therapist who came from this row before, or who signs in with this address."""
        if row is not None:
            return Therapist.objects.get(pk=row)
        return Therapist.objects.filter(clinic=bringing.clinic, user__email__iexact=cells["email"]).first()

    def _taken_on(self, cells: Cells, bringing: Bringing, places: Sequence[Any], languages: Sequence[str]) -> Therapist:
        user = ensure_user(email=cells["email"], name=cells["name"])
        if bringing.clinic.pk not in user.staff_roles:
            add_member(actor=bringing.actor, clinic=bringing.clinic, user=user, role=Role.THERAPIST)
        details = TherapistDetails(
            name=cells["name"], gender=cells["gender"], languages=tuple(languages), about=cells["about"], skills={}
        )
        return take_on_therapist(
            actor=bringing.actor, clinic=bringing.clinic, user=user, details=details, places=places
        )

    def _register(self, one: Therapist, cells: Cells, bringing: Bringing) -> None:
        until = day(cells["valid_until"])
        if until is None or one.registrations.filter(number=cells["registration_number"]).exists():
            return
        details = RegistrationDetails(body=cells["register"], number=cells["registration_number"], expires_on=until)
        add_registration(actor=bringing.actor, therapist=one, details=details)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


KINDS: Mapping[Sort, Kind] = {one.sort: one for one in (Services(), Therapists(), Clients())}
