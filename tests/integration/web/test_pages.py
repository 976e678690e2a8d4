"""Do the pages around the stages open for those they are for, and say what they have to?"""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.audit.api import events_on
from ischia.clinic.screen.api import Screening
from ischia.knowledge import load_knowledge
from tests.support.booking import book, hold, make_clearance, ready
from tests.support.clinic import World, make_therapist


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def page_of(visitor: Visitor, address: str, *, status: int = 200) -> str:
    response = visitor.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_welcome_leads_to_the_safety_check_and_promises_no_cure(world: World, client: Visitor) -> None:
    page = page_of(client, "/")

    assert 'href="/screen/"' in page
    assert "No promise of a cure." in page


def test_every_page_carries_the_clinics_numbers_and_what_the_tool_is_not(world: World, client: Visitor) -> None:
    for address in ("/", "/screen/", "/what-massage-can-do/", "/your-data/", "/account/code/"):
        page = page_of(client, address)
        assert 'href="tel:999"' in page
        assert "This tool does not diagnose." in page


def test_every_claim_stands_with_its_honest_answer(world: World, client: Visitor) -> None:
    page = page_of(client, "/what-massage-can-do/")

    for claim in load_knowledge().claims.values():
        assert claim.honest_wording.replace("'", "&#x27;") in page


def test_an_unverified_claim_is_marked(world: World, client: Visitor) -> None:
    unverified = [each for each in load_knowledge().claims.values() if not each.backing.is_verified]

    assert unverified
    assert page_of(client, "/what-massage-can-do/").count("not yet checked by a clinician") == len(unverified)


@pytest.mark.parametrize("address", ["/", "/how-it-works/", "/screen/", "/match/", "/account/code/"])
def test_no_page_carries_inline_script_or_style(world: World, client: Visitor, address: str) -> None:
    page = page_of(client, address)

    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize("address", ["/", "/screen/", "/match/", "/your-data/"])
def test_a_link_checker_may_ask_for_the_head_alone(world: World, client: Visitor, address: str) -> None:
    assert client.head(address).status_code == 200


def test_my_care_asks_to_sign_in(world: World, client: Visitor) -> None:
    assert client.get("/me/").headers["Location"] == "/account/code/?next=/me/"


def test_my_care_begins_with_the_next_visit(world: World, client: Visitor) -> None:
    book(world, ready(world))
    client.force_login(world.ailsa_user)
    page = page_of(client, "/me/")

    assert "Your next visit is with Callum Drever" in page
    assert page.index("Next step") < page.index("Coming up")
    assert f'href="/track/{world.episode.pk}/"' in page


def test_my_care_says_that_dates_wait_to_be_confirmed(world: World, client: Visitor) -> None:
    course = hold(world, ready(world))
    client.force_login(world.ailsa_user)

    assert f'href="/book/course/{course.pk}/"' in page_of(client, "/me/")


def test_my_care_of_a_plan_without_dates_leads_to_the_dates(world: World, client: Visitor) -> None:
    ready(world)
    client.force_login(world.ailsa_user)

    assert f'href="/book/{world.episode.pk}/"' in page_of(client, "/me/")


def test_my_care_of_somebody_without_a_safety_check_leads_there_first(world: World, client: Visitor) -> None:
    client.force_login(world.ailsa_user)

    assert "The safety check comes first" in page_of(client, "/me/")


def test_my_care_shows_nobody_elses_sessions(world: World, client: Visitor) -> None:
    book(world, ready(world))
    client.force_login(world.bram_user)

    assert "Callum Drever" not in page_of(client, "/me/")


def test_a_lost_visitor_reads_plain_words(world: World, client: Visitor) -> None:
    assert "This page is not here." in page_of(client, "/nowhere/", status=404)


def test_the_gallery_is_not_on_a_clinics_public_site(world: World, client: Visitor) -> None:
    page_of(client, "/design/", status=404)


def test_the_gallery_shows_every_component_on_the_demo(world: World, client: Visitor, settings: object) -> None:
    settings.ISCHIA_DEMO = True  # type: ignore[attr-defined] # pytest-django's settings take any name
    page = page_of(client, "/design/")

    for name in ("verdict--alarm", "countdown", "error", "limits", "date--clash", "disclosure", "table-wrap"):
        assert name in page


def test_the_therapist_finds_who_waits_for_a_clinician_and_where_to_write_the_answer(
    world: World, client: Visitor
) -> None:
    hold(world, ready(world, outcome="clinician_first"))
    client.force_login(world.callum_user)

    assert 'href="/waiting/"' in page_of(client, "/treat/")
    assert f'href="/screen/clearance/{world.episode.pk}/"' in page_of(client, "/waiting/")


def test_nobody_waits_once_the_clinician_has_answered(world: World, client: Visitor, now: datetime) -> None:
    hold(world, ready(world, outcome="clinician_first"))
    make_clearance(Screening.objects.get(episode=world.episode), at=now)
    client.force_login(world.callum_user)

    assert "Nobody is waiting" in page_of(client, "/waiting/")


def test_the_desk_sees_who_waits_and_since_when_and_nothing_about_health(world: World, client: Visitor) -> None:
    hold(world, ready(world, outcome="clinician_first"))
    client.force_login(world.morag)

    page = page_of(client, "/waiting/")

    assert "Ailsa Rennie" in page
    assert "Waiting since 23 November 2026" in page
    assert "/screen/clearance/" not in page
    assert "some_rule" not in page


def test_reading_who_waits_leaves_a_trace(world: World, client: Visitor) -> None:
    hold(world, ready(world, outcome="clinician_first"))
    client.force_login(world.morag)

    page_of(client, "/waiting/")

    event = events_on(world.clinic).get(action="audit.read")
    assert event.detail == {"part": "waiting", "shown": [str(world.ailsa.pk)]}


def test_who_waits_is_shown_to_nobody_without_a_part_in_their_care(world: World, client: Visitor) -> None:
    hold(world, ready(world, outcome="clinician_first"))
    client.force_login(world.bram_user)
    page_of(client, "/waiting/", status=403)

    client.force_login(make_therapist(world.clinic, name="Isla Muir").user)
    assert "Nobody is waiting" in page_of(client, "/waiting/")


def test_a_mistyped_address_can_be_corrected_without_losing_the_way(world: World, client: Visitor) -> None:
    way = "?next=/book/"
    client.post(f"/account/code/{way}", {"email": "wrong@example.org", "next": "/book/"})
    page = page_of(client, f"/account/code/confirm/{way}")
    assert 'value="/account/code/?next=%2Fbook%2F"' in page

    response = client.post("/account/logout/", {"next": "/account/code/?next=%2Fbook%2F"}, follow=True)

    assert "Your e-mail address" in response.content.decode()
    assert 'value="/book/"' in response.content.decode()
