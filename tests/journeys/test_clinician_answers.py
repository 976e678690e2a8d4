"""A clinician without an account answers by link, and the answer becomes the limits of every session.

Time stands at Monday 23 November 2026. Ailsa has kidney disease: she may hold dates and not book them. Callum asks her
GP by e-mail, because an address that a client gives could be anybody's; Dr Laird answers on a phone of her own; Ailsa
books; Callum's session page shows the limits. Then Ailsa writes to Callum, and another time ticks a warning sign.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.book.api import Course, Session
from ischia.clinic.people.api import User
from ischia.clinic.screen.api import Clearance
from tests.support.browsing import DESK, PHONE, look, sign_in
from tests.support.clearing import holding, sent_token
from tests.support.clinic import NOW, World, build_world
from tests.support.flushing import flush_past_triggers


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
        yield world


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def page_of(
    browser: Browser,
    contexts: list[BrowserContext],
    address: str,
    user: User | None,
    size: Any,
    *,
    scripts: bool = True,
) -> Page:
    """A browser on which `user` is signed in, or nobody."""
    context = browser.new_context(viewport=size, reduced_motion="reduce", java_script_enabled=scripts)
    contexts.append(context)
    context.set_default_timeout(15_000)
    if user is not None:
        sign_in(context, address, user)
    return context.new_page()


def client_reads_how(page: Page, address: str, course: Course) -> None:
    """Ailsa comes from the page of the dates that she holds: she prints the question, or has her therapist send it."""
    page.goto(f"{address}/book/course/{course.pk}/")
    expect(page.get_by_role("heading", name="Your dates wait for a clinician")).to_be_visible()
    page.get_by_role("link", name="Ask a clinician").click()
    expect(page.get_by_label("Name of the GP")).to_be_visible()
    expect(page.get_by_label("Their e-mail address")).to_have_count(0)
    look(page)


def therapist_asks(page: Page, address: str, course: Course) -> str:
    """Callum asks Ailsa's GP; the address that the GP gets."""
    page.goto(f"{address}/screen/ask-clinician/{course.episode_id}/")
    page.get_by_label("Name of the GP").fill("Dr Shona Laird")
    page.get_by_label("Their e-mail address").fill("shona.laird@practice.example")
    look(page)
    page.get_by_label("The client agrees that this clinician sees").check()
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("Dr Shona Laird was asked")).to_be_visible()
    look(page)
    return f"{address}/screen/answer/{sent_token()}/"


def clinician_answers(page: Page, link: str) -> None:
    """Dr Laird reads one page and answers; one thing is missing at first."""
    page.goto(link)
    expect(page.get_by_role("heading", name="Is massage suitable for Ailsa Rennie?")).to_be_visible()
    look(page, "clinician-asked")
    expect(page.get_by_label("Longest session in minutes")).to_be_hidden()
    page.get_by_label("Modify as follows").check()
    page.get_by_label("2 of 5, light").check()
    page.get_by_label("Longest session in minutes").fill("30")
    page.get_by_label("Trigger point").check()
    page.get_by_label("Anything else the clinic should know").fill("Please write to me after six weeks.")
    page.get_by_label("Your role").fill("GP")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", name="Please check your answers")).to_be_visible()
    expect(page.get_by_label("Longest session in minutes")).to_have_value("30")
    page.get_by_label("Your registration number").fill("GMC 7654321")
    look(page, "clinician-corrects")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", name="Thank you. Your answer has reached us.")).to_be_visible()
    look(page)


def test_clinician_answers_by_link_and_the_limits_reach_every_session(
    browser: Browser, contexts: list[BrowserContext], live_server: LiveServer, world: World
) -> None:
    address, course = live_server.url, holding(world)
    ailsa = page_of(browser, contexts, address, world.ailsa_user, PHONE)
    laird = page_of(browser, contexts, address, None, PHONE)
    told: list[str] = []

    def note(request: Request) -> None:
        told.append(request.headers.get("referer", ""))

    laird.on("request", note)

    client_reads_how(ailsa, address, course)
    callum = page_of(browser, contexts, address, world.callum_user, PHONE)
    link = therapist_asks(callum, address, course)
    desk = page_of(browser, contexts, address, world.morag, PHONE)
    desk.goto(f"{address}/waiting/")
    expect(desk.get_by_text("Dr Shona Laird was asked")).to_be_visible()
    look(desk, "desk-sees-who-was-asked")

    clinician_answers(laird, link)
    token = link.rstrip("/").rpartition("/")[2]
    assert not [referer for referer in told if token in referer]

    laird.goto(link)
    expect(laird.get_by_role("heading", name="This link was used already.")).to_be_visible()
    look(laird)

    ailsa.goto(f"{address}/book/course/{course.pk}/")
    ailsa.locator("[name=accept]").check()
    ailsa.get_by_role("button", name="Book all 4 sessions").click()
    ailsa.wait_for_load_state()
    assert Session.objects.filter(course=course, status="booked", clearance=Clearance.objects.get()).count() == 4

    callum.goto(f"{address}/treat/{course.sessions.order_by('number')[0].pk}/")
    limits = callum.locator("#limits")
    expect(limits).to_contain_text("light")
    expect(limits).to_contain_text("30")
    expect(limits).to_contain_text("Trigger point")
    look(callum)


def test_clinician_says_no_without_scripts(
    browser: Browser, contexts: list[BrowserContext], live_server: LiveServer, world: World
) -> None:
    address, course = live_server.url, holding(world)
    asking = page_of(browser, contexts, address, world.callum_user, PHONE)
    laird = page_of(browser, contexts, address, None, DESK, scripts=False)

    laird.goto(therapist_asks(asking, address, course))
    laird.get_by_label("Inadvisable").check()
    laird.get_by_label("Anything else the clinic should know").fill("Not while she is on dialysis.")
    laird.get_by_label("Your role").fill("GP")
    laird.get_by_label("Your registration number").fill("GMC 7654321")
    laird.get_by_role("button", name="Send the answer").click()
    expect(laird.get_by_role("heading", name="Thank you. Your answer has reached us.")).to_be_visible()

    callum = page_of(browser, contexts, address, world.fiona, PHONE)
    callum.goto(f"{address}/screen/clearance/{world.episode.pk}/")
    expect(callum.get_by_text("Not while she is on dialysis.")).to_be_visible()
    look(callum)


def test_client_writes_to_the_care_team_warning_signs_first(
    browser: Browser, contexts: list[BrowserContext], live_server: LiveServer, world: World
) -> None:
    address = live_server.url
    holding(world)
    ailsa = page_of(browser, contexts, address, world.ailsa_user, PHONE)
    callum = page_of(browser, contexts, address, world.callum_user, PHONE)

    ailsa.goto(f"{address}/me/")
    ailsa.get_by_role("link", name="Write to your care team").click()
    ailsa.get_by_label("Your message").fill("May I swim on Thursday?")
    ailsa.get_by_role("button", name="Send").click()
    expect(ailsa.get_by_role("heading", name="Please check your answers")).to_be_visible()
    expect(ailsa.get_by_label("Your message")).to_have_value("May I swim on Thursday?")
    ailsa.get_by_label("None of these").check()
    look(ailsa, "client-writes")
    ailsa.get_by_role("button", name="Send").click()
    expect(ailsa.get_by_text("May I swim on Thursday?")).to_be_visible()

    callum.goto(f"{address}/conversation/")
    expect(callum.get_by_text("1 new")).to_be_visible()
    look(callum)
    callum.get_by_role("link", name="Ailsa Rennie").click()
    callum.get_by_label("Your message").fill("Yes, gently.")
    callum.get_by_role("button", name="Send").click()
    expect(callum.get_by_text("Yes, gently.")).to_be_visible()
    look(callum)

    ailsa.reload()
    expect(ailsa.get_by_text("Yes, gently.")).to_be_visible()
    ailsa.get_by_label("Your message").fill("It feels numb when I wipe.")
    ailsa.get_by_label("Numbness or a different feeling").check()
    ailsa.get_by_role("button", name="Send").click()
    expect(ailsa.get_by_role("heading", name="Get emergency help now.")).to_be_visible()
    expect(ailsa.get_by_role("link", name="Call 999 now")).to_be_visible()
    look(ailsa, "client-told-what-to-do")
