"""A course paid in advance: every session has a receipt, nothing is drawn twice, the unused rest is given back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from ischia.clinic.book.api import Session
from ischia.clinic.receipts.api import (
    BillingDetails,
    Charge,
    Method,
    Package,
    Receipt,
    correct_receipt,
    draw_from,
    extend_package,
    open_packages,
    refund_package,
    sell_package,
    set_billing,
    set_offer,
    withdraw_offer,
)
from ischia.clinic.receipts.packages import months_after
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import NOW, World
from tests.support.paying import LATER, asked, done, missed, sold, visits

pytestmark = pytest.mark.django_db


def drawn(world: World, session: Session, package: Package) -> Receipt:
    return draw_from(asked=asked(world), session=session, package=package)


def refused(world: World, session: Session, package: Package) -> str:
    with pytest.raises(Refused) as refusal:
        drawn(world, session, package)
    return refusal.value.code


def standing(package: Package) -> tuple[int, int]:
    package.refresh_from_db()
    return package.left, package.value_left_minor


def test_course_paid_in_advance_has_its_own_receipt(world: World) -> None:
    package = sold(world)
    receipt = package.receipts.get()
    assert (receipt.charge, receipt.amount_minor) == (Charge.PACKAGE, 10_000)
    assert receipt.service_name == "Course: 3 x Follow-up, paid in advance"
    assert standing(package) == (3, 10_000)


def test_every_session_drawn_has_a_receipt_and_together_they_are_what_was_paid(world: World) -> None:
    package = sold(world)
    receipts = [drawn(world, one, package) for one in done(world)[:3]]
    assert [one.amount_minor for one in receipts] == [3333, 3333, 3334]
    assert {one.method for one in receipts} == {Method.PACKAGE}
    assert all(one.registration_number for one in receipts)
    assert standing(package) == (0, 0)


def test_used_up_package_gives_no_more(world: World) -> None:
    package, sessions = sold(world, sessions=2), done(world)
    for one in sessions[:2]:
        drawn(world, one, package)
    assert refused(world, sessions[2], package) == "package_used_up"


def test_taken_back_session_goes_back_into_the_package(world: World) -> None:
    package, sessions = sold(world), done(world)
    receipts = [drawn(world, one, package) for one in sessions[:3]]
    correct_receipt(asked=asked(world), receipt=receipts[0], reason="wrong client")
    assert standing(package) == (1, 3333)
    assert drawn(world, sessions[3], package).amount_minor == 3333
    assert standing(package) == (0, 0)


def test_unused_rest_is_given_back_by_a_credit_note_and_closes_the_package(world: World) -> None:
    package, sessions = sold(world), done(world)
    drawn(world, sessions[0], package)
    note = refund_package(asked=asked(world), package=package, reason="moves away", method=Method.TRANSFER)
    assert (note.amount_minor, note.of) == (6667, package.receipts.get(charge=Charge.PACKAGE, of=None))
    assert standing(package) == (0, 0)
    assert refused(world, sessions[1], package) == "package_closed"
    with pytest.raises(Refused) as refusal:
        refund_package(asked=asked(world), package=package, reason="again", method=Method.CASH)
    assert refusal.value.code == "package_closed"
    with pytest.raises(Refused) as refusal:
        correct_receipt(asked=asked(world), receipt=sessions[0].receipts.get(), reason="late")
    assert refusal.value.code == "package_closed"


def test_package_of_somebody_else_or_for_another_service_is_not_drawn_from(world: World) -> None:
    package, session = sold(world), done(world)[0]
    Package.objects.filter(pk=package.pk).update(client=world.bram)
    assert refused(world, session, package) == "not_theirs"
    Package.objects.filter(pk=package.pk).update(client=world.ailsa, service=world.short)
    assert refused(world, session, package) == "other_service"


def test_fee_is_not_drawn_from_a_package(world: World) -> None:
    details = BillingDetails(no_show_percent=100)
    set_billing(actor=world.as_morag, clinic=world.clinic, details=details)
    assert refused(world, missed(world, visits(world)[0]), sold(world)) == "not_by_package"


def test_expired_package_is_drawn_from_once_it_is_extended(world: World) -> None:
    set_billing(actor=world.as_morag, clinic=world.clinic, details=BillingDetails(package_months=1))
    package, session = sold(world), done(world)[0]
    assert package.expires_on == date(2026, 12, 23)
    assert refused(world, session, package) == "package_expired"
    assert not open_packages(world.ailsa, today=LATER.date())
    extend_package(actor=world.as_morag, package=package, until=date(2027, 2, 1), reason="therapist was ill", now=LATER)
    assert list(open_packages(world.ailsa, today=LATER.date())) == [package]
    assert drawn(world, session, package).package == package


@pytest.mark.parametrize(
    ("until", "reason", "code"), [(date(2026, 12, 23), "x", "not_later"), (date(2027, 3, 1), "", "no_reason")]
)
def test_extension_needs_a_later_day_and_a_reason(world: World, until: date, reason: str, code: str) -> None:
    set_billing(actor=world.as_morag, clinic=world.clinic, details=BillingDetails(package_months=1))
    with pytest.raises(Refused) as refusal:
        extend_package(actor=world.as_morag, package=sold(world), until=until, reason=reason, now=NOW)
    assert refusal.value.code == code


@pytest.mark.parametrize(("refunds", "outcome"), [(True, 10_000), (False, "expired_stays")])
def test_whether_an_expired_package_is_refunded_is_the_clinics_policy(
    world: World, *, refunds: bool, outcome: object
) -> None:
    details = BillingDetails(package_months=1, refunds_expired=refunds)
    set_billing(actor=world.as_morag, clinic=world.clinic, details=details)
    package = sold(world)
    wish = asked(world)
    if refunds:
        assert refund_package(asked=wish, package=package, reason="x", method=Method.CASH).amount_minor == outcome
        return
    with pytest.raises(Refused) as refusal:
        refund_package(asked=wish, package=package, reason="x", method=Method.CASH)
    assert refusal.value.code == outcome


def test_database_lets_no_package_go_below_nothing(world: World) -> None:
    package = sold(world)
    for change in ({"left": -1}, {"left": 4}, {"value_left_minor": -1}, {"value_left_minor": 10_001}, {"left": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Package.objects.filter(pk=package.pk).update(**change)


def test_offer_that_was_withdrawn_is_not_sold(world: World) -> None:
    offer = set_offer(
        actor=world.as_morag,
        clinic=world.clinic,
        service=world.follow_up,
        name="Six",
        sessions=6,
        price_minor=28_000,
    )
    withdraw_offer(actor=world.as_morag, offer=offer)
    offer.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        sell_package(asked=asked(world), client=world.ailsa, offer=offer, method=Method.CASH)
    assert refusal.value.code == "not_on_offer"


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 5), 2, date(2027, 1, 5)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after
    assert months_after(day, None) is None
    assert after - day > timedelta(0)
