"""Four clients at the point where somebody has to decide, in a browser: decided, told to both, and the letters sent.

Given a course that went well, not at all, back after a flare, or that brought new weakness; when the therapist looks
back; then the right thing is proposed with its reasons, a named person records it, the client reads it in plain words
on the phone, and both letters arrive: the client's on their own page, the clinician's by a link without an account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.decide.api import DecisionRecord, SentLetter
from ischia.clinic.messaging.carriers import carriers_here
from ischia.clinic.messaging.working import work_once
from ischia.clinic.people.api import User
from tests.support.browsing import DESK, PHONE, look, sign_in
from tests.support.flushing import flush_past_triggers
from tests.support.four_clients import STORIES, Story, in_story
from tests.support.treating import Care

GP = "reid@surgery.example"
NAMES = {story.name: story.name.replace(" ", "-").replace(",", "") for story in STORIES}
PICTURED = (STORIES[0], STORIES[-1])
"""Whose pages the documentation shows: the one that went best, and the one that went worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A running clinic in which one story has come to its decision."""

    story: Story
    care: Care
    now: datetime
    address: str
    browser: Browser

    def page(self, path: str) -> str:
        return f"{self.address}{path}"

    def context(self, user: User | None, *, is_phone: bool) -> BrowserContext:
        """A browser of somebody's own; nobody is signed in for None."""
        context = self.browser.new_context(viewport=PHONE if is_phone else DESK, reduced_motion="reduce")
        if user is not None:
            sign_in(context, self.address, user)
        return context


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture(params=STORIES, ids=lambda story: NAMES[story.name])
def told(
    request: pytest.FixtureRequest, transactional_db: Any, live_server: LiveServer, browser: Browser, settings: Settings
) -> Iterator[Told]:
    settings.ISCHIA_PUBLIC_URL = live_server.url
    story: Story = request.param
    care, now = in_story(story)
    with time_machine.travel(now, tick=True):
        yield Told(story=story, care=care, now=now, address=live_server.url, browser=browser)


def test_the_right_decision_reaches_both_and_the_letters_arrive(told: Told) -> None:
    with told.context(told.care.world.callum_user, is_phone=False) as context:
        therapist = context.new_page()
        decide(told, therapist)
        send_letters(told, therapist)
    work_once(carriers=carriers_here())
    to_client, to_clinician = mails(told)

    with told.context(told.care.world.ailsa_user, is_phone=True) as context:
        client = context.new_page()
        read_decision(told, client)
        read_own_letter(client, link_in(to_client))
    with told.context(None, is_phone=False) as context:
        read_letter_by_link(context.new_page(), link_in(to_clinician))


def decide(told: Told, page: Page) -> None:
    """When the therapist looks back, the right thing is proposed; they record it, and only with a reason otherwise."""
    page.goto(told.page(f"/decide/{told.care.episode.pk}/"))
    expect(page.get_by_role("heading", level=1, name=told.story.proposed)).to_be_visible()
    expect(page.get_by_text("Proposed, not decided yet")).to_be_visible()
    if told.story.refer:
        expect(page.get_by_text(told.story.refer, exact=True)).to_be_visible()
    look_on_desk(page)

    page.get_by_role("radio", name="Space sessions out").check()
    page.get_by_role("button", name="Record my decision").click()
    expect(page.get_by_text("Say why you decide otherwise.")).to_be_visible()

    page.get_by_role("radio", name=told.story.proposed).check()
    page.get_by_role("button", name="Record my decision").click()
    expect(page.get_by_text("Decided by Callum Drever")).to_be_visible()
    look_on_desk(page, pictured("therapist-decided", told.story))
    kept = DecisionRecord.objects.get()
    assert (kept.action, kept.agrees, kept.decided_name) == (told.story.action, True, "Callum Drever")


def send_letters(told: Told, page: Page) -> None:
    page.get_by_role("link", name="Read and send the letters").click()
    look_on_desk(page)
    page.get_by_role("link", name="Progress letter for the client").first.click()
    page.get_by_role("button", name="Send to the client").click()
    expect(page.get_by_text("The letter is on its way.")).to_be_visible()

    page.get_by_role("link", name="Progress letter for a clinician").first.click()
    look_on_desk(page)
    page.get_by_label("Who it goes to").fill("Dr Reid, Leith Surgery")
    page.get_by_label("Their e-mail address").fill(GP)
    page.get_by_label("The client agrees that this person reads it").check()
    page.get_by_role("button", name="Send to the clinician").click()
    expect(page.get_by_text("To Dr Reid, Leith Surgery, sent by Callum Drever")).to_be_visible()
    look_on_desk(page)
    assert {letter.reader for letter in SentLetter.objects.all()} == {"client", "clinician"}


def mails(told: Told) -> tuple[str, str]:
    """What the two messages say: a link, and nothing about anybody's health."""
    letters = {message.to[0]: str(message.body) for message in mail.outbox if "letter" in message.subject.lower()}
    assert set(letters) == {told.care.client.email, GP}
    assert "Ailsa" not in letters[GP]
    for text in letters.values():
        assert "pain" not in text
    return letters[told.care.client.email], letters[GP]


def link_in(text: str) -> str:
    return next(word for word in text.split() if word.startswith("http"))


def read_decision(told: Told, page: Page) -> None:
    """Then the client reads the same decision in plain words, with why and who decided."""
    page.goto(told.page(f"/decide/{told.care.episode.pk}/"))
    expect(page.get_by_role("heading", level=1, name=told.story.says)).to_be_visible()
    expect(page.get_by_text(told.story.why)).to_be_visible()
    expect(page.get_by_text("Decided by Callum Drever")).to_be_visible()
    look(page, pictured("client-decided", told.story))


def read_own_letter(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1, name="Progress letter")).to_be_visible()
    expect(page.get_by_text("Sent by Callum Drever")).to_be_visible()
    look(page)


def read_letter_by_link(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("To the clinician it concerns.")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download as PDF").click()
    assert downloading.value.suggested_filename.startswith("progress-clinician-")
    look_on_desk(page)


def look_on_desk(page: Page, name: str = "") -> None:
    """As `look` does, for a page that stands on the desk."""
    page.set_viewport_size(PHONE)
    look(page, name)
    page.set_viewport_size(DESK)


def pictured(what: str, story: Story) -> str:
    """The name of the page's pictures; empty where none are kept."""
    return f"{what}-{NAMES[story.name]}" if story in PICTURED else ""
