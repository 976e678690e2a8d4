"""Every page that links lead to in the demo clinic: accessible in both themes, and no wider than a small phone.

The pages are fetched without a browser (tests/support/crawling.py) and shown to Chromium from memory.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from playwright.sync_api import Browser, Page, Route, ViewportSize
from pytest_django import DjangoDbBlocker

from ischia.clinic.demo.api import load_demo
from tests.support.browsing import SCHEMES, violations
from tests.support.crawling import Seen, walks_of_the_demo

SUNDAY = datetime(2026, 11, 22, 9, 35, tzinfo=UTC)
pytestmark = pytest.mark.django_db

SITE, STATIC = "http://forth.example", "/static/"
SMALL_PHONE = ViewportSize(width=320, height=640)
"""WCAG 1.4.10: nothing has to be scrolled sideways at 320 CSS pixels."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Seen]:
    """One page of each route, by address, whoever comes to it first; the demo is taken back at once."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.ISCHIA_CLINIC", "forth")
        load_demo(now=SUNDAY, clients=12)
        seen = [page for walk in walks_of_the_demo(SUNDAY).values() for page in walk]
        transaction.set_rollback(True)
    return {page.address: page for page in {page.route: page for page in reversed(seen)}.values()}


@pytest.fixture(scope="module")
def shown(browser: Browser, pages: dict[str, Seen]) -> Iterator[Page]:
    """A browser to which our pages and static files come from memory, and nothing else from anywhere."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        page = pages.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        if page is not None:
            route.fulfill(body=page.html, content_type="text/html; charset=utf-8")
        elif parts.path.startswith(STATIC):
            route.fulfill(path=Path(str(finders.find(parts.path.removeprefix(STATIC)))))
        else:
            route.fulfill(status=404, body="")

    context = browser.new_context(viewport=SMALL_PHONE, reduced_motion="reduce")
    context.clock.set_fixed_time(SUNDAY)
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


def test_every_page_is_accessible_in_both_themes_and_fits_a_small_phone(shown: Page, pages: dict[str, Seen]) -> None:
    faults: list[str] = []
    for address, page in pages.items():
        shown.goto(SITE + address)
        for scheme in SCHEMES:
            shown.emulate_media(color_scheme=scheme)
            faults += (f"{page.route}, {scheme}: {violation}" for violation in violations(shown))
        if wider := shown.evaluate(WIDER):
            faults.append(f"{page.route}: {wider} pixels too wide")
    assert len(pages) > 40  # the walk went everywhere
    assert faults == []
