"""How is one receipt or credit note written: what it says, and the next number?

`write` is the only place that makes one. It runs inside the caller's transaction, with the clinic's billing locked, so
that the next number is known; the database refuses any other (`guard.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.api import Session
from ischia.clinic.people.api import Client, Registration
from ischia.clinic.places.api import Clinic, Place
from ischia.clinic.receipts.billing import number_of, series_on, tax_within
from ischia.clinic.receipts.models import Billing, Charge, Kind, Method, Package, Receipt
from ischia.pathway.shared.errors import Refused

COPIED = (
    "client",
    "session",
    "package",
    "charge",
    "currency",
    "tax_name",
    "tax_basis_points",
    "tax_number",
    "clinic_name",
    "clinic_address",
    "client_name",
    "therapist_name",
    "registration_body",
    "registration_number",
    "service_name",
    "service_on",
)
"""What a credit note repeats of the receipt that it corrects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a payment to be recorded, when, and by which key of the page."""

    actor: Actor
    now: datetime
    request_key: str


def known(asked: Asked, **of: Any) -> Receipt | None:
    """The receipt that this key has made already.

    Raises:
        Refused: `no_request_key`, `request_key_reused` (it was for something else).
    """
    if not asked.request_key:
        raise Refused("no_request_key", "Please open the page again.")
    found = Receipt.objects.filter(request_key=asked.request_key).first()
    if found is not None and any(getattr(found, f"{name}_id") != row.pk for name, row in of.items()):
        raise Refused("request_key_reused", "This form was sent before, for something else. Please open it again.")
    return found


def write(asked: Asked, clinic: Clinic, billing: Billing, kind: Kind, amount_minor: int, **says: Any) -> Receipt:
    """Write the next receipt or credit note of the clinic. `says` are the fields of its text."""
    day = asked.now.astimezone(clinic.zoneinfo).date()
    series = series_on(day, billing)
    rows = Receipt.objects.filter(clinic=clinic, kind=kind, series=series)
    serial = 1 + (rows.aggregate(last=Max("serial"))["last"] or 0)
    basis_points = says.get("tax_basis_points", 0)
    written = Receipt.objects.create(
        clinic=clinic,
        kind=kind,
        series=series,
        serial=serial,
        number=number_of(kind, series, serial, billing),
        issued_at=asked.now,
        issued_on=day,
        amount_minor=amount_minor,
        tax_minor=tax_within(amount_minor, basis_points),
        actor_kind=asked.actor.kind,
        actor_id=asked.actor.id,
        actor_label=asked.actor.label,
        request_key=asked.request_key,
        **says,
    )
    detail = {
        "number": written.number,
        "amount_minor": amount_minor,
        "currency": written.currency,
        "charge": written.charge,
        "method": written.method,
        "client": str(written.client_id),
    }
    record(actor=asked.actor, action=f"receipts.{kind.value}_written", subject=written, detail=detail)
    return written


def text_of_session(session: Session, billing: Billing, charge: Charge) -> dict[str, Any]:
    """What a receipt for a session says. Expects client, clinic, therapist, place and service."""
    clinic = session.client.clinic
    day = session.starts_at.astimezone(clinic.zoneinfo).date()
    registration = valid_registration(session.therapist.registrations.all(), day)
    return {
        **_text(clinic, billing, session.client, session.place),
        "session": session,
        "charge": charge,
        "therapist_name": session.therapist.name,
        "registration_body": registration.body if registration else "",
        "registration_number": registration.number if registration else "",
        "service_name": _line(session, charge),
        "service_on": day,
    }


def text_of_package(package: Package, billing: Billing, place: Place | None) -> dict[str, Any]:
    """What the receipt for a course paid in advance says. Expects client and clinic."""
    named = {"name": package.name, "sessions": package.sessions, "service": package.service.name}
    return {
        **_text(package.client.clinic, billing, package.client, place),
        "package": package,
        "charge": Charge.PACKAGE,
        "service_name": _("%(name)s: %(sessions)d x %(service)s, paid in advance") % named,
    }


def valid_registration(registrations: Iterable[Registration], day: date) -> Registration | None:
    """The first registration that was checked and holds on the day."""
    return next((one for one in registrations if one.holds_on(day)), None)


def credit(asked: Asked, receipt: Receipt, billing: Billing, amount_minor: int, reason: str, method: Method) -> Receipt:
    """Write a credit note that gives so much of a receipt back."""
    says = {name: getattr(receipt, name) for name in COPIED}
    clinic = receipt.clinic
    kind = Kind.CREDIT_NOTE
    return write(asked, clinic, billing, kind, amount_minor, of=receipt, reason=reason, method=method, **says)


def _text(clinic: Clinic, billing: Billing, client: Client, place: Place | None) -> dict[str, Any]:
    return {
        "client": client,
        "client_name": client.name,
        "currency": clinic.currency,
        "clinic_name": clinic.name,
        "clinic_address": f"{place.address}, {place.postcode}" if place else "",
        "tax_name": billing.tax_name if billing.tax_basis_points else "",
        "tax_basis_points": billing.tax_basis_points,
        "tax_number": billing.tax_number,
    }


def _line(session: Session, charge: Charge) -> str:
    named = {"service": session.service.name, "minutes": session.service.minutes}
    if charge is Charge.SESSION:
        return _("%(service)s, %(minutes)d minutes") % named
    return _("%(fee)s: %(service)s") % {"fee": charge.label, **named}
