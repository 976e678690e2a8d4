"""The session page in a browser: drawing on the body chart, keeping what is typed through anything, undo.

Time stands at Ailsa's second visit; at the first the thigh was marked.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as DjangoBrowser
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.people.api import User
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
