"""The database itself refuses to take a therapist, a room or a client twice, however the row arrives."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from ischia.clinic.diary.api import Occupancy, OccupancyState, Wish, examine, write_override
from tests.support.clinic import NOW, World, make_therapist
from tests.support.diary import at, give_hours, occupy, slot, stretch

pytestmark = pytest.mark.django_db

COLUMNS = (
    "id, therapist_id, room_id, client_id, therapist_from, therapist_until, room_from, room_until, "
    "client_from, client_until, state, expires_at, override_id, day"
)


def insert(values: Sequence[Any]) -> None:
    """One row by raw SQL, past every line of our code."""
    adapted = [connection.ops.adapt_unknown_value(value) if isinstance(value, datetime) else value for value in values]
    keys = [value.hex if connection.vendor == "sqlite" and hasattr(value, "hex") else value for value in adapted]
    statement = f"INSERT INTO diary_occupancy ({COLUMNS}) VALUES ({', '.join(['%s'] * 14)})"  # noqa: S608 - constants
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, keys)


def row(world: World, start: str, until: str, **changes: Any) -> list[Any]:
    values: dict[str, Any] = {
        "id": uuid4(),
        "therapist": world.callum.pk,
        "room": world.rooms[0].pk,
        "client": world.ailsa.pk,
        "state": "firm",
        "expires_at": None,
        "override": None,
        **changes,
    }
    spans = [at(start), at(until)] * 3
    return [
        values["id"],
        values["therapist"],
        values["room"],
        values["client"],
        *spans,
        values["state"],
        values["expires_at"],
        values["override"],
        spans[0].date(),
    ]


@pytest.fixture
def others(world: World) -> dict[str, Any]:
    """Another therapist, room and client, so that one test overlaps in one of the three only."""
    return {
        "therapist": make_therapist(world.clinic, name="Ewan Kerr").pk,
        "room": world.rooms[1].pk,
        "client": world.bram.pk,
    }


@pytest.mark.parametrize("shared", ["therapist", "room", "client"])
@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("2026-11-30 10:00", "2026-11-30 11:00"),
        ("2026-11-30 09:30", "2026-11-30 10:01"),
        ("2026-11-30 10:59", "2026-11-30 12:00"),
        ("2026-11-30 10:15", "2026-11-30 10:30"),
        ("2026-11-30 09:00", "2026-11-30 12:00"),
    ],
)
def test_overlap_is_refused_because_one_is_enough(
    world: World, others: dict[str, Any], shared: str, start: str, until: str
) -> None:
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00"))
    apart = {who: key for who, key in others.items() if who != shared}
    with pytest.raises(IntegrityError, match=f"{shared}"):
        insert(row(world, start, until, **apart))
    assert Occupancy.objects.count() == 1


def test_touching_and_elsewhere_is_accepted(world: World, others: dict[str, Any]) -> None:
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00"))
    insert(row(world, "2026-11-30 11:00", "2026-11-30 12:00"))
    insert(row(world, "2026-11-30 09:00", "2026-11-30 10:00"))
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00", **others))
    assert Occupancy.objects.count() == 4


def test_rows_without_a_client_do_not_meet_as_clients(world: World, others: dict[str, Any]) -> None:
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00", client=None))
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00", **{**others, "client": None}))
    assert Occupancy.objects.count() == 2


@pytest.mark.parametrize("state", ["held", "firm"])
def test_move_onto_a_taken_stretch_is_refused_because_updates_are_checked_too(world: World, state: str) -> None:
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00", state=state, expires_at=NOW if state == "held" else None))
    insert(row(world, "2026-11-30 12:00", "2026-11-30 13:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.filter(therapist_from=at("2026-11-30 12:00")).update(therapist_from=at("2026-11-30 10:30"))


def test_released_time_is_free_and_cannot_come_back_over_a_new_booking(world: World) -> None:
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00", state="released"))
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.filter(state="released").update(state="firm")


def test_override_lifts_the_rule_for_its_own_row_only(world: World) -> None:
    occupy(stretch(world, "2026-11-30 10:00", "2026-11-30 11:00"))
    meant = write_override(actor=world.as_morag, reason="Twins share the hour", conflicts=(), now=NOW)
    insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00", override=meant.pk))
    with pytest.raises(IntegrityError):
        insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00", override=meant.pk))
    with pytest.raises(IntegrityError):
        insert(row(world, "2026-11-30 10:30", "2026-11-30 11:00"))
    assert Occupancy.objects.count() == 2


def test_override_is_written_once(world: World) -> None:
    meant = write_override(actor=world.as_morag, reason="Twins share the hour", conflicts=(), now=NOW)
    meant.reason = "another reason"
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        meant.save()


@pytest.mark.parametrize(
    ("start", "until", "changes"),
    [
        ("2026-11-30 10:00", "2026-11-30 10:00", {}),  # takes no time
        ("2026-11-30 11:00", "2026-11-30 10:00", {}),  # ends before it starts
        ("2026-11-30 10:00", "2026-12-01 10:01", {}),  # longer than a day
        ("2026-11-30 10:00", "2026-11-30 11:00", {"state": "maybe"}),
        ("2026-11-30 10:00", "2026-11-30 11:00", {"state": "held"}),  # a hold without an end
    ],
)
def test_row_that_makes_no_sense_is_refused(world: World, start: str, until: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        insert(row(world, start, until, **changes))


def test_other_spelling_of_an_instant_is_refused_because_it_would_not_compare(world: World) -> None:
    if connection.vendor != "sqlite":
        insert(row(world, "2026-11-30 10:00", "2026-11-30 11:00"))  # a real instant type has one spelling
        return
    values = row(world, "2026-11-30 10:00", "2026-11-30 11:00")
    for spelling in ("2026-11-30T10:00:00", "2026-11-30 10:00", "2026-11-30 10:00:00+00:00", "tomorrow"):
        with pytest.raises(IntegrityError, match="written YYYY-MM-DD"):
            insert([*values[:4], spelling, *values[5:]])


def test_hold_that_ran_out_gives_way_and_one_that_has_not_does_not(world: World) -> None:
    give_hours(world.callum, world.leith)
    wanted = stretch(world, "2026-11-30 10:00", "2026-11-30 11:00")
    first = occupy(wanted, state=OccupancyState.HELD, expires_at=NOW + timedelta(minutes=10))[0]
    wish = Wish(slot=slot(world.callum, world.leith, "2026-11-30 10:00"), service=world.follow_up, client=None)
    early, late = (
        examine(clinic=world.clinic, wishes=[wish], now=NOW + timedelta(minutes=minutes)) for minutes in (9, 10)
    )
    assert (early.run_out, late.run_out, late.conflicts) == ((), (first.pk,), ())
    with pytest.raises(IntegrityError), transaction.atomic():
        occupy(wanted, run_out=early.run_out)
    occupy(wanted, run_out=late.run_out)
    first.refresh_from_db()
    assert first.state == OccupancyState.RELEASED
