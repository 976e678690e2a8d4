"""People come in through services: each names an actor, writes one audit row, and refuses what cannot be right."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ischia.clinic.audit.api import events_on
from ischia.clinic.people.api import (
    ClientDetails,
    ConsentKind,
    Role,
    User,
    add_member,
    close_episode,
    ensure_user,
    forget_unproven_users,
    give_consent,
    open_episode,
    open_episode_of,
    register_client,
    registrations_expiring,
    therapist_of,
    therapists_of,
    update_registration_check,
)
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import BUILDER, NOW, World, make_therapist

pytestmark = pytest.mark.django_db


def test_a_signed_in_client_who_comes_back_keeps_one_record(world: World) -> None:
    again = register_client(
        actor=world.as_ailsa,
        clinic=world.clinic,
        details=ClientDetails(name="Somebody Else", phone="0131 496 0999"),
        now=NOW,
        user=world.ailsa_user,
    )

    assert again == world.ailsa
    assert (again.name, again.phone) == ("Ailsa Rennie", "0131 496 0000")


def test_what_a_record_lacks_is_completed(world: World) -> None:
    client = register_client(
        actor=BUILDER, clinic=world.clinic, details=ClientDetails(name="Noor Ellis"), now=NOW, user=world.noor
    )
    born = date(1990, 5, 17)

    register_client(
        actor=BUILDER,
        clinic=world.clinic,
        details=ClientDetails(name="Noor Ellis", date_of_birth=born),
        now=NOW,
        user=world.noor,
    )

    client.refresh_from_db()
    assert client.date_of_birth == born
    assert events_on(client).last().detail == {"fields": ["date_of_birth"]}  # type: ignore[union-attr] # just written


def test_a_client_whom_the_desk_registers_needs_no_account(world: World) -> None:
    client = register_client(actor=world.as_morag, clinic=world.clinic, details=ClientDetails(name="Walk In"), now=NOW)

    assert client.user is None
    assert [event.actor_label for event in events_on(client)] == ["front_desk"]


def test_the_database_refuses_a_second_record_of_the_same_user(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        world.clinic.clients.create(user=world.ailsa_user, name="Twice", registered_at=NOW)


def test_two_users_cannot_share_an_address_that_differs_in_case_only(world: World) -> None:
    assert ensure_user(email=" AILSA@ischia.example ") == world.ailsa_user
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="AILSA@ISCHIA.EXAMPLE")


def test_an_episode_opens_and_closes_once(world: World) -> None:
    episode = open_episode(actor=world.as_ailsa, client=world.ailsa, now=NOW + timedelta(days=1))
    assert open_episode_of(world.ailsa) == episode

    closed = close_episode(actor=world.as_callum, episode=episode, now=NOW + timedelta(days=2), reason="discharged")

    assert not closed.is_open
    assert open_episode_of(world.ailsa) == world.episode
    with pytest.raises(Refused) as refused:
        close_episode(actor=world.as_callum, episode=episode, now=NOW + timedelta(days=3), reason="discharged")
    assert refused.value.code == "episode_closed"


def test_a_consent_names_its_wording_and_leaves_a_trace(world: World) -> None:
    consent = give_consent(
        actor=world.as_ailsa, client=world.ailsa, kind=ConsentKind.HEALTH_DATA, wording_version="2026-11", now=NOW
    )

    trace = events_on(consent).get()
    assert trace.actor_label == "client"
    assert trace.detail["wording_version"] == "2026-11"


def test_a_client_is_registered_and_never_added_to_the_staff(world: World) -> None:
    with pytest.raises(Refused) as refused:
        add_member(actor=BUILDER, clinic=world.clinic, user=world.noor, role=Role.CLIENT)

    assert refused.value.code == "not_a_staff_role"


@pytest.mark.parametrize(
    ("days", "holds"),
    [(-1, False), (0, True), (1, True)],
    ids=["the day before it runs out is past", "on its last day", "the day after is to come"],
)
def test_a_registration_holds_through_its_last_day(world: World, *, days: int, holds: bool) -> None:
    today = NOW.date()
    therapist = make_therapist(world.clinic, name="Gregor Roy", expires_on=today + timedelta(days=days))

    assert therapist.is_registered_on(today) is holds


def test_a_registration_that_nobody_has_checked_counts_for_nothing(world: World) -> None:
    therapist = make_therapist(world.clinic, name="Gregor Roy", is_checked=False)

    assert not therapist.is_registered_on(NOW.date())


def test_a_check_that_finds_an_expired_entry_is_refused(world: World) -> None:
    registration = world.callum.registrations.get()

    with pytest.raises(Refused) as refused:
        update_registration_check(
            actor=BUILDER,
            registration=registration,
            checked_by="Fiona Baird",
            checked_on=date(2026, 11, 23),
            expires_on=date(2026, 11, 22),
        )

    assert refused.value.field == "expires_on"


def test_therapists_with_all_they_can_prove_take_four_queries_however_many_there_are(world: World) -> None:
    for name in ("Dougal Reid", "Ewan Bell", "Flora Kerr"):
        make_therapist(world.clinic, name=name, places=(world.leith,))

    with CaptureQueriesContext(connection) as queries:
        shown = [
            (one.clinic.zone, list(one.places.all()), list(one.skills.all()), one.is_registered_on(NOW.date()))
            for one in therapists_of(world.clinic)
        ]

    assert len(shown) == 4
    assert len(queries) == 4


def test_the_next_registration_to_run_out_comes_first(world: World) -> None:
    make_therapist(world.clinic, name="Gregor Roy", expires_on=date(2026, 12, 1))

    first = registrations_expiring(world.clinic).first()
    assert first is not None
    assert first.therapist.name == "Gregor Roy"


def test_a_therapist_is_found_by_their_account(world: World) -> None:
    assert therapist_of(world.callum_user) == world.callum
    assert therapist_of(world.morag) is None


def test_only_users_who_never_proved_their_address_are_forgotten(world: World) -> None:
    stale = ensure_user(email="typo@ischia.example")
    User.objects.filter(pk=stale.pk).update(joined_at=NOW - timedelta(days=2))
    User.objects.filter(pk=world.ailsa_user.pk).update(joined_at=NOW - timedelta(days=2))
    fresh = ensure_user(email="new@ischia.example")
    User.objects.filter(pk=fresh.pk).update(joined_at=NOW - timedelta(hours=1))
    before = User.objects.count()

    assert forget_unproven_users(now=NOW) == 1
    assert User.objects.count() == before - 1
    assert not User.objects.filter(pk=stale.pk).exists()
