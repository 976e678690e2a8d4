"""Is a passkey one way in beside the code, made and removed only by somebody who signed in just now?

What the browser and the device do is walked in tests/journeys/test_client_area.py.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client as Visitor
from django.test import RequestFactory

from ischia.clinic.audit.api import Actor, events_by
from ischia.clinic.people.api import User
from tests.support.clinic import World
from tests.support.furnishing import BACKEND

ADDRESSES = ("/account/passkeys/", "/account/passkeys/add/", "/account/again/")


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def signed_in(user: User, *, at: datetime | None = None) -> Visitor:
    """A visitor who proved who they are `at` that time; never, as far as is known, without one."""
    visitor = Visitor()
    visitor.force_login(user, backend=BACKEND)
    if at is not None:
        request = RequestFactory().get("/")
        request.session = visitor.session
        with time_machine.travel(at, tick=False):
            record_authentication(request, user, "code")
        request.session.save()
    return visitor


def passkey_of(user: User) -> Authenticator:
    data = {"name": "A phone", "credential": {}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_asks_to_sign_in(world: World, client: Visitor, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/account/code/")


def test_a_passkey_is_made_only_after_a_recent_sign_in(world: World, now: datetime) -> None:
    for at, goes_on in ((now - timedelta(minutes=14), True), (now - timedelta(minutes=16), False), (None, False)):
        response = signed_in(world.ailsa_user, at=at).get("/account/passkeys/add/")
        assert (response.status_code == 200) is goes_on


def test_the_page_that_makes_one_holds_a_new_challenge_each_time(world: World, now: datetime) -> None:
    visitor = signed_in(world.ailsa_user, at=now)
    first, second = (visitor.get("/account/passkeys/add/").content.decode() for _ in range(2))

    assert "challenge" in first
    assert first.split("challenge")[1][:60] != second.split("challenge")[1][:60]


def test_what_no_device_has_made_is_refused(world: World, now: datetime) -> None:
    visitor = signed_in(world.ailsa_user, at=now)
    visitor.get("/account/passkeys/add/")
    response = visitor.post("/account/passkeys/add/", {"name": "Mine", "credential": '{"id": "x"}'})

    assert response.status_code == 422
    assert not Authenticator.objects.exists()


def test_removing_one_leaves_a_trace_and_needs_a_recent_sign_in(world: World, now: datetime) -> None:
    passkey = passkey_of(world.ailsa_user)
    old, recent = signed_in(world.ailsa_user), signed_in(world.ailsa_user, at=now)

    assert old.post(f"/account/passkeys/{passkey.pk}/remove/").headers["Location"].startswith("/account/again/")
    assert Authenticator.objects.count() == 1
    recent.post(f"/account/passkeys/{passkey.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert "people.passkey_removed" in [event.action for event in events_by(Actor.of(world.ailsa_user).id)]


def test_nobody_removes_somebody_elses(world: World, now: datetime) -> None:
    passkey = passkey_of(world.ailsa_user)

    assert signed_in(world.bram_user, at=now).post(f"/account/passkeys/{passkey.pk}/remove/").status_code == 404
    assert Authenticator.objects.exists()


def test_signing_in_again_leads_out_and_back_and_nowhere_else(world: World) -> None:
    visitor = signed_in(world.ailsa_user)

    answer = visitor.post("/account/again/?next=https://evil.example/")
    assert answer.headers["Location"] == "/account/code/?next=/account/passkeys/"
    assert visitor.get("/me/").status_code == 302


def test_who_has_a_passkey_is_not_asked_for_it_after_the_code(world: World, client: Visitor) -> None:
    passkey_of(world.ailsa_user)
    client.post("/account/code/", {"email": world.ailsa_user.email})
    code = re.search(r"^[A-Z0-9]{3}-?[A-Z0-9]{3}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    response = client.post("/account/code/confirm/", {"code": code.group()})

    assert response.headers["Location"] == "/me/"


def test_signing_in_with_nothing_is_refused(world: World, client: Visitor) -> None:
    response = client.post("/account/passkeys/sign-in/", {"credential": "{}"})

    assert response.status_code == 302
    assert "_auth_user_id" not in client.session
