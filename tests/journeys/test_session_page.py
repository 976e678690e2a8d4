"""The session page in a browser: drawing on the body chart, keeping what is typed through anything, undo.

Time stands at Ailsa's second visit; at the first the thigh was marked.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as DjangoBrowser
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.people.api import User
from ischia.clinic.treat.api import SessionDraft
from tests.support.answering import LEG_PAIN, answer_questions
from tests.support.browsing import DESK, PHONE, check_accessible, look, sign_in
from tests.support.clinic import build_world
from tests.support.flushing import flush_past_triggers
from tests.support.treating import FIRST_DAY, Care, asked_again, fresh, in_care, treated

TABLET = ViewportSize(width=820, height=1180)
BEFORE = {
    "thigh_back.left": {"symptoms": "pain", "intensity": "7"},
    "leg_back.left": {"symptoms": "numb", "intensity": "4"},
}

Opens = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def care(transactional_db: Any) -> Iterator[Care]:
    with time_machine.travel(FIRST_DAY - timedelta(days=7), tick=True):
        care = in_care(build_world(), {"anticoagulant": True})
    with time_machine.travel(care.first.starts_at, tick=True):
        treated(care, care.first, leg_pain=6, chart=BEFORE, response="Eased under steady pressure.")
    with time_machine.travel(care.sessions[1].starts_at, tick=True):
        asked_again(care, fresh(care.sessions[1]))
        yield care


@pytest.fixture
def signed_in(live_server: LiveServer, browser: Browser) -> Callable[..., BrowserContext]:
    def context_of(user: User, size: ViewportSize = TABLET, *, has_touch: bool = False) -> BrowserContext:
        context = browser.new_context(viewport=size, has_touch=has_touch, reduced_motion="reduce")
        sign_in(context, live_server.url, user)
        return context

    return context_of


@pytest.fixture
def opens(care: Care, live_server: LiveServer, signed_in: Callable[..., BrowserContext]) -> Opens:
    """Opens the page of the second visit as Callum."""

    def opened(size: ViewportSize = TABLET, context: BrowserContext | None = None) -> Page:
        page = (context or signed_in(care.world.callum_user, size)).new_page()
        page.goto(f"{live_server.url}/treat/{care.sessions[1].pk}/")
        return page

    return opened


def chart_of(page: Page) -> Locator:
    chart = page.locator("#body-chart")
    if not chart.get_attribute("open"):
        page.get_by_text("Body chart of today").click()
    return chart


def middle(page: Page, spot: str) -> tuple[float, float]:
    """Where a place of the figure to draw on is, in the window."""
    box = page.locator(f".body-chart__pad [data-spot='{spot}'] .body-figure__region").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def stroke(page: Page, *spots: str) -> None:
    """One stroke of the mouse from place to place."""
    page.locator(".body-chart__pad .body-chart__figures").scroll_into_view_if_needed()
    page.mouse.move(*middle(page, spots[0]))
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*middle(page, spot), steps=8)
    page.mouse.up()


def test_a_stroke_marks_every_place_it_touches_with_what_is_felt(opens: Opens) -> None:
    page = opens(DESK)
    chart_of(page)

    page.get_by_role("button", name="Numb").click()
    stroke(page, "thigh_back.left", "knee_back.left", "leg_back.left")

    for spot in ("thigh_back.left", "knee_back.left", "leg_back.left"):
        expect(page.locator(f"input[name='spot'][value='{spot}']")).to_be_checked()
        expect(page.locator(f"input[name='{spot}.symptom'][value='numb']")).to_be_checked()
        expect(page.locator(f"[name='{spot}.intensity']")).to_have_value("5")
    expect(page.locator("[data-place]")).to_have_count(3)
    page.get_by_role("button", name="Erase").click()
    stroke(page, "knee_back.left")
    expect(page.locator("[data-place]")).to_have_count(2)
    page.locator(".body-chart__tools").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-place]")).to_have_count(3)
    check_accessible(page)


def test_a_tap_marks_and_a_second_tap_takes_it_back(opens: Opens) -> None:
    page = opens(DESK)
    chart_of(page)

    stroke(page, "heel.right")
    expect(page.locator("input[name='heel.right.symptom'][value='pain']")).to_be_checked()
    stroke(page, "heel.right")
    expect(page.locator("input[name='spot'][value='heel.right']")).not_to_be_checked()


def test_a_place_ticked_in_the_list_shows_on_the_figure_at_once(opens: Opens) -> None:
    page = opens(PHONE)
    chart = chart_of(page)

    chart.get_by_text("List of all places").click()
    chart.get_by_text("Foot", exact=True).click()
    chart.get_by_role("group", name="Heel", exact=True).get_by_role("checkbox", name="Left").check()

    place = chart.locator("[data-place='heel.left']")
    place.get_by_role("checkbox", name="Burning").check()
    expect(page.locator("[data-spot='heel.left'] .body-figure__mark")).to_have_attribute("fill", "url(#chart-burning)")


def test_the_limits_never_cover_the_chart(opens: Opens) -> None:
    page = opens(DESK)
    chart_of(page)
    page.locator(".body-chart__pad .body-chart__figures").scroll_into_view_if_needed()

    limits, figures = page.locator("#limits").bounding_box(), page.locator(".body-chart__figures").first.bounding_box()
    assert limits is not None
    assert figures is not None
    assert limits["x"] >= figures["x"] + figures["width"]
    assert limits["y"] >= 0


def test_two_visits_stand_side_by_side(opens: Opens) -> None:
    page = opens()
    chart_of(page)
    stroke(page, "leg_back.left", "heel.left")
    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_text("Compared with 30 November 2026")).to_be_visible()
    expect(page.locator("#chart-changes")).to_contain_text("Gone")
    expect(page.locator(".compared__chart")).to_have_count(2)
    page.locator("#body-chart").scroll_into_view_if_needed()
    look(page, "therapist-body-chart")


def test_the_client_draws_where_it_is_felt(care: Care, live_server: LiveServer, browser: Browser) -> None:
    django = DjangoBrowser()
    answer_questions(django, LEG_PAIN)
    context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in django.cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/assess/where/")

    page.get_by_role("button", name="Pins and needles").tap()
    page.locator(".body-chart__pad [data-spot='leg_back.left']").tap()
    expect(page.locator("input[name='spot'][value='leg_back.left']")).to_be_checked()
    look(page, "client-body-chart")
    page.get_by_role("button", name="Continue").click()

    expect(
        page.get_by_role("group", name="Calf, left").get_by_role("checkbox", name="Pins and needles")
    ).to_be_checked()


def told(page: Page) -> Locator:
    return page.get_by_role("textbox", name="What the client says", exact=True)


def draft(care: Care) -> SessionDraft:
    return SessionDraft.objects.get(session=care.sessions[1])


def test_what_is_typed_is_saved_by_itself_and_the_note_follows(opens: Opens, care: Care) -> None:
    page = opens()

    told(page).press_sequentially("Slept through twice.")

    expect(page.locator("#saved")).to_have_text("Saved 10:00")
    expect(page.get_by_role("textbox", name="Subjective")).to_have_value(re.compile("Slept through twice"))
    assert draft(care).entered["told"] == "Slept through twice."


def test_a_lost_connection_costs_no_keystroke(opens: Opens, care: Care) -> None:
    page = opens()
    page.context.set_offline(offline=True)

    told(page).press_sequentially("Calf pain eased after two days.")
    expect(page.locator("#saved")).to_contain_text("No connection. What you type is kept on this device")
    look(page)
    page.get_by_role("button", name="Sign and lock").click()
    expect(page.locator("#saved")).to_contain_text("Sign when it is back; nothing is lost.")
    assert draft(care).entered["told"] == ""

    page.context.set_offline(offline=False)
    expect(page.locator("#saved")).to_have_text("Saved 10:00")
    assert draft(care).entered["told"] == "Calf pain eased after two days."
    expect(told(page)).to_have_value("Calf pain eased after two days.")
    page.get_by_role("checkbox", name="This is what I did").check()
    page.get_by_role("button", name="Sign and lock").click()
    expect(page.get_by_text("Signed by Callum Drever")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_reload_without_a_connection_loses_nothing(opens: Opens, care: Care) -> None:
    page = opens()
    address = page.url
    page.context.set_offline(offline=True)
    told(page).press_sequentially("Could sit through a film.")
    expect(page.locator("#saved")).to_contain_text("No connection.")
    with contextlib.suppress(PlaywrightError):
        page.reload()
    page.context.set_offline(offline=False)

    page.goto(address)

    expect(told(page)).to_have_value("Could sit through a film.")
    expect(page.locator("#saved")).to_have_text("Saved 10:00")
    assert draft(care).entered["told"] == "Could sit through a film."


def test_what_lies_on_the_device_cannot_be_read_and_goes_at_signing_out(
    opens: Opens, care: Care, live_server: LiveServer
) -> None:
    page = opens()
    page.context.set_offline(offline=True)
    told(page).press_sequentially("Unreadable")
    expect(page.locator("#saved")).to_contain_text("No connection.")
    kept = page.evaluate("Object.entries(localStorage).join()")
    assert "ischia.draft." in kept
    assert "Unreadable" not in kept
    page.context.route(
        "**/treat/*/", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    page.context.set_offline(offline=False)

    page.goto(f"{live_server.url}/account/logout/")
    expect(page.get_by_text("This device holds a note that is not saved yet")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_after_the_session_has_ended_one_signs_in_again_and_goes_on(
    opens: Opens, care: Care, live_server: LiveServer
) -> None:
    page = opens()
    address = page.url
    page.context.clear_cookies(name="ischia_session")

    told(page).press_sequentially("Typed after the end.")
    expect(page.get_by_role("link", name="Sign in again to save it")).to_be_visible()
    sign_in(page.context, live_server.url, care.world.callum_user)
    page.goto(address)

    expect(told(page)).to_have_value("Typed after the end.")
    assert draft(care).entered["told"] == "Typed after the end."


def test_two_windows_are_told_of_each_other(opens: Opens, care: Care) -> None:
    first = opens()
    second = opens(context=first.context)
    told(first).press_sequentially("First")
    expect(first.locator("#saved")).to_have_text("Saved 10:00")

    told(second).press_sequentially("Second")
    expect(second.locator("#saved")).to_contain_text("Nothing was overwritten: choose which version stays.")
    assert draft(care).entered["told"] == "First"
    look(second, "therapist-two-windows")
    second.get_by_role("button", name="Keep what is here").click()

    expect(second.locator("#saved")).to_have_text("Saved 10:00")
    assert draft(care).entered["told"] == "Second"
    told(first).press_sequentially(" again")
    expect(first.locator("#saved")).to_contain_text("Nothing was overwritten")
    first.get_by_role("button", name="Show the other version").click()
    expect(told(first)).to_have_value("Second")


def test_the_last_change_can_be_taken_back(opens: Opens, care: Care) -> None:
    page = opens()
    rows = page.locator(".work-row").count()
    page.locator("#line-0").click()
    page.get_by_role("button", name="Remove work 1").click()
    expect(page.locator(".work-row")).to_have_count(rows - 1)

    page.get_by_role("button", name="Undo the last change").click()

    expect(page.locator(".work-row")).to_have_count(rows)
