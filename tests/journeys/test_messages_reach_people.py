"""A booking becomes one message with one calendar file, a reminder follows, and the owner words it, in a browser.

Time stands at Monday 23 November 2026, then passes. Nothing leaves the machine: the demo's page shows what would have.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.messaging.carriers import carriers_here
from ischia.clinic.messaging.working import work_once
from ischia.clinic.people.api import User
from tests.support.booking import book, ready
from tests.support.browsing import PHONE, look, sign_in
from tests.support.clinic import NOW, World, build_world
from tests.support.flushing import flush_past_triggers
from tests.support.messaging import write

DAY_BEFORE = datetime(2026, 11, 29, 10, 5, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def world(transactional_db: Any, live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[World]:
    """A clinic that keeps its messages in files, as the demo does. Ailsa has a mobile phone."""
    settings.ISCHIA_CLINIC, settings.ISCHIA_DEMO, settings.ISCHIA_VAR = "demo", True, tmp_path
    settings.ISCHIA_PUBLIC_URL = live_server.url
    settings.EMAIL_BACKEND = "ischia.config.mail.ConsoleAndFileBackend"
    text_carrier = "ischia.clinic.messaging.by_text.FileCarrier"
    settings.ISCHIA_CARRIERS = {**django_settings.ISCHIA_CARRIERS, "text": text_carrier}
    with time_machine.travel(NOW, tick=True):
        world = build_world()
        world.clinic.phone = "0131 496 0999"
        world.clinic.save()
        world.ailsa.phone = "07700 900123"
        world.ailsa.save()
        yield world


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def page_of(browser: Browser, contexts: list[BrowserContext], address: str, user: User | None, **options: Any) -> Page:
    context = browser.new_context(reduced_motion="reduce", **{"viewport": PHONE, **options})
    contexts.append(context)
    context.set_default_timeout(15_000)
    if user is not None:
        sign_in(context, address, user)
    return context.new_page()


def work(now: datetime) -> None:
    work_once(carriers=carriers_here(), clock=lambda: now)


def test_what_is_booked_reaches_the_client_once_with_its_file_and_is_reminded_of(
    world: World, live_server: LiveServer, browser: Browser, contexts: list[BrowserContext]
) -> None:
    page = page_of(browser, contexts, live_server.url, None)
    page.goto(f"{live_server.url}/messages/demo/")
    expect(page.get_by_text("Nothing yet")).to_be_visible()

    book(world, ready(world))
    work(NOW + timedelta(minutes=1))
    page.reload()
    expect(page.get_by_text("Nothing yet")).to_be_visible()

    for minutes in (4, 5, 9):
        work(NOW + timedelta(minutes=minutes))
    page.reload()
    expect(page.get_by_role("heading", name="Your visits at Forth Sciatica Clinic")).to_have_count(1)
    expect(page.get_by_text("visits.ics")).to_have_count(1)

    work(DAY_BEFORE)
    work(DAY_BEFORE + timedelta(hours=22))
    page.reload()
    expect(page.get_by_role("heading", name="Your visit at Forth Sciatica Clinic: Monday 30 November")).to_have_count(1)
    expect(page.get_by_text("your visit is Monday 30 November, 10:00, Leith")).to_have_count(1)
    expect(page.get_by_text("To +447700900123")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    look(page, "messages-demo")

    desk = page_of(browser, contexts, live_server.url, world.morag)
    desk.goto(f"{live_server.url}/messages/episode/{world.episode.pk}/")
    expect(desk.get_by_role("heading", name="Messages to Ailsa Rennie")).to_be_visible()
    expect(desk.get_by_role("heading", name="Reminder, the day before")).to_have_count(1)
    look(desk)


def test_the_owner_words_a_message_and_sees_it_at_once(
    world: World, live_server: LiveServer, browser: Browser, contexts: list[BrowserContext]
) -> None:
    page = page_of(browser, contexts, live_server.url, world.fiona)
    page.goto(f"{live_server.url}/settings/")
    page.get_by_role("link", name="Messages", exact=True).click()
    look(page)
    page.get_by_role("link", name="Reminder, the day before").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("We look forward to seeing you")

    page.get_by_label("Subject").fill("Soon: {when}")
    expect(preview.get_by_role("heading", name="Soon: Monday 30 November 2026, 10:00")).to_be_visible()
    look(page, "messages-wording")

    page.get_by_label("Subject").fill("Soon: {time}")
    expect(preview).to_contain_text("We have nothing to put in place of {time}.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field__error")).to_contain_text("We have nothing to put in place of {time}.")
    expect(page.get_by_label("Subject")).to_have_value("Soon: {time}")
    look(page)

    page.get_by_label("Subject").fill("Soon: {when}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Back to our words").click()
    expect(page.get_by_label("Subject")).to_have_value("Your visit at {clinic}: {when}")

    work(NOW)
    page.goto(f"{live_server.url}/messages/status/")
    expect(page.get_by_text("Everything that was to go out has gone out.")).to_be_visible()
    look(page)


def test_a_client_stops_what_is_no_treatment_without_signing_in_and_without_scripts(
    world: World, live_server: LiveServer, browser: Browser, contexts: list[BrowserContext]
) -> None:
    write(world, kind="measures_due")
    work(NOW)
    page = page_of(browser, contexts, live_server.url, None, java_script_enabled=False)
    page.goto(f"{live_server.url}/messages/demo/")
    page.locator("a[href*='/messages/stop/']").click()
    expect(page.get_by_role("heading", name="No more of these e-mails?")).to_be_visible()
    page.get_by_role("button", name="Stop these e-mails").click()
    expect(page.get_by_role("heading", name="You will get no more of these")).to_be_visible()
    assert write(world, kind="measures_due", key="the next") == ()

    seen = page_of(browser, contexts, live_server.url, None)
    seen.goto(page.url)
    look(seen)
