"""How a course is read, in a browser: progress, letters, and the owner's outcomes; each in two sizes and two lights.

The same steps make the pictures in `docs/screens/`, and hold that the pages can be used without colour, with the
keyboard alone and by a screen reader. Letters are looked at as PDFs too.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.people.api import User
from ischia.clinic.track.api import entries_of, fill_measures, mark_as_error
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import Answers
from tests.journeys.test_therapist_day import SCREENS, SIZES, ColorScheme, check_accessible, take
from tests.support.browsing import sign_in
from tests.support.clinic import build_world
from tests.support.flushing import flush_past_triggers
from tests.support.many_courses import Like, make_courses
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, in_care, treated

LEG_PAIN = (8, 7, 5, 5)
SUFFIXES: list[tuple[str, ColorScheme]] = [(size, scheme) for size in SIZES for scheme in ("light", "dark")]
NAMES = {"phone": "390", "desk": "1280"}


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture
def care(transactional_db: Any) -> Iterator[Care]:
    """Ailsa's course after four sessions: pain and daily life, her own goals, and one entry that was wrong."""
    with time_machine.travel(FIRST_DAY - timedelta(days=7), tick=True):
        care = in_care(build_world())
    care.episode.onset_on = FIRST_DAY.date() - timedelta(weeks=9)
    care.episode.goals = ["walk to the shop without stopping", "sit through a film"]
    care.episode.save()
    for place, (session, pain) in enumerate(zip(care.sessions, LEG_PAIN, strict=True)):
        with time_machine.travel(session.starts_at, tick=True):
            treated(care, session, leg_pain=pain)
            fill(care, "nprs_back", {"pain": 5 - place})
            if place in (0, 3):
                fill(care, "psfs", {f"activity_{number}": 3 + place for number in (1, 2, 3)})
                fill(care, "rmdq_24", {f"item_{number}": int(number > 3 * place) for number in range(1, 17 + 8)})
    with time_machine.travel(care.sessions[2].starts_at + timedelta(days=2), tick=True):
        fill(care, "nprs_leg", {"pain": 0})
        wrong = entries_of(care.episode).filter(instrument="nprs_leg", value=0).get()
        mark_as_error(actor=care.world.as_callum, entry=wrong, reason="Typed for another client", now=FIRST_DAY)
    with time_machine.travel(care.sessions[3].ends_at + timedelta(hours=1), tick=True):
        yield care


def fill(care: Care, name: str, answers: Answers) -> None:
    now = FIRST_DAY.now(FIRST_DAY.tzinfo)
    fill_measures(
        actor=care.world.as_ailsa,
        episode=care.episode,
        answers={InstrumentId(name): answers},
        on=now.date(),
        knowledge=KNOWLEDGE,
        now=now,
    )


def signed_in(
    browser: Browser, address: str, user: User, *, size: str, scheme: ColorScheme, scripted: bool = True
) -> BrowserContext:
    context = browser.new_context(
        viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce", java_script_enabled=scripted
    )
    sign_in(context, address, user)
    return context


def check_narrow(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("size", "scheme"), SUFFIXES)
def test_progress_and_letters(
    care: Care, live_server: LiveServer, browser: Browser, size: str, scheme: ColorScheme
) -> None:
    suffix = f"{NAMES[size]}-{scheme}"
    with signed_in(browser, live_server.url, care.world.ailsa_user, size=size, scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/track/{care.episode.pk}/")
        expect(page.get_by_role("heading", name="Your leg pain is down 3 points")).to_be_visible()
        expect(page.get_by_role("img", name="Leg pain, 0 to 10")).to_be_visible()
        check_narrow(page)
        check_accessible(page)
        take(page, f"client-reads-progress-{suffix}")

        page.get_by_role("link", name="Letters").click()
        check_accessible(page)
        page.get_by_role("link", name="Progress letter for the client").first.click()
        expect(page.get_by_role("heading", name="What has changed")).to_be_visible()
        check_narrow(page)
        check_accessible(page)
        take(page, f"client-reads-letter-{suffix}")


@pytest.mark.parametrize(("size", "scheme"), SUFFIXES)
def test_outcomes(care: Care, live_server: LiveServer, browser: Browser, size: str, scheme: ColorScheme) -> None:
    began = FIRST_DAY - timedelta(weeks=12)
    for technique, better, same in (("deep_tissue", 19, 17), ("myofascial_release", 40, 22), ("trigger_point", 9, 14)):
        make_courses(care.world, better, Like(technique=technique, leg_pain=(8, 6, 4)), began=began)
        make_courses(care.world, same, Like(technique=technique, leg_pain=(6, 6, 5), onset_weeks=26), began=began)
    make_courses(care.world, 7, Like(technique="relaxation_massage"), began=began)
    with signed_in(browser, live_server.url, care.world.fiona, size=size, scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/track/outcomes/")
        expect(page.get_by_text("These comparisons are not trials")).to_be_visible()
        expect(page.get_by_role("img", name="Funnel plot").first).to_be_visible()
        check_narrow(page)
        check_accessible(page)
        take(page, f"owner-outcomes-{NAMES[size]}-{scheme}")


def test_a_letter_is_downloaded_and_looks_like_one(
    care: Care, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    with signed_in(browser, live_server.url, care.world.callum_user, size="desk", scheme="light") as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/decide/{care.episode.pk}/letters/")
        for reader in ("the client", "a clinician"):
            with page.expect_download() as downloading:
                page.get_by_role("link", name=f"Progress letter for {reader}").last.click()
            saved = tmp_path / downloading.value.suggested_filename
            downloading.value.save_as(saved)
            document = pypdfium2.PdfDocument(saved)
            assert len(document) == 1
            document[0].render(scale=1.2).to_pil().save(SCREENS / f"letter-for-{reader.split()[-1]}.png")
            document.close()


def test_progress_in_print_shows_the_table_behind_every_chart(
    care: Care, live_server: LiveServer, browser: Browser
) -> None:
    with signed_in(
        browser, live_server.url, care.world.ailsa_user, size="desk", scheme="light", scripted=False
    ) as context:
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto(f"{live_server.url}/track/{care.episode.pk}/")
        charts = page.locator("figure.chart")
        assert charts.count() == page.locator("figure.chart table").count() >= 4
        expect(page.locator("figure.chart table").first.get_by_text("Typed for another client")).to_be_visible()
        page.screenshot(path=str(SCREENS / "progress-in-print.png"), full_page=True)
