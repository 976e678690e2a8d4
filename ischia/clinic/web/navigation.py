"""Where can this visitor go? The links in the header, by role."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ischia.clinic.people.api import Role, role_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of the header."""

    label: str
    address: str
    is_here: bool


def links_for(request: HttpRequest) -> tuple[Link, ...]:
    """The links for the visitor's role, the one they are on marked."""
    pages = _pages(request)
    here = max((address for _label, address in pages if _is_here(request.path, address)), key=len, default="")
    return tuple(Link(label=label, address=address, is_here=address == here) for label, address in pages)


def _pages(request: HttpRequest) -> list[tuple[str, str]]:
    role = role_of(request)
    if role in {Role.THERAPIST, Role.OWNER, Role.FRONT_DESK}:
        return _of_therapist() if role is Role.THERAPIST else _of_desk(is_owner=role is Role.OWNER)
    public = [
        (_("Safety check"), reverse("screen:start")),
        (_("What massage can do"), reverse("web:what_massage_can_do")),
        (_("Therapists"), reverse("match:therapists")),
    ]
    if request.user.is_authenticated:
        return [*public, (_("My care"), reverse("web:me"))]
    return [*public, (_("Sign in"), reverse("account_request_login_code"))]


def _of_therapist() -> list[tuple[str, str]]:
    return [
        (_("Today"), "/treat/"),
        (_("Calendar"), reverse("book:desk:calendar")),
        (_("Clearances"), reverse("web:waiting")),
        (_("Hours"), reverse("diary:start")),
        (_("Calendar links"), reverse("book:feeds:mine")),
        (_("What massage can do"), reverse("web:what_massage_can_do")),
    ]


def _of_desk(*, is_owner: bool) -> list[tuple[str, str]]:
    """Daily work first. An owner finds outcomes and the safety log under the overview, hours under the settings."""
    daily = [
        (_("Today"), "/treat/"),
        (_("Calendar"), reverse("book:desk:calendar")),
        (_("Clients"), reverse("overview:clients")),
        (_("Payments"), reverse("receipts:payments")),
        (_("Clearances"), reverse("web:waiting")),
        (_("Waitlist"), reverse("book:waitlist:desk")),
    ]
    if not is_owner:
        return [*daily, (_("Hours"), reverse("diary:start"))]
    return [*daily, (_("Overview"), reverse("overview:dashboard")), (_("Settings"), reverse("web:settings"))]


def _is_here(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
