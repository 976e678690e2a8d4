"""Every page that links lead to in the demo clinic: accessible in both themes, light, and fit for a small phone.

The pages are fetched without a browser (tests/support/crawling.py) and shown to Chromium from memory.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from playwright.sync_api import Browser, Page, Route, ViewportSize
from pytest_django import DjangoDbBlocker

from ischia.clinic.demo.api import load_demo
from tests.support.browsing import SCHEMES, violations
from tests.support.crawling import FIRST_PAGES, VISITOR, Seen, walks_of_the_demo

SUNDAY = datetime(2026, 11, 22, 9, 35, tzinfo=UTC)
pytestmark = pytest.mark.django_db

SITE, STATIC = "http://forth.example", "/static/"
ORDER = [VISITOR, *FIRST_PAGES]
SMALL_PHONE = ViewportSize(width=320, height=640)
"""WCAG 1.4.10: nothing has to be scrolled sideways at 320 CSS pixels."""
LIGHT, STAFF = 150_000, 450_000
"""Bytes of a first load, compressed: the pages for visitors and clients; those for everybody else."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(slots=True, kw_only=True)
class Shown:
    """A page, how heavy its first load may be and how heavy it was."""

    page: Seen
    may_weigh: int
    weighs: int = 0

    def add(self, content: bytes, kind: str) -> None:
        self.weighs += len(content if kind == ".woff2" else gzip.compress(content))


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Shown]:
    """One page of each route, by address, of whoever comes to it first; the demo is taken back at once."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.ISCHIA_CLINIC", "forth")
        load_demo(now=SUNDAY, clients=12)
        walks = walks_of_the_demo(SUNDAY)
        transaction.set_rollback(True)
    first = {page.route: (role, page) for role in reversed(ORDER) for page in walks[role]}
    limits = {VISITOR: LIGHT, "client": LIGHT}
    return {page.address: Shown(page=page, may_weigh=limits.get(role, STAFF)) for role, page in first.values()}


@pytest.fixture(scope="module")
def shown(browser: Browser, pages: dict[str, Shown]) -> Iterator[Page]:
    """A browser to which our pages and static files come from memory, and nothing else from anywhere."""
    opened: list[Shown] = []

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if route.request.is_navigation_request():
            opened[:] = [pages[parts.path + (f"?{parts.query}" if parts.query else "")]]
            content, kind = opened[0].page.html.encode(), ".html"
        elif parts.path.startswith(STATIC):
            file = Path(str(finders.find(parts.path.removeprefix(STATIC))))
            content, kind = file.read_bytes(), file.suffix
        else:
            return route.abort()
        opened[0].add(content, kind)
        return route.fulfill(body=content, content_type=guess_type(f"page{kind}")[0])

    context = browser.new_context(viewport=SMALL_PHONE, reduced_motion="reduce")
    context.clock.set_fixed_time(SUNDAY)
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


def test_every_page_is_accessible_in_both_themes_light_and_fit_for_a_small_phone(
    shown: Page, pages: dict[str, Shown]
) -> None:
    faults: list[str] = []
    for address, one in pages.items():
        shown.goto(SITE + address, wait_until="networkidle")
        for scheme in SCHEMES:
            shown.emulate_media(color_scheme=scheme)
            faults += (f"{one.page.route}, {scheme}: {violation}" for violation in violations(shown))
        if wider := shown.evaluate(WIDER):
            faults.append(f"{one.page.route}: {wider} pixels too wide")
        if one.weighs > one.may_weigh:
            faults.append(f"{one.page.route}: {one.weighs} bytes, {one.may_weigh} are allowed")
    assert len(pages) > 40  # the walk went everywhere
    assert faults == []
