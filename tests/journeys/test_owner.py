"""The owner keeps the clinic, in a browser: what waits, therapists, services, places, policies, billing, the trail.

Time stands at Monday 23 November 2026 at nine.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client as Visitor
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.places.api import Service
from tests.support.booking import book, ready
from tests.support.browsing import PHONE, look
from tests.support.clinic import NOW, World, build_world, make_therapist
from tests.support.flushing import flush_past_triggers


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def world(transactional_db: Any, live_server: LiveServer, settings: Any) -> Iterator[World]:
    settings.ISCHIA_CLINIC = "demo"
    with time_machine.travel(NOW, tick=True):
        yield build_world()


@pytest.fixture
def owner(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Page]:
    """Fiona's phone."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", accept_downloads=True)
    context.set_default_timeout(15_000)
    visitor = Visitor()
    visitor.force_login(world.fiona)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_owner_keeps_the_clinic(owner: Page, live_server: LiveServer, world: World) -> None:
    book(world, ready(world))
    make_therapist(world.clinic, name="Isla Gunn", expires_on=NOW.date())
    address = live_server.url

    owner.goto(f"{address}/clinic/")
    expect(owner.get_by_text("Runs out today")).to_be_visible()
    look(owner, "owner-overview")
    owner.get_by_role("link", name="Isla Gunn").click()
    owner.get_by_text("I looked it up in the register").click()
    owner.get_by_label("Valid until, as the register says").fill("2027-11-22")
    look(owner, "owner-therapist")
    owner.get_by_role("button", name=re.compile("Looked up today")).click()
    expect(owner.get_by_text("Looked up on 23 November 2026 by Fiona Baird.")).to_be_visible()

    owner.goto(f"{address}/settings/")
    look(owner, "owner-settings")
    owner.get_by_role("link", name="Therapists").click()
    look(owner, "owner-therapists")
    owner.get_by_role("link", name="Callum Drever").click()
    owner.get_by_text("Can be booked").click()
    owner.get_by_role("button", name="Save", exact=True).click()
    expect(owner.get_by_role("alert")).to_be_focused()
    expect(owner.get_by_role("alert").get_by_text("4 visits are still booked.")).to_be_visible()
    look(owner)
    expect(owner.get_by_role("link", name="Find other times for them", exact=True)).to_be_visible()

    owner.goto(f"{address}/clinic/services/")
    owner.get_by_text("Add a service").click()
    form = owner.locator("form").last
    form.get_by_label("Name").fill("Long follow-up")
    form.get_by_label("Minutes with the client").fill("0")
    form.get_by_label("Price in GBP").fill("80.50")
    form.get_by_role("button", name="Add this service").click()
    expect(owner.get_by_role("alert").get_by_text("at least one minute")).to_be_visible()
    look(owner, "owner-services")
    form = owner.locator("form").last
    expect(form.get_by_label("Name")).to_have_value("Long follow-up")
    form.get_by_label("Minutes with the client").fill("75")
    form.get_by_role("button", name="Add this service").click()
    expect(owner.get_by_text("Saved.")).to_be_visible()
    assert Service.objects.get(slug="long-follow-up").price_minor == 8050

    for page, name in (("places", "owner-places"), ("policies", "owner-policies")):
        owner.goto(f"{address}/clinic/{page}/")
        look(owner, name)
    owner.get_by_label("What clients read and accept").fill("Tell us a day before, please.")
    owner.get_by_role("button", name="Put it in force").click()
    expect(owner.get_by_text("Version 1, 2026-11-23 (in force)")).to_be_visible()

    owner.goto(f"{address}/receipts/billing/")
    owner.get_by_label("Fee for a missed visit, percent of the price").fill("50")
    look(owner, "owner-billing")
    owner.get_by_role("button", name="Save", exact=True).click()
    expect(owner.get_by_text("Saved.")).to_be_visible()

    owner.goto(f"{address}/clinic/trail/")
    owner.get_by_label("What", exact=True).select_option(label="Payments")
    owner.get_by_role("button", name="Show", exact=True).click()
    expect(owner.get_by_text("billing set")).to_be_visible()
    look(owner, "owner-trail")

    owner.goto(f"{address}/transfer/")
    look(owner, "owner-transfer")
    with owner.expect_download() as download:
        owner.get_by_role("button", name="Download everything").click()
    assert "receipts.billing.csv" in zipfile.ZipFile(download.value.path()).namelist()
