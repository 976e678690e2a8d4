"""A therapist's day, in a browser: today's list, ask again, limits and plan, record, sign; then both see progress.

The same steps make the pictures in `docs/screens/`. Time stands at the first Monday of Ailsa's course.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.people.api import User
from ischia.clinic.treat.api import SessionRecord
from tests.support.browsing import sign_in
from tests.support.clinic import build_world
from tests.support.flushing import flush_past_triggers
from tests.support.treating import FIRST_DAY, Care, in_care, treated

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
LONGEST = 2000
ColorScheme = Literal["light", "dark"]
LEG_PAIN = (7, 6, 4)
"""Ailsa's leg pain at her first three visits."""

PROGRESS = "eg pain is down 4 points, more than the measurement error."


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """A running clinic in which Ailsa has had three visits; the fourth is today."""

    care: Care
    address: str
    browser: Browser

    def signed_in(
        self, user: User, *, size: str = "phone", scheme: ColorScheme = "light", scripted: bool = True
    ) -> BrowserContext:
        """A browser in which `user` is signed in already; how one signs in is tried elsewhere."""
        context = self.browser.new_context(
            viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce", java_script_enabled=scripted
        )
        sign_in(context, self.address, user)
        return context


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def clinic(transactional_db: Any, live_server: LiveServer, browser: Browser) -> Iterator[Clinic]:
    with time_machine.travel(FIRST_DAY - timedelta(days=7), tick=True):
        care = in_care(build_world(), {"anticoagulant": True})
    today = care.sessions[3]
    for session, pain in zip(care.sessions, LEG_PAIN, strict=False):
        with time_machine.travel(session.starts_at, tick=True):
            treated(care, session, leg_pain=pain, response="Eased under steady pressure.")
    with time_machine.travel(today.starts_at + timedelta(minutes=1), tick=True):
        yield Clinic(care=care, address=live_server.url, browser=browser)


def check_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA that axe-core can find."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(STANDARDS)}}})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def take(page: Page, name: str) -> None:
    """A picture of the page, long ones cut where a reader of the documentation would stop scrolling."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.evaluate("scrollTo(0, 0)")
    size = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
    clip: FloatRect = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], LONGEST)}
    page.screenshot(path=str(SCREENS / f"{name}.png"), full_page=True, clip=clip, animations="disabled")


def record_in_a_few_taps(clinic: Clinic, page: Page, *, suffix: str) -> None:
    """Today's list, ask again, record, sign: with a check and a picture at every stop."""
    page.goto(f"{clinic.address}/treat/")
    stop(page, f"therapist-1-today-{suffix}")
    page.get_by_role("link", name="Ailsa Rennie", exact=True).click()

    expect(page.get_by_role("heading", name="Limits today")).to_be_visible()
    stop(page, f"therapist-2-ask-again-{suffix}")
    ask_again(page)

    expect(page.get_by_role("heading", name="2. Work done")).to_be_visible()
    page.get_by_role("group", name="Average leg pain").get_by_role("radio", name="3", exact=True).check()
    expect(page.get_by_role("textbox", name="Objective")).to_have_value(re.compile("Leg pain, 0 to 10 .NPRS.: 3 of 10"))
    stop(page, f"therapist-3-record-{suffix}")
    page.get_by_role("checkbox", name="This is what I did").check()
    page.get_by_role("button", name="Sign and lock").click()

    expect(page.get_by_text("Signed by Callum Drever")).to_be_visible()
    stop(page, f"therapist-4-signed-{suffix}")


def ask_again(page: Page) -> None:
    """A routine visit: one tap, below the last question."""
    page.get_by_role("button", name="I asked each of these today").click()


def stop(page: Page, name: str) -> None:
    check_accessible(page)
    take(page, name)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_therapist_records_and_both_see_progress_and_decision(clinic: Clinic, size: str, scheme: ColorScheme) -> None:
    suffix = f"{SIZES[size]['width']}-{scheme}"
    therapist = clinic.signed_in(clinic.care.world.callum_user, size=size, scheme=scheme).new_page()

    record_in_a_few_taps(clinic, therapist, suffix=suffix)
    row = SessionRecord.objects.get(session=clinic.care.sessions[3])
    assert (row.ending, row.signed_name, row.breaches) == ("done", "Callum Drever", [])

    therapist.get_by_role("link", name="Progress").click()
    expect(therapist.get_by_role("heading", level=1)).to_contain_text(PROGRESS)
    stop(therapist, f"therapist-5-progress-{suffix}")
    therapist.get_by_role("link", name="What next?").click()
    stop(therapist, f"therapist-6-decision-{suffix}")
    therapist.get_by_role("button", name="Record my decision").click()
    expect(therapist.get_by_role("heading", name="Decided")).to_be_visible()

    client = clinic.signed_in(clinic.care.world.ailsa_user, size=size, scheme=scheme).new_page()
    client.goto(f"{clinic.address}/track/{clinic.care.episode.pk}/")
    expect(client.get_by_role("heading", level=1)).to_contain_text(PROGRESS)
    expect(client.locator(".tag", has_text="May be natural recovery")).to_be_visible()
    stop(client, f"client-progress-{suffix}")
    client.get_by_role("link", name="What next?").click()
    expect(client.get_by_text("Callum Drever").first).to_be_visible()
    stop(client, f"client-decision-{suffix}")


def test_an_alarm_ends_the_session_before_any_work(clinic: Clinic) -> None:
    page = clinic.signed_in(clinic.care.world.callum_user).new_page()
    page.goto(f"{clinic.address}/treat/{clinic.care.sessions[3].pk}/")

    page.get_by_text("Numbness between the legs; Change").click()
    page.locator("#finding-saddle_numbness").get_by_label("Yes, it started in the last 2 weeks").check()
    ask_again(page)

    expect(page.get_by_role("heading", name="Stop. No massage today.")).to_be_visible()
    expect(page.get_by_role("heading", name="2. Work done")).not_to_be_visible()
    stop(page, "therapist-stop-390-light")
    page.get_by_label("Referral note").fill("Sent to the emergency department with her sister, rang ahead.")
    page.get_by_role("button", name="Sign: session stopped").click()
    expect(page.get_by_role("heading", name="Signed: session stopped")).to_be_visible()

    client = clinic.signed_in(clinic.care.world.ailsa_user).new_page()
    client.goto(f"{clinic.address}/decide/{clinic.care.episode.pk}/")
    expect(client.get_by_text("Emergency department, now")).to_be_visible()


def test_work_beyond_a_limit_is_said_at_once_beside_the_row(clinic: Clinic) -> None:
    page = clinic.signed_in(clinic.care.world.callum_user, size="desk").new_page()
    page.goto(f"{clinic.address}/treat/{clinic.care.sessions[3].pk}/")
    ask_again(page)

    page.locator("#line-0").click()
    page.locator("#work-0-pressure").select_option("5")

    expect(page.locator("#beyond-0")).to_contain_text("Pressure 5 of 5; the limit is")
    expect(page.get_by_label("Beyond a limit: why?")).to_be_visible()
    check_accessible(page)
    take(page, "therapist-beyond-a-limit-1280-light")


def test_what_is_examined_on_the_day_ends_the_session_when_it_alarms(clinic: Clinic) -> None:
    page = clinic.signed_in(clinic.care.world.callum_user).new_page()
    page.goto(f"{clinic.address}/treat/{clinic.care.sessions[3].pk}/")
    ask_again(page)

    page.get_by_text("Examination", exact=True).click()
    page.get_by_label("Upper blood pressure").fill("1900")
    page.get_by_label("Slump test positive").select_option("true")
    page.get_by_role("button", name="Record the examination").click()
    expect(page.locator("#exam-systolic_blood_pressure-error")).to_be_visible()
    expect(page.get_by_label("Slump test positive")).to_have_value("true")
    stop(page, "therapist-examination-390-light")

    page.get_by_label("Upper blood pressure").fill("150")
    page.get_by_label("Strength L4").fill("3")
    page.get_by_role("button", name="Record the examination").click()
    expect(page.get_by_role("heading", name="Stop. No massage today.")).to_be_visible()


def test_the_client_fills_in_what_is_due_on_the_phone(clinic: Clinic) -> None:
    page = clinic.signed_in(clinic.care.world.ailsa_user).new_page()
    page.goto(f"{clinic.address}/track/{clinic.care.episode.pk}/measures/")
    stop(page, "client-measure-390-light")

    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Back pain")).to_be_visible()


def test_the_visit_works_without_javascript(clinic: Clinic) -> None:
    page = clinic.signed_in(clinic.care.world.callum_user, scripted=False).new_page()
    page.goto(f"{clinic.address}/treat/{clinic.care.sessions[3].pk}/")
    ask_again(page)
    rows = page.locator(".work-row").count()
    page.get_by_role("button", name="Add work").click()
    expect(page.locator(".work-row")).to_have_count(rows + 1)
    page.get_by_role("button", name=f"Remove work {rows + 1}").click()
    page.get_by_role("checkbox", name="This is what I did").check()
    page.get_by_role("button", name="Sign and lock").click()

    expect(page.get_by_text("Signed by Callum Drever")).to_be_visible()
