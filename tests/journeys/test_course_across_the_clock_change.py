"""A course of six across the change of clocks, two clients who want the same dates, and visits that are moved.

Time stands at Monday 22 February 2027; in London the clocks go forward on 28 March.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.book.api import ChangeRequest, Session
from ischia.clinic.people.api import User
from ischia.clinic.plan.api import CarePlan
from tests.support.booking import make_care_plan, make_screening
from tests.support.browsing import PHONE, look, sign_in
from tests.support.clinic import World, build_world, make_episode
from tests.support.diary import give_hours
from tests.support.flushing import flush_past_triggers

FEBRUARY = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)
AFTERNOONS = "?again=1&weekday=0&earliest=14:00&latest=15:15"
SIX_WEEKS = 42
"""On which day the review of these plans lies: six weekly visits end before it."""


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def world(transactional_db: Any, live_server: LiveServer, settings: Any) -> Iterator[World]:
    """Callum's clinic, served; Ailsa has a plan of six visits a week apart, checked and clear."""
    settings.ISCHIA_CLINIC = "demo"
    with time_machine.travel(FEBRUARY, tick=True):
        world = build_world()
        world.clinic.phone = "0131 496 0999"
        world.clinic.save()
        give_hours(world.callum, world.leith)
        make_screening(world.episode, at=FEBRUARY)
        yield world


@pytest.fixture
def plan(world: World) -> CarePlan:
    return make_care_plan(world.episode, sessions=6, review_by_day=SIX_WEEKS)


def browser_of(browser: Browser, address: str, user: User) -> BrowserContext:
    """A phone on which `user` is signed in."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.clock.set_fixed_time(FEBRUARY)
    context.set_default_timeout(15_000)
    sign_in(context, address, user)
    return context


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Page]:
    """Ailsa's phone."""
    context = browser_of(browser, live_server.url, world.ailsa_user)
    yield context.new_page()
    context.close()


def keep_and_book(page: Page) -> None:
    page.get_by_role("button", name="Keep these dates for 10 minutes").click()
    page.get_by_text("I have read this and agree.").click()
    page.get_by_role("button", name="Book all 6 sessions").click()
    expect(page.get_by_role("heading", name="You are booked.")).to_be_visible()


def test_each_of_six_visits_keeps_its_wall_clock_time_across_the_change_of_clocks(
    page: Page, live_server: LiveServer, plan: CarePlan
) -> None:
    page.goto(f"{live_server.url}/book/{plan.episode.pk}/")
    page.get_by_text("When suits you best?").click()
    page.get_by_label("Mon", exact=True).check()
    page.get_by_label("Not before").fill("14:00")
    page.get_by_label("Finished by").fill("15:15")
    look(page, "client-dates-wishes")
    page.get_by_role("button", name="Suggest new dates").click()
    expect(page.locator(".date__when")).to_have_text(["Monday, 14:00"] * 6)
    expect(page.get_by_text("The first visit takes 60 minutes")).to_be_visible()
    look(page, "client-course-of-six")
    keep_and_book(page)
    expect(page.locator(".date__when")).to_have_text(["Monday, 14:00"] * 6)
    with page.expect_download() as download:
        page.get_by_role("link", name="Add all to my calendar").click()
    events = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    starts = [event.decoded("dtstart").astimezone(UTC).strftime("%d %b %H:%M") for event in events]
    assert starts == [
        "22 Feb 14:00", "01 Mar 14:00", "08 Mar 14:00", "15 Mar 14:00", "22 Mar 14:00", "29 Mar 13:00",
    ]  # fmt: skip
    assert Session.objects.filter(status="booked").count() == 6


def test_of_two_browsers_that_want_the_same_dates_one_gets_them_and_the_other_sees_what_is_free(
    browser: Browser, page: Page, live_server: LiveServer, world: World, plan: CarePlan
) -> None:
    bram_plan = ready_too_of_six(world)
    other_phone = browser_of(browser, live_server.url, world.bram_user)
    other = other_phone.new_page()
    page.goto(f"{live_server.url}/book/{plan.episode.pk}/{AFTERNOONS}")
    other.goto(f"{live_server.url}/book/{bram_plan.episode.pk}/{AFTERNOONS}")
    expect(other.locator(".date__when")).to_have_text(["Monday, 14:00"] * 6)
    page.get_by_role("button", name="Keep these dates for 10 minutes").click()
    expect(page.get_by_role("timer")).to_be_visible()

    other.get_by_role("button", name="Keep these dates for 10 minutes").click()
    expect(other.get_by_role("heading", name="Nothing has been booked yet")).to_be_visible()
    expect(other.locator(".date--clash")).to_have_count(6)
    look(other, "client-dates-taken")
    assert Session.objects.filter(client=world.bram).count() == 0
    assert Session.objects.filter(client=world.ailsa, status="held").count() == 6

    other.get_by_role("button", name="Keep these dates for 10 minutes").click()
    expect(other.get_by_role("timer")).to_be_visible()
    page.reload()
    expect(page.get_by_role("timer")).to_be_visible()  # the first keeps what was held
    other_phone.close()


def ready_too_of_six(world: World) -> CarePlan:
    episode = make_episode(world.bram, now=FEBRUARY)
    make_screening(episode, at=FEBRUARY)
    return make_care_plan(episode, sessions=6, review_by_day=SIX_WEEKS)


def test_one_visit_is_moved_and_later_the_rest_follows(
    page: Page, live_server: LiveServer, world: World, plan: CarePlan
) -> None:
    page.goto(f"{live_server.url}/book/{plan.episode.pk}/{AFTERNOONS}")
    keep_and_book(page)
    names = set(Session.objects.values_list("pk", flat=True))

    page.get_by_role("link", name="Move session 2").click()
    look(page, "client-move-visit")
    page.locator("input[name=to]").first.check()
    page.get_by_role("button", name="Look at the change").click()
    expect(page.get_by_text("Everything is free.")).to_be_visible()
    look(page, "client-move-check")
    page.get_by_role("button", name="Move this visit").click()
    expect(page.get_by_role("heading", name="You are booked.")).to_be_visible()
    assert Session.objects.get(number=2).revision == 1

    page.get_by_role("link", name="Move session 4").click()
    page.get_by_label("This visit and all after it").check()
    page.get_by_label(re.compile("^11:15")).last.check()
    page.get_by_role("button", name="Look at the change").click()
    expect(page.locator(".date")).to_have_count(3)
    page.get_by_role("button", name="Move the visits chosen").click()
    expect(page.locator(".date__when")).to_have_count(6)
    after = [f"{each.starts_at.astimezone(world.clinic.zoneinfo):%H:%M}" for each in Session.objects.order_by("number")]
    assert after[3:] == ["11:15"] * 3  # also after the change of clocks
    assert set(Session.objects.values_list("pk", flat=True)) == names
    assert ChangeRequest.objects.count() == 2

    page.get_by_role("link", name="Cancel session 5").click()
    look(page, "client-cancel-visits")
    page.get_by_role("link", name="This visit and all after it").click()
    page.get_by_role("button", name="Cancel what is ticked").click()
    expect(page.get_by_text("cancelled", exact=True)).to_have_count(2)
    assert list(Session.objects.order_by("number").values_list("status", flat=True)) == [
        *["booked"] * 4,
        *["cancelled"] * 2,
    ]
