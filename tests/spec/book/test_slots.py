"""Slots: which starts can be booked, on small diaries that can be checked by eye."""

from datetime import UTC, date, datetime, time

import pytest

from ischia.pathway.book.api import (
    Diary,
    RoomPool,
    ServiceTimes,
    Span,
    WeeklyHours,
    earliest_starts,
    find_slots,
    floor_minute,
    instant,
    working_minutes,
)
from ischia.pathway.shared.errors import Refused

SESSION = ServiceTimes(minutes=45, preparation=5, recovery=10)


def at(clock: str, day: str = "2027-01-04") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


def minutes(*spans: tuple[str, str]) -> list[tuple[int, int]]:
    return [(floor_minute(at(start)), floor_minute(at(end))) for start, end in spans]


def diary(
    *, working: list[tuple[int, int]], busy: list[tuple[int, int]] | None = None, therapist: str = "isla"
) -> Diary:
    return Diary(therapist=therapist, place="leith", zone="Europe/London", working=working, busy=busy or [])


DAY = Span(at("00:00"), at("23:59"))


def starts(
    *diaries: Diary, times: ServiceTimes = SESSION, window: Span = DAY, rooms: RoomPool | None = None
) -> list[str]:
    pools = None if rooms is None else {"leith": rooms}
    return [f"{slot.start:%H:%M}" for slot in find_slots(diaries, times, window, pools=pools)]


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        ([], ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15"]),
        ([("09:00", "09:30")], ["09:45", "10:00", "10:15"]),  # 09:30 would leave no time to prepare
        ([("10:00", "10:05")], ["09:00", "10:15"]),  # a session at 09:00 and its recovery end at 09:55
        ([("09:54", "10:10")], ["10:15"]),  # one minute of overlap is an overlap
        ([("09:55", "10:10")], ["09:00", "10:15"]),  # touching is not
        ([("08:00", "12:00")], []),
        ([("08:00", "12:00"), ("09:10", "09:20")], []),  # overlapping busy time, as an override makes it
    ],
)
def test_start_is_free_when_session_and_buffers_miss_everything_busy(
    busy: list[tuple[str, str]], expected: list[str]
) -> None:
    assert starts(diary(working=minutes(("09:00", "11:00")), busy=minutes(*busy))) == expected


def test_buffers_may_reach_past_working_hours_but_the_session_may_not() -> None:
    assert starts(diary(working=minutes(("09:00", "09:45")))) == ["09:00"]
    assert starts(diary(working=minutes(("09:00", "09:44")))) == []


def test_session_does_not_straddle_lunch() -> None:
    assert starts(diary(working=minutes(("09:00", "10:00"), ("10:30", "11:15")))) == ["09:00", "09:15", "10:30"]


def test_window_holds_the_whole_session() -> None:
    window = Span(at("09:20"), at("10:30"))
    assert starts(diary(working=minutes(("09:00", "12:00"))), window=window) == ["09:30", "09:45"]


@pytest.mark.parametrize(
    ("busy_by_room", "expected"),
    [
        ([], []),
        ([[]], ["09:00", "09:15"]),
        ([[("08:00", "12:00")]], []),
        ([[("08:00", "12:00")], []], ["09:00", "09:15"]),
        ([[("09:50", "12:00")], [("08:00", "09:06")]], ["09:15"]),  # the first room alone is free too short
        ([[("09:20", "12:00")], [("08:00", "09:30")]], []),  # never the same room throughout
    ],
)
def test_start_needs_one_room_that_is_free_throughout(
    busy_by_room: list[list[tuple[str, str]]], expected: list[str]
) -> None:
    pool = RoomPool(place="leith", busy=[minutes(*busy) for busy in busy_by_room])
    assert starts(diary(working=minutes(("09:00", "10:00"))), rooms=pool) == expected


def test_place_without_a_pool_offers_nothing_when_rooms_matter() -> None:
    found = find_slots([diary(working=minutes(("09:00", "10:00")))], SESSION, DAY, pools={})
    assert found == ()


@pytest.mark.parametrize(
    ("zone", "step", "expected"),
    [
        ("Asia/Kolkata", 60, ["03:30", "04:30"]),  # whole hours in Kolkata are half hours in UTC
        ("Asia/Kathmandu", 30, ["03:15", "03:45", "04:15", "04:45"]),
        ("Asia/Kathmandu", 20, ["03:15", "03:35", "03:55", "04:15", "04:35", "04:55"]),
        ("Asia/Kolkata", 15, ["03:15", "03:30", "03:45", "04:00", "04:15", "04:30", "04:45"]),
    ],
)
def test_grid_is_the_local_one(zone: str, step: int, expected: list[str]) -> None:
    local = Diary(therapist="a", place="p", zone=zone, working=minutes(("03:05", "05:00")))
    assert starts(local, times=ServiceTimes(minutes=5, step=step)) == expected


def test_day_of_the_clock_change_offers_each_instant_once() -> None:
    night = WeeklyHours(weekday=6, start=time(0), end=time(3), zone="Europe/London")
    change = date(2026, 10, 25)
    local = Diary(therapist="a", place="p", zone="Europe/London", working=working_minutes([night], change, change))
    found = find_slots(
        [local], ServiceTimes(minutes=60, step=60), Span(at("00:00", "2026-10-24"), at("12:00", "2026-10-25"))
    )
    assert [f"{slot.start:%d %H:%M}" for slot in found] == ["24 23:00", "25 00:00", "25 01:00", "25 02:00"]


def test_slots_of_several_therapists_come_in_order_of_start() -> None:
    found = find_slots(
        [
            diary(working=minutes(("10:00", "10:45")), therapist="a"),
            diary(working=minutes(("09:00", "09:45")), therapist="b"),
        ],
        SESSION,
        DAY,
    )
    assert [slot.therapist for slot in found] == ["b", "a"]


def test_earliest_start_is_found_per_therapist_over_all_places() -> None:
    late = Diary(therapist="a", place="p", zone="UTC", working=minutes(("10:00", "11:00")))
    early = Diary(therapist="a", place="q", zone="UTC", working=minutes(("09:00", "10:00")))
    none = Diary(therapist="b", place="q", zone="UTC", working=[])
    assert earliest_starts([late, early, none], SESSION, DAY) == {"a": [floor_minute(at("09:00"))]}


def test_first_start_of_each_of_the_next_free_days_is_found_by_the_local_calendar() -> None:
    window = Span(at("00:00", "2026-10-24"), at("00:00", "2026-10-28"))
    evening = (floor_minute(at("21:00", "2026-10-24")), floor_minute(at("23:59", "2026-10-24")))
    morning = (floor_minute(at("09:00", "2026-10-26")), floor_minute(at("12:00", "2026-10-26")))
    earlier = (morning[0] - 60, morning[0])
    here = Diary(therapist="a", place="p", zone="Europe/London", working=[evening, morning])
    elsewhere = Diary(therapist="a", place="q", zone="Europe/London", working=[earlier])
    starts = earliest_starts([here, elsewhere], SESSION, window, days=3)
    found = [f"{instant(start):%d %H:%M}" for start in starts["a"]]
    assert found == ["24 21:00", "24 23:00", "26 08:00"]  # 23:00 UTC is midnight in a London summer


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (ServiceTimes(minutes=0), "no_length"),
        (ServiceTimes(minutes=45, recovery=-1), "negative_buffer"),
        (ServiceTimes(minutes=45, step=7), "unknown_grid"),
    ],
)
def test_service_that_cannot_be_placed_is_refused(times: ServiceTimes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        find_slots([], times, DAY)
    assert refusal.value.code == code
