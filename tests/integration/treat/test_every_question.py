"""The form with every safety question: what it starts from, what it keeps, whom it lets in."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ischia.clinic.people.api import User
from ischia.clinic.screen.api import Screening, findings_of
from ischia.clinic.treat.api import opened
from ischia.pathway.screen.api import Outcome, asked_since_last_time, findings_asked_again, questions_in_order
from ischia.pathway.shared.findings import UNKNOWN
from tests.support.clinic import World, make_therapist
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, asked_again, fresh, in_care, treated

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
MOST_QUERIES_TO_KEEP = 25
ALL = [id for question in questions_in_order(KNOWLEDGE) for id in question.findings]
SELECTED = re.compile(r'<select id="finding-(\w+)".*?<option value="(\w*)" selected>', re.DOTALL)
TYPED = re.compile(r'<input class="input" id="finding-(\w+)"[^>]* value="([^"]*)"')


@pytest.fixture
def browse() -> Iterator[Callable[[User], Browser]]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    with time_machine.travel(FIRST_DAY + timedelta(minutes=1), tick=False):
        yield browser_of


def address(care: Care) -> str:
    return f"/treat/{care.first.pk}/questions/"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def filled_in(page: str) -> dict[str, str]:
    """What stands in each field, in the order of the page."""
    at = {
        match.group(1): (match.start(), match.group(2)) for form in (SELECTED, TYPED) for match in form.finditer(page)
    }
    return {f"finding-{id}": value for id, (_place, value) in sorted(at.items(), key=lambda each: each[1])}


def answered(care: Care, page: str, **told: str) -> dict[str, str]:
    """The form as it came, with a harmless answer where it came empty although last time it was answered."""
    before = findings_of(opened(fresh(care.first)).safety.screening)
    empty = {
        name: str(before[id]).lower()
        for name, value in filled_in(page).items()
        if not value and (id := name.removeprefix("finding-")) in before
    }
    return {**filled_in(page), **empty, "asked": "today", **{f"finding-{id}": value for id, value in told.items()}}


def test_every_question_stands_there_once_in_the_order_of_the_check(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    page = text_of(browse(care.world.callum_user).get(address(care)))

    assert [name.removeprefix("finding-") for name in filled_in(page)] == ALL
    for question in questions_in_order(KNOWLEDGE):
        assert question.ask_therapist.replace("'", "&#x27;") in page


def test_what_lasts_is_filled_in_and_what_is_of_its_day_starts_empty(
    world: World, browse: Callable[[User], Browser]
) -> None:
    care = in_care(world, {"varicose_veins": True, "anticoagulant": True})
    page = text_of(browse(world.callum_user).get(address(care)))
    filled = filled_in(page)

    assert (filled["finding-varicose_veins"], filled["finding-age"]) == ("true", "47")
    of_its_day = {*findings_asked_again(KNOWLEDGE), *asked_since_last_time(KNOWLEDGE), "leg_pain_intensity"}
    assert {filled[f"finding-{id}"] for id in of_its_day} == {""}
    assert "On record: 6" in page
    assert '<option value="same">No change (Yes)</option>' in page


def test_the_whole_form_is_kept_as_todays_check_and_its_limits_follow(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    browser = browse(care.world.callum_user)
    told = answered(care, text_of(browser.get(address(care))), high_blood_pressure="true")
    response = browser.post(address(care), {**told, "finding-blood_pressure_control": "not_known"})

    safety = opened(fresh(care.first)).safety
    assert response.headers["Location"] == f"/treat/{care.first.pk}/#limits"
    assert (safety.is_todays, safety.screening.purpose) == (True, Screening.Purpose.SESSION)
    assert findings_of(safety.screening)["high_blood_pressure"] is True
    assert safety.screening.outcome != Outcome.CLEAR


def test_the_form_and_the_re_screen_make_the_same_of_the_same_answers(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    browser = browse(care.world.callum_user)
    browser.post(address(care), answered(care, text_of(browser.get(address(care)))))
    whole = opened(fresh(care.first)).safety.screening

    short = asked_again(care, care.sessions[1])

    assert (whole.outcome, whole.level) == (short.outcome, short.level)


def test_an_emergency_answer_stops_the_session_though_nothing_else_was_asked(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    browser = browse(care.world.callum_user)
    browser.post(address(care), {"asked": "today", "finding-saddle_numbness": "new"})

    assert opened(fresh(care.first)).safety.is_stopped
    assert "Stop. No massage today." in text_of(browser.get(f"/treat/{care.first.pk}/"))


def test_an_answer_that_was_taken_back_is_not_asked_and_is_wanted_where_it_matters(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    browser = browse(care.world.callum_user)
    told = answered(care, text_of(browser.get(address(care))), cancer_history="", antiplatelet="true")

    response = browser.post(address(care), told)

    page = text_of(response)
    assert response.status_code == 422
    assert 'id="finding-cancer_history-error"' in page
    assert filled_in(page) == {name: value for name, value in told.items() if name != "asked"}
    assert not opened(fresh(care.first)).safety.is_todays


def test_asked_and_not_known_is_an_answer_and_stops_the_session(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.callum_user)
    told = answered(care, text_of(browser.get(address(care))), sudden_severe_pain="unsure", leg_pain_weeks="")

    assert browser.post(address(care), {**told, "unsure-leg_pain_weeks": "unsure"}).status_code == 302

    safety = opened(fresh(care.first)).safety
    assert findings_of(safety.screening)["sudden_severe_pain"] is UNKNOWN
    assert findings_of(safety.screening)["leg_pain_weeks"] is UNKNOWN
    assert safety.is_stopped


@pytest.mark.parametrize(
    ("told", "field", "reason"),
    [
        ({"finding-age": "230"}, "age", "The number must be between 0 and 120."),
        ({"finding-age": "47", "unsure-age": "unsure"}, "age", "Type the number, or tick that it is not known"),
        ({"finding-diabetes": "purple"}, "diabetes", "Choose one of the answers shown."),
        ({"finding-dvt_ever": "false", "finding-dvt_status": "treated_cleared"}, "dvt_status", ""),
    ],
    ids=["out of range", "number and not known", "no such answer", "contradiction"],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    care: Care, browse: Callable[[User], Browser], told: dict[str, str], field: str, reason: str
) -> None:
    browser = browse(care.world.callum_user)
    sent = {**answered(care, text_of(browser.get(address(care))), osteoporosis="unsure"), **told}

    response = browser.post(address(care), sent)

    page = text_of(response)
    assert response.status_code == 422
    assert f'id="finding-{field}-error"' in page
    assert f'href="#finding-{field}"' in page
    assert reason in page
    assert filled_in(page)["finding-osteoporosis"] == "unsure"
    assert not opened(fresh(care.first)).safety.is_todays


def test_a_form_that_comes_filled_in_is_not_kept_without_saying_that_it_was_asked(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    browser = browse(care.world.callum_user)
    told = answered(care, text_of(browser.get(address(care))))

    response = browser.post(address(care), {**told, "asked": ""})

    assert (response.status_code, 'id="asked-error"' in text_of(response)) == (422, True)
    assert not opened(fresh(care.first)).safety.is_todays


@pytest.mark.parametrize("who", ["ailsa_user", "bram_user", "morag", "una", "noor"])
def test_the_form_does_not_exist_for_others(care: Care, browse: Callable[[User], Browser], who: str) -> None:
    assert browse(getattr(care.world, who)).get(address(care)).status_code == 404


def test_a_colleague_who_does_not_treat_the_client_gets_404_for_the_form(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    isla = browse(make_therapist(care.world.clinic, name="Isla Muir").user)

    assert isla.get(address(care)).status_code == 404
    assert isla.post(address(care), {"asked": "today", "finding-saddle_numbness": "new"}).status_code == 404


def test_the_owner_is_led_to_the_session_and_changes_nothing(care: Care, browse: Callable[[User], Browser]) -> None:
    owner = browse(care.world.fiona)

    response = owner.post(address(care), {"asked": "today", "finding-saddle_numbness": "new"})

    assert response.headers["Location"] == f"/treat/{care.first.pk}/"
    assert not opened(fresh(care.first)).safety.is_todays


def test_once_signed_the_form_leads_to_the_record(care: Care, browse: Callable[[User], Browser]) -> None:
    treated(care, care.first, leg_pain=5)

    assert browse(care.world.callum_user).get(address(care)).status_code == 302


def test_the_session_page_leads_to_the_form(care: Care, browse: Callable[[User], Browser]) -> None:
    assert f'href="{address(care)}"' in text_of(browse(care.world.callum_user).get(f"/treat/{care.first.pk}/"))


def test_the_form_takes_few_queries(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.callum_user)
    with CaptureQueriesContext(connection) as queries:
        page = text_of(browser.get(address(care)))
    assert len(without_savepoints(queries)) <= MOST_QUERIES, without_savepoints(queries)

    told = answered(care, page)
    with CaptureQueriesContext(connection) as queries:
        assert browser.post(address(care), told).status_code == 302
    assert len(without_savepoints(queries)) <= MOST_QUERIES_TO_KEEP, without_savepoints(queries)


def without_savepoints(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
