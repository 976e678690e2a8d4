"""How is a course paid in advance, extended, and its unused rest refunded?"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import Client
from ischia.clinic.places.api import places_of
from ischia.clinic.receipts.billing import locked_billing
from ischia.clinic.receipts.drawing import empty, locked
from ischia.clinic.receipts.models import Charge, Kind, Method, Package, PackageOffer, Receipt
from ischia.clinic.receipts.writing import Asked, credit, known, text_of_package, write
from ischia.pathway.shared.errors import Refused


def sell_package(*, asked: Asked, client: Client, offer: PackageOffer, method: Method) -> Receipt:
    """Records that a client paid a course in advance; the receipt names the package.

    Raises:
        Refused: `not_on_offer`, `not_by_package`, `no_request_key`, `request_key_reused`.
    """
    if method is Method.PACKAGE:
        raise Refused("not_by_package", "A package is paid with money.", field="method")
    clinic = client.clinic
    with transaction.atomic():
        billing = locked_billing(clinic)
        if (done := known(asked, client=client)) is not None:
            return done
        if not offer.is_active or offer.clinic_id != clinic.pk:
            raise Refused("not_on_offer", "This course is not on offer.", field="offer")
        today = asked.now.astimezone(clinic.zoneinfo).date()
        package = Package.objects.create(
            clinic=clinic,
            client=client,
            service=offer.service,
            name=offer.name,
            sessions=offer.sessions,
            left=offer.sessions,
            price_minor=offer.price_minor,
            value_left_minor=offer.price_minor,
            currency=clinic.currency,
            bought_at=asked.now,
            expires_on=months_after(today, billing.package_months),
        )
        says = text_of_package(package, billing, places_of(clinic).first())
        return write(asked, clinic, billing, Kind.RECEIPT, package.price_minor, method=method, **says)


def refund_package(*, asked: Asked, package: Package, reason: str, method: Method) -> Receipt:
    """Gives back what was not used, by a credit note, and closes the package.

    Raises:
        Refused: `no_reason`, `package_closed`, `package_used_up`, `expired_stays` (by the clinic's policy), `not_paid`
            (imported without a receipt), `no_request_key`, `request_key_reused`.
    """
    if not reason.strip():
        raise Refused("no_reason", "Say why the rest is given back.", field="reason")
    with transaction.atomic():
        billing = locked_billing(package.client.clinic)
        if (done := known(asked, package=package)) is not None:
            return done
        row = locked(package)
        _check_refundable(row, asked.now, refunds_expired=billing.refunds_expired)
        paid = Receipt.objects.filter(package=row, kind=Kind.RECEIPT, charge=Charge.PACKAGE).first()
        if paid is None:
            raise Refused("not_paid", "There is no receipt that could be refunded.")
        return credit(asked, paid, billing, empty(row, asked.now), reason.strip(), method)


def extend_package(*, actor: Actor, package: Package, until: date, reason: str, now: datetime) -> None:
    """Lets a package be used until a later day.

    Raises:
        Refused: `no_reason`, `not_later`, `package_closed`.
    """
    if not reason.strip():
        raise Refused("no_reason", "Say why it is extended.", field="reason")
    with transaction.atomic():
        row = locked(package)
        if row.closed_at is not None:
            raise Refused("package_closed", "The rest of this course has been refunded.")
        if row.expires_on is None or until <= row.expires_on or until < now.astimezone(_zone(row)).date():
            raise Refused("not_later", "Choose a day later than the one it had.", field="until")
        row.expires_on, row.extended_because = until, reason.strip()
        row.save(update_fields=["expires_on", "extended_because"])
        detail = {"until": until.isoformat()}
        record(actor=actor, action="receipts.package_extended", subject=row, detail=detail)


def months_after(day: date, months: int | None) -> date | None:
    """The same day so many months on, or the last of that month; None for no end."""
    if months is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError  # every month has a first day


def _zone(package: Package) -> ZoneInfo:
    return package.client.clinic.zoneinfo


def _check_refundable(package: Package, now: datetime, *, refunds_expired: bool) -> None:
    if package.closed_at is not None:
        raise Refused("package_closed", "The rest of this course has been refunded already.")
    if package.value_left_minor == 0:
        raise Refused("package_used_up", "Every session of this course has been used.")
    today = now.astimezone(_zone(package)).date()
    if package.expires_on is not None and package.expires_on < today and not refunds_expired:
        raise Refused("expired_stays", "By the clinic's policy a course that has expired is not refunded.")
