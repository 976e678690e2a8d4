"""What stands in the outbox after `write_message`?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from ischia.clinic.audit.api import Actor, events_on
from ischia.clinic.messaging.api import (
    KINDS,
    Category,
    Channel,
    Delivery,
    File,
    Message,
    NotificationChoice,
    State,
    choose_notifications,
    messages_of,
    messages_to,
    write_message,
)
from ischia.clinic.messaging.models import Attachment, Waiting
from ischia.clinic.people.api import ask_to_be_erased, confirm_erasure, erase_due
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import NOW, World, make_episode
from tests.support.messaging import facts_of, write


def test_a_message_is_written_with_its_queue_row_files_and_audit_row(world: World) -> None:
    file = File(name="visits.ics", data=b"BEGIN:VCALENDAR", content_type="text/calendar; method=PUBLISH")
    (message,) = write(world, kind="booking_confirmed", key="course 1", attachments=[file])
    assert (message.channel, message.language, message.episode) == (Channel.EMAIL, "en-gb", world.episode)
    assert Waiting.objects.get(message=message).due_at == NOW
    assert bytes(Attachment.objects.get(message=message).data) == b"BEGIN:VCALENDAR"
    (event,) = events_on(message)
    assert event.detail == {"kind": "booking_confirmed", "channel": "email", "client": str(world.ailsa.pk)}


def test_the_same_key_is_written_once(world: World) -> None:
    assert write(world, key="once")
    assert write(world, key="once") == ()
    assert Message.objects.count() == 1


def test_what_is_undone_leaves_nothing_in_the_outbox(world: World) -> None:
    with transaction.atomic():
        write(world)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Waiting.objects.exists()


def test_a_kind_with_two_channels_is_written_for_each_that_the_client_wants(world: World) -> None:
    written = write(world, kind="waitlist_offer", key="both")
    assert {message.channel for message in written} == {Channel.EMAIL, Channel.TEXT}
    choose_notifications(
        actor=world.as_ailsa, client=world.ailsa, category=Category.WAITLIST, email=False, text=True, now=NOW
    )
    assert [message.channel for message in write(world, kind="waitlist_offer", key="one")] == [Channel.TEXT]


def test_nothing_is_written_that_the_client_wants_by_no_channel(world: World) -> None:
    choose_notifications(
        actor=world.as_ailsa, client=world.ailsa, category=Category.FORMS, email=False, text=False, now=NOW
    )
    assert write(world, kind="measures_due") == ()


def test_what_belongs_to_treatment_cannot_be_switched_off(world: World) -> None:
    with pytest.raises(Refused, match="come by e-mail") as refused:
        choose_notifications(
            actor=world.as_ailsa, client=world.ailsa, category=Category.BOOKINGS, email=False, text=True, now=NOW
        )
    assert (refused.value.code, refused.value.field) == ("care_by_email", "bookings_email")


def test_somebody_else_gets_an_email_whatever_the_client_chose(world: World) -> None:
    choose_notifications(
        actor=world.as_ailsa, client=world.ailsa, category=Category.CONVERSATION, email=False, text=False, now=NOW
    )
    (message,) = write(world, kind="conversation", address="callum@ischia.example")
    assert (message.channel, message.address) == (Channel.EMAIL, "callum@ischia.example")


def test_it_is_due_when_its_writer_says(world: World) -> None:
    later = NOW + timedelta(hours=5)
    (message,) = write(world, not_before=later, not_after=later + timedelta(hours=1))
    assert Waiting.objects.get(message=message).due_at == later


@pytest.mark.parametrize("facts", [{}, {"link": "x", "diagnosis": "y"}])
def test_facts_that_are_not_the_placeholders_are_a_fault_of_the_writer(world: World, facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="takes the facts"):
        write(world, kind="measures_due", facts=facts)


def test_an_unknown_kind_or_another_clients_episode_is_a_fault_of_the_writer(world: World) -> None:
    with pytest.raises(ValueError, match="declare it"):
        write_message(actor=world.as_morag, client=world.ailsa, kind="advert", key="x", facts={}, now=NOW)
    with pytest.raises(ValueError, match="whose episode"):
        write(world, episode=make_episode(world.bram))


def test_messages_are_read_by_episode_and_by_client(world: World) -> None:
    write(world, key="first")
    write(world, key="second", now=NOW + timedelta(hours=1))
    write(world, key="of none", episode=None)
    assert [message.key for message in messages_of(world.episode)] == ["second", "first"]
    assert messages_to(world.ailsa).count() == 3
    assert not messages_to(world.bram).exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE messaging_message SET kind = 'x'",
        "UPDATE messaging_attachment SET name = 'x'",
        "UPDATE messaging_delivery SET state = 'sent'",
    ],
)
def test_the_database_refuses_to_change_what_was_written(world: World, sql: str) -> None:
    file = File(name="visits.ics", data=b"", content_type="text/calendar")
    (message,) = write(world, kind="booking_confirmed", attachments=[file])
    Delivery.objects.create(message=message, attempt=1, state=State.GIVEN_UP, at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_nothing_of_what_was_written_is_left_when_a_client_is_erased(world: World) -> None:
    (message,) = write(world, kind="booking_confirmed")
    Delivery.objects.create(message=message, attempt=1, state=State.SENT, at=NOW, address="ailsa@ischia.example")
    choose_notifications(
        actor=world.as_ailsa, client=world.ailsa, category=Category.FORMS, email=False, text=False, now=NOW
    )
    write(world, key="of another", client=world.bram, episode=None)
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=NOW)
    confirm_erasure(actor=Actor.of(world.fiona), request=request, now=NOW, today=NOW.date())
    erase_due(now=NOW + timedelta(days=99 * 366), today=NOW.date() + timedelta(days=99 * 366))
    assert not messages_to(world.ailsa).exists()
    assert not Delivery.objects.exists()
    assert not NotificationChoice.objects.exists()
    assert messages_to(world.bram).exists()
    assert events_on(message)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written_with_its_sample_facts(world: World, kind: str) -> None:
    assert write(world, kind=kind, facts=facts_of(kind))
