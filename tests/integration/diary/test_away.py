"""Time off, closures, extra hours: what is away is not offered, and everything said is audited or refused."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from ischia.clinic.audit.api import events_on
from ischia.clinic.diary.api import (
    Closure,
    ConflictKind,
    Hours,
    OccupancyState,
    TimeOff,
    Wish,
    WorkingHours,
    add_extra_hours,
    add_time_off,
    add_working_hours,
    close,
    end_working_hours,
    examine,
    free_slots,
    remove_time_off,
    reopen,
    replace_time_off,
    taken_during,
)
from ischia.pathway.book.api import Slot, Span
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import BUILDER, NOW, World, make_therapist
from tests.support.diary import at, give_hours, occupy, slot, stretch

pytestmark = pytest.mark.django_db

MONDAY = Span(at("2026-11-30 00:00"), at("2026-12-01 00:00"))
TODAY = NOW.date()


@pytest.fixture
def working(world: World) -> World:
    give_hours(world.callum, world.leith)
    return world


def starts(world: World, window: Span = MONDAY, **wishes: Any) -> list[str]:
    found = free_slots(clinic=world.clinic, service=world.follow_up, now=NOW, window=window, **wishes)
    return [f"{each.start:%H:%M}" for each in found]


def kinds(world: World, *wishes: Slot, **options: Any) -> list[ConflictKind]:
    wanted = [Wish(slot=wish, service=world.follow_up, client=world.ailsa.pk, **options) for wish in wishes]
    return [conflict.kind for conflict in examine(clinic=world.clinic, wishes=wanted, now=NOW).conflicts]


def refused(act: Any, **arguments: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refusal:
        act(actor=BUILDER, **arguments)
    return refusal.value.code, refusal.value.field


# Closures


@pytest.mark.parametrize("whole_clinic", [True, False])
def test_closed_place_offers_nothing_and_says_so(working: World, whole_clinic: bool) -> None:  # noqa: FBT001 - a table's column
    ewan = make_therapist(working.clinic, name="Ewan Kerr")
    give_hours(ewan, working.stockbridge)
    close(
        actor=BUILDER,
        clinic=working.clinic,
        place=None if whole_clinic else working.leith,
        starts_at=at("2026-11-30 08:00"),
        ends_at=at("2026-11-30 13:00"),
    )
    assert starts(working, place=working.leith.pk)[0] == "13:00"
    assert starts(working, place=working.stockbridge.pk)[0] == ("13:00" if whole_clinic else "09:00")
    assert kinds(working, slot(working.callum, working.leith, "2026-11-30 10:00")) == [ConflictKind.CLOSED]


def test_closed_room_is_not_offered_while_others_are(working: World) -> None:
    for room in working.rooms[:2]:
        close(actor=BUILDER, clinic=working.clinic, room=room, starts_at=MONDAY.start, ends_at=MONDAY.end)
    wish = Wish(slot=slot(working.callum, working.leith, "2026-11-30 10:00"), service=working.follow_up, client=None)
    found = examine(clinic=working.clinic, wishes=[wish], now=NOW)
    assert (found.conflicts, found.rooms) == ((), (working.rooms[2].pk,))
    assert kinds(working, wish.slot, room=working.rooms[0].pk) == [ConflictKind.ROOM]
    close(actor=BUILDER, clinic=working.clinic, room=working.rooms[2], starts_at=MONDAY.start, ends_at=MONDAY.end)
    assert starts(working) == []
    assert kinds(working, wish.slot) == [ConflictKind.ROOM]


def test_reopening_gives_the_time_back_and_both_are_audited(working: World) -> None:
    closure = close(
        actor=BUILDER, clinic=working.clinic, place=working.leith, starts_at=MONDAY.start, ends_at=MONDAY.end
    )
    reopen(actor=BUILDER, closure=closure)
    assert Closure.objects.count() == 0
    assert starts(working)[0] == "09:00"
    actions = [event.action for event in events_on(working.clinic)]
    assert actions[-2:] == ["diary.closed", "diary.reopened"]


def test_closures_nobody_can_mean_are_refused(working: World) -> None:
    start, end = at("2026-11-30 08:00"), at("2026-11-30 09:00")
    clinic, other = working.clinic, working.una.memberships.get().clinic
    assert refused(close, clinic=clinic, starts_at=end, ends_at=start)[0] == "ends_before_start"
    assert refused(close, clinic=clinic, starts_at=start, ends_at=start)[0] == "no_length"
    assert refused(close, clinic=clinic, starts_at=start, ends_at=end, now=end)[0] == "in_the_past"
    assert refused(close, clinic=other, place=working.leith, starts_at=start, ends_at=end)[0] == "other_clinic"
    elsewhere = {"place": working.stockbridge, "room": working.rooms[0]}
    assert refused(close, clinic=clinic, starts_at=start, ends_at=end, **elsewhere)[0] == "other_place"
    assert Closure.objects.count() == 0


@pytest.mark.parametrize(
    ("first", "last"), [("09:40", "10:20"), ("10:45", "11:00"), ("08:00", "09:00"), ("12:50", "13:05")]
)
def test_listed_slots_and_examination_agree_around_closures(working: World, first: str, last: str) -> None:
    span: dict[str, Any] = {"starts_at": at(f"2026-11-30 {first}"), "ends_at": at(f"2026-11-30 {last}")}
    close(actor=BUILDER, clinic=working.clinic, place=working.leith, **span)
    later = {name: moment + timedelta(hours=4) for name, moment in span.items()}
    for room in working.rooms[:3]:
        close(actor=BUILDER, clinic=working.clinic, room=room, **later)
    listed = set(
        free_slots(clinic=working.clinic, service=working.follow_up, now=NOW, window=MONDAY, client=working.ailsa.pk)
    )
    for minute in range(8 * 60, 18 * 60, 15):
        wish = slot(working.callum, working.leith, f"2026-11-30 {minute // 60:02}:{minute % 60:02}")
        assert (wish in listed) is (kinds(working, wish) == []), wish


# Time off


def test_time_off_is_added_and_removed_with_a_trace(working: World) -> None:
    off = add_time_off(actor=BUILDER, therapist=working.callum, starts_at=MONDAY.start, ends_at=MONDAY.end, now=NOW)
    assert starts(working) == []
    remove_time_off(actor=BUILDER, time_off=off)
    assert starts(working)[0] == "09:00"
    actions = [event.action for event in events_on(working.callum)]
    assert actions[-2:] == ["diary.time_off_added", "diary.time_off_removed"]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "code"),
    [
        ("2026-11-30 10:00", "2026-11-30 09:00", "ends_before_start"),
        ("2026-11-30 10:00", "2026-11-30 10:00", "no_length"),
        ("2026-11-20 10:00", "2026-11-20 11:00", "in_the_past"),
    ],
)
def test_time_off_nobody_can_mean_is_refused(working: World, starts_at: str, ends_at: str, code: str) -> None:
    span = {"starts_at": at(starts_at), "ends_at": at(ends_at)}
    assert refused(add_time_off, therapist=working.callum, now=NOW, **span) == (code, "ends_at")


def spans(*texts: tuple[str, str]) -> list[Span]:
    return [Span(at(first), at(last)) for first, last in texts]


def from_calendar(world: World, source: str = "c1") -> list[Span]:
    rows = TimeOff.objects.filter(therapist=world.callum, source=source)
    return [Span(row.starts_at, row.ends_at) for row in rows]


def test_calendar_is_swapped_as_a_whole_and_nothing_else_is_touched(working: World) -> None:
    first = spans(("2026-11-30 09:00", "2026-11-30 10:00"), ("2026-12-01 09:00", "2026-12-01 10:00"))
    second = [first[1], *spans(("2026-12-02 09:00", "2026-12-02 10:00"))]
    common: dict[str, Any] = {"actor": BUILDER, "therapist": working.callum, "now": NOW}
    by_hand = add_time_off(actor=BUILDER, therapist=working.callum, starts_at=NOW, ends_at=at("2026-11-24 00:00"))
    replace_time_off(source="c2", spans=first, **common)
    before = replace_time_off(source="c1", spans=first, **common)
    after = replace_time_off(source="c1", spans=second, **common)
    assert from_calendar(working) == second
    assert from_calendar(working, "c2") == first
    assert after[0].pk == before[1].pk
    assert TimeOff.objects.filter(pk=by_hand.pk).exists()
    detail = events_on(working.callum).filter(action="diary.time_off_replaced").last()
    assert detail is not None
    assert detail.detail == {"source": "c1", "added": 1, "removed": 1}


def test_calendar_that_names_a_span_twice_or_one_that_is_over_keeps_one_and_none(working: World) -> None:
    named = spans(("2026-11-30 09:00", "2026-11-30 10:00")) * 2 + spans(("2026-11-01 09:00", "2026-11-01 10:00"))
    replace_time_off(actor=BUILDER, therapist=working.callum, source="c1", spans=named, now=NOW)
    assert from_calendar(working) == named[:1]
    replace_time_off(actor=BUILDER, therapist=working.callum, source="c1", spans=[], now=NOW)
    assert from_calendar(working) == []


def test_calendar_with_one_bad_span_changes_nothing(working: World) -> None:
    good = spans(("2026-11-30 09:00", "2026-11-30 10:00"))
    replace_time_off(actor=BUILDER, therapist=working.callum, source="c1", spans=good, now=NOW)
    bad = [*spans(("2026-12-01 10:00", "2026-12-01 11:00")), *spans(("2026-12-01 10:00", "2026-12-01 09:00"))]
    common = {"therapist": working.callum, "now": NOW}
    assert refused(replace_time_off, source="c1", spans=bad, **common)[0] == "ends_before_start"
    assert refused(replace_time_off, source="", spans=good, **common) == ("no_source", "source")
    assert from_calendar(working) == good


def test_what_a_calendar_says_is_not_removed_by_hand(working: World) -> None:
    good = spans(("2026-11-30 09:00", "2026-11-30 10:00"))
    row = replace_time_off(actor=BUILDER, therapist=working.callum, source="c1", spans=good, now=NOW)[0]
    assert refused(remove_time_off, time_off=row)[0] == "from_a_calendar"


def test_sessions_in_a_stretch_are_counted_where_they_are(working: World) -> None:
    occupy(
        stretch(working, "2026-11-30 09:00", "2026-11-30 09:45"),
        stretch(working, "2026-11-30 11:00", "2026-11-30 11:45", room=working.rooms[1]),
    )
    occupy(
        stretch(working, "2026-11-30 13:00", "2026-11-30 13:45"),
        state=OccupancyState.HELD,
        expires_at=NOW + timedelta(minutes=5),
    )
    count: dict[str, Any] = {"span": MONDAY, "now": NOW}
    assert taken_during(therapist=working.callum, **count) == 3
    assert taken_during(therapist=working.callum, span=MONDAY, now=NOW + timedelta(minutes=5)) == 2
    assert taken_during(room=working.rooms[1], **count) == 1
    assert (taken_during(place=working.leith, **count), taken_during(place=working.stockbridge, **count)) == (3, 0)
    assert taken_during(clinic=working.clinic, **count) == 3
    touching = Span(at("2026-11-30 09:45"), at("2026-11-30 11:00"))
    assert taken_during(therapist=working.callum, span=touching, now=NOW) == 0


# Hours


def test_extra_hours_hold_on_their_date_alone(working: World) -> None:
    saturday = Span(at("2026-12-05 00:00"), at("2026-12-06 00:00"))
    add_extra_hours(
        actor=BUILDER,
        therapist=working.callum,
        place=working.stockbridge,
        day=date(2026, 12, 5),
        start=time(10),
        end=time(11),
        today=TODAY,
    )
    assert starts(working, saturday) == ["10:00", "10:15"]
    for weeks in (-1, 1):
        other = Span(saturday.start + weeks * timedelta(days=7), saturday.end + weeks * timedelta(days=7))
        assert starts(working, other) == []


def test_several_breaks_a_day_are_kept_free(working: World) -> None:
    saturday = Span(at("2026-12-05 00:00"), at("2026-12-06 00:00"))
    parts = [(time(9), time(10)), (time(10, 30), time(11, 30)), (time(12), time(12, 45))]
    add_working_hours(
        actor=BUILDER,
        therapist=working.callum,
        place=working.leith,
        hours=[Hours(weekday=5, start=start, end=end) for start, end in parts],
    )
    assert starts(working, saturday) == ["09:00", "09:15", "10:30", "10:45", "12:00"]


def test_hours_end_after_their_last_day(working: World) -> None:
    for row in WorkingHours.objects.filter(weekday=0):
        end_working_hours(actor=BUILDER, hours=row, last_day=date(2026, 11, 30), today=TODAY)
    assert starts(working)[0] == "09:00"
    assert starts(working, Span(at("2026-12-07 00:00"), at("2026-12-08 00:00"))) == []


def test_hours_that_would_never_hold_are_removed(working: World) -> None:
    hours = Hours(weekday=5, start=time(9), end=time(12), valid_from=date(2026, 12, 12))
    row = add_working_hours(actor=BUILDER, therapist=working.callum, place=working.leith, hours=[hours])[0]
    end_working_hours(actor=BUILDER, hours=row, last_day=date(2026, 12, 11), today=TODAY)
    assert not WorkingHours.objects.filter(weekday=5).exists()


def test_ends_nobody_can_mean_are_refused(working: World) -> None:
    row = WorkingHours.objects.filter(weekday=0).earliest("start")
    common = {"hours": row, "today": TODAY}
    assert refused(end_working_hours, last_day=date(2026, 11, 1), **common) == ("in_the_past", "last_day")
    end_working_hours(actor=BUILDER, hours=row, last_day=date(2026, 12, 7), today=TODAY)
    assert refused(end_working_hours, last_day=date(2026, 12, 14), **common) == ("ends_sooner", "last_day")


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (Hours(weekday=0, start=time(9), end=time(9)), "no_length"),
        (Hours(weekday=5, start=time(9), end=time(10), valid_until=date(2026, 11, 1)), "in_the_past"),
        (
            Hours(weekday=5, start=time(9), end=time(10), valid_from=date(2026, 12, 7), valid_until=date(2026, 12, 8)),
            "no_such_day",
        ),
    ],
)
def test_hours_nobody_can_work_are_refused(working: World, hours: Hours, code: str) -> None:
    arguments = {"therapist": working.callum, "place": working.leith, "hours": [hours], "today": TODAY}
    assert refused(add_working_hours, **arguments)[0] == code


def test_hours_at_the_place_of_another_clinic_are_refused(working: World) -> None:
    working.leith.clinic = working.una.memberships.get().clinic
    hours = [Hours(weekday=5, start=time(9), end=time(10))]
    assert refused(add_working_hours, therapist=working.callum, place=working.leith, hours=hours)[0] == "other_clinic"


def test_hours_whose_dates_share_no_such_weekday_do_not_clash(working: World) -> None:
    """A Saturday only: the Saturdays of the one end before that of the other begins."""
    for first, last in ((date(2026, 12, 1), date(2026, 12, 7)), (date(2026, 12, 7), date(2026, 12, 13))):
        hours = [Hours(weekday=5, start=time(9), end=time(10), valid_from=first, valid_until=last)]
        add_working_hours(actor=BUILDER, therapist=working.callum, place=working.leith, hours=hours)
    assert WorkingHours.objects.filter(weekday=5).count() == 2


# Notice and horizon, to the minute


@pytest.mark.parametrize(
    ("now", "is_listed"),
    [("2026-11-30 08:00", True), ("2026-11-30 08:01", False), ("2026-11-30 07:59", True)],
)
def test_notice_ends_to_the_minute(working: World, now: str, is_listed: bool) -> None:  # noqa: FBT001 - a table's column
    wish = slot(working.callum, working.leith, "2026-11-30 10:00")  # two hours of notice
    assert_told_alike(working, wish, at(now), is_listed, ConflictKind.TOO_SOON)


@pytest.mark.parametrize(("now", "is_listed"), [("2026-11-30 16:45", True), ("2026-11-30 16:44", False)])
def test_horizon_begins_to_the_minute(working: World, now: str, is_listed: bool) -> None:  # noqa: FBT001 - a table's column
    wish = slot(working.callum, working.leith, "2027-02-22 16:00")  # 84 days on, over at 16:45
    assert_told_alike(working, wish, at(now), is_listed, ConflictKind.TOO_FAR)


def assert_told_alike(world: World, wish: Slot, now: datetime, is_listed: bool, kind: ConflictKind) -> None:  # noqa: FBT001 - as the tables above
    listed = free_slots(clinic=world.clinic, service=world.follow_up, now=now)
    found = examine(
        clinic=world.clinic, wishes=[Wish(slot=wish, service=world.follow_up, client=world.ailsa.pk)], now=now
    )
    assert (wish in listed) is is_listed
    assert [conflict.kind for conflict in found.conflicts] == ([] if is_listed else [kind])
