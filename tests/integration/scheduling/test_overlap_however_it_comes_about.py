"""No overlap comes about by a change either: times, people, states and overrides changed by raw SQL or the ORM.

How rows that are new are refused is in tests/integration/diary/test_no_overlap.py. No admin is installed: there is no
further way in.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from ischia.clinic.book.api import Session
from ischia.clinic.diary.api import Occupancy, OccupancyState, Override, write_override
from tests.support.booking import book, ready, ready_too
from tests.support.clinic import NOW, World, make_therapist
from tests.support.diary import at, occupy, stretch

pytestmark = pytest.mark.django_db

TEN, ELEVEN, TWELVE = "2026-11-30 10:00", "2026-11-30 11:00", "2026-11-30 12:00"


def by_orm(row: Occupancy, **values: Any) -> None:
    Occupancy.objects.filter(pk=row.pk).update(**values)


def by_raw_sql(row: Occupancy, **values: Any) -> None:
    """The same past every line of our code."""
    sets = ", ".join(f"{name} = %s" for name in values)
    given = [_adapted(each) for each in (*values.values(), row.pk)]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE diary_occupancy SET {sets} WHERE id = %s", given)  # noqa: S608 - names of this file


def _adapted(value: Any) -> Any:
    if hasattr(value, "utcoffset"):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if connection.vendor == "sqlite" and hasattr(value, "hex") else value


WAYS = pytest.mark.parametrize("change", [by_orm, by_raw_sql])
Change = Callable[..., None]


def refused(change: Change, row: Occupancy, **values: Any) -> bool:
    """Whether the database itself refuses the change."""
    try:
        with transaction.atomic():
            change(row, **values)
    except IntegrityError:
        return True
    return False


def deleted(statement: str, key: Any) -> bool:
    """Whether the database lets raw SQL delete."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [_adapted(key)])
            connection.check_constraints()
    except IntegrityError:
        return False
    return True


@pytest.fixture
def two(world: World) -> tuple[Occupancy, Occupancy]:
    """Ten to eleven with Callum for Ailsa in Harbour, and at the same time with Ewan for Bram in Links."""
    first, second = occupy(
        stretch(world, TEN, ELEVEN, client=world.ailsa),
        stretch(
            world,
            TEN,
            ELEVEN,
            therapist=make_therapist(world.clinic, name="Ewan Kerr"),
            room=world.rooms[1],
            client=world.bram,
        ),
    )
    return first, second


@WAYS
@pytest.mark.parametrize("who", ["therapist", "room", "client"])
def test_row_cannot_be_given_to_somebody_who_is_taken(
    two: tuple[Occupancy, Occupancy], change: Change, who: str
) -> None:
    first, second = two
    assert refused(change, second, **{f"{who}_id": getattr(first, f"{who}_id")})


@WAYS
@pytest.mark.parametrize("who", ["therapist", "room", "client"])
@pytest.mark.parametrize(("start", "until"), [(10, 11), (9.5, 10.25), (10.75, 12), (9, 12), (10.25, 10.5)])
def test_row_cannot_be_moved_or_stretched_onto_another(
    world: World, change: Change, who: str, start: float, until: float
) -> None:
    day = at("2026-11-30 00:00")
    _, later = occupy(stretch(world, TEN, ELEVEN, client=world.ailsa), stretch(world, TWELVE, "2026-11-30 13:00"))
    by_orm(later, client=world.ailsa)
    span = {f"{who}_from": day + timedelta(hours=start), f"{who}_until": day + timedelta(hours=until)}
    assert refused(change, later, **span)


@WAYS
def test_row_may_be_moved_next_to_another(world: World, change: Change) -> None:
    _, later = occupy(stretch(world, TEN, ELEVEN), stretch(world, TWELVE, "2026-11-30 13:00"))
    assert not refused(change, later, therapist_from=at(ELEVEN), room_from=at(ELEVEN))
    assert refused(change, later, therapist_from=at(ELEVEN) - timedelta(seconds=1))


@WAYS
@pytest.mark.parametrize("state", [OccupancyState.HELD, OccupancyState.FIRM])
def test_released_time_does_not_come_back_over_another(world: World, change: Change, state: OccupancyState) -> None:
    (first,) = occupy(stretch(world, TEN, ELEVEN))
    assert not refused(change, first, state=OccupancyState.RELEASED)
    occupy(stretch(world, TEN, ELEVEN))
    assert refused(change, first, state=state, expires_at=NOW + timedelta(minutes=10))


@WAYS
def test_override_cannot_be_taken_off_while_it_is_needed(world: World, change: Change) -> None:
    first, second = _double_booked(world)
    assert refused(change, second, override_id=None)
    assert not refused(change, first, state=OccupancyState.RELEASED)
    assert not refused(change, second, override_id=None)
    assert refused(change, first, state=OccupancyState.FIRM)


@WAYS
def test_override_of_one_row_lets_no_other_through(world: World, change: Change) -> None:
    _, second = _double_booked(world)
    (elsewhere,) = occupy(stretch(world, TWELVE, "2026-11-30 13:00"))
    onto = {"therapist_from": at(TEN), "therapist_until": at(ELEVEN)}
    assert refused(change, elsewhere, **onto)
    assert refused(change, elsewhere, override_id=second.override_id, **onto)  # one override, one occupancy
    another = write_override(actor=world.as_morag, reason="A colleague sits in", conflicts=(), now=NOW)
    assert not refused(change, elsewhere, override_id=another.pk, **onto)


@WAYS
def test_override_for_hours_and_limits_does_not_lift_the_rule(world: World, change: Change) -> None:
    occupy(stretch(world, TEN, ELEVEN))
    (later,) = occupy(stretch(world, TWELVE, "2026-11-30 13:00"))
    allowed = write_override(actor=world.as_morag, reason="She stays longer", conflicts=(), now=NOW)
    assert refused(change, later, allowed_by_id=allowed.pk, room_from=at(TEN), room_until=at(ELEVEN))


def test_override_in_use_cannot_be_deleted_nor_any_other(world: World) -> None:
    _, second = _double_booked(world)
    assert not deleted("DELETE FROM diary_override WHERE id = %s", second.override_id)
    assert not deleted("DELETE FROM diary_override WHERE id <> %s OR 1 = 1", second.override_id)
    assert Override.objects.count() == 1


def test_time_of_a_booked_session_cannot_be_deleted(world: World) -> None:
    session = book(world, ready(world)).sessions.get(number=1)
    assert not deleted("DELETE FROM diary_occupancy WHERE id = %s", session.occupancy_id)
    assert Occupancy.objects.filter(pk=session.occupancy_id).exists()


def test_buffers_count_for_therapist_and_room_and_not_for_the_client(world: World) -> None:
    """Ten to a quarter to eleven takes the therapist from five to ten until five to eleven."""
    book(world, ready(world), TEN)
    taken = Session.objects.get().occupancy
    with pytest.raises(IntegrityError), transaction.atomic():
        occupy(stretch(world, "2026-11-30 10:50", "2026-11-30 11:20", room=world.rooms[1]))
    ewan = make_therapist(world.clinic, name="Ewan Kerr")
    with pytest.raises(IntegrityError), transaction.atomic():
        occupy(stretch(world, "2026-11-30 09:30", "2026-11-30 09:56", therapist=ewan))
    assert (taken.client_from, taken.client_until) == (at(TEN), at("2026-11-30 10:45"))
    book(world, ready_too(world), ELEVEN)


def test_there_is_no_admin_to_come_in_by() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def _double_booked(world: World) -> tuple[Occupancy, Occupancy]:
    (first,) = occupy(stretch(world, TEN, ELEVEN))
    meant = write_override(actor=world.as_morag, reason="Twins share the hour", conflicts=(), now=NOW)
    (second,) = occupy(stretch(world, TEN, ELEVEN, override=meant))
    return first, second
