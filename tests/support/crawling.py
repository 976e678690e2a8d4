"""Which pages does somebody come to who follows every link, beginning at their first page?"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from ischia.clinic.demo.api import logins
from ischia.clinic.people.api import User

FIRST_PAGES = {"client": "/me/", "therapist": "/treat/", "front desk": "/treat/", "owner": "/treat/"}
VISITOR = "visitor"
LEFT_ALONE = ("/account/logout", "/static/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One page as it came: by which route and address, and how many SQL statements it took."""

    route: str
    address: str
    status: int
    html: str
    queries: int


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") if tag == "a" else None
        if address:
            self.addresses.append(address)


def links(html: str, page: str) -> Iterator[str]:
    """The addresses on our own site that a page links to, without fragments."""
    parser = _Links()
    parser.feed(html)
    for found in parser.addresses:
        parts = urlsplit(urljoin(page, found))
        if not parts.scheme and not parts.netloc and not parts.path.startswith(LEFT_ALONE):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def route_of(address: str) -> str:
    """The route, with what kinds of parameters it is asked for; empty where nothing answers."""
    parts = urlsplit(address)
    try:
        route = str(resolve(parts.path).route)
    except Resolver404:
        return ""
    asked = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return f"{route}?{'&'.join(asked)}"


def walk(browser: Browser, *starts: str) -> Iterator[Seen]:
    """Every page that links lead to, one for each route and set of parameters, nearest first. Files are left out."""
    waiting, known = deque(starts), {route_of(start) for start in starts}
    while waiting:
        address = waiting.popleft()
        with CaptureQueriesContext(connection) as taken:
            answer = browser.get(address, follow=False)
        if answer.status_code in {301, 302, 303}:
            found = iter([urljoin(address, answer.headers["Location"])])
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            html = answer.content.decode()
            yield Seen(
                route=route_of(address), address=address, status=answer.status_code, html=html, queries=len(taken)
            )
            found = links(html, address)
        else:
            continue
        for one in found:
            route = route_of(one)
            if route not in known:
                known.add(route)
                waiting.append(one)


def walks_of_the_demo(now: datetime) -> dict[str, tuple[Seen, ...]]:
    """What each kind of person comes to in the loaded demo at that time, by their role, and a visitor."""
    with time_machine.travel(now, tick=True):
        seen = {login.role: tuple(walk(_browser_of(login.email), FIRST_PAGES[login.role])) for login in logins()}
        return seen | {VISITOR: tuple(walk(Browser(), "/"))}


def _browser_of(email: str) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return browser
