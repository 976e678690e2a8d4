"""Every page tells the browser what it may not do."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.utils import timezone

from ischia.clinic.places.middleware import ClinicMiddleware
from tests.support.clinic import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/healthz", "/account/code/", "/account/login/"])
def test_pages_carry_the_security_headers(world: World, client: Browser, address: str) -> None:
    headers = client.get(address).headers

    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_content_security_policy_allows_nothing_inline_and_no_other_host(world: World, client: Browser) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in client.get("/account/code/").headers["Content-Security-Policy"].split(";")
    )

    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)


def test_a_form_without_its_token_is_refused(world: World) -> None:
    strict = Browser(enforce_csrf_checks=True)

    response = strict.post("/account/code/", {"email": "ailsa@ischia.example"})

    assert response.status_code == 403


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(world: World, client: Browser) -> None:
    client.post("/account/login/", {"login": "morag@ischia.example", "password": PASSWORD})

    session = client.cookies["ischia_session"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")


def test_pages_show_times_in_the_clinics_zone(world: World) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(timezone.get_current_timezone_name())

    response = ClinicMiddleware(page)(HttpRequest())

    assert isinstance(response, HttpResponse)
    assert response.content == b"Europe/London"
    assert timezone.get_current_timezone_name() == "UTC"
