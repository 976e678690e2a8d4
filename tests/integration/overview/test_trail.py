"""The owner reads who saw or changed what, in sentences; nobody else does, and the look is written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.audit.api import Actor, Event, record_read
from ischia.clinic.overview.trail import A_PAGE, Asked, areas, trail_of
from ischia.clinic.people.api import Client, User
from ischia.clinic.transfer.api import rows_of
from tests.support.booking import book, ready
from tests.support.clinic import NOW, World, make_client

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]


def said(world: World, **asked: Any) -> list[str]:
    lines = trail_of(world.clinic, Asked(**asked)).lines
    return [f"{line.who} ({line.role}) {line.what}, {line.subject}" for line in lines]


def look_a_minute_later(world: World) -> None:
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        record_read(actor=world.as_morag, subject=world.ailsa, part="desk")


def test_acts_are_sentences_with_names_looked_up(world: World) -> None:
    look_a_minute_later(world)
    assert said(world)[0] == "Morag Petrie (front desk) looked at: desk, client Ailsa Rennie"
    book(world, ready(world))
    assert any(one.startswith("Ailsa Rennie (client) ") and one.endswith(", course") for one in said(world))


def test_work_of_the_program_says_so(world: World) -> None:
    assert any("(the program)" in one for one in said(world))


def test_trail_is_narrowed_by_person_subject_area_and_time(world: World) -> None:
    record_read(actor=world.as_morag, subject=world.ailsa, part="desk")
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        record_read(actor=world.as_callum, subject=world.bram, part="record")
    callum, ailsa = str(world.callum_user.pk), str(world.ailsa.pk)
    assert [one.split(" (")[0] for one in said(world, person=callum)] == ["Callum Drever"]
    assert all("Ailsa Rennie" in one for one in said(world, subject=ailsa))
    assert {one.split(", ")[1].split(" ")[0] for one in said(world, action="audit.read")} == {"client"}
    assert not [one for one in said(world, action="people") if "looked at" in one]
    later = (NOW + timedelta(days=2)).date()
    assert [one.split(" (")[0] for one in said(world, first=later)] == ["Callum Drever"]
    assert "Callum Drever (therapist) looked at: record, client Bram Tulloch" not in said(world, last=later)


def test_trail_comes_in_pages_and_loses_nothing_between_them(world: World) -> None:
    for number in range(A_PAGE + 5):
        record_read(actor=world.as_morag, subject=world.ailsa, part=f"part {number}")
    total = rows_of(Event, world.clinic).count()
    first = trail_of(world.clinic, Asked(page=1))
    assert (len(first.lines), first.has_more) == (A_PAGE, True)
    pages = [trail_of(world.clinic, Asked(page=number)).lines for number in range(1, total // A_PAGE + 2)]
    assert sum(len(lines) for lines in pages) == total


def test_whoever_is_nameless_now_is_nameless_here(world: World) -> None:
    look_a_minute_later(world)
    Client.objects.filter(pk=world.ailsa.pk).update(name="Erased")
    assert said(world)[0].endswith("client Erased")


def test_another_clinics_acts_are_not_shown(world: World) -> None:
    other = world.una.memberships.get().clinic
    make_client(other, name="Ewan Elsewhere")
    record_read(actor=Actor.of(world.una), subject=other, part="secret")
    assert not [one for one in said(world) if "secret" in one]


def test_page_is_the_owners_and_the_look_is_written_down(
    world: World, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    owner = browse(world.fiona)
    with django_assert_max_num_queries(12):
        page = owner.get("/clinic/trail/").content.decode()
    assert "Who saw or changed what" in page
    assert Event.objects.filter(action="audit.read", actor_id=str(world.fiona.pk), detail__part="trail").count() == 1
    for user in (world.morag, world.callum_user, world.ailsa_user, world.una):
        assert browse(user).get("/clinic/trail/").status_code == 403


@pytest.mark.parametrize(
    "query", ["?person=nobody", "?first=yesterday", "?page=0", "?page=x", "?subject=x", "?action=; drop", "?page=9999"]
)
def test_nonsense_in_the_address_breaks_nothing(world: World, browse: Browse, query: str) -> None:
    assert browse(world.fiona).get(f"/clinic/trail/{query}").status_code == 200


def test_every_area_can_be_asked_for(world: World, browse: Browse) -> None:
    for code, _label in areas():
        assert browse(world.fiona).get("/clinic/trail/", {"action": code}).status_code == 200
