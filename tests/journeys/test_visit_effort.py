"""What does a routine follow-up cost a therapist, from the open page to the signature, against the same note typed?

Walked in a browser the size of a phone and counted as in `test_re_screen_effort`. The counts are asserted; the seconds
are an estimate by the keystroke-level model and are written to `docs/visit-effort.md`, never compared with a clock.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.treat.api import SessionRecord
from scripts.docs.markdown import table
from tests.support.browsing import PHONE, sign_in
from tests.support.clinic import build_world
from tests.support.flushing import flush_past_triggers
from tests.support.hand import Hand
from tests.support.keystrokes import Effort, H, K, M, P
from tests.support.treating import FIRST_DAY, Care, in_care, treated

PAGE = Path(__file__).parents[2] / "docs" / "visit-effort.md"
GOAL = 120
PHRASE = "Eased during the work."


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def care(transactional_db: Any) -> Iterator[Care]:
    """Ailsa's second visit begins; at the first one nothing was out of the ordinary."""
    with time_machine.travel(FIRST_DAY - timedelta(days=7), tick=True):
        care = in_care(build_world())
    with time_machine.travel(care.first.starts_at, tick=True):
        treated(care, care.first, leg_pain=6)
    with time_machine.travel(care.sessions[1].starts_at, tick=True):
        yield care


@pytest.fixture
def page(care: Care, live_server: LiveServer, browser: Browser) -> Page:
    context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    sign_in(context, live_server.url, care.world.callum_user)
    page = context.new_page()
    page.goto(f"{live_server.url}/treat/{care.sessions[1].pk}/")
    return page


def routine_visit(page: Page) -> Effort:
    """Asked again, nothing changed; the prepared work was done; it eased; leg pain 4; signed."""
    hand = Hand(page=page)
    hand.lines = page.locator("#rescreen summary").count()
    hand.send(page.get_by_role("button", name="I asked each of these today"), page.locator("#work-title"))
    hand.knows("#work")
    hand.tap(page.locator("#confirmed").locator("xpath=.."))
    hand.tap(page.get_by_role("button", name=PHRASE))
    hand.tap(page.get_by_role("group", name="Average leg pain").get_by_role("radio", name="4", exact=True))
    expect(page.get_by_role("textbox", name="Objective")).to_have_value(re.compile("4 of 10"))
    hand.reads_text(page.locator("#note textarea"))
    hand.send(page.locator("#sign"), page.get_by_text("Signed by Callum Drever"))
    return hand.effort()


def typed(note: str) -> Effort:
    """The same note typed freely into one field: every character a key, every line thought of, then saved."""
    lines = [line for line in note.splitlines() if line.strip()]
    return Effort(
        taps=2, swipes=0, keys=len(note), fields=1, loads=1, lines=len(lines), listed=0, fresh=0, response=0.0
    )


def test_a_routine_visit_is_signed_in_five_taps_and_no_typing(page: Page, care: Care) -> None:
    effort = routine_visit(page)

    row = SessionRecord.objects.get(session=care.sessions[1])
    by_hand = typed("\n".join((row.subjective, row.objective, row.assessment, row.plan)))
    assert (effort.taps, effort.keys, effort.loads) == (5, 0, 2)
    assert row.record["response"] == PHRASE
    assert effort.practised < GOAL < by_hand.practised
    PAGE.write_text(page_of(effort, by_hand), encoding="utf-8")


def page_of(effort: Effort, by_hand: Effort) -> str:
    head = ("Way", "Taps", "Swipes", "Keys", "Page loads", "Lines", "Operating, s", "Practised, s")
    rows = [
        (
            name,
            *map(str, (one.taps, one.swipes, one.keys, one.loads, one.lines)),
            f"{one.operating:.0f}",
            f"{one.practised:.0f}",
        )
        for name, one in (("Composed from taps", effort), ("The same note typed freely", by_hand))
    ]
    return "\n".join(
        [
            "# What a routine follow-up costs a therapist",
            "<!-- Made by `tests/journeys/test_visit_effort.py`; walk it again instead of editing. -->",
            "",
            "Counted in Chromium at the size of a phone, from the open session page to the signature: asked again with",
            "nothing changed, the prepared work confirmed, the response from a phrase, leg pain tapped, signed.",
            "Seconds are a model's estimate for a practised person who makes no mistake; nobody was timed.",
            "",
            *table(head, rows),
            "",
            f"- Goal: under {GOAL} seconds for a routine follow-up. By this estimate it is met in",
            f"  {effort.practised:.0f} s; the same text typed takes {by_hand.practised:.0f} s.",
            "- Operating: keystroke-level model (Card, Moran and Newell 1980),",
            f"  K {K} s, P {P} s, H {H} s, M {M} s; a tap is M, P and K, a swipe P and K, a key K.",
            "  The model was measured with mice and keyboards, not on touch screens, where typing is slower.",
            "- Practised: one M for each line of the re-screen that is asked, or for each line of the note that is",
            "  thought of before it is typed, and the composed note is read once, silently.",
            "- Typed: two taps to begin and to save, every character of the signed note, no correction. Somebody who",
            "  writes by hand would write less than the composed note holds; a shorter note says less, and its counts",
            "  would be smaller in proportion.",
            "- Not in the sum: putting the questions to the client, the treatment, whatever was not routine.",
            "",
        ]
    )
