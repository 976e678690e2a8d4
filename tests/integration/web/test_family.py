"""Who acts for a client, what do they see, and who ends it?"""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client as Visitor

from ischia.clinic.audit.api import Actor, events_by
from ischia.clinic.people.api import (
    Authority,
    Client,
    ConsentKind,
    ErasureRequest,
    Helper,
    User,
    authorities_over,
    can_act_as_client,
    can_book_for,
    can_read_client,
    can_read_health_record,
    can_write_health_record,
    end_authority,
    ensure_user,
    forget_unproven_users,
    give_consent,
    let_act,
    standing_consents,
)
from tests.support.booking import book, ready
from tests.support.clinic import World
from tests.support.furnishing import BACKEND

CHILD = {
    "name": "Rory Rennie",
    "date_of_birth": "2011-05-04",
    "phone": "0131 496 0444",
    "email": "rory@ischia.example",
    "basis": "parent",
    "declares": "on",
}


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.force_login(user, backend=BACKEND)
    return visitor


def let(world: World, now: datetime, *, health: bool) -> Authority:
    """Ailsa lets Noor act for her."""
    helper = Helper(email=world.noor.email, shares_health=health)
    return let_act(actor=world.as_ailsa, client=world.ailsa, helper=helper, now=now)


def acting(world: World) -> Visitor:
    """Noor, who has switched to Ailsa's pages."""
    visitor = signed_in(world.noor)
    assert visitor.post(f"/me/family/{world.ailsa.pk}/switch/").status_code == 302
    return visitor


def test_nobody_acts_for_anybody_by_default(world: World) -> None:
    for user in (world.noor, world.bram_user, world.una):
        for may in (can_read_client, can_read_health_record, can_book_for, can_act_as_client):
            assert not may(user, world.ailsa)


def test_a_helper_sees_and_books_visits_and_nothing_of_health_that_was_not_shared(world: World, now: datetime) -> None:
    let(world, now, health=False)

    assert can_read_client(world.noor, world.ailsa)
    assert can_book_for(world.noor, world.ailsa)
    assert not can_read_health_record(world.noor, world.ailsa)
    assert not can_write_health_record(world.noor, world.ailsa)
    assert not can_read_client(world.noor, world.bram)


def test_a_helper_with_the_health_record_reads_it_and_never_writes_as_staff(world: World, now: datetime) -> None:
    let(world, now, health=True)

    assert can_read_health_record(world.noor, world.ailsa)
    assert not can_write_health_record(world.noor, world.ailsa)


def test_the_pages_of_a_helper_are_the_clients_with_a_word_about_it(world: World, now: datetime) -> None:
    book(world, ready(world))
    let(world, now, health=False)
    page = acting(world).get("/me/").content.decode()

    assert "You act for Ailsa Rennie" in page
    assert "Your next visit is with Callum Drever" in page
    assert "Is it helping?" not in page


@pytest.mark.parametrize("address", ["/track/{}/", "/intake/{}/", "/decide/{}/", "/track/{}/measures/"])
def test_health_pages_do_not_exist_for_a_helper_without_the_health_record(
    world: World, now: datetime, address: str
) -> None:
    book(world, ready(world))
    let(world, now, health=False)

    assert acting(world).get(address.format(world.episode.pk)).status_code == 404


def test_switching_to_somebody_who_has_not_agreed_is_not_found(world: World) -> None:
    assert signed_in(world.noor).post(f"/me/family/{world.ailsa.pk}/switch/").status_code == 404


def test_every_act_carries_the_name_of_who_did_it(world: World, now: datetime) -> None:
    let(world, now, health=True)
    acting(world).post(f"/intake/{world.episode.pk}/goals/", {"goals": "walk"})
    found = events_by(Actor.of(world.noor).id)

    assert {"intake.saved", "audit.read"} <= {event.action for event in found}


def test_the_client_ends_it_and_the_helper_is_out_at_once(world: World, now: datetime) -> None:
    authority = let(world, now, health=True)
    helper = acting(world)
    signed_in(world.ailsa_user).post(f"/me/family/ending/{authority.pk}/")

    assert not can_read_client(world.noor, world.ailsa)
    assert "Ailsa" not in helper.get("/me/").content.decode()


def test_the_helper_may_end_it_too_and_nobody_else(world: World, now: datetime) -> None:
    authority = let(world, now, health=True)

    assert signed_in(world.bram_user).post(f"/me/family/ending/{authority.pk}/").status_code == 404
    assert signed_in(world.noor).post(f"/me/family/ending/{authority.pk}/").status_code == 302
    assert authorities_over(world.ailsa) == []


def test_given_again_the_new_shares_replace_the_old_ones(world: World, now: datetime) -> None:
    let(world, now, health=True)
    let(world, now, health=False)

    assert [each.shares_health for each in authorities_over(world.ailsa)] == [False]


def test_a_helper_cannot_pass_it_on(world: World, now: datetime) -> None:
    let(world, now, health=True)

    assert acting(world).get("/me/family/helper/").status_code == 404


def test_a_parent_registers_a_child_and_acts_for_it(world: World) -> None:
    parent = signed_in(world.ailsa_user)
    assert parent.post("/me/family/person/", CHILD).headers["Location"] == "/me/"
    child = Client.objects.get(name="Rory Rennie")

    assert child.user is None
    assert can_read_health_record(world.ailsa_user, child)
    assert "You act for Rory Rennie" in parent.get("/me/").content.decode()
    parent.post("/me/family/own/")
    assert "You act for" not in parent.get("/me/").content.decode()


def test_a_person_in_care_needs_a_declaration(world: World) -> None:
    response = signed_in(world.ailsa_user).post("/me/family/person/", {**CHILD, "declares": ""})

    assert response.status_code == 422
    assert not Client.objects.filter(name="Rory Rennie").exists()


def test_the_child_takes_over_its_record_by_its_own_proved_address_and_can_end_the_authority(world: World) -> None:
    signed_in(world.ailsa_user).post("/me/family/person/", CHILD)
    child = Client.objects.get(name="Rory Rennie")
    rory = ensure_user(email="rory@ischia.example")
    visitor = signed_in(rory)

    assert "Is this you?" in visitor.get("/me/family/").content.decode()
    visitor.post(f"/me/family/{child.pk}/take-over/")
    child.refresh_from_db()
    assert child.user == rory
    visitor.post(f"/me/family/ending/{authorities_over(child)[0].pk}/")
    assert not can_read_client(world.ailsa_user, child)


def test_nobody_takes_over_a_record_with_another_address_or_one_that_the_clinic_made(world: World) -> None:
    signed_in(world.ailsa_user).post("/me/family/person/", CHILD)
    child = Client.objects.get(name="Rory Rennie")
    made_by_the_desk = Client.objects.create(
        clinic=world.clinic, name="Ina Bell", email=world.noor.email, registered_at=child.registered_at
    )

    for record in (child, made_by_the_desk):
        assert signed_in(world.noor).post(f"/me/family/{record.pk}/take-over/").status_code == 404


def test_a_helper_who_has_not_signed_in_yet_is_not_forgotten(world: World, now: datetime) -> None:
    helper = Helper(email="new@ischia.example", shares_health=False)
    let_act(actor=world.as_ailsa, client=world.ailsa, helper=helper, now=now)
    with time_machine.travel(now.replace(year=now.year + 1), tick=False):
        forget_unproven_users(now=now.replace(year=now.year + 1))

    assert User.objects.filter(email="new@ischia.example").exists()


def test_not_even_raw_sql_changes_an_authority_or_its_end(world: World, now: datetime) -> None:
    authority = let(world, now, health=False)
    end_authority(actor=world.as_ailsa, authority=authority, now=now)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Authority.objects.update(shares_health=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Authority.objects.filter(pk=authority.pk)._raw_delete("default")


@pytest.mark.parametrize("health", [False, True])
def test_a_helper_never_asks_for_erasure(world: World, now: datetime, *, health: bool) -> None:
    let(world, now, health=health)
    helper = acting(world)

    assert helper.get("/me/data/erase/").status_code == (403 if health else 404)
    assert helper.post("/me/data/erase/", {"sure": "1"}).status_code == (403 if health else 404)
    assert not ErasureRequest.objects.exists()


def test_a_parent_asks_for_the_erasure_of_their_child(world: World) -> None:
    parent = signed_in(world.noor)
    parent.post("/me/family/person/", CHILD)
    child = Client.objects.get(name=CHILD["name"])
    parent.post(f"/me/family/{child.pk}/switch/")

    assert parent.post("/me/data/erase/", {"sure": "1"}).status_code == 302
    assert ErasureRequest.objects.get().client == child


@pytest.mark.parametrize(("health", "status"), [(False, 403), (True, 302)])
@pytest.mark.parametrize("kind", [ConsentKind.TREATMENT, ConsentKind.HEALTH_DATA])
def test_only_a_helper_who_sees_the_health_record_takes_such_a_consent_back(
    world: World, now: datetime, kind: ConsentKind, *, health: bool, status: int
) -> None:
    consent = give_consent(actor=world.as_ailsa, client=world.ailsa, kind=kind, wording_version="1", now=now)
    let(world, now, health=health)

    assert acting(world).post(f"/me/consents/{consent.pk}/").status_code == status
    assert (kind in standing_consents(world.ailsa)) is not health
