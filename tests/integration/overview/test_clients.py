"""The desk finds a client however the name is written, and sees what it needs and no more."""

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from ischia.clinic.audit.models import Event
from ischia.clinic.people.api import Client, User, find_clients, folded
from tests.support.booking import book, ready
from tests.support.clinic import NOW, World, make_client
from tests.support.paying import sold

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]


def names(world: World, text: str) -> list[str]:
    return [one.name for one in find_clients(world.clinic, text, most=20)]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jürgen Müller", "muller"),
        ("Jürgen Müller", "MÜLLER jür"),
        ("José Ibáñez", "jose ibanez"),
        ("Søren Åberg", "soren aberg"),
        ("Łukasz Wójcik", "lukasz wojcik"),
        ("Ｗｅｉ Chen", "wei"),
        ("Weiß Anna", "weiss"),
        ("สมชาย ใจดี", "สมชาย"),
        ("Niamh O'Brien", "o'br"),
    ],
)
def test_client_is_found_however_the_name_is_written(world: World, name: str, typed: str) -> None:
    make_client(world.clinic, name=name, signs_in=False)
    assert names(world, typed) == [name]


def test_client_is_found_by_digits_of_the_phone_number_and_by_the_address(world: World) -> None:
    Client.objects.filter(pk=world.bram.pk).update(phone="+44 (0)131 555-0199", email="b.tulloch@example.org")
    assert names(world, "0131 555") == ["Bram Tulloch"]
    assert names(world, "5550199") == ["Bram Tulloch"]
    assert names(world, "tulloch@exa") == ["Bram Tulloch"]


@pytest.mark.parametrize("typed", ["", "a", " ", "zz", "%%", "__"])
def test_too_little_or_nothing_that_fits_finds_nobody(world: World, typed: str) -> None:
    assert names(world, typed) == []


def test_clients_of_another_clinic_are_not_found(world: World) -> None:
    make_client(world.una.memberships.get().clinic, name="Ailsa Elsewhere", signs_in=False)
    assert names(world, "ailsa") == ["Ailsa Rennie"]


def test_two_thousand_clients_are_searched_within_a_second(world: World) -> None:
    Client.objects.bulk_create(
        Client(clinic=world.clinic, name=f"Zoë Number {n}", phone=f"07700 {n:06d}", registered_at=NOW)
        for n in range(2000)
    )
    began = time.perf_counter()
    assert names(world, "zoe 1999") == ["Zoë Number 1999"]
    assert time.perf_counter() - began < 1


def test_folding_leaves_no_mark() -> None:
    assert folded("ÀÉÎõü ŒUVRE") == "aeiou oeuvre"


def test_search_comes_in_the_body_and_whom_it_showed_is_kept(world: World, browse: Browse) -> None:
    desk = browse(world.morag)
    page = desk.post("/clinic/clients/", {"q": "rennie"}).content.decode()
    assert "Ailsa Rennie" in page
    assert "Ailsa" not in desk.get("/clinic/clients/?q=rennie").content.decode()
    read = Event.objects.get(action="audit.read", detail__part="clients")
    assert read.detail["shown"] == [str(world.ailsa.pk)]


def test_client_page_has_contacts_visits_and_payments_and_nothing_of_health(
    world: World, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    book(world, ready(world))
    sold(world)
    desk = browse(world.morag)
    with django_assert_max_num_queries(12):
        page = desk.get(f"/clinic/clients/{world.ailsa.pk}/").content.decode()
    assert "0131 496 0000" in page
    assert "Monday 30 November 2026, 10:00" in page
    assert "3 of 3 sessions left" in page
    assert "R-2026-00001" in page
    assert "version 2026-11" in page
    for word in ("walk to the shop", "trigger", "/treat/", "/track/", "/decide/", "/screen/"):
        assert word not in page.split("<main")[1].split("</main>")[0]


def test_contacts_are_changed_and_the_audit_row_says_which_and_not_to_what(world: World, browse: Browse) -> None:
    desk, address = browse(world.morag), f"/clinic/clients/{world.ailsa.pk}/"
    form = {"name": "Ailsa Rennie", "phone": "0131 000 0000", "email": "new@ischia.example", "date_of_birth": ""}
    assert desk.post(address, form).status_code == 302
    world.ailsa.refresh_from_db()
    assert (world.ailsa.phone, world.ailsa.date_of_birth) == ("0131 000 0000", None)
    row = Event.objects.get(action="people.client_changed")
    assert row.detail == {"fields": ["date_of_birth", "email", "phone"]}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "A", "email": "nowhere"}, "valid email"),
        ({"name": "A", "date_of_birth": "2030-01-01"}, "still to come"),
    ],
)
def test_contacts_that_cannot_be_are_said_at_the_field(
    world: World, browse: Browse, form: dict[str, str], said: str
) -> None:
    answer = browse(world.morag).post(f"/clinic/clients/{world.ailsa.pk}/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_somebody_who_called_is_added(world: World, browse: Browse) -> None:
    form = {"do": "add", "name": "Isla Gunn", "phone": "0131 111 2222", "date_of_birth": "1980-02-03"}
    browse(world.morag).post("/clinic/clients/", form)
    added = Client.objects.get(name="Isla Gunn")
    assert (added.clinic, added.user, added.date_of_birth) == (world.clinic, None, date(1980, 2, 3))
    assert browse(world.morag).post("/clinic/clients/", {"do": "add", "name": ""}).status_code == 422


def test_pages_of_clients_are_the_desks(world: World, browse: Browse) -> None:
    stranger = make_client(world.una.memberships.get().clinic, name="Ailsa Elsewhere", signs_in=False)
    assert browse(world.callum_user).get("/clinic/clients/").status_code == 403
    assert browse(world.ailsa_user).get(f"/clinic/clients/{world.ailsa.pk}/").status_code == 404
    assert browse(world.morag).get(f"/clinic/clients/{stranger.pk}/").status_code == 404


def test_header_marks_the_page_one_is_on_and_no_other(world: World, browse: Browse) -> None:
    page = browse(world.fiona).get("/clinic/clients/").content.decode()
    header, menus = page.split("</header>")[0], 2
    assert header.count('aria-current="page"') == menus
    assert re.search(r'href="/clinic/clients/"[^>]*aria-current="page"', header)
