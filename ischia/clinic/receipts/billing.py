"""How does a clinic bill: which tax is in its prices, what does a late cancellation cost, how are receipts numbered?"""

from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.api import Session, Status
from ischia.clinic.places.api import Clinic, Service
from ischia.clinic.receipts.models import Billing, Charge, Kind, PackageOffer
from ischia.pathway.shared.errors import Refused

WHOLE = 10_000
"""Basis points of a whole."""

CHARGES = {
    Status.DONE: Charge.SESSION,
    Status.LATE_CANCELLED: Charge.LATE_CANCELLED,
    Status.NO_SHOW: Charge.NO_SHOW,
}
"""What is charged for a session that ended so; any other costs nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingDetails:
    """What an owner sets; see `Billing`."""

    tax_name: str = ""
    tax_basis_points: int = 0
    tax_number: str = ""
    yearly_numbers: bool = True
    receipt_prefix: str = "R"
    credit_prefix: str = "C"
    late_cancel_percent: int = 0
    no_show_percent: int = 0
    package_months: int | None = None
    refunds_expired: bool = True


def billing_of(clinic: Clinic) -> Billing:
    """How the clinic bills; as usual where nobody has set anything."""
    return Billing.objects.filter(clinic=clinic).first() or Billing(clinic=clinic)


def locked_billing(clinic: Clinic) -> Billing:
    """The same, with its row locked: whoever holds it writes the clinic's next number. Inside a transaction."""
    Billing.objects.get_or_create(clinic=clinic)
    return Billing.objects.select_for_update().get(clinic=clinic)


def set_billing(*, actor: Actor, clinic: Clinic, details: BillingDetails) -> Billing:
    """Says how the clinic bills from now on. Receipts that were given out stay as they are.

    Raises:
        Refused: `same_prefix`, `tax_without_name`, `impossible_number`, each with its field.
    """
    _check(details)
    with transaction.atomic():
        billing = locked_billing(clinic)
        new = asdict(details)
        changed = sorted(name for name, value in new.items() if getattr(billing, name) != value)
        for name, value in new.items():
            setattr(billing, name, value)
        try:
            billing.full_clean()
        except ValidationError as fault:
            field, messages = next(iter(fault.message_dict.items()))
            raise Refused("impossible_number", messages[0], field=field) from fault
        billing.save()
        record(actor=actor, action="receipts.billing_set", subject=billing, detail={"fields": changed})
    return billing


def _check(details: BillingDetails) -> None:
    if details.receipt_prefix == details.credit_prefix:
        raise Refused(
            "same_prefix", "Receipts and credit notes need different letters before the number.", field="credit_prefix"
        )
    if details.tax_basis_points and not details.tax_name:
        raise Refused("tax_without_name", "Say what the tax is called on a receipt.", field="tax_name")


def set_offer(
    *, actor: Actor, clinic: Clinic, service: Service, name: str, sessions: int, price_minor: int
) -> PackageOffer:
    """Offers so many sessions of a service, paid in advance, at one price.

    Raises:
        Refused: `no_course` (fewer than two sessions), `no_price`.
    """
    if sessions < 2:
        raise Refused("no_course", "A package holds at least two sessions.", field="sessions")
    if price_minor < sessions:
        raise Refused("no_price", "Say what the package costs.", field="price")
    with transaction.atomic():
        offer = PackageOffer.objects.create(
            clinic=clinic, service=service, name=name, sessions=sessions, price_minor=price_minor
        )
        detail = {"sessions": sessions, "price_minor": price_minor}
        record(actor=actor, action="receipts.package_offered", subject=offer, detail=detail)
    return offer


def withdraw_offer(*, actor: Actor, offer: PackageOffer) -> None:
    """Stops selling it; what was sold stays good."""
    with transaction.atomic():
        PackageOffer.objects.filter(pk=offer.pk).update(is_active=False)
        record(actor=actor, action="receipts.package_withdrawn", subject=offer)


def charge_for(session: Session, billing: Billing) -> tuple[Charge, int] | None:
    """What a session costs as it ended, in the smallest unit; None where it costs nothing. Expects its service."""
    charge = CHARGES.get(Status(session.status))
    if charge is None:
        return None
    price = session.service.price_minor
    percent = {
        Charge.LATE_CANCELLED: billing.late_cancel_percent,
        Charge.NO_SHOW: billing.no_show_percent,
    }.get(charge, 100)
    due = rounded(price * percent, 100)
    return (charge, due) if due or charge is Charge.SESSION else None


def tax_within(amount_minor: int, basis_points: int) -> int:
    """The tax that a price with tax contains, to the nearest smallest unit."""
    return rounded(amount_minor * basis_points, WHOLE + basis_points)


def rounded(numerator: int, denominator: int) -> int:
    """The fraction to the nearest whole number, a half upwards; without the errors of floating point."""
    return (2 * numerator + denominator) // (2 * denominator)


def series_on(day: date, billing: Billing) -> str:
    """The series that a receipt of this day is numbered in."""
    return str(day.year) if billing.yearly_numbers else ""


def number_of(kind: Kind, series: str, serial: int, billing: Billing) -> str:
    """The number as printed: R-2026-00012."""
    prefix = billing.credit_prefix if kind is Kind.CREDIT_NOTE else billing.receipt_prefix
    return "-".join(part for part in (prefix, series, f"{serial:05d}") if part)
