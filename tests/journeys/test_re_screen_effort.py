"""What does the re-screen of a routine visit cost a therapist, in taps, words and seconds?

Each story is walked in a browser the size of a phone, from the open session page to the decision, and counted: taps,
swipes to bring the next thing into view, keys, page loads, every word of the re-screen that comes into view, and the
time the machine takes to answer. `tests.support.keystrokes` turns that into seconds. The counts are asserted; the
seconds are an estimate and are written to `docs/re-screen-effort.md`, never compared with a clock.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.knowledge import load_knowledge
from ischia.pathway.screen.api import asked_since_last_time, findings_asked_again
from scripts.docs.markdown import table
from tests.support.browsing import PHONE, look, sign_in
from tests.support.clinic import build_world
from tests.support.flushing import flush_past_triggers
from tests.support.hand import Hand
from tests.support.keystrokes import ALOUD, SILENT, Effort, H, K, M, P, seconds_to_read
from tests.support.treating import FIRST_DAY, Care, in_care, treated

PAGE = Path(__file__).parents[2] / "docs" / "re-screen-effort.md"
GOAL = 30
RESCREEN, SECTION, LIMITS, FAULTS = "#rescreen", "section:has(> #rescreen)", "#limits", ".error-summary"


def begins(hand: Hand) -> None:
    """Looks at the limits of last time and at the list of questions."""
    hand.lines = hand.page.locator(f"{RESCREEN} summary").count()
    hand.knows(LIMITS)
    hand.knows(SECTION)


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
def session_page(care: Care, live_server: LiveServer, browser: Browser) -> Callable[[], Page]:
    """Opens the session's page anew, on a phone."""

    def opened() -> Page:
        context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")
        sign_in(context, live_server.url, care.world.callum_user)
        page = context.new_page()
        page.goto(f"{live_server.url}/treat/{care.sessions[1].pk}/")
        return page

    return opened


def confirm(page: Page) -> Locator:
    return page.get_by_role("button", name="I asked each of these today: confirm")


def line(page: Page, text: str) -> Locator:
    return page.locator(f"{RESCREEN} summary").filter(has_text=text)


def nothing_changed(page: Page) -> Effort:
    """Every question asked, every answer as before."""
    hand = Hand(page=page)
    begins(hand)
    hand.send(confirm(page), page.get_by_role("heading", name="2. Work done"))
    return hand.effort()


def answer(page: Page, finding: str, value: str) -> Locator:
    return page.locator(f"input[name=finding-{finding}][value={value}]").locator("xpath=..")


def one_thing_changed(page: Page) -> Effort:
    """A blood thinner since last time, which makes two more questions matter: work goes on within new limits."""
    hand = Hand(page=page)
    begins(hand)
    hand.tap(line(page, "New since last time"))
    hand.knows("#finding-anticoagulant")
    hand.tap(answer(page, "anticoagulant", "true"))
    hand.send(confirm(page), page.get_by_role("heading", name="Please check your answers"))
    hand.reads(FAULTS)
    for finding in ("flank_bleed_signs", "unexplained_bruising_or_high_inr"):
        hand.reads(f"#finding-{finding}")
        hand.tap(answer(page, finding, "false"))
    hand.send(confirm(page), page.get_by_role("heading", name="Limits today", exact=True))
    hand.reads(LIMITS)
    expect(page.get_by_role("heading", name="2. Work done")).to_be_visible()
    return hand.effort()


def red_flag_appears(page: Page) -> Effort:
    """Numbness between the legs, new: the session is stopped with what to do now."""
    hand = Hand(page=page)
    begins(hand)
    hand.tap(line(page, "Numbness between the legs"))
    hand.knows("#finding-saddle_numbness")
    hand.tap(answer(page, "saddle_numbness", "new"))
    hand.send(confirm(page), page.get_by_role("heading", name="Stop. No massage today."))
    hand.reads(LIMITS)
    return hand.effort()


@pytest.fixture(scope="module")
def counted() -> Iterator[dict[str, Effort]]:
    """The efforts by story; the page is written once all of them were walked."""
    efforts: dict[str, Effort] = {}
    yield efforts
    if set(efforts) == {story for story, *_rest in STORIES}:
        PAGE.write_text(page_of(efforts), encoding="utf-8")


HEAD = (
    "Story",
    "Taps",
    "Swipes",
    "Keys",
    "Page loads",
    "Lines",
    "Words of the list",
    "Fresh words",
    "Operating, s",
    "Machine, s",
    "Practised, s",
    "First time, s",
)

STORIES = (
    ("Nothing has changed", nothing_changed, 1, 1),
    ("One thing has changed: a blood thinner, which asks two more questions", one_thing_changed, 6, 2),
    ("A red flag appears: new numbness between the legs", red_flag_appears, 3, 1),
)


@pytest.mark.parametrize(("story", "walk", "taps", "loads"), STORIES, ids=[story[1].__name__ for story in STORIES])
def test_the_re_screen_is_decided_in_few_taps_and_without_typing(
    session_page: Callable[[], Page],
    counted: dict[str, Effort],
    story: str,
    walk: Callable[[Page], Effort],
    taps: int,
    loads: int,
) -> None:
    effort = walk(session_page())

    counted[story] = effort
    assert (effort.taps, effort.loads, effort.keys) == (taps, loads, 0)


def test_the_button_stands_below_the_last_question_and_enter_confirms_nothing(
    session_page: Callable[[], Page],
) -> None:
    page = session_page()

    last = page.locator(f"{RESCREEN} summary").last.bounding_box()
    button = confirm(page).bounding_box()
    assert last is not None
    assert button is not None
    assert button["y"] >= last["y"] + last["height"]
    page.locator(f"{RESCREEN} summary").first.click()
    page.locator("#finding-saddle_numbness input").first.press("Enter")
    expect(page.get_by_text("Confirm this once you have asked each question today.").first).to_be_visible()
    expect(page.get_by_role("heading", name="2. Work done")).not_to_be_visible()


def test_the_folded_questions_are_accessible_and_open_by_themselves(session_page: Callable[[], Page]) -> None:
    page = session_page()

    look(page, "therapist-ask-again-folded")
    line(page, "Numbness between the legs").click()
    look(page, "therapist-ask-again-open")


def page_of(efforts: dict[str, Effort]) -> str:
    """The generated page: what was counted, what was estimated, and what neither says."""
    aloud = words_to_ask()
    rows = [
        (
            story,
            *map(
                str, (effort.taps, effort.swipes, effort.keys, effort.loads, effort.lines, effort.listed, effort.fresh)
            ),
            f"{effort.operating:.1f}",
            f"{effort.response:.1f}",
            f"{effort.practised:.0f}",
            f"{effort.first_time:.0f}",
        )
        for story, effort in efforts.items()
    ]
    within = [
        sum(seconds < GOAL for seconds in all_of)
        for all_of in (
            [effort.practised for effort in efforts.values()],
            [effort.first_time for effort in efforts.values()],
        )
    ]
    return "\n".join(
        [
            "# What the re-screen costs a therapist",
            "<!-- Made by `tests/journeys/test_re_screen_effort.py`; walk it again instead of editing. -->",
            "",
            "Counted in Chromium at the size of a phone, from the open session page to the decision. Seconds are an",
            "estimate for a practised person who makes no mistake; nobody was timed.",
            "",
            *table(HEAD, rows),
            "",
            f"- Goal: under {GOAL} seconds. By this estimate a practised therapist meets it in {within[0]} of the",
            f"  {len(efforts)} stories, and somebody who reads every word in {within[1]}.",
            "- Operating: keystroke-level model (Card, Moran and Newell 1980),",
            f"  K {K} s, P {P} s, H {H} s, M {M} s; a tap is M, P and K, a swipe P and K.",
            "  The model was measured with mice and keyboards, not on touch screens.",
            f"- First time: every word is read once, silently, {SILENT} words a minute (Brysbaert 2019).",
            "- Practised: the lines of the list are known by heart and cost M each; fresh words, such as new limits",
            "  and what to do now, are read. That M is enough for a line is our assumption.",
            "- Machine: measured in the same run with the server on this machine; a network adds its own time.",
            f"- Not in the sum: putting the questions to the client. In the client's wording they are {aloud} words,",
            f"  which read aloud at {ALOUD} words a minute (Brysbaert 2019) take",
            f"  {seconds_to_read(aloud, ALOUD):.0f} s, and the client's answers come on top.",
            "  Asking is part of the visit; counted here is what deciding and writing it down add to it.",
            "",
        ]
    )


def words_to_ask() -> int:
    """Words of everything that is asked at every visit, in the client's wording."""
    knowledge = load_knowledge()
    asked = dict.fromkeys((*findings_asked_again(knowledge), *asked_since_last_time(knowledge)))
    return sum(len(knowledge.findings[id].ask_client.split()) for id in asked)
