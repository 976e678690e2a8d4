"""The desk takes money, in a browser: a visit is paid, a course is paid in advance and drawn from, a fee is waived.

Time stands forty days after Monday 23 November 2026: Ailsa's four visits with Callum are over. The last is paid from a
course paid in advance, and the fee for the third, which she missed, is waived. She reads her receipt on her phone.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client as Visitor
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.book.api import end_session
from ischia.clinic.people.api import User
from ischia.clinic.receipts.api import BillingDetails, Receipt, set_billing, set_offer
from tests.support.browsing import DESK, PHONE, look
from tests.support.clinic import World, build_world
from tests.support.flushing import flush_past_triggers
from tests.support.paying import LATER, missed, visits


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def world(transactional_db: Any, live_server: LiveServer, settings: Any) -> Iterator[World]:
    settings.ISCHIA_CLINIC = "demo"
    with time_machine.travel(LATER, tick=True):
        yield build_world()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def page_of(browser: Browser, contexts: list[BrowserContext], address: str, user: User, size: Any) -> Page:
    """A browser on which `user` is signed in."""
    context = browser.new_context(viewport=size, reduced_motion="reduce", accept_downloads=True)
    contexts.append(context)
    context.set_default_timeout(15_000)
    visitor = Visitor()
    visitor.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": address}])
    return context.new_page()


def furnished(world: World) -> None:
    """Three visits done, the third missed; a course of four on offer; half the price for a missed visit."""
    first, second, third, fourth = visits(world)
    for one in (first, second, fourth):
        end_session(actor=world.as_callum, session=one, now=one.ends_at)
    missed(world, third)
    set_billing(
        actor=world.as_morag,
        clinic=world.clinic,
        details=BillingDetails(no_show_percent=50, tax_name="VAT", tax_basis_points=2000, package_months=6),
    )
    set_offer(
        actor=world.as_morag,
        clinic=world.clinic,
        service=world.follow_up,
        name="Course of four",
        sessions=4,
        price_minor=19_000,
    )


def test_desk_takes_money_and_the_client_reads_the_receipt(
    browser: Browser, contexts: list[BrowserContext], live_server: LiveServer, world: World
) -> None:
    furnished(world)
    address = live_server.url
    desk = page_of(browser, contexts, address, world.morag, PHONE)

    desk.goto(f"{address}/receipts/")
    expect(desk.get_by_role("heading", name="3 visits to pay")).to_be_visible()
    look(desk, "desk-payments")
    desk.get_by_role("link", name="Take payment").last.click()
    desk.get_by_label("Cash").check()
    desk.get_by_label("Amount in GBP").fill("40")
    desk.get_by_role("button", name="Paid: write the receipt").click()
    expect(desk.get_by_role("alert").get_by_text("Say why it is another amount than usual")).to_be_visible()
    expect(desk.get_by_role("alert")).to_be_focused()
    look(desk, "desk-payment-refused")
    desk.get_by_label("If it is another amount").fill("Agreed price")
    desk.get_by_role("button", name="Paid: write the receipt").click()
    expect(desk.get_by_role("heading", name="Receipt R-2027-00001")).to_be_visible()
    look(desk, "desk-receipt")

    desk.goto(f"{address}/clinic/clients/")
    desk.get_by_label("Name, e-mail address or phone number").fill("RÉNNIE")
    desk.get_by_role("button", name="Find").click()
    assert "nnie" not in desk.url.lower()
    look(desk, "desk-clients")
    desk.get_by_role("link", name="Ailsa Rennie").click()
    look(desk, "desk-client")
    desk.get_by_role("link", name="Pay a course in advance").click()
    desk.get_by_label("Course of four: 4 x Follow-up, £190.00").check()
    desk.get_by_label("Card, at the terminal").check()
    look(desk)
    desk.get_by_role("button", name="Paid: write the receipt").click()
    expect(desk.get_by_role("heading", name="Receipt R-2027-00002")).to_be_visible()

    desk.goto(f"{address}/receipts/")
    desk.get_by_role("link", name="Take payment").first.click()
    expect(desk.get_by_label("From “Course of four”")).to_be_checked()
    look(desk, "desk-payment")
    desk.get_by_role("button", name="Paid: write the receipt").click()
    expect(desk.get_by_text("there is nothing more to pay")).to_be_visible()

    desk.goto(f"{address}/receipts/")
    desk.get_by_role("listitem").filter(has_text="fee").get_by_role("link", name="Take payment").click()
    desk.get_by_text("Waive the fee").first.click()
    desk.get_by_label("Why?", exact=True).fill("Bus strike")
    desk.get_by_role("button", name="Waive the fee").click()
    expect(desk.get_by_text("Nothing is asked for this visit")).to_be_visible()
    expect(desk.get_by_role("heading", name="0 visits to pay")).to_be_visible()

    receipt = Receipt.objects.get(number="R-2027-00001")
    desk.goto(f"{address}/receipts/{receipt.pk}/")
    desk.get_by_text("Something is wrong with it").click()
    desk.get_by_label("Why?").fill("It was the full price")
    desk.get_by_role("button", name="Take it back by a credit note").click()
    expect(desk.get_by_role("heading", name="Credit note C-2027-00001")).to_be_visible()
    look(desk, "desk-credit-note")

    package = world.ailsa.packages.get()
    desk.set_viewport_size(DESK)
    desk.goto(f"{address}/receipts/package/{package.pk}/")
    expect(desk.get_by_text("3 of 4 sessions left")).to_be_visible()
    desk.set_viewport_size(PHONE)
    look(desk, "desk-package")

    client = page_of(browser, contexts, address, world.ailsa_user, PHONE)
    client.goto(f"{address}/receipts/{receipt.pk}/")
    expect(client.get_by_text("Contains 20 % VAT: £6.67")).to_be_visible()
    expect(client.get_by_text("Something is wrong with it")).to_have_count(0)
    look(client, "client-receipt")
    with client.expect_download() as download:
        client.get_by_role("link", name="Download as PDF").click()
    assert download.value.suggested_filename == "receipt-R-2027-00001.pdf"
