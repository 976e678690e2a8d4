"""The audit trail is written once: not even raw SQL changes it."""

import pytest
from django.db import DatabaseError, connection, transaction

from ischia.clinic.audit.api import events_on
from ischia.clinic.audit.models import Event
from ischia.clinic.people.api import ConsentKind, give_consent
from tests.support.clinic import NOW, World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_label = 'somebody else'",
        "UPDATE audit_event SET at = at",
        "DELETE FROM audit_event",
    ],
)
def test_raw_sql_is_refused_because_triggers_guard_the_table(world: World, statement: str) -> None:
    before = list(Event.objects.values_list("id", "actor_label"))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert before
    assert list(Event.objects.values_list("id", "actor_label")) == before


def test_saving_an_event_again_is_refused_because_it_would_change_the_past(world: World) -> None:
    event = events_on(world.ailsa).get()
    event.action = "people.nothing_happened"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()


def test_a_consent_cannot_be_reworded_afterwards(world: World) -> None:
    consent = give_consent(
        actor=world.as_ailsa, client=world.ailsa, kind=ConsentKind.TREATMENT, wording_version="1", now=NOW
    )
    consent.wording_version = "2"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        consent.save()
