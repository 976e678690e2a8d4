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
    return tuple(
        Link(label=label, address=address, is_here=_is_here(request.path, address))
        for label, address in _pages(request)
    )


def _pages(request: HttpRequest) -> list[tuple[str, str]]:
    role = role_of(request)
    if role in {Role.THERAPIST, Role.OWNER, Role.FRONT_DESK}:
        asking = (_("Clearances"), reverse("web:waiting"))
        return [
            (_("Today"), "/treat/"),
            (_("Calendar"), reverse("book:desk:calendar")),
            asking,
            *([] if role is Role.THERAPIST else [(_("Waitlist"), reverse("book:waitlist:desk"))]),
            (_("Hours"), reverse("diary:start")),
            *([(_("Calendar links"), reverse("book:feeds:mine"))] if role is Role.THERAPIST else []),
            (_("What massage can do"), reverse("web:what_massage_can_do")),
            *([(_("Outcomes"), reverse("track:outcomes"))] if role is Role.OWNER else []),
            *([(_("Safety log"), reverse("decide:safety"))] if role is Role.OWNER else []),
            *([(_("Settings"), reverse("web:settings"))] if role is Role.OWNER else []),
        ]
    public = [
        (_("Safety check"), reverse("screen:start")),
        (_("What massage can do"), reverse("web:what_massage_can_do")),
        (_("Therapists"), reverse("match:therapists")),
    ]
    if request.user.is_authenticated:
        return [*public, (_("My care"), reverse("web:me"))]
    return [*public, (_("Sign in"), reverse("account_request_login_code"))]


def _is_here(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
