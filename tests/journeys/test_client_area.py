"""A client's own area, in a browser: the intake on two devices, a check-in that alarms, family, data, a passkey.

Ailsa is under treatment with Callum (tests/support/treating.py). The same steps make the pictures in `docs/screens/`.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client as Visitor
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.intake.models import CheckIn, Intake
from ischia.clinic.people.api import User
from tests.support.browsing import PHONE, look
from tests.support.clinic import NOW, World, build_world
from tests.support.flushing import flush_past_triggers
from tests.support.furnishing import BACKEND
from tests.support.intake import TYPED, told
from tests.support.treating import Care, in_care

CODE = re.compile(r"^\s*([A-Z0-9]{3}-?[A-Z0-9]{3})\s*$", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def care(transactional_db: Any, live_server: LiveServer) -> Iterator[Care]:
    """Ailsa's four visits are booked; it is a week before the first."""
    with time_machine.travel(NOW, tick=True):
        yield in_care(build_world())


def device(browser: Browser, **options: Any) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", **options)
    context.set_default_timeout(30_000)
    return context


def signed_in(browser: Browser, live_server: LiveServer, user: User, **options: Any) -> Page:
    """A phone on which this person has signed in."""
    visitor = Visitor()
    visitor.force_login(user, backend=BACKEND)
    context = device(browser, **options)
    cookie = visitor.cookies["ischia_session"].value
    context.add_cookies([{"name": "ischia_session", "value": cookie, "url": live_server.url}])
    return context.new_page()


def fill(page: Page, step: str) -> None:
    """One page of the intake, as in tests/support/intake.py, and on."""
    for name, value in TYPED[step].items():
        for each in value if isinstance(value, list) else [value]:
            box = page.locator(f"main input[name={name}][value='{each}'], main input[type=checkbox][name={name}]")
            if box.count():
                box.first.check()
            else:
                page.locator(f"main [name={name}]").fill(each)
    page.get_by_role("button", name="Save and go on").click()


def test_a_client_tells_about_themselves_on_two_devices_one_of_them_without_scripts(
    care: Care, browser: Browser, live_server: LiveServer
) -> None:
    page = signed_in(browser, live_server, care.world.ailsa_user)
    page.goto(f"{live_server.url}/me/")
    expect(page.get_by_role("heading", name="Tell us about you")).to_be_visible()
    look(page, "client-my-care")
    page.get_by_role("link", name="Start", exact=True).click()
    look(page)
    page.get_by_role("link", name="Start", exact=True).click()
    look(page, "client-intake-page")
    page.locator("main [name=phone]").fill("")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".error-summary")).to_be_focused()
    fill(page, "reaching")
    fill(page, "clinician")
    look(page)
    page.locator("main [name=helped]").fill("walking")
    page.get_by_role("button", name="Save and stop here").click()
    expect(page.get_by_role("heading", name="Finish telling us about you")).to_be_visible()

    other = signed_in(browser, live_server, care.world.ailsa_user, java_script_enabled=False)
    other.goto(f"{live_server.url}/me/")
    other.get_by_role("link", name="Carry on").first.click()
    other.get_by_role("link", name="Carry on where you stopped").click()
    for step in ("medicines", "goals", "comfort", "avoid", "agreements"):
        fill(other, step)
    expect(other.get_by_text("walking")).to_be_visible()
    page.goto(other.url)
    look(page)
    other.get_by_role("button", name="Send it to my therapist").click()
    expect(other.get_by_role("heading", name="Thank you. Your therapist has it.")).to_be_visible()
    assert Intake.objects.get(episode=care.episode).told.answers["treatments"]["helped"] == "walking"


def test_a_client_checks_in_on_the_phone_reads_what_to_do_and_the_therapist_finds_it_filled_in(
    care: Care, browser: Browser, live_server: LiveServer
) -> None:
    told(care.episode, actor=care.world.as_ailsa)
    with time_machine.travel(care.first.starts_at - timedelta(days=1), tick=True):
        page = signed_in(browser, live_server, care.world.ailsa_user)
        page.goto(f"{live_server.url}/me/")
        page.get_by_role("link", name="Check in").click()
        look(page, "client-check-in")
        taps = _answer(page, "bladder_change")
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("link", name="Call 999 now")).to_be_visible()
        look(page, "client-check-in-alarm")
    assert taps <= 8
    assert CheckIn.objects.get().is_alarming

    with time_machine.travel(care.first.starts_at, tick=True):
        therapist = signed_in(browser, live_server, care.world.callum_user)
        therapist.goto(f"{live_server.url}/treat/{care.first.pk}/")
        expect(therapist.get_by_text("Told by the client on")).to_be_visible()
        expect(therapist.locator("input[name=finding-bladder_change][value=new]")).to_be_checked()
        look(therapist, "therapist-told-by-the-client")


def _answer(page: Page, sign: str) -> int:
    """Every question of the check-in with one tap each, one sign ticked. Says how many taps that takes."""
    values = {"control_and_feeling": sign, "now": "none", "leg_weakness": "absent", "since_last_time": "none"}
    values |= {"leg_pain_intensity": "6", "back_pain_intensity": "3"}
    for name, value in values.items():
        page.locator(f"main input[name={name}][value='{value}']").check()
    return len(values) + 1


def test_a_client_lets_somebody_act_for_them_and_that_person_sees_only_what_is_shared(
    care: Care, browser: Browser, live_server: LiveServer
) -> None:
    world: World = care.world
    page = signed_in(browser, live_server, world.ailsa_user)
    page.goto(f"{live_server.url}/me/settings/")
    look(page)
    page.get_by_role("link", name="Family and helpers").click()
    page.get_by_role("link", name="Let somebody act for me").click()
    look(page)
    page.get_by_label("The e-mail address of the person who may help you").fill(world.noor.email)
    page.locator("[name=agrees]").check()
    page.get_by_role("button", name="Let them act for me").click()
    look(page, "client-family")

    helper = signed_in(browser, live_server, world.noor)
    helper.goto(f"{live_server.url}/me/family/")
    helper.get_by_role("button", name="Act for Ailsa Rennie").click()
    expect(helper.get_by_text("You act for Ailsa Rennie")).to_be_visible()
    expect(helper.get_by_role("heading", name="Is it helping?")).to_have_count(0)
    look(helper)

    page.get_by_role("button", name=re.compile("End this")).click()
    helper.goto(f"{live_server.url}/me/")
    expect(helper.get_by_text("Ailsa")).to_have_count(0)


def test_a_client_takes_a_copy_chooses_messages_and_takes_a_consent_back(
    care: Care, browser: Browser, live_server: LiveServer
) -> None:
    told(care.episode, actor=care.world.as_ailsa)
    page = signed_in(browser, live_server, care.world.ailsa_user)
    for address in ("visits", "documents"):
        page.goto(f"{live_server.url}/me/{address}/")
        look(page)
    page.goto(f"{live_server.url}/me/notifications/")
    page.locator("[name=waitlist-email]").uncheck()
    page.get_by_role("button", name="Keep my choices").click()
    expect(page.locator("[name=waitlist-email]")).not_to_be_checked()
    look(page)
    page.goto(f"{live_server.url}/me/consents/")
    look(page)
    page.get_by_role("link", name=re.compile("Take it back")).first.click()
    look(page)
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_text("Taken back on")).to_be_visible()
    page.goto(f"{live_server.url}/me/data/")
    look(page, "client-data")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download everything").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.get_by_role("link", name="What is erased and what has to stay").click()
    look(page)


def test_a_client_makes_a_passkey_and_signs_in_with_it(care: Care, browser: Browser, live_server: LiveServer) -> None:
    context = device(browser)
    page = context.new_page()
    _virtual_authenticator(context, page)
    _sign_in_by_code(page, live_server, care.world.ailsa_user.email)
    page.goto(f"{live_server.url}/account/passkeys/")
    look(page)
    page.get_by_role("link", name="Make a passkey on this device").click()
    look(page)
    page.get_by_label("What shall we call this device?").fill("Ailsa's phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("Ailsa's phone", exact=True)).to_be_visible()

    page.goto(f"{live_server.url}/account/logout/")
    page.locator("main").get_by_role("button").first.click()
    page.goto(f"{live_server.url}/account/code/?next=/me/visits/")
    look(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My visits")).to_be_visible()

    page.goto(f"{live_server.url}/account/passkeys/")
    page.get_by_role("button", name=re.compile("Remove")).click()
    expect(page.get_by_text("No passkey yet")).to_be_visible()


def _virtual_authenticator(context: BrowserContext, page: Page) -> None:
    """A phone's own authenticator that always says yes."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _sign_in_by_code(page: Page, live_server: LiveServer, email: str) -> None:
    page.goto(f"{live_server.url}/account/code/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/account/code/confirm/**")
    message = next(each for each in reversed(mail.outbox) if email in each.to)
    found = CODE.search(str(message.body))
    assert found is not None
    page.locator("#id_code").fill(found[1])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/")
