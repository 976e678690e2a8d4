"""What is free, as the database tells it."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection

from ischia.clinic.diary.api import (
    ConflictKind,
    Hours,
    OccupancyState,
    Wish,
    add_time_off,
    add_working_hours,
    examine,
    free_slots,
    next_free,
)
from ischia.pathway.book.api import Slot, Span
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import BUILDER, NOW, World, make_client, make_therapist
from tests.support.diary import at, give_hours, occupy, slot, stretch

pytestmark = pytest.mark.django_db

MONDAY = Span(at("2026-11-30 00:00"), at("2026-12-01 00:00"))


@pytest.fixture
def working(world: World) -> World:
    give_hours(world.callum, world.leith)
    return world


def starts(world: World, window: Span = MONDAY, **wishes: Any) -> list[str]:
    found = free_slots(clinic=world.clinic, service=world.follow_up, now=NOW, window=window, **wishes)
    return [f"{each.start:%H:%M}" for each in found]


MORNING = ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15", "10:30", "10:45", "11:00", "11:15"]


def test_day_without_bookings_is_free_but_for_lunch(working: World) -> None:
    assert starts(working)[:10] == MORNING
    assert starts(working)[10] == "13:00"
    assert starts(working)[-1] == "16:15"


def test_booking_blocks_its_buffers_and_those_of_the_session_sought(working: World) -> None:
    occupy(stretch(working, "2026-11-30 09:55", "2026-11-30 10:55"))  # 10:00-10:45 with 5 before and 10 after
    assert starts(working)[:4] == ["09:00", "11:00", "11:15", "13:00"]


def test_hold_blocks_until_it_runs_out_without_any_job(working: World) -> None:
    occupy(
        stretch(working, "2026-11-30 09:00", "2026-11-30 12:00"),
        state=OccupancyState.HELD,
        expires_at=NOW + timedelta(minutes=10),
    )
    assert starts(working)[0] == "13:00"
    later = free_slots(clinic=working.clinic, service=working.follow_up, now=NOW + timedelta(minutes=10), window=MONDAY)
    assert f"{later[0].start:%H:%M}" == "09:00"


def test_owner_of_a_hold_still_sees_their_own_time(working: World) -> None:
    held = occupy(
        stretch(working, "2026-11-30 09:00", "2026-11-30 12:00"),
        state=OccupancyState.HELD,
        expires_at=NOW + timedelta(minutes=10),
    )
    assert starts(working, without=[held[0].pk])[:10] == MORNING


def test_notice_and_horizon_bound_what_is_shown(working: World) -> None:
    today = Span(at("2026-11-23 00:00"), at("2026-11-24 00:00"))
    assert starts(working, today)[0] == "11:00"  # it is nine; two hours of notice
    last = free_slots(clinic=working.clinic, service=working.follow_up, now=NOW)[-1]
    assert last.end <= NOW + timedelta(days=84)
    assert last.start.date() == date(2027, 2, 12)  # the last working day before the horizon


def test_time_off_is_not_offered(working: World) -> None:
    add_time_off(
        actor=BUILDER, therapist=working.callum, starts_at=at("2026-11-30 08:00"), ends_at=at("2026-11-30 12:00")
    )
    assert starts(working)[0] == "13:00"


def test_start_needs_a_free_room_of_the_place(working: World) -> None:
    others = [make_therapist(working.clinic, name=name) for name in ("Ewan Kerr", "Isla Muir", "Rhona Bain")]
    for therapist, room in zip(others, working.rooms[:3], strict=True):
        occupy(stretch(working, "2026-11-30 09:00", "2026-11-30 12:00", therapist=therapist, room=room))
    assert starts(working)[0] == "13:00"


def test_place_and_therapist_narrow_the_search(working: World) -> None:
    ewan = make_therapist(working.clinic, name="Ewan Kerr")
    give_hours(ewan, working.stockbridge)
    assert len(starts(working)) == 2 * len(starts(working, therapists=[ewan.pk]))
    assert starts(working, therapists=[ewan.pk], place=working.leith.pk) == []
    assert starts(working, place=working.stockbridge.pk) == starts(working, therapists=[ewan.pk])


def test_own_session_elsewhere_is_kept_free_for_the_client(working: World) -> None:
    ewan = make_therapist(working.clinic, name="Ewan Kerr")
    occupy(
        stretch(
            working, "2026-11-30 10:00", "2026-11-30 10:45", therapist=ewan, room=working.rooms[4], client=working.bram
        )
    )
    assert starts(working, client=working.bram.pk)[:4] == ["09:00", "09:15", "10:45", "11:00"]
    assert starts(working, client=working.ailsa.pk)[:10] == MORNING


def test_clock_change_keeps_the_wall_clock_of_the_clinic(working: World) -> None:
    before, after = (
        free_slots(
            clinic=working.clinic,
            service=working.follow_up,
            now=at("2027-03-20 09:00"),
            window=Span(at(f"{day} 00:00"), at(f"{day} 23:00")),
        )[0]
        for day in ("2027-03-26", "2027-03-29")
    )
    assert (f"{before.start:%H:%M}", f"{after.start:%H:%M}") == ("09:00", "08:00")  # nine o'clock in Edinburgh on both


def test_next_free_time_is_told_per_therapist(working: World) -> None:
    ewan = make_therapist(working.clinic, name="Ewan Kerr")
    give_hours(ewan, working.stockbridge)
    idle = make_therapist(working.clinic, name="Idle Ivor")
    add_time_off(actor=BUILDER, therapist=ewan, starts_at=NOW, ends_at=at("2026-11-25 00:00"))
    found = next_free(clinic=working.clinic, service=working.follow_up, now=NOW)
    assert found == {working.callum.pk: [at("2026-11-23 11:00")], ewan.pk: [at("2026-11-25 09:00")]}
    assert idle.pk not in found


def test_next_free_time_beyond_three_weeks_is_found_for_whom_nothing_nearer_is_free(working: World) -> None:
    ewan = make_therapist(working.clinic, name="Ewan Kerr")
    give_hours(ewan, working.stockbridge)
    add_time_off(actor=BUILDER, therapist=ewan, starts_at=NOW, ends_at=at("2027-01-06 00:00"))
    found = next_free(clinic=working.clinic, service=working.follow_up, now=NOW, days=2)
    assert found[ewan.pk] == [at("2027-01-06 09:00"), at("2027-01-07 09:00")]
    assert found[working.callum.pk] == [at("2026-11-23 11:00"), at("2026-11-24 09:00")]


@pytest.mark.parametrize("therapists", [1, 4])
def test_search_takes_four_queries_however_many_therapists_and_days(
    working: World, django_assert_num_queries: Any, therapists: int
) -> None:
    for number in range(therapists):
        give_hours(make_therapist(working.clinic, name=f"T{number} Kerr"), working.stockbridge)
    free_slots(clinic=working.clinic, service=working.follow_up, now=NOW)  # what changed is caught up with once
    with django_assert_num_queries(4):
        free_slots(clinic=working.clinic, service=working.follow_up, now=NOW)
    with django_assert_num_queries(4):
        next_free(clinic=working.clinic, service=working.follow_up, now=NOW)


@pytest.mark.parametrize("booked", [1, 6])
def test_catching_up_takes_as_many_queries_for_many_bookings_as_for_one(
    working: World, django_assert_max_num_queries: Any, booked: int
) -> None:
    therapists = [working.callum, *(make_therapist(working.clinic, name=f"T{number} Kerr") for number in range(2))]
    for therapist in therapists[1:]:
        give_hours(therapist, working.leith)
    starts(working)
    for number in range(booked):
        day = f"2026-12-{1 + 7 * (number // 3):02}"
        with_whom = therapists[number % 3]
        occupy(stretch(working, f"{day} 10:00", f"{day} 11:00", therapist=with_whom, room=working.rooms[number % 3]))
    with django_assert_max_num_queries(20 if connection.vendor == "sqlite" else 21):
        free_slots(clinic=working.clinic, service=working.follow_up, now=NOW)


def kinds(world: World, *wishes: Slot, **options: Any) -> list[tuple[int, ConflictKind]]:
    wanted = [Wish(slot=wish, service=world.follow_up, client=world.ailsa.pk) for wish in wishes]
    found = examine(clinic=world.clinic, wishes=wanted, now=NOW, **options)
    return [(conflict.index, conflict.kind) for conflict in found.conflicts]


def test_every_conflict_is_told_not_only_the_first(working: World) -> None:
    occupy(stretch(working, "2026-11-30 10:00", "2026-11-30 11:00", client=working.ailsa))
    wishes = [
        slot(working.callum, working.leith, "2026-11-30 10:00"),
        slot(working.callum, working.leith, "2026-11-30 14:00"),
        slot(working.callum, working.leith, "2026-12-05 10:07"),  # a Saturday
        slot(working.callum, working.leith, "2026-11-23 10:00"),  # within the notice period
        slot(working.callum, working.leith, "2027-06-01 09:00"),
        slot(working.callum, working.leith, "2026-11-30 14:30"),  # clashes with the second wish
    ]
    assert kinds(working, *wishes) == [
        (0, ConflictKind.THERAPIST),
        (0, ConflictKind.CLIENT),
        (2, ConflictKind.NOT_WORKING),
        (2, ConflictKind.OFF_GRID),
        (3, ConflictKind.TOO_SOON),
        (4, ConflictKind.TOO_FAR),
        (5, ConflictKind.THERAPIST),
        (5, ConflictKind.CLIENT),
    ]


def test_staff_may_book_within_the_notice_period_but_not_into_the_past(working: World) -> None:
    soon = slot(working.callum, working.leith, "2026-11-23 10:00")
    assert kinds(working, soon, by_staff=True) == []
    past = slot(working.callum, working.leith, "2026-11-20 10:00")
    assert kinds(working, past, by_staff=True) == [(0, ConflictKind.TOO_SOON)]


def test_every_listed_slot_passes_the_examination_and_every_other_start_fails(working: World) -> None:
    occupy(
        stretch(working, "2026-11-30 09:55", "2026-11-30 10:55", client=make_client(working.clinic, name="Vera Field")),
        stretch(working, "2026-11-30 14:10", "2026-11-30 14:50", client=working.ailsa),
    )
    listed = set(
        free_slots(clinic=working.clinic, service=working.follow_up, now=NOW, window=MONDAY, client=working.ailsa.pk)
    )
    for minute in range(7 * 60, 19 * 60, 5):
        wish = slot(working.callum, working.leith, f"2026-11-30 {minute // 60:02}:{minute % 60:02}")
        assert (wish in listed) is (kinds(working, wish) == []), wish


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (Hours(weekday=0, start=time(17), end=time(9)), "hours_end_before_start"),
        (Hours(weekday=9, start=time(9), end=time(17)), "unknown_weekday"),
        (Hours(weekday=0, start=time(11), end=time(13)), "elsewhere_then"),
    ],
)
def test_hours_nobody_can_work_are_refused(working: World, hours: Hours, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        add_working_hours(actor=BUILDER, therapist=working.callum, place=working.stockbridge, hours=[hours])
    assert refusal.value.code == code
