"""What does a receipt say, and how is money shown? One object, which the page, the PDF and the print all read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.places.api import Clinic, amount, money
from ischia.clinic.receipts.models import Kind, Method, Package, PackageOffer, Receipt
from ischia.clinic.receipts.queries import Owing, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptShown:
    """A receipt in words. `facts` are pairs of label and text, in the order in which they are read."""

    id: UUID
    title: str
    number: str
    clinic: str
    address: str
    tax_number: str
    client: str
    facts: tuple[tuple[str, str], ...]
    total_label: str
    total: str
    tax: str
    note: str
    language: str
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """A receipt in a list."""

    id: UUID
    number: str
    day: str
    what: str
    total: str
    is_credit_note: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwingLine:
    """Something that is still to be paid."""

    session: UUID
    client: str
    when: str
    what: str
    therapist: str
    total: str
    is_fee: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLine:
    """A package in a list: how much of it is left, and until when."""

    id: UUID
    name: str
    left: str
    until: str
    is_open: bool


def show_receipt(receipt: Receipt, language: str) -> ReceiptShown:
    """Everything that it says."""
    return ReceiptShown(
        id=receipt.pk,
        title=receipt.get_kind_display(),
        number=receipt.number,
        clinic=receipt.clinic_name,
        address=receipt.clinic_address,
        tax_number=receipt.tax_number if receipt.tax_name else "",
        client=receipt.client_name,
        facts=tuple((label, text) for label, text in _facts(receipt) if text),
        total_label=_("Given back") if receipt.is_credit_note else _("Paid"),
        total=amount(receipt.amount_minor, receipt.currency),
        tax=_tax(receipt),
        note=_note(receipt),
        language=language,
        issued_at=receipt.issued_at,
    )


def _facts(receipt: Receipt) -> Iterable[tuple[str, str]]:
    yield _("Date"), date_format(receipt.issued_on, "j F Y")
    yield _("For"), receipt.service_name
    if receipt.service_on:
        yield _("Visit on"), date_format(receipt.service_on, "j F Y")
    yield _("Therapist"), receipt.therapist_name
    yield _("Registered with"), receipt.registration_body
    yield _("Registration number"), receipt.registration_number
    yield _("Given back by") if receipt.is_credit_note else _("Paid by"), _method(receipt)
    if receipt.of is not None:
        yield _("Corrects receipt"), receipt.of.number
    yield _("Because"), receipt.reason


def _method(receipt: Receipt) -> str:
    if receipt.is_credit_note and receipt.method == Method.PACKAGE:
        return _("Back into the course paid in advance")
    return str(Method(receipt.method).label)


def _tax(receipt: Receipt) -> str:
    if not receipt.tax_basis_points:
        return ""
    percent = f"{receipt.tax_basis_points / 100:g}"
    named = {"tax": receipt.tax_name, "percent": percent, "amount": amount(receipt.tax_minor, receipt.currency)}
    return _("Contains %(percent)s %% %(tax)s: %(amount)s") % named


def _note(receipt: Receipt) -> str:
    if receipt.kind == Kind.RECEIPT and receipt.method == Method.PACKAGE:
        return _("This session was part of a course paid in advance: there is nothing more to pay.")
    return ""


def receipt_lines(receipts: Iterable[Receipt]) -> tuple[ReceiptLine, ...]:
    return tuple(
        ReceiptLine(
            id=one.pk,
            number=one.number,
            day=date_format(one.issued_on, "j M Y"),
            what=one.service_name,
            total=amount(-one.amount_minor if one.is_credit_note else one.amount_minor, one.currency),
            is_credit_note=one.is_credit_note,
        )
        for one in receipts
    )


def owing_lines(owing: Iterable[Owing], clinic: Clinic) -> tuple[OwingLine, ...]:
    zone = clinic.zoneinfo
    return tuple(
        OwingLine(
            session=one.session.pk,
            client=one.session.client.name,
            when=date_format(one.session.starts_at.astimezone(zone), "D j M, H:i"),
            what=one.session.service.name if one.charge == "session" else str(one.charge.label),
            therapist=one.session.therapist.name,
            total=money(one.amount_minor, clinic),
            is_fee=one.charge != "session",
        )
        for one in owing
    )


def package_lines(packages: Iterable[Package]) -> tuple[PackageLine, ...]:
    return tuple(
        PackageLine(
            id=one.pk,
            name=one.name,
            left=_("%(left)d of %(sessions)d sessions left") % {"left": one.left, "sessions": one.sessions},
            until=_("until %(day)s") % {"day": date_format(one.expires_on, "j M Y")} if one.expires_on else "",
            is_open=one.left > 0,
        )
        for one in packages
    )


def offer_in_words(offer: PackageOffer, clinic: Clinic) -> str:
    """A course on offer: its name, what it holds, and what it costs."""
    named = {
        "name": offer.name,
        "sessions": offer.sessions,
        "service": offer.service.name,
        "price": money(offer.price_minor, clinic),
    }
    return _("%(name)s: %(sessions)d x %(service)s, %(price)s") % named


def taken_rows(taken: Iterable[Taken], clinic: Clinic) -> tuple[tuple[str, int, str, str], ...]:
    """Method, receipts, what came in, what went back."""
    return tuple(
        (str(one.method.label), one.receipts, money(one.amount_minor, clinic), money(one.back_minor, clinic))
        for one in taken
    )


def came_in(taken: Iterable[Taken], clinic: Clinic) -> str:
    """What came in less what went back; what was drawn from packages came in when they were paid."""
    moved = (one.amount_minor - one.back_minor for one in taken if one.method is not Method.PACKAGE)
    return money(sum(moved), clinic)
