"""A payment becomes a receipt that says everything, is numbered without gaps, and is corrected by a credit note."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from ischia.clinic.audit.models import Event
from ischia.clinic.book.api import Session, Status
from ischia.clinic.receipts.api import (
    BillingDetails,
    Charge,
    Kind,
    LetOff,
    Method,
    Receipt,
    correct_receipt,
    let_off,
    owing_at,
    owing_of,
    receipts_of,
    set_billing,
    take_payment,
    taken_on,
)
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import World
from tests.support.paying import LATER, asked, cancelled_late, done, missed, paid, visits

pytestmark = pytest.mark.django_db


def bill(world: World, **details: object) -> None:
    set_billing(actor=world.as_morag, clinic=world.clinic, details=BillingDetails(**details))  # type: ignore[arg-type] # traits


def test_receipt_says_everything_that_an_insurer_asks_for(world: World) -> None:
    receipt = paid(world, done(world)[0])
    registration = world.callum.registrations.get()
    assert receipt.number == "R-2027-00001"
    assert (receipt.client_name, receipt.therapist_name) == ("Ailsa Rennie", "Callum Drever")
    assert (receipt.registration_body, receipt.registration_number) == ("Test Register", registration.number)
    assert (receipt.service_name, str(receipt.service_on)) == ("Follow-up, 45 minutes", "2026-11-30")
    assert (receipt.amount_minor, receipt.currency, receipt.tax_minor) == (5200, "GBP", 0)
    assert receipt.clinic_address == "1 Leith Wynd, Edinburgh, EH99 9ZZ"


def test_receipt_stays_as_it_was_when_names_and_prices_change(world: World) -> None:
    receipt = paid(world, done(world)[0])
    world.ailsa.name = "Ailsa Married"
    world.ailsa.save()
    world.follow_up.price_minor = 9900
    world.follow_up.save()
    receipt.refresh_from_db()
    assert (receipt.client_name, receipt.amount_minor) == ("Ailsa Rennie", 5200)


def test_registration_that_had_run_out_on_the_day_is_not_on_the_receipt(world: World) -> None:
    sessions = done(world)
    world.callum.registrations.update(expires_on=sessions[0].starts_at.date())
    assert paid(world, sessions[0]).registration_number != ""
    assert paid(world, sessions[1]).registration_number == ""


@pytest.mark.parametrize(("amount", "basis_points", "tax"), [(5200, 2000, 867), (5200, 700, 340), (1, 2000, 0)])
def test_tax_is_what_the_price_contains(world: World, amount: int, basis_points: int, tax: int) -> None:
    bill(world, tax_name="VAT", tax_basis_points=basis_points)
    session = done(world)[0]
    receipt = take_payment(
        asked=asked(world), session=session, method=Method.CASH, amount_minor=amount, reason="as agreed"
    )
    assert (receipt.tax_minor, receipt.tax_name) == (tax, "VAT")


def test_numbers_begin_anew_each_year_in_the_clinics_own_zone(world: World) -> None:
    sessions = done(world)
    last_of_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    world.clinic.zone = "Asia/Bangkok"
    world.clinic.save()
    assert paid(world, sessions[0], now=last_of_year - timedelta(days=1)).number == "R-2026-00001"
    assert paid(world, Session.objects.get(pk=sessions[1].pk), now=last_of_year).number == "R-2027-00001"


def test_numbers_run_on_where_the_clinic_wants_no_year(world: World) -> None:
    bill(world, yearly_numbers=False, receipt_prefix="F")
    sessions = done(world)
    assert [paid(world, one).number for one in sessions[:2]] == ["F-00001", "F-00002"]


def test_what_is_rolled_back_leaves_no_gap(world: World) -> None:
    sessions = done(world)
    paid(world, sessions[0])
    with transaction.atomic():
        paid(world, sessions[1])
        transaction.set_rollback(True)
    assert paid(world, sessions[2]).serial == 2


def test_same_key_twice_is_one_receipt(world: World) -> None:
    first, second = done(world)[:2]
    wish = asked(world, key="once")
    receipt = take_payment(asked=wish, session=first, method=Method.CASH)
    assert take_payment(asked=wish, session=first, method=Method.CASH) == receipt
    with pytest.raises(Refused) as refusal:
        take_payment(asked=wish, session=second, method=Method.CASH)
    assert refusal.value.code == "request_key_reused"


def test_session_is_paid_once_until_its_receipt_is_taken_back(world: World) -> None:
    session = done(world)[0]
    receipt = paid(world, session)
    with pytest.raises(Refused) as refusal:
        paid(world, session)
    assert refusal.value.code == "paid_already"
    note = correct_receipt(asked=asked(world), receipt=receipt, reason="wrong method")
    assert (note.kind, note.number, note.of, note.amount_minor) == (Kind.CREDIT_NOTE, "C-2027-00001", receipt, 5200)
    again = take_payment(asked=asked(world), session=session, method=Method.TRANSFER)
    assert again.number == "R-2027-00002"
    assert list(receipts_of(world.ailsa)) == [again, note, receipt] or receipts_of(world.ailsa).count() == 3


def test_receipt_is_taken_back_once_with_a_reason(world: World) -> None:
    receipt = paid(world, done(world)[0])
    with pytest.raises(Refused) as refusal:
        correct_receipt(asked=asked(world), receipt=receipt, reason=" ")
    assert refusal.value.code == "no_reason"
    correct_receipt(asked=asked(world), receipt=receipt, reason="wrong day")
    with pytest.raises(Refused) as refusal:
        correct_receipt(asked=asked(world), receipt=receipt, reason="again")
    assert refusal.value.code == "corrected_already"


def test_another_amount_needs_a_reason(world: World) -> None:
    session = done(world)[0]
    with pytest.raises(Refused) as refusal:
        take_payment(asked=asked(world), session=session, method=Method.CASH, amount_minor=4000)
    assert refusal.value.code == "no_reason"
    receipt = take_payment(
        asked=asked(world), session=session, method=Method.CASH, amount_minor=4000, reason="student price"
    )
    assert (receipt.amount_minor, receipt.reason) == (4000, "student price")


def test_session_that_is_not_done_costs_nothing_yet(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        paid(world, visits(world)[0])
    assert refusal.value.code == "nothing_due"


def test_fees_follow_the_clinics_policy(world: World) -> None:
    bill(world, late_cancel_percent=50, no_show_percent=100)
    first, second, *_ = visits(world)
    late, gone = cancelled_late(world, first), missed(world, second)
    assert {(one.charge, one.amount_minor) for one in owing_of(world.ailsa)} == {
        (Charge.LATE_CANCELLED, 2600),
        (Charge.NO_SHOW, 5200),
    }
    assert paid(world, late).service_name == "Fee for a late cancellation: Follow-up"
    assert paid(world, gone).amount_minor == 5200


def test_without_a_policy_nobody_owes_a_fee(world: World) -> None:
    late = cancelled_late(world, visits(world)[0])
    assert owing_of(world.ailsa) == ()
    with pytest.raises(Refused) as refusal:
        paid(world, late)
    assert refusal.value.code == "nothing_due"


def test_fee_is_waived_with_a_reason_that_is_kept(world: World) -> None:
    bill(world, no_show_percent=100)
    gone = missed(world, visits(world)[0])
    with pytest.raises(Refused) as refusal:
        let_off(actor=world.as_morag, session=gone, reason="", now=LATER)
    assert refusal.value.code == "no_reason"
    let_off(actor=world.as_morag, session=gone, reason="in hospital", now=LATER)
    gone.refresh_from_db()
    assert gone.status == Status.CANCELLED
    assert gone.status_records.filter(reason="in hospital").exists()
    assert owing_of(world.ailsa) == ()


def test_session_that_took_place_can_be_free_with_a_reason(world: World) -> None:
    session = done(world)[0]
    let_off(actor=world.as_morag, session=session, reason="stopped by the safety check", now=LATER)
    assert LetOff.objects.get().session == session
    assert session not in [one.session for one in owing_of(world.ailsa)]
    with pytest.raises(Refused) as refusal:
        paid(world, session)
    assert refusal.value.code == "let_off"


def test_desk_sees_what_is_owing_of_the_last_thirty_days(world: World) -> None:
    sessions = done(world)
    at = sessions[3].ends_at + timedelta(days=20)
    assert [one.session for one in owing_at(world.clinic, now=at)] == sessions[:1:-1]


def test_day_adds_up_by_method(world: World) -> None:
    first, second, third, _ = done(world)
    receipt = paid(world, first)
    take_payment(asked=asked(world), session=second, method=Method.CASH)
    take_payment(asked=asked(world), session=third, method=Method.CASH)
    correct_receipt(asked=asked(world), receipt=receipt, reason="refused by the bank")
    found = {
        one.method: (one.receipts, one.amount_minor, one.back_minor) for one in taken_on(world.clinic, LATER.date())
    }
    assert found == {Method.CASH: (2, 10400, 0), Method.CARD: (1, 5200, 5200)}


def test_audit_row_holds_ids_and_amounts_and_no_name(world: World) -> None:
    receipt = paid(world, done(world)[0])
    row = Event.objects.get(action="receipts.receipt_written")
    assert row.subject_id == str(receipt.pk)
    assert row.detail["amount_minor"] == 5200
    assert "Ailsa" not in str(row.detail)


def row_like(receipt: Receipt, **changes: object) -> Receipt:
    """The same receipt as a new row, so that only the database stands in the way."""
    copy = Receipt.objects.get(pk=receipt.pk)
    copy.pk = None
    for name, value in {"id": None, "request_key": "raw", **changes}.items():
        setattr(copy, name, value)
    copy.id = Receipt._meta.get_field("id").get_default()
    return copy


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"serial": 3, "number": "R-2027-00003"}, "without a gap"),
        ({"serial": 1, "number": "other"}, "without a gap"),
        ({"serial": 2, "number": "R-2027-00002"}, "has a receipt already"),
    ],
)
def test_database_refuses_another_number_or_a_second_receipt(
    world: World, changes: dict[str, object], complaint: str
) -> None:
    receipt = paid(world, done(world)[0])
    with pytest.raises(DatabaseError, match=complaint), transaction.atomic():
        row_like(receipt, **changes).save(force_insert=True)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [({"amount_minor": 5201}, "given back"), ({"amount_minor": 100}, "given back"), ({"client": "bram"}, "belongs to")],
)
def test_database_refuses_a_credit_note_that_does_not_fit(
    world: World, changes: dict[str, object], complaint: str
) -> None:
    receipt = paid(world, done(world)[0])
    if "client" in changes:
        changes = {"client": world.bram}
    note = row_like(receipt, kind=Kind.CREDIT_NOTE, of=receipt, reason="x", number="C-1", serial=1, **changes)
    with pytest.raises(DatabaseError, match=complaint), transaction.atomic():
        note.save(force_insert=True)


def test_database_lets_no_receipt_be_changed_or_deleted(world: World) -> None:
    receipt = paid(world, done(world)[0])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(amount_minor=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).delete()


@pytest.mark.parametrize(
    ("details", "code", "field"),
    [
        ({"receipt_prefix": "X", "credit_prefix": "X"}, "same_prefix", "credit_prefix"),
        ({"tax_basis_points": 2000}, "tax_without_name", "tax_name"),
        ({"no_show_percent": 101}, "impossible_number", "no_show_percent"),
    ],
)
def test_billing_that_cannot_be_is_refused(world: World, details: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        bill(world, **details)
    assert (refusal.value.code, refusal.value.field) == (code, field)
