"""Free time that is kept never falls behind the diary, whichever way a change arrives and whoever loses a race."""

import random
import time as clock
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ischia.clinic.diary.api import (
    Closure,
    Occupancy,
    OccupancyState,
    TimeOff,
    Wish,
    WorkingHours,
    examine,
    free_slots,
)
from ischia.clinic.diary.availability_sources import work_out
from ischia.clinic.diary.availability_storing import ONE_WRITER
from ischia.clinic.diary.models import AvailabilityBlock, AvailabilityMark
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Room
from ischia.pathway.book.api import Slot, Span
from tests.support.clinic import NOW, World, make_therapist
from tests.support.diary import at, give_hours, occupy, stretch

WINDOW = Span(at("2026-11-25 00:00"), at("2027-01-10 00:00"))
MONDAY = "2026-11-30"
WORK_OUT = "ischia.clinic.diary.availability.work_out"


@pytest.fixture
def working(world: World) -> World:
    give_hours(world.callum, world.leith)
    ewan = make_therapist(world.clinic, name="Ewan Kerr")
    give_hours(ewan, world.leith)
    give_hours(make_therapist(world.clinic, name="Isla Muir"), world.stockbridge)
    return world


def found(world: World, now: datetime = NOW, **wishes: Any) -> tuple[Slot, ...]:
    return free_slots(clinic=world.clinic, service=world.follow_up, now=now, window=WINDOW, **wishes)


def found_anew(world: World, **wishes: Any) -> tuple[Slot, ...]:
    AvailabilityBlock.objects.all().delete()
    return found(world, **wishes)


# What writers do. Each takes a chance of its own; whatever the database refuses is no change.


def book(world: World, chance: random.Random) -> None:
    begin = moment(chance)
    occupy(
        stretch(
            world,
            f"{begin:%Y-%m-%d %H:%M}",
            f"{begin + timedelta(minutes=chance.choice([30, 55, 61])):%Y-%m-%d %H:%M}",
            therapist=chance.choice(list(Therapist.objects.order_by("name"))),
            room=chance.choice(list(Room.objects.order_by("place__name", "name"))),
        ),
        state=chance.choice([OccupancyState.FIRM, OccupancyState.FIRM, OccupancyState.HELD]),
        expires_at=NOW + timedelta(minutes=10),
    )


def moment(chance: random.Random) -> datetime:
    """Some quarter hour of a day; often near the border of a block of days."""
    border = datetime.fromisoformat("2026-12-17T00:00").replace(tzinfo=WINDOW.start.tzinfo)
    day = chance.choice([WINDOW.start + timedelta(days=chance.randrange(44)), border - timedelta(days=1), border])
    return day.replace(hour=chance.randrange(8, 18), minute=chance.choice([0, 15, 30, 45]))


def one_of(rows: Any, chance: random.Random) -> Any:
    return chance.choice(list(rows.order_by("pk")))


def set_state(world: World, chance: random.Random) -> None:
    Occupancy.objects.filter(pk=one_of(Occupancy.objects, chance).pk).update(
        state=chance.choice(OccupancyState.values), expires_at=NOW + timedelta(minutes=5)
    )


def move_by_raw_sql(world: World, chance: random.Random) -> None:
    row = one_of(Occupancy.objects, chance)
    with connection.cursor() as cursor:
        for who in ("therapist", "room", "client"):
            begin, end = (getattr(row, f"{who}_{edge}") + timedelta(days=1) for edge in ("from", "until"))
            given = [connection.ops.adapt_datetimefield_value(each) for each in (begin, end)]
            cursor.execute(
                f"UPDATE diary_occupancy SET {who}_from = %s, {who}_until = %s WHERE id = %s",  # noqa: S608 - constants
                [*given, row.pk.hex if connection.vendor == "sqlite" else row.pk],
            )


def remove_by_raw_sql(world: World, chance: random.Random) -> None:
    row = one_of(Occupancy.objects, chance)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM diary_occupancy WHERE id = %s", [row.pk.hex if connection.vendor == "sqlite" else row.pk]
        )


def go_away(world: World, chance: random.Random) -> None:
    begin = moment(chance)
    length = chance.choice([timedelta(hours=2), timedelta(days=3), timedelta(days=40)])
    TimeOff.objects.create(therapist=one_of(Therapist.objects, chance), starts_at=begin, ends_at=begin + length)


def come_back(world: World, chance: random.Random) -> None:
    one_of(TimeOff.objects, chance).delete()


def shut_something(world: World, chance: random.Random) -> None:
    room = chance.choice([None, *world.rooms])
    begin = moment(chance)
    Closure.objects.create(
        clinic=world.clinic,
        place=room.place if room else chance.choice([None, world.leith]),
        room=room,
        starts_at=begin,
        ends_at=begin + timedelta(hours=chance.choice([1, 30, 800])),
    )


def open_again(world: World, chance: random.Random) -> None:
    one_of(Closure.objects, chance).delete()


def change_hours(world: World, chance: random.Random) -> None:
    row = one_of(WorkingHours.objects, chance)
    row.start, row.end = chance.choice([(time(8), time(10)), (time(15), time(18)), (time(20), time(0))])
    row.valid_until = chance.choice([None, date(2026, 12, 10)])
    row.save()


def move_house(world: World, chance: random.Random) -> None:
    WorkingHours.objects.filter(pk=one_of(WorkingHours.objects, chance).pk).update(
        place=chance.choice([world.leith, world.stockbridge])
    )


def rest(world: World, chance: random.Random) -> None:
    therapist = one_of(Therapist.objects, chance)
    Therapist.objects.filter(pk=therapist.pk).update(is_active=not therapist.is_active)


def build_a_room(world: World, chance: random.Random) -> None:
    Room.objects.create(place=chance.choice([world.leith, world.stockbridge]), name=str(chance.random()))


def change_zone(world: World, chance: random.Random) -> None:
    world.clinic.zone = chance.choice(["Europe/London", "America/New_York", "Asia/Kathmandu"])
    world.clinic.save()


CHANGES: list[Callable[[World, random.Random], None]] = [
    *[book] * 6,
    *[set_state] * 3,
    move_by_raw_sql,
    remove_by_raw_sql,
    go_away,
    come_back,
    shut_something,
    open_again,
    change_hours,
    move_house,
    rest,
    build_a_room,
    change_zone,
]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_kept_free_time_equals_what_the_rows_say_after_any_changes(working: World, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(8):
        for _ in range(chance.randrange(1, 5)):
            change(working, chance)
        now = NOW + timedelta(minutes=chance.choice([0, 6, 11]))
        looked_through = list(Occupancy.objects.order_by("pk").values_list("pk", flat=True))[: chance.randrange(3)]
        kept = found(working, now, without=looked_through)
        assert kept == found(working, now, without=looked_through)
        assert kept == found_anew(working, now=now, without=looked_through)


def change(world: World, chance: random.Random) -> None:
    try:
        with transaction.atomic():
            chance.choice(CHANGES)(world, chance)
    except (DatabaseError, IndexError):  # an overlap that the database refuses, or nothing there to change
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
def test_every_listed_slot_can_be_booked_and_every_other_start_cannot(working: World, seed: int) -> None:
    chance = random.Random(100 + seed)
    Therapist.objects.filter(name="Ewan Kerr").update(sessions_a_day=1)
    for _ in range(25):
        change(working, chance)
    Occupancy.objects.filter(pk__in=Occupancy.objects.order_by("pk")[:3]).update(
        state=OccupancyState.HELD, expires_at=NOW + timedelta(minutes=10)
    )
    zone = working.clinic.zoneinfo
    listed = set(found(working, client=working.ailsa.pk))
    pairs = WorkingHours.objects.order_by().values_list("therapist_id", "place_id").distinct()
    for day in chance.sample(range(1, 45), 2):
        begin = datetime.combine((WINDOW.start + timedelta(days=day)).date(), time(0), zone).astimezone(
            at(MONDAY + " 00:00").tzinfo
        )
        wishes = [
            Slot(therapist=str(therapist), place=str(place), start=start, end=start + timedelta(minutes=45))
            for therapist, place in pairs
            for start in (begin + timedelta(minutes=15 * step) for step in range(30, 78))
        ]
        for wish in wishes:
            if wish.end <= WINDOW.end:
                bookable = not examine(
                    clinic=working.clinic,
                    wishes=[Wish(slot=wish, service=working.follow_up, client=working.ailsa.pk)],
                    now=NOW,
                ).conflicts
                assert bookable is (wish in listed), wish


@pytest.mark.django_db
def test_one_changed_therapist_alone_is_read_again(working: World) -> None:
    found(working)
    assert not AvailabilityMark.objects.filter(block__gte=0).exists()
    before = dict(AvailabilityBlock.objects.values_list("block", "stamp"))
    occupy(stretch(working, f"{MONDAY} 10:00", f"{MONDAY} 11:00"))
    marks = set(AvailabilityMark.objects.filter(block__gte=0).values_list("owner", flat=True))
    assert marks == {working.callum.pk, working.rooms[0].pk}
    found(working)
    after = dict(AvailabilityBlock.objects.values_list("block", "stamp"))
    assert sum(after[block] != stamp for block, stamp in before.items()) == 1
    assert not AvailabilityMark.objects.filter(block__gte=0).exists()


@pytest.mark.django_db
def test_hold_is_not_kept_and_leaves_no_mark(working: World) -> None:
    before = found(working)
    occupy(
        stretch(working, f"{MONDAY} 10:00", f"{MONDAY} 11:00"),
        state=OccupancyState.HELD,
        expires_at=NOW + timedelta(minutes=10),
    )
    assert not AvailabilityMark.objects.filter(block__gte=0).exists()
    stamps = set(AvailabilityBlock.objects.values_list("stamp", flat=True))
    assert len(found(working)) < len(before)
    assert found(working, NOW + timedelta(minutes=10)) == before
    assert set(AvailabilityBlock.objects.values_list("stamp", flat=True)) == stamps


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment_of_change", ["before reading", "after reading"])
def test_change_while_a_search_works_out_is_not_lost(
    working: World, monkeypatch: pytest.MonkeyPatch, moment_of_change: str
) -> None:
    real = work_out

    def disturbed(*arguments: Any) -> Any:
        made = real(*arguments) if moment_of_change == "after reading" else None
        occupy(stretch(working, f"{MONDAY} 10:00", f"{MONDAY} 11:00"))
        return made if made is not None else real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(WORK_OUT, disturbed)
        found(working)
    assert found(working) == found_anew(working)


@pytest.mark.django_db(transaction=True)
def test_slower_of_two_searches_keeps_nothing_old(working: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slower one read the diary, then a booking came, and a quicker search caught up with it and kept that."""
    real = work_out

    def overtaken(*arguments: Any) -> Any:
        made = real(*arguments)
        monkeypatch.setattr(WORK_OUT, real)
        occupy(stretch(working, f"{MONDAY} 10:00", f"{MONDAY} 11:00"))
        found(working)
        return made

    monkeypatch.setattr(WORK_OUT, overtaken)
    found(working)
    assert found(working) == found_anew(working)


@pytest.mark.django_db(transaction=True)
def test_search_neither_waits_nor_fails_while_somebody_else_writes(working: World) -> None:
    expected = found_anew(working)
    AvailabilityBlock.objects.all().delete()
    with somebody_writing():
        begun = clock.monotonic()
        assert found(working) == expected
        assert clock.monotonic() - begun < 2
        assert not AvailabilityBlock.objects.exists()
    assert found(working) == expected
    assert AvailabilityBlock.objects.exists()


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Another process in the middle of keeping free time."""
    with closing(connection.copy()) as other, closing(other.cursor()) as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_WRITER])
        yield
        cursor.execute("ROLLBACK")


@pytest.mark.django_db(transaction=True)
def test_bookings_and_searches_at_the_same_time_leave_nothing_behind(working: World) -> None:
    """Two write and two search, each with a connection of its own; in the end what is kept holds."""
    therapists = list(Therapist.objects.filter(working_hours__isnull=False).distinct().order_by("name"))

    def write(number: int) -> None:
        chance = random.Random(number)
        for _ in range(15):
            begin = moment(chance)
            change_alone(working, begin, therapists[number], working.rooms[number], chance)
        connection.close()

    def look(number: int) -> None:
        for _ in range(15):
            found(working)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(work, number) for number in range(2) for work in (write, look)]
        for each in running:
            each.result()
    assert Occupancy.objects.count() > 5
    assert found(working) == found_anew(working)


def change_alone(world: World, begin: datetime, therapist: Therapist, room: Room, chance: random.Random) -> None:
    try:
        occupy(
            stretch(
                world,
                f"{begin:%Y-%m-%d %H:%M}",
                f"{begin + timedelta(minutes=55):%Y-%m-%d %H:%M}",
                therapist=therapist,
                room=room,
            )
        )
        if chance.random() < 0.3:
            one_of(Occupancy.objects.filter(therapist=therapist), chance).delete()
    except DatabaseError:  # taken already
        pass
