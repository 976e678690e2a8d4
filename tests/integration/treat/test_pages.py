"""The therapist's pages: what they show, whom they let in, how many queries they take."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import Session
from ischia.clinic.people.api import User
from ischia.clinic.treat.api import SessionRecord, opened
from ischia.pathway.screen.api import findings_asked_again
from tests.support.clinic import World, make_therapist
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, asked_again, fresh, in_care, treated

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def on_the_day() -> Iterator[object]:
    with time_machine.travel(FIRST_DAY + timedelta(minutes=1), tick=False) as clock:
        yield clock


@pytest.fixture
def browse(on_the_day: object) -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


def address(session: Session) -> str:
    return f"/treat/{session.pk}/"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def no_change() -> dict[str, str]:
    return {"do": "rescreen", "asked": "today", **{f"finding-{id}": "same" for id in findings_asked_again(KNOWLEDGE)}}


def typed(browser: Browser, session: Session) -> dict[str, str]:
    """What the page would send back untouched."""
    state = opened(fresh(session))
    rows = {
        f"work-{index}-{name}": value for index, row in enumerate(state.entered.work) for name, value in row.items()
    }
    return {
        "minutes": state.entered.minutes,
        "work-rows": str(len(state.entered.work)),
        "event-rows": "0",
        "confirmed": "1",
        **rows,
    }


def test_today_lists_the_therapists_own_sessions(care: Care, browse: Callable[[User], Browser]) -> None:
    page = text_of(browse(care.world.callum_user).get("/treat/"))

    assert "Ailsa Rennie" in page
    assert "10:00" in page
    assert "Clear" in page
    assert "leg pain; back pain" in page


def test_another_therapists_list_is_empty(care: Care, browse: Callable[[User], Browser]) -> None:
    isla = make_therapist(care.world.clinic, name="Isla Muir")

    assert "No sessions today" in text_of(browse(isla.user).get("/treat/"))


def test_the_desk_sees_who_comes_but_nothing_about_health(care: Care, browse: Callable[[User], Browser]) -> None:
    page = text_of(browse(care.world.morag).get("/treat/"))

    assert "Ailsa Rennie" in page
    assert "Callum Drever" in page
    assert "Still to fill in" not in page
    assert address(care.first) not in page


@pytest.mark.parametrize("who", ["callum_user", "morag", "fiona"])
def test_reading_todays_list_leaves_a_trace_of_whom_it_showed(
    care: Care, browse: Callable[[User], Browser], who: str
) -> None:
    browse(getattr(care.world, who)).get("/treat/")

    event = events_on(care.world.clinic).last()
    assert event is not None
    assert (event.action, event.detail) == ("audit.read", {"part": "today", "shown": [str(care.first.pk)]})
    assert event.actor_id == str(getattr(care.world, who).pk)


@pytest.mark.parametrize("who", ["ailsa_user", "bram_user", "morag", "una", "noor"])
def test_a_session_page_does_not_exist_for_others(care: Care, browse: Callable[[User], Browser], who: str) -> None:
    assert browse(getattr(care.world, who)).get(address(care.first)).status_code == 404


def test_a_colleague_who_does_not_treat_the_client_gets_404(care: Care, browse: Callable[[User], Browser]) -> None:
    isla = make_therapist(care.world.clinic, name="Isla Muir")

    assert browse(isla.user).get(address(care.first)).status_code == 404


def test_the_owner_reads_but_cannot_write(care: Care, browse: Callable[[User], Browser]) -> None:
    owner = browse(care.world.fiona)

    assert "The therapist of this session writes its record." in text_of(owner.get(address(care.first)))
    assert owner.post(address(care.first), no_change()).status_code == 422


def test_nobody_signed_in_is_sent_to_sign_in(care: Care) -> None:
    assert Browser().get(address(care.first)).status_code == 302


def test_opening_a_session_leaves_a_trace(care: Care, browse: Callable[[User], Browser]) -> None:
    browse(care.world.callum_user).get(address(care.first))

    assert [event.action for event in events_on(care.first)][-1] == "audit.read"


def test_a_routine_visit_takes_two_posts(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.callum_user)

    browser.post(address(care.first), no_change())
    browser.post(
        address(care.first),
        {
            **typed(browser, care.first),
            "measure-nprs_leg-pain": "6",
            "measure-nprs_back-pain": "4",
            "do": "sign",
        },
    )

    row = SessionRecord.objects.get(session=care.first)
    assert "Leg pain, 0 to 10 (NPRS): 6 of 10." in row.objective
    assert "Signed by Callum Drever" in text_of(browser.get(address(care.first)))


def test_a_prefilled_re_screen_is_not_confirmed_without_saying_that_it_was_asked(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    browser = browse(care.world.callum_user)

    response = browser.post(address(care.first), {**no_change(), "asked": "", "finding-saddle_numbness": "stable"})

    page = text_of(response)
    assert response.status_code == 422
    assert page.index('id="asked-error"') < page.index('id="asked"')
    assert 'name="finding-saddle_numbness" value="stable" checked' in page
    assert not opened(fresh(care.first)).safety.is_todays


def test_each_line_of_the_re_screen_names_what_is_asked_and_the_answer_on_record(
    world: World, browse: Callable[[User], Browser]
) -> None:
    care = in_care(world, {"anticoagulant": True})

    page = text_of(browse(care.world.callum_user).get(address(care.first)))

    lines = [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in re.findall("<summary>(.*?)</summary>", page)]
    assert "Fever or shivering fits On record: No" in lines
    assert not any("How weak is the leg" in line for line in lines)
    assert any(line.endswith("On record: Blood thinner: Yes; all else: No") for line in lines), lines


def test_an_answer_that_matters_now_is_brought_up_open_with_nothing_chosen(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    response = browse(care.world.callum_user).post(
        address(care.first), {**no_change(), "finding-anticoagulant": "true"}
    )

    page = text_of(response)
    assert response.status_code == 422
    asked = page[page.index('id="finding-flank_bleed_signs"') :]
    assert "checked" not in asked[: asked.index("</fieldset>")]
    assert page.index("<details", page.index('id="rescreen"')) < page.index(" open><summary>")


def test_how_weak_a_leg_is_is_asked_once_it_is_weak(care: Care, browse: Callable[[User], Browser]) -> None:
    weak = {**no_change(), "finding-leg_weakness": "older", "finding-older_weakness_kind": "same"}

    response = browse(care.world.callum_user).post(address(care.first), weak)

    page = text_of(response)
    assert response.status_code == 422
    assert "How weak is the leg" in page
    assert not opened(fresh(care.first)).safety.is_todays


def test_limits_stand_at_the_top_with_their_rule(world: World, browse: Callable[[User], Browser]) -> None:
    care = in_care(world, {"anticoagulant": True})

    page = text_of(browse(care.world.callum_user).get(address(care.first)))

    assert page.index("Limits today") < page.index("Ask again today")
    assert "CI03" in page


def test_the_safety_net_card_is_at_hand_at_every_session(care: Care, browse: Callable[[User], Browser]) -> None:
    asked_again(care, care.first)

    page = text_of(browse(care.world.callum_user).get(address(care.first)))

    assert "Safety-net card" in page
    assert "999" in page


def test_an_alarm_shows_what_to_do_now_and_no_place_for_work(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.callum_user)

    browser.post(address(care.first), {**no_change(), "finding-saddle_numbness": "new"})

    page = text_of(browser.get(address(care.first)))
    assert "Stop. No massage today." in page
    assert "Referral note" in page
    assert "Work done" not in page


def test_work_beyond_a_limit_is_said_beside_the_row(world: World, browse: Callable[[User], Browser]) -> None:
    care = in_care(world, {"anticoagulant": True})
    browser = browse(care.world.callum_user)
    browser.post(address(care.first), no_change())

    browser.post(address(care.first), {**typed(browser, care.first), "work-0-pressure": "5", "do": "save"})

    page = text_of(browser.get(address(care.first)))
    assert "Pressure 5 of 5; the limit is" in page
    assert "Beyond a limit: why?" in page


def test_rows_can_be_added_and_removed_without_scripts(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.callum_user)
    browser.post(address(care.first), no_change())
    before = len(opened(fresh(care.first)).entered.work)

    browser.post(address(care.first), {**typed(browser, care.first), "do": "add:work"})
    assert len(opened(fresh(care.first)).entered.work) == before + 1

    browser.post(address(care.first), {**typed(browser, care.first), "do": "remove:work:0"})
    browser.post(address(care.first), {**typed(browser, care.first), "do": "add:event"})
    state = opened(fresh(care.first))
    assert (len(state.entered.work), len(state.entered.events)) == (before, 1)


def test_what_was_typed_stays_when_it_cannot_be_signed(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.callum_user)
    browser.post(address(care.first), no_change())

    response = browser.post(
        address(care.first), {**typed(browser, care.first), "minutes": "soon", "told": "Slept badly.", "do": "sign"}
    )

    assert response.status_code == 422
    assert "give a whole number" in text_of(response)
    assert "Slept badly." in text_of(response)


@pytest.mark.parametrize(
    "button", ["burn", "add:zeal", "add", "remove", "remove:work", "remove:work:-1", "remove:zeal:0"]
)
def test_an_unknown_button_is_refused(care: Care, browse: Callable[[User], Browser], button: str) -> None:
    assert browse(care.world.callum_user).post(address(care.first), {"do": button}).status_code == 422


@pytest.mark.parametrize("stage", ["before", "during", "after"])
def test_the_session_page_takes_few_queries(care: Care, browse: Callable[[User], Browser], stage: str) -> None:
    if stage == "during":
        asked_again(care, care.first)
    if stage == "after":
        treated(care, care.first, leg_pain=5)
    browser = browse(care.world.callum_user)

    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address(care.first)).status_code == 200

    assert len(without_savepoints(queries)) <= MOST_QUERIES, without_savepoints(queries)


def test_todays_list_takes_few_queries(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.callum_user)

    with CaptureQueriesContext(connection) as queries:
        browser.get("/treat/")

    assert len(without_savepoints(queries)) <= MOST_QUERIES, without_savepoints(queries)


def without_savepoints(queries: CaptureQueriesContext) -> list[str]:
    """The statements that reach the database outside of tests too."""
    return [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
