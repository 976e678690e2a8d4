"""Every act has an actor and a row, written with the act or not at all."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from ischia.clinic.audit.api import Actor, ActorKind, events_by, events_on, record, record_read
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import World

pytestmark = pytest.mark.django_db


def test_an_act_names_role_and_subject_but_no_person(world: World) -> None:
    event = record(actor=world.as_callum, action="people.tried", subject=world.ailsa, detail={"codes": ["a", 1]})

    assert (event.actor_kind, event.actor_id) == (ActorKind.USER, str(world.callum_user.pk))
    assert event.actor_label == "therapist"
    assert (event.subject_type, event.subject_id) == ("people.client", str(world.ailsa.pk))
    assert "Callum" not in str(event)
    assert "Ailsa" not in str(event)


@pytest.mark.parametrize("nobody", [None, "callum", 7])
def test_a_write_without_an_actor_is_refused(world: World, nobody: Any) -> None:
    with pytest.raises(TypeError, match="needs an Actor"):
        record(actor=nobody, action="people.tried", subject=world.ailsa)


def test_an_anonymous_visitor_is_no_actor() -> None:
    with pytest.raises(Refused) as refused:
        Actor.of(AnonymousUser())

    assert refused.value.code == "no_actor"


@pytest.mark.parametrize(
    "detail",
    [{"name": "x"}, {"email": "x"}, {"contact": "ailsa@ischia.example"}, {"why": "x" * 121}, {"nested": {"a": 1}}],
)
def test_personal_data_in_a_detail_is_refused(world: World, detail: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="audit detail"):
        record(actor=world.as_callum, action="people.tried", subject=world.ailsa, detail=detail)


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused_because_it_could_outlive_the_write(world: World) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(actor=world.as_callum, action="people.tried", subject=world.ailsa)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_leaves_no_row(world: World) -> None:
    def act() -> None:
        with transaction.atomic():
            record(actor=world.as_callum, action="people.tried", subject=world.ailsa)
            raise Refused("try", "rolled back")

    with pytest.raises(Refused):
        act()

    assert not events_by(str(world.callum_user.pk)).exists()


def test_reading_a_record_leaves_a_trace(world: World) -> None:
    record_read(actor=world.as_morag, subject=world.ailsa, part="contact")

    read = events_on(world.ailsa).last()
    assert read is not None
    assert (read.action, read.actor_label, read.detail) == ("audit.read", "front_desk", {"part": "contact"})
