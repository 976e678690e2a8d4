"""How is a payment recorded, corrected or let off? One transaction, one audit row for each receipt."""

from datetime import datetime

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.api import Session, Status, waive_lateness
from ischia.clinic.receipts.billing import billing_of, charge_for, locked_billing
from ischia.clinic.receipts.drawing import draw, give_back
from ischia.clinic.receipts.models import Charge, Kind, LetOff, Method, Package, Receipt
from ischia.clinic.receipts.writing import Asked, credit, known, text_of_session, write
from ischia.pathway.shared.errors import Refused

WITH = ("client__clinic", "therapist", "place", "service")


def take_payment(
    *, asked: Asked, session: Session, method: Method, amount_minor: int | None = None, reason: str = ""
) -> Receipt:
    """Records that a session, or the fee for one that did not take place, was paid, and writes the receipt.

    `amount_minor` None: the price, or the fee by the clinic's policy. The same key again gives the same receipt.

    Raises:
        Refused: `nothing_due` (as the session stands it costs nothing), `paid_already`, `let_off`, `not_by_package`
            (use `draw_from`), `no_reason` (another amount than usual without one), `no_request_key`,
            `request_key_reused`.
    """
    if method is Method.PACKAGE:
        raise Refused("not_by_package", "Choose the course that it is drawn from.", field="method")
    with transaction.atomic():
        billing = locked_billing(session.client.clinic)
        if (done := known(asked, session=session)) is not None:
            return done
        row, charge, due = _payable(session)
        paid = due if amount_minor is None else amount_minor
        if paid != due and not reason.strip():
            raise Refused("no_reason", "Say why it is another amount than usual.", field="reason")
        says = text_of_session(row, billing, charge)
        clinic = row.client.clinic
        return write(asked, clinic, billing, Kind.RECEIPT, paid, method=method, reason=reason.strip(), **says)


def draw_from(*, asked: Asked, session: Session, package: Package) -> Receipt:
    """Draws a session that took place from a course paid in advance; its receipt says so, and nothing is to pay.

    Raises:
        Refused: as `take_payment` and `draw`; `not_by_package` for a fee.
    """
    with transaction.atomic():
        billing = locked_billing(session.client.clinic)
        if (done := known(asked, session=session, package=package)) is not None:
            return done
        row, charge, _due = _payable(session)
        if charge is not Charge.SESSION:
            raise Refused("not_by_package", "A fee is not part of a course paid in advance.", field="method")
        held, share = draw(package, row, asked.now)
        says = text_of_session(row, billing, charge)
        clinic = row.client.clinic
        return write(asked, clinic, billing, Kind.RECEIPT, share, method=Method.PACKAGE, package=held, **says)


def correct_receipt(*, asked: Asked, receipt: Receipt, reason: str) -> Receipt:
    """Takes back the receipt of a session whole, by a credit note; the session can be charged anew.

    What was drawn from a package goes back into it.

    Raises:
        Refused: `no_reason`, `corrected_already`, `not_a_session` (a package is refunded instead), `no_request_key`,
            `request_key_reused`.
    """
    if not reason.strip():
        raise Refused("no_reason", "Say what was wrong.", field="reason")
    with transaction.atomic():
        billing = locked_billing(receipt.clinic)
        if (done := known(asked, of=receipt)) is not None:
            return done
        if receipt.is_credit_note or receipt.session_id is None:
            raise Refused("not_a_session", "Only the receipt of a session is taken back whole.")
        if receipt.credit_notes.exists():
            raise Refused("corrected_already", "This receipt has been taken back already.")
        if receipt.method == Method.PACKAGE:
            give_back(receipt)
        return credit(asked, receipt, billing, receipt.amount_minor, reason.strip(), Method(receipt.method))


def let_off(*, actor: Actor, session: Session, reason: str, now: datetime) -> None:
    """Asks nothing for a session: a late cancellation or a missed visit counts as cancelled in time.

    Raises:
        Refused: `no_reason`, `nothing_due`, `paid_already`, `let_off`.
    """
    if not reason.strip():
        raise Refused("no_reason", "Say why it is waived.", field="reason")
    with transaction.atomic():
        locked_billing(session.client.clinic)
        row, charge, _due = _payable(session)
        if charge is not Charge.SESSION:
            waive_lateness(actor=actor, session=row, now=now, reason=reason.strip())
            return
        _write_let_off(actor, row, reason.strip(), now)


def _write_let_off(actor: Actor, session: Session, reason: str, now: datetime) -> None:
    written = LetOff.objects.create(
        session=session,
        reason=reason,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
    )
    record(actor=actor, action="receipts.let_off", subject=written, detail={"session": str(session.pk)})


def _payable(session: Session) -> tuple[Session, Charge, int]:
    """The session as it is now, what is charged and how much. Expects the clinic's billing locked."""
    row = Session.objects.select_for_update(of=("self",)).select_related(*WITH).get(pk=session.pk)
    found = charge_for(row, billing_of(row.client.clinic))
    if found is None:
        raise Refused("nothing_due", _why_nothing(row), field="method")
    if Receipt.objects.filter(session=row, kind=Kind.RECEIPT, credit_notes__isnull=True).exists():
        raise Refused("paid_already", "This session has its receipt already.")
    if LetOff.objects.filter(session=row).exists():
        raise Refused("let_off", "Nothing is asked for this session.")
    return row, *found


def _why_nothing(session: Session) -> str:
    if session.status in (Status.LATE_CANCELLED, Status.NO_SHOW):
        return "By the clinic's policy there is no fee for this."
    return "A session is paid once it is done."
