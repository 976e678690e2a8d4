"""What was paid, what is still to pay, and which courses paid in advance are open?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from ischia.clinic.book.api import Session, Status
from ischia.clinic.people.api import Client
from ischia.clinic.places.api import Clinic
from ischia.clinic.receipts.billing import CHARGES, charge_for
from ischia.clinic.receipts.models import Billing, Charge, Kind, LetOff, Method, Package, PackageOffer, Receipt
from ischia.pathway.shared.errors import NotFound

LOOKED_BACK = timedelta(days=30)
"""The desk's list goes so far back; what is older is on the client's own page."""

MOST_OWING = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """A session that has ended and has no receipt yet, with what it costs."""

    session: Session
    charge: Charge
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came in one way on a day: how many receipts, what they add up to, and what was given back."""

    method: Method
    receipts: int
    amount_minor: int
    back_minor: int


def receipts_of(client: Client) -> QuerySet[Receipt]:
    """Every receipt and credit note of the client, the newest first."""
    return Receipt.objects.filter(client=client)


def packages_of(client: Client) -> QuerySet[Package]:
    """Every course that the client paid in advance, the oldest first, with its service."""
    return Package.objects.filter(client=client).select_related("service")


def open_packages(client: Client, *, today: date) -> QuerySet[Package]:
    """Those from which a session can be drawn on this day; what expires first is used first."""
    holds = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    rows = packages_of(client).filter(holds, left__gt=0, closed_at__isnull=True)
    return rows.order_by("expires_on", "bought_at")


def offers_of(clinic: Clinic) -> QuerySet[PackageOffer]:
    """What can be paid in advance at the clinic now."""
    return PackageOffer.objects.filter(clinic=clinic, is_active=True).select_related("service")


def receipt_of(session: Session) -> Receipt | None:
    """The receipt of a session that stands, if any."""
    return Receipt.objects.filter(session=session, kind=Kind.RECEIPT, credit_notes__isnull=True).first()


def receipt_by_id(receipt_id: UUID) -> Receipt:
    """A receipt with everything it hangs on. Raises NotFound. Whoever asks checks the policy."""
    rows = Receipt.objects.select_related("clinic", "client__clinic", "package", "of")
    found = rows.filter(pk=receipt_id).first()
    if found is None:
        raise NotFound("No such receipt")
    return found


def owing_at(clinic: Clinic, *, now: datetime) -> tuple[Owing, ...]:
    """What the desk still has to take, the newest first: sessions of the last thirty days. One query."""
    rows = _unpaid().filter(therapist__clinic=clinic, starts_at__gte=now - LOOKED_BACK, starts_at__lte=now)
    return _owing(rows.order_by("-starts_at")[:MOST_OWING])


def owing_of(client: Client) -> tuple[Owing, ...]:
    """Everything that is still to be paid for a client, the newest first. One query."""
    return _owing(_unpaid().filter(client=client).order_by("-starts_at")[:MOST_OWING])


def taken_on(clinic: Clinic, day: date) -> tuple[Taken, ...]:
    """What came in on a day, one row a method. One query."""
    rows = Receipt.objects.filter(clinic=clinic, issued_on=day).order_by()
    sums = rows.values("method").annotate(
        receipts=Count("pk", filter=Q(kind=Kind.RECEIPT)),
        amount=Sum("amount_minor", filter=Q(kind=Kind.RECEIPT), default=0),
        back=Sum("amount_minor", filter=Q(kind=Kind.CREDIT_NOTE), default=0),
    )
    found = {row["method"]: row for row in sums}
    return tuple(
        Taken(
            method=method,
            receipts=found[method]["receipts"],
            amount_minor=found[method]["amount"],
            back_minor=found[method]["back"],
        )
        for method in Method
        if method in found
    )


def _unpaid() -> QuerySet[Session, Any]:
    standing = Receipt.objects.filter(session=OuterRef("pk"), kind=Kind.RECEIPT, credit_notes__isnull=True)
    free = LetOff.objects.filter(session=OuterRef("pk"))
    ended = Session.objects.filter(status__in=[Status(status) for status in CHARGES])
    return ended.filter(~Exists(standing), ~Exists(free)).select_related(
        "client__clinic__billing", "therapist", "service"
    )


def _owing(sessions: QuerySet[Session, Any]) -> tuple[Owing, ...]:
    rows = list(sessions)
    if not rows:
        return ()
    home = rows[0].client.clinic
    billing = home.billing if hasattr(home, "billing") else Billing(clinic=home)
    charged = ((session, charge_for(session, billing)) for session in rows)
    return tuple(Owing(session=row, charge=found[0], amount_minor=found[1]) for row, found in charged if found)
