"""A day that holds enough takes no more: sessions a day and minutes of deep work, told and searched alike."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ischia.clinic.audit.api import events_on
from ischia.clinic.diary.api import (
    ConflictKind,
    Hours,
    OccupancyState,
    Wish,
    add_working_hours,
    day_loads,
    examine,
    free_slots,
    full_days,
    next_free,
    set_day_limits,
)
from ischia.clinic.places.api import set_clinic_day_limits
from ischia.pathway.book.api import DayLoad, Slot, Span
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import BUILDER, NOW, World, make_therapist
from tests.support.diary import at, give_hours, occupy, slot, stretch

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
WEEK = Span(at("2026-11-30 00:00"), at("2026-12-06 23:00"))


@pytest.fixture
def working(world: World) -> World:
    give_hours(world.callum, world.leith)
    return world


def limit(world: World, sessions: int | None = None, deep: int | None = None) -> None:
    set_day_limits(actor=BUILDER, therapist=world.callum, sessions_a_day=sessions, deep_minutes_a_day=deep)


def booked(world: World, *starts: str, deep: int = 0, **state: Any) -> None:
    occupy(
        *(
            stretch(world, start, (at(start) + timedelta(minutes=45)).strftime("%Y-%m-%d %H:%M"), deep_minutes=deep)
            for start in starts
        ),
        **state,
    )


def days_with_slots(world: World, *, deep: int = 0, now: datetime = NOW) -> set[date]:
    found = free_slots(clinic=world.clinic, service=world.follow_up, now=now, window=WEEK, deep_minutes=deep)
    return {each.start.date() for each in found}


def kinds(world: World, *wishes: Slot, deep: int = 0, **options: Any) -> list[tuple[int, ConflictKind]]:
    wanted = [Wish(slot=wish, service=world.follow_up, client=world.ailsa.pk, deep_minutes=deep) for wish in wishes]
    found = examine(clinic=world.clinic, wishes=wanted, now=NOW, **options)
    return [(conflict.index, conflict.kind) for conflict in found.conflicts]


def full(world: World, *, deep: int = 0, now: datetime = NOW) -> dict[Any, frozenset[date]]:
    return full_days(
        clinic=world.clinic, therapists=[world.callum.pk], window=WEEK, deep_minutes=deep, now=now, without=()
    )


def test_without_numbers_a_day_has_no_limit(working: World) -> None:
    booked(working, "2026-11-30 09:00", "2026-11-30 10:00", "2026-11-30 11:00", deep=45)
    assert MONDAY in days_with_slots(working, deep=45)
    assert full(working, deep=45) == {}


def test_day_with_as_many_sessions_as_the_therapist_takes_is_closed(working: World) -> None:
    limit(working, sessions=2)
    booked(working, "2026-11-30 09:00", "2026-11-30 11:00", "2026-12-01 09:00")
    assert full(working) == {working.callum.pk: {MONDAY}}
    assert MONDAY not in days_with_slots(working)
    assert TUESDAY in days_with_slots(working)
    wishes = [slot(working.callum, working.leith, f"{day} 14:00") for day in ("2026-11-30", "2026-12-01")]
    assert kinds(working, *wishes) == [(0, ConflictKind.DAY_FULL)]


def test_wishes_of_one_course_count_towards_the_day(working: World) -> None:
    limit(working, sessions=2, deep=60)
    wishes = [slot(working.callum, working.leith, f"2026-11-30 {hour}:00") for hour in (10, 13, 15)]
    assert kinds(working, *wishes, deep=40) == [
        (1, ConflictKind.TOO_MUCH_DEEP_WORK),
        (2, ConflictKind.DAY_FULL),
        (2, ConflictKind.TOO_MUCH_DEEP_WORK),
    ]


def test_deep_minutes_close_the_day_to_what_would_be_too_much_and_not_to_lighter_work(working: World) -> None:
    limit(working, deep=60)
    booked(working, "2026-11-30 09:00", deep=40)
    assert (MONDAY in days_with_slots(working, deep=20), MONDAY in days_with_slots(working, deep=21)) == (True, False)
    wish = slot(working.callum, working.leith, "2026-11-30 14:00")
    assert kinds(working, wish, deep=20) == []
    assert kinds(working, wish, deep=21) == [(0, ConflictKind.TOO_MUCH_DEEP_WORK)]
    assert kinds(working, wish, deep=0) == []


def test_session_with_more_deep_work_than_any_day_takes_is_never_offered(working: World) -> None:
    limit(working, deep=30)
    assert days_with_slots(working, deep=31) == set()
    assert len(full(working, deep=31)[working.callum.pk]) == 7
    wish = slot(working.callum, working.leith, "2026-11-30 14:00")
    assert kinds(working, wish, deep=31) == [(0, ConflictKind.TOO_MUCH_DEEP_WORK)]
    assert next_free(clinic=working.clinic, service=working.follow_up, now=NOW, deep_minutes=31) == {}


def test_hold_counts_until_it_runs_out(working: World) -> None:
    limit(working, sessions=1)
    until = NOW + timedelta(minutes=10)
    booked(working, "2026-11-30 09:00", state=OccupancyState.HELD, expires_at=until)
    assert MONDAY not in days_with_slots(working)
    assert MONDAY in days_with_slots(working, now=until)
    assert full(working, now=until) == {}


def test_own_hold_that_is_looked_through_does_not_count(working: World) -> None:
    limit(working, sessions=1)
    mine = occupy(stretch(working, "2026-11-30 09:00", "2026-11-30 09:45"))[0]
    wish = slot(working.callum, working.leith, "2026-11-30 14:00")
    assert kinds(working, wish) == [(0, ConflictKind.DAY_FULL)]
    assert kinds(working, wish, without=[mine.pk]) == []


def test_number_of_the_clinic_holds_for_who_has_none_and_own_goes_before_it(working: World) -> None:
    ewan = make_therapist(working.clinic, name="Ewan Kerr")
    give_hours(ewan, working.stockbridge)
    set_clinic_day_limits(actor=BUILDER, clinic=working.clinic, sessions_a_day=1, deep_minutes_a_day=None)
    limit(working, sessions=2)
    booked(working, "2026-11-30 09:00")
    occupy(stretch(working, "2026-11-30 09:00", "2026-11-30 09:45", therapist=ewan, room=working.rooms[4]))
    both = full_days(clinic=working.clinic, therapists=None, window=WEEK, deep_minutes=0, now=NOW)
    assert both == {ewan.pk: {MONDAY}}
    loads = day_loads(clinic=working.clinic, days=[(ewan.pk, MONDAY), (working.callum.pk, TUESDAY)], now=NOW)
    assert loads == {
        (ewan.pk, MONDAY): DayLoad(sessions=1, most_sessions=1),
        (working.callum.pk, TUESDAY): DayLoad(most_sessions=2),
    }


def test_day_is_the_one_of_the_clinics_clock(working: World) -> None:
    """In summer half past eleven at night by UTC is the next day in Edinburgh."""
    add_working_hours(
        actor=BUILDER,
        therapist=working.callum,
        place=working.leith,
        hours=[
            Hours(weekday=day, start=at("2026-06-01 18:00").time(), end=at("2026-06-01 00:00").time()) for day in (0, 1)
        ],
    )
    limit(working, sessions=1)
    now = datetime(2026, 5, 30, 9, tzinfo=UTC)
    occupy(stretch(working, "2026-06-01 23:30", "2026-06-02 00:15"))
    window = Span(at("2026-06-01 00:00"), at("2026-06-03 00:00"))
    found = full_days(clinic=working.clinic, therapists=None, window=window, deep_minutes=0, now=now)
    assert found == {working.callum.pk: {date(2026, 6, 2)}}


@pytest.mark.parametrize(
    ("sessions", "deep", "code", "field"),
    [
        (0, None, "no_sessions_a_day", "sessions_a_day"),
        (None, -1, "no_deep_minutes_a_day", "deep_minutes_a_day"),
        (1441, None, "too_many_a_day", "sessions_a_day"),
        (None, 1441, "too_many_a_day", "deep_minutes_a_day"),
    ],
)
def test_numbers_that_no_day_can_have_are_refused(
    working: World, sessions: int | None, deep: int | None, code: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        limit(working, sessions=sessions, deep=deep)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    with pytest.raises(Refused):
        set_clinic_day_limits(actor=BUILDER, clinic=working.clinic, sessions_a_day=sessions, deep_minutes_a_day=deep)


def test_setting_a_number_is_audited(working: World) -> None:
    limit(working, sessions=6, deep=180)
    row = events_on(working.callum).get(action="diary.day_limits_set")
    assert row.detail == {"sessions_a_day": 6, "deep_minutes_a_day": 180}


@pytest.mark.parametrize("deep", [0, 25])
def test_full_days_take_one_query(working: World, django_assert_num_queries: Any, deep: int) -> None:
    limit(working, sessions=1, deep=30)
    booked(working, "2026-11-30 09:00", deep=deep)
    with django_assert_num_queries(1):
        full(working, deep=deep)


@pytest.mark.parametrize("deep", [0, 15, 40])
def test_listed_slots_and_examination_agree_whatever_the_day_holds(working: World, deep: int) -> None:
    limit(working, sessions=3, deep=60)
    booked(working, "2026-11-30 09:00", "2026-11-30 11:00", "2026-11-30 15:00")
    booked(working, "2026-12-01 09:00", "2026-12-01 11:00", deep=23)
    booked(working, "2026-12-02 09:00", deep=30)
    listed = set(
        free_slots(
            clinic=working.clinic,
            service=working.follow_up,
            now=NOW,
            window=WEEK,
            client=working.ailsa.pk,
            deep_minutes=deep,
        )
    )
    for day in range(30, 34):
        for minute in range(8 * 60, 18 * 60, 15):
            start = at("2026-11-01 00:00") + timedelta(days=day - 1, minutes=minute)
            wish = slot(working.callum, working.leith, f"{start:%Y-%m-%d %H:%M}")
            assert (wish in listed) is (kinds(working, wish, deep=deep) == []), wish
