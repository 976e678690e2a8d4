"""The desk takes a payment, the client reads the receipt, and nobody else sees either."""

import re
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.audit.models import Event
from ischia.clinic.book.api import Status
from ischia.clinic.people.api import User
from ischia.clinic.receipts.api import Billing, BillingDetails, LetOff, Method, Package, Receipt, set_billing
from tests.support.clinic import World
from tests.support.paying import LATER, done, missed, paid, sold, visits

FORBIDDEN, NOT_FOUND = 403, 404
"""A page of the desk; a record, which to strangers does not exist."""

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_the_visits(settings: Any) -> Any:
    settings.ISCHIA_CLINIC = "demo"
    with time_machine.travel(LATER, tick=False):
        yield


def browse(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def key_in(page: str) -> str:
    found = re.search(r'name="request_key" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_desk_takes_a_payment_from_the_list_to_the_receipt(world: World) -> None:
    session, desk = done(world)[3], browse(world.morag)
    address = f"/receipts/session/{session.pk}/"
    assert address in desk.get("/receipts/").content.decode()
    page = desk.get(address).content.decode()
    assert 'value="52.00"' in page
    assert not re.search(r"card number|cvc|expiry", page, re.IGNORECASE)
    answer = desk.post(address, {"request_key": key_in(page), "method": "cash", "amount": "52.00"}, follow=True)
    receipt = Receipt.objects.get()
    assert answer.redirect_chain == [(f"/receipts/{receipt.pk}/", 302)]
    assert (receipt.method, receipt.amount_minor, receipt.actor_label) == (Method.CASH, 5200, "front_desk")
    assert address not in desk.get("/receipts/").content.decode()
    assert "This visit was paid" in desk.get(address).content.decode()


def test_form_sent_twice_takes_one_payment(world: World) -> None:
    session, desk = done(world)[0], browse(world.morag)
    address = f"/receipts/session/{session.pk}/"
    form = {"request_key": key_in(desk.get(address).content.decode()), "method": "cash", "amount": "52"}
    desk.post(address, form)
    assert desk.post(address, form).status_code in {200, 302}
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"method": "cash", "amount": "40"}, "another amount than usual"),
        ({"method": "cash", "amount": "-1"}, "greater than or equal to 0"),
        ({"method": "cash", "amount": "52.001"}, "2 decimal places"),
        ({"method": "cheque", "amount": "52"}, "not one of the available choices"),
        ({"amount": "52"}, "This field is required"),
    ],
)
def test_payment_that_cannot_be_is_said_at_the_field_and_keeps_what_was_typed(
    world: World, form: dict[str, str], said: str
) -> None:
    session = done(world)[0]
    answer = browse(world.morag).post(f"/receipts/session/{session.pk}/", {"request_key": "k", **form})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "error-summary" in page
    assert f'value="{form["amount"]}"' in page
    assert not Receipt.objects.exists()


def test_package_is_offered_first_and_drawn_from(world: World) -> None:
    package, session, desk = sold(world), done(world)[0], browse(world.morag)
    address = f"/receipts/session/{session.pk}/"
    page = desk.get(address).content.decode()
    assert "3 of 3 left" in page
    desk.post(address, {"request_key": key_in(page), "method": f"package:{package.pk}", "amount": "52.00"})
    package.refresh_from_db()
    assert package.left == 2
    assert "nothing more to pay" in desk.get(f"/receipts/{session.receipts.get().pk}/").content.decode()


def test_fee_is_waived_from_the_page(world: World) -> None:
    set_billing(actor=world.as_morag, clinic=world.clinic, details=BillingDetails(no_show_percent=50))
    session, desk = missed(world, visits(world)[0]), browse(world.morag)
    assert "£26.00" in desk.get(f"/receipts/session/{session.pk}/").content.decode()
    desk.post(f"/receipts/session/{session.pk}/free/", {"reason": "bus strike"})
    session.refresh_from_db()
    assert session.status == Status.CANCELLED


def test_visit_is_free_from_the_page(world: World) -> None:
    session, desk = done(world)[0], browse(world.morag)
    desk.post(f"/receipts/session/{session.pk}/free/", {"reason": "gift"})
    assert LetOff.objects.get().actor_label == "front_desk"
    assert "Nothing is asked" in desk.get(f"/receipts/session/{session.pk}/").content.decode()


def test_receipt_is_read_by_its_client_and_as_a_tagged_pdf_of_one_sheet(world: World) -> None:
    receipt = paid(world, done(world)[0])
    browser = browse(world.ailsa_user)
    page = browser.get(f"/receipts/{receipt.pk}/").content.decode()
    assert "£52.00" in page
    assert "Take it back" not in page
    answer = browser.get(f"/receipts/{receipt.pk}/pdf/")
    document = pypdfium2.PdfDocument(answer.content)
    text = document[0].get_textpage().get_text_bounded()
    assert len(document) == 1
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    for words in (receipt.number, "Ailsa Rennie", "Callum Drever", receipt.registration_number, "£52.00", "EH99"):
        assert words in text
    assert answer["Content-Disposition"] == f'attachment; filename="receipt-{receipt.number}.pdf"'


def test_every_look_at_a_receipt_leaves_a_trace(world: World) -> None:
    receipt = paid(world, done(world)[0])
    browse(world.fiona).get(f"/receipts/{receipt.pk}/pdf/")
    read = Event.objects.get(action="audit.read", subject_id=str(receipt.pk))
    assert (read.actor_label, read.detail) == ("owner", {"part": "receipt.pdf"})


def test_receipt_does_not_exist_for_anybody_else(world: World) -> None:
    receipt = paid(world, done(world)[0])
    for user in (world.bram_user, world.callum_user, world.una, world.noor):
        for page in ("", "pdf/"):
            assert browse(user).get(f"/receipts/{receipt.pk}/{page}").status_code == 404


def test_client_cannot_take_a_receipt_back(world: World) -> None:
    receipt = paid(world, done(world)[0])
    form = {"request_key": "mine", "reason": "I want it back"}
    assert browse(world.ailsa_user).post(f"/receipts/{receipt.pk}/", form).status_code == 404
    assert Receipt.objects.count() == 1


def test_desk_takes_a_receipt_back(world: World) -> None:
    receipt = paid(world, done(world)[0])
    desk, address = browse(world.morag), f"/receipts/{receipt.pk}/"
    page = desk.get(address).content.decode()
    assert desk.post(address, {"request_key": key_in(page), "reason": ""}).status_code == 422
    desk.post(address, {"request_key": key_in(page), "reason": "wrong visit"})
    assert receipt.credit_notes.get().reason == "wrong visit"
    assert "given back by credit note" in desk.get(address).content.decode()


@pytest.mark.parametrize("who", ["callum_user", "ailsa_user", "una"])
def test_payments_are_the_desks(world: World, who: str) -> None:
    session, package = done(world)[0], sold(world)
    browser = browse(getattr(world, who))
    pages = {
        "/receipts/": FORBIDDEN,
        f"/receipts/session/{session.pk}/": NOT_FOUND,
        f"/receipts/client/{world.ailsa.pk}/package/": NOT_FOUND,
        f"/receipts/package/{package.pk}/": NOT_FOUND,
        "/receipts/billing/": FORBIDDEN,
    }
    assert {page: browser.get(page).status_code for page in pages} == pages


def test_owner_says_how_the_clinic_bills_and_what_is_on_offer(world: World) -> None:
    owner = browse(world.fiona)
    form = {
        "do": "billing",
        "tax_name": "VAT",
        "tax_percent": "17.5",
        "receipt_prefix": "R",
        "credit_prefix": "C",
        "late_cancel_percent": "50",
        "no_show_percent": "100",
        "package_months": "6",
    }
    assert owner.post("/receipts/billing/", form).status_code == 302
    billing = Billing.objects.get(clinic=world.clinic)
    assert (billing.tax_basis_points, billing.no_show_percent, billing.yearly_numbers) == (1750, 100, False)
    offer = {"do": "offer", "name": "Six", "service": world.follow_up.pk, "sessions": "6", "price": "280.00"}
    owner.post("/receipts/billing/", offer)
    page = owner.get("/receipts/billing/").content.decode()
    assert "Six: 6 x Follow-up, £280.00" in page
    assert owner.post("/receipts/billing/", {**form, "credit_prefix": "R"}).status_code == 422


def test_desk_sells_extends_and_refunds_a_package(world: World) -> None:
    set_billing(actor=world.as_morag, clinic=world.clinic, details=BillingDetails(package_months=1))
    sold(world)
    offer, desk = world.clinic.package_offers.get(), browse(world.morag)
    address = f"/receipts/client/{world.ailsa.pk}/package/"
    form = {"request_key": key_in(desk.get(address).content.decode()), "offer": offer.pk, "method": "transfer"}
    assert desk.post(address, form).status_code == 302
    package = Package.objects.latest("bought_at")
    address = f"/receipts/package/{package.pk}/"
    desk.post(address, {"do": "extend", "until": "2027-06-01", "reason": "ill"})
    package.refresh_from_db()
    assert str(package.expires_on) == "2027-06-01"
    page = desk.get(address).content.decode()
    assert desk.post(address, {"do": "refund", "request_key": key_in(page), "reason": ""}).status_code == 422
    desk.post(address, {"do": "refund", "request_key": key_in(page), "reason": "moved", "method": "transfer"})
    package.refresh_from_db()
    assert package.closed_at is not None


def test_pages_need_no_more_than_a_dozen_queries(world: World, django_assert_max_num_queries: Any) -> None:
    sessions = done(world)
    receipt, package = paid(world, sessions[0]), sold(world)
    desk, owner = browse(world.morag), browse(world.fiona)
    pages = [
        (desk, "/receipts/"),
        (desk, f"/receipts/session/{sessions[1].pk}/"),
        (desk, f"/receipts/{receipt.pk}/"),
        (desk, f"/receipts/client/{world.ailsa.pk}/package/"),
        (desk, f"/receipts/package/{package.pk}/"),
        (owner, "/receipts/billing/"),
    ]
    for browser, page in pages:
        with django_assert_max_num_queries(12):
            assert browser.get(page).status_code == 200
