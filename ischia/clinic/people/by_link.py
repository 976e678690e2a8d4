"""How does a page open by a link alone, tell nobody its address, and say plainly when the link no longer opens it?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from ischia.clinic.people.links import REFUSALS, UNKNOWN, open_link
from ischia.clinic.people.models import SecureLink
from ischia.clinic.people.throttling import knocks_too_often, locked_out
from ischia.pathway.shared.errors import Refused

MISSING, GONE = 404, 410
HEADERS = {
    # Only our host, never the address with its token, and to ourselves neither. "no-referrer" would make browsers
    # send "Origin: null" with a form, which the check against forged requests has to refuse.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}

Page = Callable[..., HttpResponseBase]


def by_link(purpose: str) -> Callable[[Page], Page]:
    """A view whose address carries `token`; it is called as `view(request, link, token=..., ...)`.

    A view that uses the link up lets the refusal of `use_link` pass: it becomes the same page.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> HttpResponseBase:
            try:
                link: SecureLink = open_link(token, purpose, timezone.now())
                response = view(request, link, *args, token=token, **kwargs)
            except Refused as refusal:
                if refusal.code not in REFUSALS:
                    raise
                response = refused_link(request, refusal.code)
            return kept_private(response)

        return guarded

    return decorate


def refused_link(request: HttpRequest, code: str) -> HttpResponse:
    """One plain sentence about a link that opens nothing (any more), and what to do next."""
    if code == UNKNOWN and knocks_too_often(request):
        return locked_out(request)
    return render(request, "people/link_refused.html", {"code": code}, status=MISSING if code == UNKNOWN else GONE)


def kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """Neither kept, nor found by a search engine, nor named to whoever is linked from the page."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    add_never_cache_headers(response)
    return response
