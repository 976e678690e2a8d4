"""The desk serves the waitlist, in a browser: two people wait, a visit is cancelled, one says no, the next takes it.

Time stands at Monday 23 November 2026. Ailsa cancels, Bram is asked first and Catriona second; then the desk offers
Bram another time by hand and writes down what he says on the phone.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.book.api import Session
from ischia.clinic.people.api import User
from tests.support.booking import make_screening, ready, ready_too
from tests.support.browsing import DESK, PHONE, look, sign_in
from tests.support.clinic import NOW, World, build_world, user_of
from tests.support.flushing import flush_past_triggers
from tests.support.outbox import links, sent
from tests.support.waiting import booked_visit, somebody


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def world(transactional_db: Any, live_server: LiveServer, settings: Any) -> Iterator[World]:
    settings.ISCHIA_CLINIC = "demo"
    with time_machine.travel(NOW, tick=True):
        world = build_world()
        world.clinic.phone = "0131 496 0999"
        world.clinic.save()
        world.first_visit.is_active = False
        world.first_visit.save()
        yield world


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def page_of(browser: Browser, contexts: list[BrowserContext], address: str, user: User | None, size: Any) -> Page:
    """A browser on which `user` is signed in, or nobody."""
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    contexts.append(context)
    context.clock.set_fixed_time(NOW)
    context.set_default_timeout(15_000)
    if user is not None:
        sign_in(context, address, user)
    return context.new_page()


def test_desk_serves_the_waitlist_from_the_first_wait_to_the_last_booking(
    browser: Browser, contexts: list[BrowserContext], live_server: LiveServer, world: World
) -> None:
    address = live_server.url
    visit = booked_visit(world, ready(world))
    bram_plan, catriona_plan = ready_too(world), somebody(world, "Catriona Weir")
    bram = page_of(browser, contexts, address, world.bram_user, PHONE)
    desk = page_of(browser, contexts, address, world.morag, DESK)

    bram.goto(f"{address}/me/")
    bram.get_by_role("link", name="Join the waitlist").click()
    for half_day in ("Morning", "Afternoon"):
        bram.get_by_role("group", name="Mon").get_by_label(half_day).check()
    look(bram, "client-joins-the-waitlist")
    bram.get_by_role("button", name="Join the waitlist").click()
    expect(bram.get_by_role("heading", name="You are on the waitlist")).to_be_visible()
    expect(bram.get_by_text("You are next when a time comes free that fits you.")).to_be_visible()
    look(bram, "client-on-the-waitlist")

    desk.goto(f"{address}/book/waitlist/join/{catriona_plan.episode_id}/")
    desk.get_by_role("button", name="Join the waitlist").click()
    expect(desk.get_by_text("1 person who joined before you may be asked first")).to_be_visible()

    ailsa = page_of(browser, contexts, address, world.ailsa_user, PHONE)
    ailsa.goto(f"{address}/book/session/{visit.pk}/cancel/")
    ailsa.get_by_role("button", name="Cancel this session").click()
    ailsa.wait_for_load_state()

    desk.goto(f"{address}/book/waitlist/?day=2026-11-30")
    expect(desk.get_by_role("heading", name="2 people wait")).to_be_visible()
    expect(desk.get_by_text("has an offer until 11:00")).to_be_visible()
    offered = [message for message in sent(timezone.now()) if "come free" in message.subject]
    assert [message.to for message in offered] == [["bram@ischia.example"]]

    stranger = page_of(browser, contexts, address, None, PHONE)
    stranger.goto(f"{address}{links('waitlist_offer')[0]}")
    expect(stranger.get_by_text("Bram")).to_have_count(0)
    look(stranger, "waitlist-link-without-signing-in")
    stranger.get_by_role("button", name="No, thank you: ask the next person").click()
    expect(stranger.get_by_role("heading", name="Thank you for telling us.")).to_be_visible()

    catriona = page_of(browser, contexts, address, user_of(catriona_plan.episode.client), PHONE)
    catriona.goto(f"{address}{links('waitlist_offer')[1]}")
    expect(catriona.get_by_text("Monday, 10:00")).to_be_visible()
    look(catriona, "client-is-offered-a-time")
    catriona.get_by_text("I have read this and agree.").click()
    catriona.get_by_role("button", name="Take this time").click()
    expect(catriona.get_by_role("heading", name="You are booked.")).to_be_visible()

    desk.goto(f"{address}/book/waitlist/?day=2026-11-30")
    expect(desk.get_by_role("heading", name="1 person waits")).to_be_visible()
    desk.get_by_role("link", name="Who fits? 1 person asked for such a time").last.click()
    expect(desk.get_by_role("heading", name="Whom this time fits")).to_be_visible()
    desk.set_viewport_size(PHONE)
    look(desk, "desk-waitlist")
    desk.set_viewport_size(DESK)
    desk.get_by_role("button", name="Offer it to Bram Tulloch").click()
    expect(desk.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
    desk.set_viewport_size(PHONE)
    look(desk, "desk-waitlist-offer")
    desk.set_viewport_size(DESK)
    desk.get_by_role("button", name="Bram Tulloch says yes").click()
    expect(desk.get_by_text("Nobody waits.")).to_be_visible()

    booked = Session.objects.filter(status="booked").order_by("starts_at").values_list("client__name", flat=True)
    assert sorted(booked) == ["Bram Tulloch", "Catriona Weir"]
    bram.goto(f"{address}/me/")
    expect(bram.get_by_role("heading", name="Coming up")).to_be_visible()
    look(bram)
    assert bram_plan.episode.client == world.bram


def test_therapist_takes_a_calendar_out_and_brings_one_in(
    browser: Browser, contexts: list[BrowserContext], live_server: LiveServer, world: World
) -> None:
    booked_visit(world, ready(world))
    page = page_of(browser, contexts, live_server.url, world.callum_user, PHONE)
    page.goto(f"{live_server.url}/book/calendars/")
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Address", exact=True).input_value()
    look(page, "therapist-calendar-address")
    assert "SUMMARY:Visit: A. R." in page.request.get(address).text()

    page.get_by_text("Add a calendar file").click()
    page.get_by_label("A name for this calendar").first.fill("Home")
    busy = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:School\n"
        "DTSTART:20261130T090000\nDTEND:20261130T120000\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    file = FilePayload(name="home.ics", mimeType="text/calendar", buffer=busy.encode())
    page.get_by_label("Calendar file (.ics)").set_input_files(file)
    page.get_by_role("button", name="Read this file").click()
    expect(page.get_by_text("1 busy stretch, read on")).to_be_visible()
    expect(page.get_by_text("Booked here and busy elsewhere")).to_be_visible()
    expect(page.get_by_text("School")).to_have_count(0)
    look(page, "therapist-calendars-elsewhere")


def test_client_who_has_to_ask_a_clinician_waits_and_is_told_so(
    browser: Browser, contexts: list[BrowserContext], live_server: LiveServer, world: World
) -> None:
    plan = ready(world)
    make_screening(plan.episode, outcome="clinician_first", at=NOW)
    page = page_of(browser, contexts, live_server.url, world.ailsa_user, PHONE)
    page.goto(f"{live_server.url}/book/waitlist/join/{plan.episode_id}/")
    page.get_by_role("button", name="Join the waitlist").click()
    expect(page.get_by_text("once a clinician has said that massage is suitable")).to_be_visible()
    look(page)
