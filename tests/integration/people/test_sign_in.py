"""Signing in: one form and a code for everybody, a password for staff, and an end to guessing."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ischia.clinic.people.api import User
from ischia.clinic.people.throttling import forgive
from tests.support.clinic import PASSWORD, World

pytestmark = pytest.mark.django_db

ASK, CONFIRM, PASSWORD_PAGE = "/account/code/", "/account/code/confirm/", "/account/login/"
KNOWN, UNKNOWN = "ailsa@ischia.example", "never.seen@ischia.example"


def ask_for_code(browser: Browser, email: str) -> str:
    """Asks for a code and reads it in the e-mail."""
    response = browser.post(ASK, {"email": email})
    assert (response.status_code, response.headers["Location"]) == (302, CONFIRM)
    return code_in(str(mail.outbox[-1].body))


def code_in(body: str) -> str:
    found = re.search(r"^[A-Z0-9]{3}-?[A-Z0-9]{3}$", body, re.MULTILINE)
    assert found, body
    return found.group()


def is_signed_in(browser: Browser) -> bool:
    return "_auth_user_id" in browser.session


def wrong(code: str) -> str:
    return "ZZZ-ZZZ" if code != "ZZZ-ZZZ" else "YYY-YYY"


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN, " Ailsa@Ischia.Example "])
def test_a_code_signs_in_known_and_unknown_addresses_alike(world: World, client: Browser, email: str) -> None:
    code = ask_for_code(client, email)
    assert mail.outbox[-1].to == [email.strip().lower()]

    client.post(CONFIRM, {"code": code})

    assert client.session["_auth_user_id"] == str(User.objects.get(email=email.strip().lower()).pk)


def test_pages_and_letters_do_not_tell_whether_an_address_is_known(world: World) -> None:
    seen = []
    for email in (KNOWN, UNKNOWN):
        browser = Browser()
        code = ask_for_code(browser, email)
        page = browser.get(CONFIRM).content.decode()
        letter = mail.outbox[-1]
        page = re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
        seen.append((page.replace(email, "@"), str(letter.body).replace(code, "#"), letter.subject))

    assert seen[0] == seen[1]


def test_an_address_that_was_never_proved_is_forgotten_when_the_next_newcomer_asks(world: World) -> None:
    ask_for_code(Browser(), "typo@ischia.example")

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        ask_for_code(Browser(), UNKNOWN)

    assert not User.objects.filter(email="typo@ischia.example").exists()
    assert User.objects.filter(email=UNKNOWN).exists()


def test_a_code_works_once(world: World, client: Browser) -> None:
    code = ask_for_code(client, KNOWN)
    client.post(CONFIRM, {"code": code})
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)

    client.post(CONFIRM, {"code": code})

    assert not is_signed_in(client)


def test_a_code_works_only_in_the_browser_that_asked(world: World, client: Browser) -> None:
    code = ask_for_code(client, KNOWN)
    thief = Browser()

    thief.post(CONFIRM, {"code": code})

    assert not is_signed_in(thief)


def test_the_third_wrong_code_ends_the_attempt_so_that_the_right_one_comes_too_late(
    world: World, client: Browser
) -> None:
    code = ask_for_code(client, KNOWN)
    for _ in range(3):
        client.post(CONFIRM, {"code": wrong(code)})

    client.post(CONFIRM, {"code": code})

    assert not is_signed_in(client)


def test_two_wrong_codes_are_forgiven(world: World, client: Browser) -> None:
    code = ask_for_code(client, KNOWN)
    for _ in range(2):
        client.post(CONFIRM, {"code": wrong(code)})

    client.post(CONFIRM, {"code": code})

    assert is_signed_in(client)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_a_code_expires_after_ten_minutes(world: World, client: Browser, *, minutes: int, works: bool) -> None:
    code = ask_for_code(client, KNOWN)

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        client.post(CONFIRM, {"code": code})

    assert is_signed_in(client) is works


def test_codes_to_one_address_are_limited_but_others_still_get_theirs(world: World) -> None:
    for _ in range(3):
        ask_for_code(Browser(), KNOWN)

    refused = Browser().post(ASK, {"email": KNOWN})

    assert refused.status_code == 200
    assert len(mail.outbox) == 3
    ask_for_code(Browser(), UNKNOWN)
    assert len(mail.outbox) == 4


def test_the_code_is_in_the_letter_alone(
    world: World, client: Browser, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = ask_for_code(client, KNOWN)
        page = client.get(CONFIRM)
        answer = client.post(CONFIRM, {"code": code})

    written = capsys.readouterr()
    for text in (caplog.text, written.out, written.err, page.content.decode(), answer.headers["Location"]):
        assert code not in text
    assert code not in mail.outbox[0].subject


def test_staff_may_sign_in_with_a_password(world: World, client: Browser) -> None:
    client.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": PASSWORD})

    assert is_signed_in(client)


@pytest.mark.parametrize(("login", "home"), [("callum", "/treat/"), ("morag", "/treat/"), ("ailsa", "/me/")])
def test_everybody_comes_to_their_own_first_page(world: World, client: Browser, login: str, home: str) -> None:
    answer = client.post(PASSWORD_PAGE, {"login": f"{login}@ischia.example", "password": PASSWORD})

    assert answer.headers["Location"] == home


def test_five_wrong_passwords_stop_the_guessing_but_nobody_else_behind_the_same_address(world: World) -> None:
    guesser, colleague = Browser(), Browser()
    for _ in range(5):
        answer = guesser.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": "wrong"})
    assert answer.status_code == 429

    guesser.post(PASSWORD_PAGE, {"login": "MORAG@ischia.example", "password": PASSWORD})
    colleague.post(PASSWORD_PAGE, {"login": "fiona@ischia.example", "password": PASSWORD})

    assert not is_signed_in(guesser)
    assert is_signed_in(colleague)


def test_the_pause_after_wrong_passwords_ends_by_itself(world: World, client: Browser) -> None:
    for _ in range(5):
        client.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": "wrong"})

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": PASSWORD})

    assert is_signed_in(client)


def test_the_pause_can_be_lifted_by_hand(world: World, client: Browser) -> None:
    for _ in range(5):
        client.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": "wrong"})

    forgive(email="morag@ischia.example")
    client.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": PASSWORD})

    assert is_signed_in(client)


def test_an_address_and_password_are_not_logged(
    world: World, client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(6):
            client.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": "wr0ng-guess"})

    assert "wr0ng-guess" not in caplog.text
    assert "morag@" not in caplog.text


def test_a_wrong_password_reads_the_same_for_known_and_unknown_addresses(world: World) -> None:
    def answer(login: str) -> str:
        page = Browser().post(PASSWORD_PAGE, {"login": login, "password": "wrong"}).content.decode()
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", page).replace(login, "@")

    assert answer("morag@ischia.example") == answer(UNKNOWN)


@pytest.mark.parametrize("address", ["signup/", "email/", "confirm-email/", "password/reset/", "login/code/"])
def test_other_ways_to_make_or_change_an_account_lead_to_the_code(world: World, client: Browser, address: str) -> None:
    response = client.post(f"/account/{address}", {"email": UNKNOWN, "password1": PASSWORD})

    assert (response.status_code, response.headers["Location"]) == (302, ASK)
    assert not User.objects.filter(email=UNKNOWN).exists()


@pytest.mark.parametrize("address", ["password/change/", "logout/", "inactive/"])
def test_what_is_left_of_the_account_pages_wears_our_clothes(world: World, client: Browser, address: str) -> None:
    client.post(PASSWORD_PAGE, {"login": "morag@ischia.example", "password": PASSWORD})

    assert 'class="site-header"' in client.get(f"/account/{address}").content.decode()


def test_somebody_without_a_password_may_choose_one(world: World, client: Browser) -> None:
    client.post(CONFIRM, {"code": ask_for_code(client, UNKNOWN)})
    page = client.get("/account/password/set/").content.decode()
    assert 'class="site-header"' in page

    client.post(
        "/account/password/set/", {"password1": "lamp post herring tide", "password2": "lamp post herring tide"}
    )

    assert User.objects.get(email=UNKNOWN).check_password("lamp post herring tide")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/healthz"])
def test_after_signing_in_one_goes_on_within_this_site_only(world: World, client: Browser, target: str) -> None:
    response = client.post(f"{ASK}?next={target}", {"email": KNOWN, "next": target})
    confirm = response.headers["Location"]
    answer = client.post(confirm, {"code": code_in(str(mail.outbox[-1].body)), "next": target})

    expected = target if target == "/healthz" else "/me/"
    assert answer.headers["Location"] == expected


@pytest.mark.parametrize(
    ("who", "hours", "stays"),
    [
        ("callum_user", 11.9, True),
        ("callum_user", 12.1, False),
        ("morag", 12.1, False),
        ("fiona", 12.1, False),
        ("ailsa_user", 12.1, True),
        ("ailsa_user", 14 * 24 - 1, True),
        ("ailsa_user", 14 * 24 + 1, False),
    ],
)
def test_staff_sign_in_anew_after_a_working_day_and_clients_after_a_fortnight(
    world: World, who: str, hours: float, *, stays: bool
) -> None:
    browser = Browser()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser.force_login(getattr(world, who))
        clock.shift(timedelta(hours=hours))

        assert (browser.get("/me/").status_code == 200) is stays


def test_a_busy_day_does_not_keep_staff_signed_in_for_longer(world: World) -> None:
    browser = Browser()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser.force_login(world.callum_user)
        clock.shift(timedelta(hours=11))
        session = browser.session
        session["something"] = "changed"
        session.save()
        clock.shift(timedelta(hours=2))

        assert browser.get("/treat/").status_code == 302
