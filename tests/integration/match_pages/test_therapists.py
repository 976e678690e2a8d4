"""Who is shown to a visitor, with what proof, and in which order?"""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client as Visitor

from tests.support.answering import come_to_the_plan
from tests.support.booking import make_screening
from tests.support.clinic import World, make_therapist
from tests.support.diary import give_hours

SKILLS = {
    "myofascial_release": "Diploma",
    "trigger_point": "Diploma",
    "deep_tissue": "Diploma",
    "relaxation_massage": "Diploma",
}


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def page_of(visitor: Visitor, address: str = "/match/") -> str:
    response = visitor.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def offered(world: World) -> World:
    """Rona can do everything and works in Leith."""
    rona = make_therapist(world.clinic, name="Rona Muir", places=(world.leith,), skills=SKILLS)
    give_hours(rona, world.leith)
    return world


def test_registration_is_shown_with_body_number_and_the_day_it_was_checked(offered: World, client: Visitor) -> None:
    come_to_the_plan(client)
    page = page_of(client)

    assert "Rona Muir" in page
    assert "We looked it up on" in page
    assert "Book with Rona" in page


def test_next_free_times_are_in_the_clinics_time(offered: World, client: Visitor) -> None:
    come_to_the_plan(client)

    assert "Mon 23 Nov, 11:00" in page_of(client)


def test_reasons_for_the_order_carry_their_weights(offered: World, client: Visitor) -> None:
    come_to_the_plan(client)
    page = page_of(client)

    assert "Nobody can pay to stand higher." in page
    assert "weight 2" in page


def test_somebody_without_a_valid_registration_is_not_shown(offered: World, client: Visitor) -> None:
    make_therapist(
        offered.clinic, name="Iain Lapsed", places=(offered.leith,), skills=SKILLS, expires_on=date(2026, 11, 1)
    )
    come_to_the_plan(client)

    assert "Iain Lapsed" not in page_of(client)


def test_before_the_safety_check_nobody_can_be_booked(offered: World, client: Visitor) -> None:
    page = page_of(client)

    assert "The safety check comes first" in page
    assert 'href="/book/' not in page


def test_the_list_is_narrowed_by_its_address(offered: World, client: Visitor) -> None:
    come_to_the_plan(client)

    assert "Rona Muir" in page_of(client, f"/match/?place={offered.leith.pk}")
    assert "Rona Muir" not in page_of(client, f"/match/?place={offered.stockbridge.pk}")


def test_nonsense_in_the_address_narrows_nothing(offered: World, client: Visitor) -> None:
    come_to_the_plan(client)

    assert "Rona Muir" in page_of(client, "/match/?place=nonsense&gender=%00")


@pytest.mark.parametrize("outcome", ["urgent", "emergency"])
def test_a_client_who_has_to_be_seen_is_shown_no_therapist_and_no_time(
    offered: World, client: Visitor, outcome: str
) -> None:
    make_screening(offered.episode, outcome=outcome)
    client.force_login(offered.ailsa_user)

    response = client.get("/match/", follow=True)

    assert (response.status_code, response.request["PATH_INFO"]) == (403, f"/book/{offered.episode.pk}/")
    assert "Rona Muir" not in response.content.decode()
