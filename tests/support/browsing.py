"""How do the journeys look at a page: is it accessible in both themes, and what does it look like?"""

from pathlib import Path
from typing import Literal

from django.test import Client as Visitor
from playwright.sync_api import BrowserContext, Page, ViewportSize

from ischia.clinic.people.api import User

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "docs" / "screens"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run({resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def sign_in(context: BrowserContext, address: str, user: User) -> None:
    """Signs `user` in at a running clinic without the way there, which is tried elsewhere."""
    visitor = Visitor()
    visitor.force_login(user)
    context.add_cookies([{"name": name, "value": one.value, "url": address} for name, one in visitor.cookies.items()])


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA: the rule and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())  # a script tag would be refused by our own security policy
    found = page.evaluate(RULES)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]]


def check_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA that axe-core can find."""
    found = violations(page)
    assert not found, f"{page.url}: {found}"


def look(page: Page, name: str = "") -> None:
    """Checks the page in both themes; with a name, takes its pictures on the phone and on the desk.

    A picture is what fits on the screen. Afterwards the page is as before.
    """
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        check_accessible(page)
        if name:
            _take(page, f"{name}-390-{scheme}")
            page.set_viewport_size(DESK)
            _take(page, f"{name}-1280-{scheme}")
            page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")


def _take(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SCREENS / f"{name}.png"), animations="disabled")
