"""How does a journey count what a thumb does: taps, swipes, keys, page loads, and the words that come into view?"""

from dataclasses import dataclass, field
from time import perf_counter

from playwright.sync_api import Locator, Page, expect

from tests.support.browsing import PHONE
from tests.support.keystrokes import Effort

FOR_SCREEN_READERS = "On record:"
"""Said, and not shown."""

SWIPE = 0.8
"""How much of the screen one swipe moves."""


@dataclass(slots=True, kw_only=True)
class Hand:
    """A thumb on a phone that counts what it does."""

    page: Page
    taps: int = 0
    swipes: int = 0
    keys: int = 0
    fields: int = 0
    loads: int = 0
    lines: int = 0
    listed: int = 0
    fresh: int = 0
    response: float = 0.0
    read: set[str] = field(default_factory=set)

    def tap(self, target: Locator) -> None:
        """Swipe until the target can be seen, then tap it."""
        self._bring_into_view(target)
        target.tap()
        self.taps += 1

    def send(self, target: Locator, shows: Locator) -> None:
        """Tap a button that sends the page, and wait until what it leads to is there."""
        self._bring_into_view(target)
        begin = perf_counter()
        target.tap()
        expect(shows).to_be_visible()
        self.response += perf_counter() - begin
        self.taps += 1
        self.loads += 1

    def knows(self, selector: str) -> None:
        """The words of a part that stands there at every visit."""
        self.listed += self._unread(selector)

    def reads(self, selector: str) -> None:
        """The words of a part that is new today."""
        self.fresh += self._unread(selector)

    def reads_text(self, fields: Locator) -> None:
        """The words that stand in text fields."""
        self.fresh += sum(len(field.input_value().split()) for field in fields.all())

    def _unread(self, selector: str) -> int:
        shown = self.page.locator(selector).inner_text().replace(FOR_SCREEN_READERS, "")
        lines = shown.splitlines()
        unread = [line for line in lines if line.strip() and line not in self.read]
        self.read.update(unread)
        return sum(len(line.split()) for line in unread)

    def effort(self) -> Effort:
        return Effort(
            taps=self.taps,
            swipes=self.swipes,
            keys=self.keys,
            fields=self.fields,
            loads=self.loads,
            lines=self.lines,
            listed=self.listed,
            fresh=self.fresh,
            response=self.response,
        )

    def types(self, target: Locator, text: str) -> None:
        """Tap a field and type into it."""
        self.tap(target)
        target.fill(text)
        self.keys += len(text)
        self.fields += 1

    def _bring_into_view(self, target: Locator) -> None:
        while (top := target.bounding_box()) and top["y"] + top["height"] > PHONE["height"]:
            self.page.evaluate(f"scrollBy({{top: innerHeight * {SWIPE}, behavior: 'instant'}})")
            self.swipes += 1
