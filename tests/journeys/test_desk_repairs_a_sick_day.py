"""The desk marks a therapist ill for a day, looks at the proposal, changes one line and carries it out, in a browser.

The same steps make the pictures in `docs/screens/`. Time stands a week before the sick day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import icalendar
import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.book.api import Session, calendar_file
from ischia.clinic.diary.api import add_time_off
from ischia.clinic.people.api import Therapist, User
from tests.support.booking import book, make_care_plan, make_screening, ready, ready_too
from tests.support.browsing import DESK, PHONE, look, sign_in
from tests.support.clinic import NOW, World, build_world, make_client, make_episode, make_therapist
from tests.support.diary import at, give_hours
from tests.support.flushing import flush_past_triggers

SICK = ("2026-11-30T00:00", "2026-11-30T23:59")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """A running clinic in which three people come to Callum on Monday; Isla has room for two of them."""

    world: World
    isla: Therapist
    address: str
    browser: Browser

    def signed_in(self, user: User, *, scripted: bool = True) -> BrowserContext:
        context = self.browser.new_context(viewport=PHONE, reduced_motion="reduce", java_script_enabled=scripted)
        sign_in(context, self.address, user)
        return context


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def clinic(transactional_db: Any, live_server: LiveServer, browser: Browser) -> Iterator[Clinic]:
    with time_machine.travel(NOW, tick=True):
        world = build_world()
        isla = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,))
        give_hours(isla, world.leith)
        book(world, ready(world), "2026-11-30 10:00", "2026-12-07 10:00")
        book(world, ready_too(world), "2026-11-30 11:15", actor=world.as_morag)
        episode = make_episode(make_client(world.clinic, name="Catriona Lund"))
        make_screening(episode)
        book(world, make_care_plan(episode), "2026-11-30 14:00", actor=world.as_morag)
        yield Clinic(world=world, isla=isla, address=live_server.url, browser=browser)


def mark_ill(clinic: Clinic, page: Page) -> None:
    page.goto(f"{clinic.address}/book/repair/")
    page.get_by_label("Who is away?").select_option(label="Callum Drever")
    page.get_by_label("From").fill(SICK[0])
    page.get_by_label("Until").fill(SICK[1])
    page.get_by_role("button", name="Mark as away and find other times").click()
    expect(page.get_by_role("heading", name="Proposed new times")).to_be_visible()


def test_desk_repairs_a_sick_day_and_both_calendars_are_right(clinic: Clinic) -> None:
    page = clinic.signed_in(clinic.world.morag).new_page()
    page.goto(f"{clinic.address}/book/repair/")
    look(page, "desk-repair-1-start")
    mark_ill(clinic, page)
    expect(page.get_by_text("Proved best: no other way")).to_be_visible()
    expect(page.get_by_text("Same day, same time, another therapist (Isla Munro).").first).to_be_visible()
    assert Session.objects.filter(therapist=clinic.isla).count() == 0
    look(page, "desk-repair-2-proposal")

    of_bram = page.get_by_label("New time for Bram Tulloch")
    of_bram.focus()
    page.keyboard.press("ArrowDown")
    changed = of_bram.input_value()
    page.get_by_label("Has Ailsa Rennie been told?").select_option(label="by phone")
    page.get_by_role("button", name="Apply and tell").click()

    expect(page.get_by_role("heading", name="New times are booked")).to_be_visible()
    expect(page.get_by_text("Told by phone on Mon 23 Nov")).to_be_visible()
    look(page, "desk-repair-3-done")
    ailsa = Session.objects.get(client=clinic.world.ailsa, number=1)
    bram = Session.objects.get(client=clinic.world.bram)
    assert (ailsa.therapist, f"{ailsa.starts_at:%d %H:%M}") == (clinic.isla, "30 10:00")
    assert changed.endswith(bram.starts_at.isoformat())
    assert bram.starts_at.isoformat() != "2026-11-30T11:15:00+00:00" or bram.therapist != clinic.isla
    assert_calendars(clinic, ailsa)
    assert_calendars(clinic, bram)


def assert_calendars(clinic: Clinic, session: Session) -> None:
    """The client's file has the visit once, under its old UID and at its new time; the therapist's day shows it."""
    calendar = icalendar.Calendar.from_ical(calendar_file(session.course))
    assert isinstance(calendar, icalendar.Calendar)
    events = [each for each in calendar.walk("VEVENT") if each["UID"] == f"session-{session.pk}@ischia"]
    assert [event.decoded("DTSTART") for event in events] == [session.starts_at]
    assert events[0]["SEQUENCE"] == session.revision
    with time_machine.travel(session.starts_at, tick=True):
        page = clinic.signed_in(session.therapist.user).new_page()
        page.goto(f"{clinic.address}/treat/")
        expect(page.get_by_role("link", name=session.client.name, exact=True)).to_be_visible()
        page.context.close()


def test_repair_works_without_javascript_and_says_when_the_diary_has_changed(clinic: Clinic) -> None:
    page = clinic.signed_in(clinic.world.fiona, scripted=False).new_page()
    page.set_viewport_size(DESK)
    mark_ill(clinic, page)
    away = (at("2026-11-30 10:00"), at("2026-11-30 10:30"))
    add_time_off(actor=clinic.world.as_morag, therapist=clinic.isla, starts_at=away[0], ends_at=away[1])
    page.get_by_role("button", name="Apply and tell").click()
    expect(page.get_by_role("heading", name="Nothing has been moved")).to_be_visible()
    expect(page.get_by_text("This time has been taken meanwhile")).to_be_visible()
    page.get_by_role("button", name="Propose again with the diary as it is now").click()
    page.get_by_role("button", name="Apply and tell").click()
    expect(page.get_by_role("heading", name="New times are booked")).to_be_visible()
