"""What is due is shown to both, filled in on a phone within minutes, and a wrong entry stays to be seen."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.people.api import User
from ischia.clinic.track.api import MeasureEntry, entries_of, fill_measures, mark_as_error
from ischia.knowledge.records import InstrumentId
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.track.api import MOST_SECONDS, seconds_to_fill, version_of
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, treated

pytestmark = pytest.mark.django_db

LEG = InstrumentId("nprs_leg")
FIELD = re.compile(r'name="(measure-(\w+?)-([a-z_0-9]+))"')


@pytest.fixture
def browse() -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


def questions(page: str) -> list[str]:
    """The items. The box that says "nothing applies" needs no tap beside a tick."""
    found = dict.fromkeys(re.findall(r'name="(measure-[a-z_0-9]+-[a-z_0-9]+)"', page))
    return [name for name in found if not name.endswith("-filled")]


def seconds(forms: list[str]) -> int:
    return seconds_to_fill(KNOWLEDGE.instruments[InstrumentId(name)] for name in forms)


def walk(browser: Browser, address: str) -> tuple[list[str], int, int]:
    """Fill in one form after another until nothing is due: the forms, the questions and the taps that it took."""
    forms: list[str] = []
    read = taps = 0
    for _ in range(12):
        page = browser.get(address).content.decode()
        found = re.search(r'name="instrument" value="(\w+)"', page)
        if found is None:
            break
        name = found[1]
        asked = questions(page)
        instrument = KNOWLEDGE.instruments[InstrumentId(name)]
        given = {field: str(instrument.items[0].high) for field in asked}
        assert (
            browser.post(address, {"instrument": name, "version": version_of(instrument), **given}).status_code == 302
        )
        forms.append(name)
        read += len(asked)
        taps += len(asked) + 1
    return forms, read, taps


def test_the_whole_start_is_filled_in_on_a_phone_in_under_three_minutes(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    with time_machine.travel(FIRST_DAY - timedelta(days=1), tick=False):
        forms, read, taps = walk(browse(care.world.ailsa_user), f"/track/{care.episode.pk}/measures/")

    assert forms == ["nprs_leg", "nprs_back", "sbi", "rmdq_24", "psfs"]
    assert (read, taps) == (33, 38)
    assert seconds(forms) < MOST_SECONDS


def test_the_review_with_the_view_of_change_fits_too(care: Care, browse: Callable[[User], Browser]) -> None:
    for session in care.sessions[:3]:
        treated(care, session)
    with time_machine.travel(care.sessions[3].starts_at - timedelta(days=1), tick=False):
        forms, _read, taps = walk(browse(care.world.ailsa_user), f"/track/{care.episode.pk}/measures/")

    assert set(forms) == {"nprs_leg", "nprs_back", "pgic", "sbi", "rmdq_24", "psfs"}
    assert taps <= 40
    assert seconds(forms) < MOST_SECONDS


def test_how_long_it_takes_is_said_before_anything_is_asked(care: Care, browse: Callable[[User], Browser]) -> None:
    ailsa = browse(care.world.ailsa_user)
    with time_machine.travel(FIRST_DAY - timedelta(days=1), tick=False):
        area, progress, first = (
            ailsa.get(page).content.decode()
            for page in ("/me/", f"/track/{care.episode.pk}/", f"/track/{care.episode.pk}/measures/")
        )

    assert "Answer now, about 3 minutes" in area
    assert "Fill in now, about 3 minutes" in progress
    assert "5 forms to go, about 3 minutes in all" in first


def test_the_clients_own_area_says_what_is_due_and_leads_there(care: Care, browse: Callable[[User], Browser]) -> None:
    with time_machine.travel(FIRST_DAY - timedelta(days=1), tick=False):
        page = browse(care.world.ailsa_user).get("/me/").content.decode()

    assert "<li>Leg pain</li>" in page
    assert f'href="/track/{care.episode.pk}/measures/"' in page
    assert "traight leg raise" not in page


def test_the_therapist_sees_what_only_they_can_measure(care: Care, browse: Callable[[User], Browser]) -> None:
    with time_machine.travel(FIRST_DAY, tick=False):
        own = browse(care.world.ailsa_user).get(f"/track/{care.episode.pk}/").content.decode()
        therapists = browse(care.world.callum_user).get(f"/track/{care.episode.pk}/measures/").content.decode()
        today = browse(care.world.callum_user).get("/treat/").content.decode()

    assert "straight leg raise" not in own
    assert 'name="instrument"' in therapists
    assert "straight leg raise" in today


def test_what_is_late_is_said_to_be_overdue(care: Care, browse: Callable[[User], Browser]) -> None:
    for session in care.sessions:
        treated(care, session)
    with time_machine.travel(care.sessions[3].ends_at + timedelta(days=9), tick=False):
        page = browse(care.world.ailsa_user).get("/me/").content.decode()

    assert "overdue" in page


def entered(care: Care, pain: int, **moved: int) -> MeasureEntry:
    (entry,) = fill_measures(
        actor=care.world.as_ailsa,
        episode=care.episode,
        answers={LEG: {"pain": pain}},
        on=FIRST_DAY.date() + timedelta(**moved),
        knowledge=KNOWLEDGE,
        now=FIRST_DAY,
    )
    return entry


@pytest.mark.parametrize("moved", [pytest.param(1, id="tomorrow"), pytest.param(-400, id="before-the-episode")])
def test_a_day_that_cannot_be_is_refused(care: Care, moved: int) -> None:
    with pytest.raises(BadInput) as bad:
        entered(care, 4, days=moved)

    assert [fault.field for fault in bad.value.faults] == ["on"]


def test_the_same_form_sent_twice_is_kept_once(care: Care) -> None:
    assert entered(care, 4).pk == entered(care, 4).pk
    assert entries_of(care.episode).count() == 1


def test_other_answers_on_the_same_day_are_another_entry(care: Care) -> None:
    entered(care, 4)
    entered(care, 5)

    assert entries_of(care.episode).count() == 2


def test_a_wrong_entry_is_shown_struck_through_with_who_and_why(care: Care, browse: Callable[[User], Browser]) -> None:
    entry = entered(care, 9)
    mark_as_error(actor=care.world.as_callum, entry=entry, reason="Wrong client.", now=FIRST_DAY)

    with time_machine.travel(FIRST_DAY, tick=False):
        page = browse(care.world.ailsa_user).get(f"/track/{care.episode.pk}/").content.decode()

    assert "<s>30 Nov 2026: Leg pain, 0 to 10 (NPRS), 9</s>" in page
    assert "Does not count: Wrong client. (Callum Drever, 30 Nov 2026)" in page
