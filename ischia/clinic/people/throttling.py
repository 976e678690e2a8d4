"""How are guesses at a password slowed down? django-axes does it; this file is the only one that knows.

Guesses count by login name and address together: a clinic is one address on the internet, so one person's forgotten
password must not shut out everybody else.
"""

from typing import Any

from axes.utils import reset
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MANY = 429


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
