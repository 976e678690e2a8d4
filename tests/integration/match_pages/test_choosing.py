"""Filters, distance, anybody and a therapist's own page, as a visitor sees them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client as Visitor
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ischia.clinic.people.api import Therapist
from tests.support.answering import come_to_the_plan
from tests.support.booking import ready
from tests.support.clinic import World, make_therapist
from tests.support.diary import give_hours, occupy, stretch

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
def rona(world: World) -> Therapist:
    """Rona can do everything and works in Leith, which is on the map; Callum and the others cannot."""
    world.leith.latitude, world.leith.longitude, world.leith.access = 55.9755, -3.1702, ["hearing_loop"]
    world.leith.save()
    therapist = make_therapist(world.clinic, name="Rona Muir", places=(world.leith,), skills=SKILLS)
    give_hours(therapist, world.leith)
    return therapist


def test_distance_from_a_town_is_a_reason_in_the_clinics_miles(rona: Therapist, client: Visitor) -> None:
    come_to_the_plan(client)
    page = page_of(client, "/match/?near=dalkeith")
    assert "About 6.9 miles from Dalkeith to Leith, as the crow flies." in page
    assert "GeoNames, CC BY 4.0" in page


def test_own_position_is_rounded_and_set_nowhere(rona: Therapist, client: Visitor) -> None:
    come_to_the_plan(client)
    response = client.get("/match/?latitude=55.9412345&longitude=-3.0498765")
    assert "from where you are to Leith" in response.content.decode()
    assert "55.94123" not in str(response.headers)
    assert not response.cookies


@pytest.mark.parametrize("address", ["?near=Nowherechester", "?latitude=99&longitude=1", "?latitude=x&longitude=nan"])
def test_place_that_cannot_be_found_narrows_nothing(rona: Therapist, client: Visitor, address: str) -> None:
    come_to_the_plan(client)
    assert "Rona Muir" in page_of(client, f"/match/{address}")


def test_unknown_town_says_so_at_its_field(rona: Therapist, client: Visitor) -> None:
    page = page_of(client, "/match/?near=Dalkieth")
    assert "We know no town called Dalkieth. Did you mean Dalkeith?" in page


def test_page_may_ask_the_browser_where_it_is(rona: Therapist, client: Visitor) -> None:
    assert "geolocation=(self)" in client.get("/match/")["Permissions-Policy"]


def test_times_are_told_by_half_day_and_can_be_narrowed(rona: Therapist, client: Visitor) -> None:
    come_to_the_plan(client)
    assert "<dt>Morning</dt><dd>Mon 23 Nov, 11:00</dd>" in page_of(client)
    narrowed = page_of(client, "/match/?half_day=afternoon")
    assert "<dt>Afternoon</dt><dd>Mon 23 Nov, 13:00</dd>" in narrowed
    assert "<dt>Morning</dt>" not in narrowed


def test_access_that_is_needed_narrows_the_list(rona: Therapist, world: World, client: Visitor) -> None:
    make_therapist(world.clinic, name="Ewan Kerr", places=(world.stockbridge,), skills=SKILLS)
    come_to_the_plan(client)
    assert "Ewan Kerr" in page_of(client)
    narrowed = page_of(client, "/match/?access=hearing_loop")
    assert "Rona Muir" in narrowed
    assert "Ewan Kerr" not in narrowed


def test_weights_are_shown_to_everybody(rona: Therapist, world: World, client: Visitor) -> None:
    world.clinic.match_weights = {"soon": 7.5}
    world.clinic.save()
    assert "<dt>How soon there is a free time</dt><dd>7.5</dd>" in page_of(client)


def test_long_list_is_shown_in_part_until_asked_for(rona: Therapist, world: World, client: Visitor) -> None:
    for number in range(9):
        make_therapist(world.clinic, name=f"T{number} Kerr", places=(world.leith,), skills=SKILLS)
    come_to_the_plan(client)
    page = page_of(client, "/match/?gender=male")
    assert page.count("therapist__head") == 8
    assert 'href="?gender=male&amp;all=yes"' in page
    assert page_of(client, "/match/?gender=male&all=yes").count("therapist__head") == 10


def test_page_takes_few_queries_however_many_therapists(
    rona: Therapist, world: World, client: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        give_hours(make_therapist(world.clinic, name=f"T{number} Kerr", skills=SKILLS), world.leith)
    come_to_the_plan(client)
    page_of(client)
    with django_assert_max_num_queries(12):
        page_of(client, "/match/?all=yes")


def test_anybody_is_spread_over_those_who_fit(rona: Therapist, world: World, client: Visitor) -> None:
    isla = make_therapist(world.clinic, name="Isla Kerr", places=(world.leith,), skills=SKILLS)
    zoe = make_therapist(world.clinic, name="Zoe Kerr", places=(world.leith,), skills=SKILLS)
    unfit = make_therapist(world.clinic, name="Abel Kerr", places=(world.leith,))
    for one in (isla, zoe, unfit):
        give_hours(one, world.leith)
    come_to_the_plan(client)
    begun: Counter[str] = Counter()
    for hour in range(9):
        chosen = client.get("/match/anybody/")["Location"].split("/")[-2]
        begun[chosen] += 1
        day, start = 24 + hour // 3, 9 + hour % 3
        whole = (f"2026-11-{day} {start:02}:00", f"2026-11-{day} {start:02}:45")
        occupy(stretch(world, *whole, therapist=Therapist.objects.get(pk=chosen), room=world.rooms[hour % 3]))
    assert begun == {str(rona.pk): 3, str(isla.pk): 3, str(zoe.pk): 3}


def test_anybody_goes_on_with_one_person_unless_two_are_accepted(
    rona: Therapist, world: World, client: Visitor
) -> None:
    come_to_the_plan(client)
    assert client.get("/match/anybody/")["Location"] == reverse("book:begin", args=[rona.pk])
    shared = client.get("/match/anybody/?two_therapists=on&half_day=morning")["Location"]
    assert parse_qs(urlsplit(shared).query) == {"two_therapists": ["on"], "half_day": ["morning"]}


def test_choice_of_two_reaches_the_proposal(rona: Therapist, world: World, client: Visitor) -> None:
    care_plan = ready(world)
    client.force_login(world.ailsa_user)
    led = client.get(f"{reverse('book:begin', args=[world.callum.pk])}?two_therapists=on&half_day=morning")
    assert parse_qs(urlsplit(led["Location"]).query) == {
        "therapist": [str(world.callum.pk)],
        "two_therapists": ["on"],
        "half_day": ["morning"],
    }
    shown = client.get(led["Location"])
    assert urlsplit(led["Location"]).path == f"/book/{care_plan.episode_id}/"
    assert shown.context["form"].wanted["two_therapists"] is True


def test_before_the_safety_check_anybody_is_nobody(rona: Therapist, client: Visitor) -> None:
    assert client.get("/match/anybody/")["Location"].startswith("/match/")


def test_therapists_own_page_shows_every_proof(rona: Therapist, client: Visitor) -> None:
    rona.conditions = {"lymphoedema": "Diploma 2020"}
    rona.save()
    page = page_of(client, f"/match/{rona.pk}/")
    for proof in (
        "Test Register",
        "We looked it up on",
        "Trigger point",
        "Lymphoedema",
        "Diploma 2020",
        "Hearing loop",
    ):
        assert proof in page
    assert "The safety check comes first" in page
    assert "/book/begin/" not in page


def test_own_page_says_who_cannot_be_booked_for_this_plan(rona: Therapist, world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    page = page_of(client, f"/match/{world.callum.pk}/")
    assert "Callum cannot be booked for your plan" in page
    assert "Has not shown training in" in page


def test_there_is_no_page_of_somebody_who_may_not_treat(world: World, client: Visitor) -> None:
    lapsed = make_therapist(world.clinic, name="Ewan Kerr", expires_on=date(2026, 11, 22))
    unchecked = make_therapist(world.clinic, name="Isla Kerr", is_checked=False)
    for one in (lapsed, unchecked):
        assert client.get(f"/match/{one.pk}/").status_code == 404
    assert client.get(f"/match/{world.clinic.pk}/").status_code == 404
