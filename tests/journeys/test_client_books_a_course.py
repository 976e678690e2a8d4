"""A client's way, in a browser: safety check, pain, plan, therapist, e-mail code, four dates, booked.

The same steps make the pictures in `docs/screens/`. Time stands at a Monday morning in the demo clinic.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.book.api import Session
from ischia.clinic.demo.api import load_demo
from ischia.clinic.diary.api import OccupancyState, Stretch, take
from ischia.clinic.people.api import Client
from ischia.clinic.places.api import Room
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import QuestionId
from ischia.pathway.book.api import Span
from tests.support.answering import CLINICIAN_FIRST, EMERGENCY, LEG_PAIN, SPOTS, URGENT, Ticked, answer_to
from tests.support.browsing import PHONE, look
from tests.support.clinic import NOW
from tests.support.flushing import flush_past_triggers

BELIES_THE_CHECK = "sshq_walking_brings_urge"
"""Who says yes to this has trouble with the bladder, which the safety check asks about first."""

CODE = re.compile(r"^\s*([A-Z0-9]{3}-?[A-Z0-9]{3})\s*$", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def address(transactional_db: Any, live_server: LiveServer, settings: Any) -> Iterator[str]:
    """The demo clinic, running, on a Monday at nine."""
    settings.ISCHIA_CLINIC = "forth"
    with time_machine.travel(NOW, tick=True):
        load_demo(now=NOW, clients=1)
        yield live_server.url


def phone(browser: Browser, **options: Any) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", **options)
    context.clock.set_fixed_time(NOW)
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A client's phone."""
    context = phone(browser)
    yield context.new_page()
    context.close()


def last_part(page: Page) -> str:
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def answer_one(page: Page, ticked: Ticked) -> None:
    """Answers the question on the page and waits for the next page."""
    question = load_knowledge().questions[QuestionId(last_part(page))]
    for answer in answer_to(question, ticked):
        if page.locator("input#answer").count():
            page.locator("input#answer").fill(answer)
        else:
            page.locator(f"input[name=answer][value='{answer}']").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: f"/screen/question/{question.id}/" not in url)


def answer_questions(page: Page, address: str, ticked: Ticked) -> None:
    """From the welcome page to the result."""
    page.goto(f"{address}/screen/")
    page.get_by_role("link", name="Start the safety check").click()
    while "/screen/question/" in page.url:
        answer_one(page, ticked)


def mark_places(page: Page) -> None:
    page.wait_for_url("**/assess/where/")
    for part in ("Back", "Buttocks and hips", "Thigh", "Knee and lower leg"):
        page.locator("summary", has_text=part).first.click()
    for spot in SPOTS:
        page.locator(f"input[value='{spot}']").check()


def say_what_it_feels_like(page: Page) -> None:
    page.wait_for_url("**/assess/what/")
    for spot in SPOTS:
        page.locator(f"input[name='{spot}.symptom'][value=pain]").check()
    page.get_by_role("button", name="Continue").click()


def answer_the_rest(page: Page, *, looking: bool = False) -> None:
    """Every further question about the pain with its first answer, but for what would belie the safety check.

    Numb soles and the like call for the first question of the safety check once more. `looking` needs scripts.
    """
    while "/assess/about/" in page.url or "/screen/question/" in page.url:
        if "/screen/question/" in page.url:
            expect(page.get_by_text("Please answer this again")).to_be_visible()
            if looking:
                look(page, "client-asked-again")
            page.get_by_label("None of these").check()
            page.get_by_role("button", name="Continue").click()
            page.wait_for_url("**/assess/**")
            continue
        for group in page.locator("main fieldset").all():
            belies = group.locator(f"input[name={BELIES_THE_CHECK}]").count()
            group.locator("input[value=false]" if belies else "input").first.check()
        for number in page.locator("main input[inputmode=decimal]").all():
            number.fill("5")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_load_state()
        expect(page.locator(".error-summary")).to_have_count(0)


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/account/code/confirm/**")


def code_from(email: str) -> str:
    message = next(each for each in reversed(mail.outbox) if email in each.to)
    found = CODE.search(str(message.body))
    assert found is not None, message.body
    return found[1]


def enter_code(page: Page, email: str) -> None:
    page.locator("#id_code").fill(code_from(email))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/book/with/**")


def give_details(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your date of birth").fill("1982-03-04")
    page.get_by_label("Your phone number").fill("0131 496 0200")
    page.locator("#id_health_data").check()
    page.locator("#id_treatment").check()


def come_to_the_dates(page: Page, address: str, ticked: Ticked, email: str) -> None:
    """Everything before the dates, without looking left or right."""
    answer_questions(page, address, ticked)
    page.get_by_role("link", name="Go on: tell us about your pain").click()
    mark_places(page)
    page.get_by_role("button", name="Continue").click()
    say_what_it_feels_like(page)
    page.wait_for_load_state()
    answer_the_rest(page)
    page.get_by_role("button", name="See your plan").click()
    page.get_by_role("link", name="Find your therapist").click()
    page.get_by_role("link", name="Book with").first.click()
    sign_in(page, email)
    enter_code(page, email)
    give_details(page, "Morag Sinclair")
    page.get_by_role("button", name="Continue to your dates").click()
    expect(page.get_by_role("heading", name="Your dates", exact=True)).to_be_visible()


def take_second_date_away(page: Page) -> None:
    """Somebody else is given the therapist's second date while the client is thinking."""
    key = page.locator("input[name='slot-2']:checked").get_attribute("value") or ""
    therapist, place, start = key.split("|")
    begin = datetime.fromisoformat(start)
    span = Span(begin, begin + timedelta(minutes=45))
    room = Room.objects.filter(place=UUID(place)).order_by("-name")[0]
    stretch = Stretch(
        therapist=UUID(therapist), room=room.pk, client=None, whole=span, session=span, day=span.start.date()
    )
    with transaction.atomic():
        take(stretches=[stretch], state=OccupancyState.FIRM, expires_at=None)


def test_client_books_a_course_of_four_sessions_on_a_phone(page: Page, address: str) -> None:
    page.goto(address)
    look(page, "client-welcome")
    page.get_by_role("link", name="Start the safety check").first.click()
    look(page)

    page.get_by_role("link", name="Start the safety check").click()
    look(page, "client-safety-question")
    while "/screen/question/" in page.url:
        answer_one(page, LEG_PAIN)
    expect(page.get_by_role("heading", name="You can go on.")).to_be_visible()
    look(page, "client-safety-clear")

    page.get_by_role("link", name="Go on: tell us about your pain").click()
    mark_places(page)
    look(page, "client-pain-where")
    page.get_by_role("button", name="Continue").click()
    say_what_it_feels_like(page)
    page.wait_for_url("**/assess/about/")
    look(page)
    answer_the_rest(page, looking=True)
    page.get_by_label("What would you like to do again").fill("Sit through a film with my daughter")
    look(page)
    page.get_by_role("button", name="See your plan").click()
    expect(page.get_by_text("The pattern this is most like")).to_be_visible()
    look(page, "client-plan")

    page.get_by_role("link", name="Find your therapist").click()
    expect(page.get_by_role("heading", name="Choose your therapist")).to_be_visible()
    look(page, "client-therapists")
    page.get_by_role("link", name="Book with").first.click()
    look(page)
    sign_in(page, "morag@sinclair.example")
    look(page)
    enter_code(page, "morag@sinclair.example")
    give_details(page, "Morag Sinclair")
    look(page)
    page.get_by_role("button", name="Continue to your dates").click()

    expect(page.locator(".date__leaf")).to_have_count(4)
    look(page, "client-dates")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(seconds=20))
    page.get_by_role("button", name="Keep these dates for 10 minutes").click()
    expect(page.get_by_role("timer")).to_be_visible()
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text(re.compile(r"9:\d\d"))
    look(page, "client-confirm")
    assert Session.objects.filter(client__name="Morag Sinclair", status="held").count() == 4

    page.get_by_text("I have read this and agree.").click()
    page.get_by_role("button", name="Book all 4 sessions").click()
    expect(page.get_by_role("heading", name="You are booked.")).to_be_visible()
    look(page, "client-booked")
    with page.expect_download() as download:
        page.get_by_role("link", name="Add all to my calendar").click()
    assert download.value.path().read_bytes().count(b"BEGIN:VEVENT") == 4

    page.get_by_role("link", name="My care", exact=True).last.click()
    expect(page.get_by_role("heading", name="My care")).to_be_visible()
    look(page)
    assert Session.objects.filter(client__name="Morag Sinclair", status="booked").count() == 4


def test_emergency_stops_at_once_with_nothing_but_what_to_do_now(page: Page, address: str) -> None:
    answer_questions(page, address, EMERGENCY)

    expect(page.get_by_role("heading", name="Get emergency help now.")).to_be_visible()
    expect(page.get_by_role("link", name="Call 999 now")).to_be_visible()
    assert page.locator("a[href^='/match/'], a[href^='/book/']").count() == 0
    look(page, "client-safety-emergency")


def test_urgent_is_told_to_be_seen_today(page: Page, address: str) -> None:
    answer_questions(page, address, URGENT)

    expect(page.get_by_role("heading", name="Please be seen by a clinician today.")).to_be_visible()
    assert page.locator("a[href^='/match/'], a[href^='/book/']").count() == 0
    look(page)


def test_clinician_first_holds_but_cannot_confirm(page: Page, address: str) -> None:
    come_to_the_dates(page, address, CLINICIAN_FIRST, "rhona@example.org")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(seconds=20))
    page.get_by_role("button", name="Keep these dates for 72 hours").click()

    expect(page.get_by_role("heading", name="Your dates wait for a clinician")).to_be_visible()
    expect(page.get_by_text("We keep these dates for you until")).to_be_visible()
    assert page.get_by_role("timer").count() == 0
    assert page.get_by_role("button", name="Book all").count() == 0
    look(page, "client-waits-for-clinician")


def test_a_date_taken_meanwhile_books_nothing_and_keeps_the_other_choices(page: Page, address: str) -> None:
    come_to_the_dates(page, address, LEG_PAIN, "morag@sinclair.example")
    take_second_date_away(page)
    page.get_by_role("button", name="Keep these dates for 10 minutes").click()

    expect(page.get_by_role("heading", name="Nothing has been booked yet")).to_be_visible()
    expect(page.locator(".date--clash")).to_have_count(1)
    look(page)
    assert not Session.objects.filter(client__name="Morag Sinclair").exists()
    page.get_by_role("button", name="Keep these dates for 10 minutes").click()
    expect(page.get_by_role("timer")).to_be_visible()


def test_the_whole_way_works_without_javascript(browser: Browser, address: str) -> None:
    context = phone(browser, java_script_enabled=False)
    page = context.new_page()
    come_to_the_dates(page, address, LEG_PAIN, "morag@sinclair.example")
    page.get_by_role("button", name="Keep these dates for 10 minutes").click()
    page.get_by_text("I have read this and agree.").click()
    page.get_by_role("button", name="Book all 4 sessions").click()

    expect(page.get_by_role("heading", name="You are booked.")).to_be_visible()
    assert Client.objects.filter(name="Morag Sinclair").count() == 1
    context.close()


def test_after_a_swap_the_focus_is_on_the_new_question_and_it_is_announced(page: Page, address: str) -> None:
    page.goto(f"{address}/screen/question/")
    answer_one(page, {})

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    expect(page.locator("#announcer")).to_have_text(heading.inner_text())


def test_an_interrupted_check_resumes_in_a_new_window(browser: Browser, address: str) -> None:
    context = phone(browser)
    page = context.new_page()
    page.goto(f"{address}/screen/question/")
    answer_one(page, LEG_PAIN)
    answer_one(page, LEG_PAIN)
    stopped_at = page.url
    page.close()

    again = context.new_page()
    again.goto(f"{address}/screen/")
    again.get_by_role("link", name="Carry on where you stopped").click()
    expect(again).to_have_url(stopped_at)
    context.close()
