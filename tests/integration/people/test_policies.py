"""Nobody reads another client's record: the whole matrix of roles against what they may do with Ailsa's record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ischia.clinic.book.api import Session, Status
from ischia.clinic.people.api import (
    Client,
    Role,
    User,
    add_member,
    can_book_for,
    can_manage_clinic,
    can_read_client,
    can_read_health_record,
    can_write_health_record,
    check_can_book_for,
    check_can_manage_clinic,
    check_can_read_client,
    check_can_read_health_record,
    check_can_write_health_record,
    client_of,
    readable_client,
    readable_episode,
    role_in,
    treats,
)
from ischia.clinic.people.backend import UserWithRolesBackend
from ischia.pathway.shared.errors import NotFound, Refused
from tests.support.booking import book, hold, ready
from tests.support.clinic import BUILDER, World, make_therapist

pytestmark = pytest.mark.django_db

Who = Callable[[World], object]


def treating(world: World) -> User:
    """Callum, with a course of Ailsa's."""
    book(world, ready(world))
    return world.callum_user


PEOPLE: dict[str, Who] = {
    "ailsa": lambda world: world.ailsa_user,
    "bram": lambda world: world.bram_user,
    "callum who treats her": lambda world: treating(world),
    "isla who does not": lambda world: make_therapist(world.clinic, name="Isla Muir").user,
    "morag": lambda world: world.morag,
    "fiona": lambda world: world.fiona,
    "una of another clinic": lambda world: world.una,
    "noor who belongs nowhere": lambda world: world.noor,
    "nobody signed in": lambda world: AnonymousUser(),
}

#                              contact, health, write, book, manage
MATRIX = {
    "ailsa": (True, True, False, True, False),
    "bram": (False, False, False, False, False),
    "callum who treats her": (True, True, True, True, False),
    "isla who does not": (False, False, False, False, False),
    "morag": (True, False, False, True, False),
    "fiona": (True, True, True, True, True),
    "una of another clinic": (False, False, False, False, False),
    "noor who belongs nowhere": (False, False, False, False, False),
    "nobody signed in": (False, False, False, False, False),
}

ROLES = {
    "ailsa": Role.CLIENT,
    "bram": Role.CLIENT,
    "callum who treats her": Role.THERAPIST,
    "isla who does not": Role.THERAPIST,
    "morag": Role.FRONT_DESK,
    "fiona": Role.OWNER,
    "una of another clinic": None,
    "noor who belongs nowhere": None,
    "nobody signed in": None,
}


@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_may_do_what_its_work_needs_and_no_more(world: World, name: str) -> None:
    user, ailsa = PEOPLE[name](world), world.ailsa

    assert (
        can_read_client(user, ailsa),
        can_read_health_record(user, ailsa),
        can_write_health_record(user, ailsa),
        can_book_for(user, ailsa),
        can_manage_clinic(user, world.clinic),
    ) == MATRIX[name]


@pytest.mark.parametrize("name", PEOPLE)
def test_checks_raise_exactly_where_the_answers_say_no(world: World, name: str) -> None:
    user, ailsa = PEOPLE[name](world), world.ailsa
    checks: list[Callable[[object, Client], None]] = [
        check_can_read_client,
        check_can_read_health_record,
        check_can_write_health_record,
        check_can_book_for,
    ]

    assert tuple(_passes(check, user, ailsa) for check in checks) == MATRIX[name][:4]


@pytest.mark.parametrize("name", [name for name, allowed in MATRIX.items() if not allowed[0]])
def test_another_clients_record_does_not_exist_rather_than_being_forbidden(world: World, name: str) -> None:
    user = PEOPLE[name](world)

    with pytest.raises(NotFound):
        readable_client(user, world.ailsa.pk)
    with pytest.raises(NotFound):
        readable_episode(user, world.episode.pk)
    with pytest.raises(NotFound):
        check_can_write_health_record(user, world.ailsa)


@pytest.mark.parametrize("name", ["ailsa", "morag"])
def test_someone_who_may_read_but_not_write_is_told_so(world: World, name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_can_write_health_record(PEOPLE[name](world), world.ailsa)

    assert refused.value.code == "not_allowed"


def test_only_the_owner_manages_the_clinic(world: World) -> None:
    check_can_manage_clinic(world.fiona, world.clinic)

    with pytest.raises(Refused) as refused:
        check_can_manage_clinic(world.callum_user, world.clinic)
    assert refused.value.code == "not_owner"


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_has_one_role_at_a_clinic_or_none(world: World, name: str) -> None:
    assert role_in(PEOPLE[name](world), world.clinic) == ROLES[name]


def test_a_role_ends_with_the_account(world: World) -> None:
    user = treating(world)
    user.is_active = False

    assert role_in(user, world.clinic) is None
    assert not can_read_client(user, world.ailsa)


def test_a_request_asks_once_where_somebody_works(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        user = UserWithRolesBackend().get_user(str(world.callum_user.pk))
        assert user is not None
        assert (role_in(user, world.clinic), user.role_label) == (Role.THERAPIST, "therapist")
    assert UserWithRolesBackend().get_user(str(world.noor.pk)) == world.noor


def test_a_new_role_counts_at_once(world: World) -> None:
    assert role_in(world.noor, world.clinic) is None

    add_member(actor=BUILDER, clinic=world.clinic, user=world.noor, role=Role.FRONT_DESK)

    assert role_in(world.noor, world.clinic) is Role.FRONT_DESK


@pytest.mark.parametrize("what", ["membership", "therapist"])
def test_treating_ends_with_the_role(world: World, what: str) -> None:
    user = treating(world)
    assert treats(user, world.ailsa)

    if what == "membership":
        user.memberships.update(role=Role.FRONT_DESK)
    else:
        type(world.callum).objects.update(is_active=False)

    assert not treats(user, world.ailsa)
    assert not can_read_health_record(user, world.ailsa)


def test_a_course_that_was_only_held_gives_no_access(world: World) -> None:
    hold(world, ready(world))

    assert not treats(world.callum_user, world.ailsa)
    assert not can_read_health_record(world.callum_user, world.ailsa)


def test_a_hold_that_waits_for_a_clinician_gives_access_to_record_the_answer(world: World) -> None:
    hold(world, ready(world, outcome="clinician_first"))

    assert treats(world.callum_user, world.ailsa)


@pytest.mark.parametrize("status", Status)
def test_what_is_booked_under_way_or_done_gives_access_and_nothing_else(world: World, status: Status) -> None:
    user = treating(world)
    Session.objects.update(status=status)

    given = status in (Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SESSION, Status.DONE)
    assert treats(user, world.ailsa) is given


def test_a_deactivated_client_reads_nothing(world: World) -> None:
    user = world.ailsa_user
    user.is_active = False

    assert not can_read_client(user, world.ailsa)


def test_a_client_reads_their_own_record_without_asking_the_database(world: World) -> None:
    ailsa, user = world.ailsa, world.ailsa_user

    with CaptureQueriesContext(connection) as queries:
        assert can_read_health_record(user, ailsa)

    assert len(queries) == 0


def test_an_unknown_record_and_a_hidden_one_look_the_same(world: World) -> None:
    with pytest.raises(NotFound) as hidden:
        readable_client(world.bram_user, world.ailsa.pk)
    with pytest.raises(NotFound) as unknown:
        readable_client(world.bram_user, world.clinic.pk)

    assert str(hidden.value) == str(unknown.value)


def test_a_user_is_found_as_client_only_where_they_are_one(world: World) -> None:
    assert client_of(world.ailsa_user, world.clinic) == world.ailsa
    assert client_of(world.ailsa_user, world.una.memberships.get().clinic) is None
    assert client_of(AnonymousUser(), world.clinic) is None


def _passes(check: Callable[[object, Client], None], user: object, client: Client) -> bool:
    try:
        check(user, client)
    except (NotFound, Refused):
        return False
    return True
