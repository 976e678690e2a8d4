"""Does the record of an episode hold everything that happened, and can it end with a discharge note?"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client as Browser

from ischia.clinic.audit.api import events_on
from ischia.clinic.people.api import User
from ischia.clinic.treat.api import DischargeNote, amend, discharge_note_of
from tests.support.clinic import make_therapist
from tests.support.treating import Care, treated

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]


@pytest.fixture
def browse() -> Browse:
    def signed_in(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture
def visited(care: Care) -> Iterator[Care]:
    """Two visits have been signed; the first has an amendment."""
    for session, pain in zip(care.sessions[:2], (7, 3), strict=True):
        with time_machine.travel(session.starts_at, tick=True):
            treated(care, session, leg_pain=pain, home_advice="Walk every day.")
    amend(
        actor=care.world.as_callum,
        author=care.world.callum_user,
        session=care.first,
        text="She rang: a little sore.",
        now=care.first.ends_at,
    )
    with time_machine.travel(care.sessions[1].ends_at, tick=True):
        yield care


def address(care: Care) -> str:
    return f"/treat/client/{care.episode.pk}/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_everything_that_happened_is_listed_and_leads_to_its_page(visited: Care, browse: Browse) -> None:
    page = text_of(browse(visited.world.callum_user).get(address(visited)))

    for said in (
        "Safety check: Clear",
        "Care plan",
        "Session record signed",
        "Amendment added",
        "Session 1",
        "Session 4",
    ):
        assert said in page, said
    assert "Leg pain" in page
    assert f'href="/treat/{visited.first.pk}/"' in page
    assert f'href="/track/{visited.episode.pk}/"' in page


def test_the_record_can_be_narrowed_to_one_kind(visited: Care, browse: Browse) -> None:
    page = text_of(browse(visited.world.callum_user).get(address(visited), {"show": "measures"}))

    assert "Leg pain" in page
    assert "Session record signed" not in page
    assert 'href="' + address(visited) + '?show=measures" aria-current="true"' in page


def test_the_record_is_read_in_few_queries_and_leaves_a_trace(
    visited: Care, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    browser = browse(visited.world.callum_user)
    with django_assert_max_num_queries(12):
        browser.get(address(visited))

    assert events_on(visited.episode).exists()


def note(**changed: str) -> dict[str, str]:
    return {
        "reason": "goals_reached",
        "sessions": "2 sessions.",
        "progress": "Leg pain 7 to 3.",
        "why": "She walks to the shop again.",
        "referrals": "",
        "advice": "Walk every day.",
        **changed,
    }


def test_the_discharge_note_is_composed_from_the_record(visited: Care, browse: Browse) -> None:
    page = text_of(browse(visited.world.callum_user).get(address(visited) + "discharge/"))

    assert "2 sessions, 30 November 2026 to 7 December 2026, by Callum Drever." in page
    assert "Walk every day." in page
    assert "3 of 10" in page


def test_it_is_signed_once_and_the_database_keeps_it(visited: Care, browse: Browse) -> None:
    browser = browse(visited.world.callum_user)

    assert browser.post(address(visited) + "discharge/", note()).status_code == 302
    browser.post(address(visited) + "discharge/", note(why="Something else."))

    kept = discharge_note_of(visited.episode)
    assert kept is not None
    assert (kept.why, kept.signed_name) == ("She walks to the shop again.", "Callum Drever")
    assert "Signed by Callum Drever" in text_of(browser.get(address(visited) + "discharge/"))
    assert "Discharge note signed" in text_of(browser.get(address(visited)))
    with pytest.raises(DatabaseError), transaction.atomic():
        DischargeNote.objects.update(why="Other")


@pytest.mark.parametrize(("part", "said"), [("why", "Write this part."), ("reason", "Choose why the treatment ends.")])
def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(
    visited: Care, browse: Browse, part: str, said: str
) -> None:
    sent = note(progress="Typed by hand.", **{part: ""})
    response = browse(visited.world.callum_user).post(address(visited) + "discharge/", sent)

    assert response.status_code == 422
    assert said in text_of(response)
    assert "Typed by hand." in text_of(response)
    assert discharge_note_of(visited.episode) is None


def test_before_a_signed_session_there_is_no_discharge_note(care: Care, browse: Browse) -> None:
    browser = browse(care.world.callum_user)

    assert "once a session has been signed" in text_of(browser.get(address(care) + "discharge/"))
    assert browser.post(address(care) + "discharge/", note()).status_code in (200, 422)
    assert discharge_note_of(care.episode) is None


def test_the_owner_reads_and_does_not_sign(visited: Care, browse: Browse) -> None:
    browser = browse(visited.world.fiona)

    assert "A therapist of this client writes" in text_of(browser.get(address(visited) + "discharge/"))
    assert browser.post(address(visited) + "discharge/", note()).status_code == 422
    assert discharge_note_of(visited.episode) is None


PAGES = (
    "/treat/{session}/",
    "/treat/client/{episode}/",
    "/treat/client/{episode}/discharge/",
    "/track/{episode}/",
    "/decide/{episode}/",
    "/decide/{episode}/letters/",
    "/screen/clearance/{episode}/",
    "/conversation/{episode}/",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_about_a_client_goes_by_the_same_rule(visited: Care, browse: Browse, page: str) -> None:
    world = visited.world
    colleague = make_therapist(world.clinic, name="Isla Muir")
    at = page.format(session=visited.first.pk, episode=visited.episode.pk)

    assert browse(world.callum_user).get(at).status_code == 200
    assert browse(colleague.user).get(at).status_code == 404
    assert browse(world.morag).get(at).status_code in (403, 404)
    assert browse(world.fiona).get(at).status_code == 200
    assert browse(world.bram_user).get(at).status_code == 404
