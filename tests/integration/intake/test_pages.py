"""Do the pages of the intake keep what is typed, lead on, and open for nobody else?"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.audit.api import events_on
from ischia.clinic.intake.models import Intake, IntakeDraft
from ischia.clinic.intake.steps import STEPS
from tests.support.booking import book, make_screening, ready
from tests.support.clinic import World, make_therapist
from tests.support.intake import TYPED, told


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ailsa(world: World, client: Visitor) -> Visitor:
    client.force_login(world.ailsa_user)
    return client


def address(world: World, page: str = "") -> str:
    return f"/intake/{world.episode.pk}/{page}{'/' if page else ''}"


def test_a_client_goes_through_every_page_and_sends_it(world: World, ailsa: Visitor) -> None:
    here = address(world, STEPS[0].id)
    for step in STEPS:
        assert ailsa.get(here).status_code == 200
        here = ailsa.post(here, TYPED[step.id]).headers["Location"]

    assert here == address(world, "review")
    assert "walk the dog" in ailsa.get(here).content.decode()
    assert ailsa.post(address(world, "send")).headers["Location"] == address(world, "sent")
    assert Intake.objects.get(episode=world.episode).told.answers["treatments"]["tried"] == ["exercise", "injection"]
    assert "Isla Kerr" in ailsa.get(address(world, "sent")).content.decode()


def test_a_faulty_page_is_shown_again_with_what_was_typed_and_kept(world: World, ailsa: Visitor) -> None:
    response = ailsa.post(address(world, "reaching"), {"phone": "", "emergency_name": "Isla Kerr"})

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert 'value="Isla Kerr"' in ailsa.get(address(world, "reaching")).content.decode()


def test_stopping_keeps_the_page_and_goes_back_to_my_care(world: World, ailsa: Visitor) -> None:
    response = ailsa.post(address(world, "goals"), {"goals": "sleep", "later": "1"})

    assert response.headers["Location"] == "/me/"
    assert IntakeDraft.objects.get(episode=world.episode).typed["goals"]["goals"] == ["sleep"]


def test_on_another_device_it_goes_on_where_it_stopped(world: World, ailsa: Visitor) -> None:
    ailsa.post(address(world, "reaching"), TYPED["reaching"])
    other = Visitor()
    other.force_login(world.ailsa_user)
    page = other.get(address(world)).content.decode()

    assert f'href="{address(world, "clinician")}"' in page
    assert "Carry on where you stopped" in page


def test_what_is_known_is_filled_in(world: World, ailsa: Visitor) -> None:
    assert 'value="0131 496 0000"' in ailsa.get(address(world, "reaching")).content.decode()
    assert "walk to the shop without stopping" in ailsa.get(address(world, "goals")).content.decode()


def test_every_page_but_the_first_leads_back_one_step(world: World, ailsa: Visitor) -> None:
    for earlier, step in pairwise(STEPS):
        assert f'href="{address(world, earlier.id)}"' in ailsa.get(address(world, step.id)).content.decode()


def test_medicines_of_the_safety_check_are_shown_and_not_asked_again(world: World, ailsa: Visitor) -> None:
    make_screening(world.episode)

    page = ailsa.get(address(world, "medicines")).content.decode()

    assert "The safety check has asked about blood thinners" in page
    assert 'name="anticoagulant"' not in page


def test_a_page_that_does_not_exist_is_not_found(world: World, ailsa: Visitor) -> None:
    assert ailsa.get(address(world, "nonsense")).status_code == 404


def test_sending_before_anything_was_typed_is_refused_politely(world: World, ailsa: Visitor) -> None:
    assert ailsa.post(address(world, "send")).status_code == 409


def test_a_change_from_the_review_leads_back_to_it(world: World, ailsa: Visitor) -> None:
    response = ailsa.post(address(world, "goals") + "?review=1", TYPED["goals"])

    assert response.headers["Location"] == address(world, "review")


@pytest.mark.parametrize("part", ["", "goals", "review", "sent"])
def test_another_clients_intake_does_not_exist(world: World, client: Visitor, part: str) -> None:
    told(world.episode, actor=world.as_ailsa)
    client.force_login(world.bram_user)

    assert client.get(address(world, part)).status_code == 404


@pytest.mark.parametrize("part", ["", "goals", "review", "sent"])
def test_staff_do_not_fill_in_for_a_client(world: World, client: Visitor, part: str) -> None:
    book(world, ready(world))
    client.force_login(world.callum_user)

    assert client.get(address(world, part)).status_code == 404


def test_the_therapist_reads_it_and_that_is_written_down(world: World, client: Visitor) -> None:
    book(world, ready(world))
    told(world.episode, actor=world.as_ailsa)
    client.force_login(world.callum_user)
    page = client.get(address(world, "told")).content.decode()

    assert "the left knee" in page
    assert "Isla Kerr" in page
    assert "audit.read" in [event.action for event in events_on(world.episode)]


def test_a_therapist_who_does_not_treat_the_client_gets_404(world: World, client: Visitor) -> None:
    told(world.episode, actor=world.as_ailsa)
    other = make_therapist(world.clinic, name="Ewan Muir")
    client.force_login(other.user)

    assert client.get(address(world, "told")).status_code == 404


def test_the_desk_does_not_read_it(world: World, client: Visitor) -> None:
    told(world.episode, actor=world.as_ailsa)
    client.force_login(world.morag)

    assert client.get(address(world, "told")).status_code == 404


@pytest.mark.parametrize("part", ["", "reaching", "medicines", "review", "sent"])
def test_no_page_needs_more_than_twelve_queries(
    world: World, ailsa: Visitor, django_assert_max_num_queries: Any, part: str
) -> None:
    told(world.episode, actor=world.as_ailsa)
    ailsa.post(address(world, "goals"), TYPED["goals"])

    with django_assert_max_num_queries(12):
        assert ailsa.get(address(world, part)).status_code == 200


def test_the_therapists_page_needs_no_more_than_twelve_queries(
    world: World, client: Visitor, django_assert_max_num_queries: Any
) -> None:
    book(world, ready(world))
    told(world.episode, actor=world.as_ailsa)
    client.force_login(world.callum_user)

    with django_assert_max_num_queries(12):
        client.get(address(world, "told"))
