"""How are guesses slowed down? At a password by django-axes, at a link by a count an address; only this file knows.

Guesses count by login name and address together: a clinic is one address on the internet, so one person's forgotten
password must not shut out everybody else.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from axes.utils import reset
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

TOO_MANY = 429
WINDOW_SECONDS = 600
UNKNOWN_LINKS_A_WINDOW = 30
"""Links that open nothing, from one address on the internet. A link that opens something is never held up."""


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The e-mail address that somebody tries to sign in with, in lower case."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username")
    name = given or request.POST.get("login")
    return str(name).strip().lower() if name else None


def locked_out(request: HttpRequest, response: object = None, credentials: object = None) -> HttpResponse:
    """The page for somebody who guessed too often."""
    return render(request, "429.html", status=TOO_MANY)


def no_personal_data(*args: object) -> str:
    """What the log says about who tried: nothing."""
    return "somebody"


def forgive(*, email: str) -> None:
    """Lets somebody try again at once, for the front desk."""
    reset(username=email.strip().lower())


def knocks_too_often(request: HttpRequest) -> bool:
    """Whether too many links that open nothing came from this address in this window; counts this one."""
    address = salted_hmac("ischia.unknown_links", get_adapter().get_client_ip(request)).hexdigest()
    key = f"unknown-links:{int(timezone.now().timestamp()) // WINDOW_SECONDS}:{address}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, WINDOW_SECONDS)
    return count > UNKNOWN_LINKS_A_WINDOW
