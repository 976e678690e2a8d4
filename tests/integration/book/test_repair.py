"""A sick day, a flooded room, changed hours: what is affected, what is proposed, and one step that does it all."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ischia.clinic.book.api import Course, Session, Status, confirm_attendance, confirm_course
from ischia.clinic.book.mapping import Liked, liked_of
from ischia.clinic.book.models import Relocation
from ischia.clinic.book.repair.affected import displaced_by
from ischia.clinic.book.repair.building import problem_of
from ischia.clinic.book.repair.events import Event
from ischia.clinic.book.repair.models import AppliedRepair, How, Repair, ToldOfRepair
from ischia.clinic.book.repair.services import Decided, Fate, Overtaken, apply_repair, lines_of, propose_repair
from ischia.clinic.book.waitlist.api import EntryStatus, WaitlistEntry, WaitWishes, join_waitlist
from ischia.clinic.diary.api import add_time_off, close, end_working_hours, free_slots, set_day_limits, working_hours_of
from ischia.clinic.people.api import Therapist
from ischia.pathway.book.api import Span, Window
from ischia.pathway.shared.errors import Refused
from tests.support.booking import POLICY, book, hold, make_care_plan, make_screening, ready, ready_too
from tests.support.clinic import NOW, World, make_client, make_episode, make_therapist
from tests.support.diary import at, give_hours

pytestmark = pytest.mark.django_db

AT_TWO, AT_SIX = time(14), time(18)
SICK_DAY = Span(at("2026-11-30 00:00"), at("2026-12-01 00:00"))


@pytest.fixture
def isla(world: World) -> Therapist:
    """Somebody else who works in Leith and can do the same."""
    therapist = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,))
    give_hours(therapist, world.leith)
    return therapist


@pytest.fixture
def booked(world: World) -> tuple[Session, ...]:
    """Ailsa has four Mondays with Callum, Bram the first Monday an hour later."""
    first = book(world, ready(world))
    second = book(world, ready_too(world), "2026-11-30 11:15", actor=world.as_morag)
    return (*first.sessions.order_by("number"), second.sessions.get())


def away(world: World, span: Span = SICK_DAY) -> Event:
    return Event(span=span, therapist=world.callum.pk, name="Callum Drever")


def proposed(world: World, event: Event | None = None) -> Repair:
    return propose_repair(actor=world.as_morag, clinic=world.clinic, event=event or away(world), now=NOW)


def as_proposed(row: Repair) -> dict[UUID, Decided]:
    return {
        UUID(line.session): Decided(fate=Fate.MOVED, slot=line.new) if line.new else Decided(fate=Fate.LEFT)
        for line in lines_of(row)
    }


def applied(world: World, row: Repair, decided: dict[UUID, Decided] | None = None, **options: Any) -> AppliedRepair:
    chosen = decided or as_proposed(row)
    return apply_repair(actor=world.as_morag, row=row, decided=chosen, told=options.get("told", {}), now=NOW)


def test_sick_day_affects_what_lies_in_it_and_nothing_else(world: World, booked: tuple[Session, ...]) -> None:
    found = displaced_by(away(world), clinic=world.clinic, now=NOW)
    assert [each.session.pk for each in found] == [booked[0].pk, booked[4].pk]
    assert {each.cause for each in found} == {"Callum Drever is away"}
    assert not any(each.is_told for each in found)


def test_client_who_confirmed_counts_as_told(world: World, booked: tuple[Session, ...]) -> None:
    confirm_attendance(actor=world.as_ailsa, session=booked[0], now=NOW)
    found = displaced_by(away(world), clinic=world.clinic, now=NOW)
    assert [each.is_told for each in found] == [True, False]


def test_same_day_and_time_with_somebody_else_is_proposed_when_she_is_free(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    row = proposed(world)
    lines = lines_of(row)
    assert [(line.new and (line.new.therapist, line.new.start)) for line in lines] == [
        (str(isla.pk), booked[0].starts_at),
        (str(isla.pk), booked[4].starts_at),
    ]
    assert (row.unplaced, row.cost) == (row.unplaced_bound, row.cost_bound)
    assert lines[0].reasons[0] == "Same day, same time, another therapist (Isla Munro)."
    assert lines[0].reasons[1] == "Callum Drever is away."


def test_without_anybody_else_the_spacing_of_the_course_decides_the_day(
    world: World, booked: tuple[Session, ...]
) -> None:
    lines = {line.session: line for line in lines_of(proposed(world))}
    slot = lines[str(booked[0].pk)].new
    assert slot is not None
    assert slot.start.date().isoformat() in {"2026-11-27", "2026-12-01", "2026-12-02"}
    assert "Nobody who may treat this client is free on Monday 30 November." in lines[str(booked[0].pk)].reasons


def test_therapist_who_cannot_do_what_the_plan_needs_is_not_proposed(world: World, booked: tuple[Session, ...]) -> None:
    other = make_therapist(world.clinic, name="Rory Kerr", places=(world.leith,), skills={"effleurage": "Course"})
    give_hours(other, world.leith)
    assert all(line.new and line.new.therapist == str(world.callum.pk) for line in lines_of(proposed(world)))


def test_candidates_are_exactly_the_slots_that_booking_offers(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    add_time_off(
        actor=world.as_morag, therapist=world.callum, starts_at=SICK_DAY.start, ends_at=SICK_DAY.end, reason="ill"
    )
    close(
        actor=world.as_morag,
        clinic=world.clinic,
        place=world.leith,
        starts_at=at("2026-12-02 00:00"),
        ends_at=at("2026-12-03 00:00"),
    )
    displaced = displaced_by(away(world), clinic=world.clinic, now=NOW)
    problem = problem_of(displaced, away(world), clinic=world.clinic, now=NOW)
    for each, affected in zip(displaced, problem.affected, strict=True):
        reach = Span(each.session.starts_at - timedelta(days=14), each.session.ends_at + timedelta(days=14))
        offered = free_slots(
            clinic=world.clinic,
            service=each.session.service,
            now=NOW,
            window=reach,
            client=each.session.client_id,
            without=[one.session.occupancy_id for one in displaced],
        )
        assert affected.candidates == frozenset(offered)


def test_number_of_queries_does_not_grow_with_the_sessions(world: World, isla: Therapist) -> None:
    book(world, ready(world))
    few = _queries(world)
    for at_hour in (9, 11, 13, 14, 15):
        client = make_client(world.clinic, name=f"Person{at_hour} Test")
        episode = make_episode(client)
        make_screening(episode)
        book(world, make_care_plan(episode), f"2026-11-30 {at_hour:02d}:{15 if at_hour == 11 else 0:02d}")
    assert _queries(world) == few


def _queries(world: World) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        displaced = displaced_by(away(world), clinic=world.clinic, now=NOW)
        problem_of(displaced, away(world), clinic=world.clinic, now=NOW)
    return len(captured)


def test_apply_moves_everybody_in_one_step_and_keeps_the_calendar_entry(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    row = proposed(world)
    applied(world, row, told={booked[0].pk: How.PHONE})
    moved = Session.objects.get(pk=booked[0].pk)
    assert (moved.therapist, moved.starts_at, moved.status) == (isla, booked[0].starts_at, Status.BOOKED)
    assert moved.revision == booked[0].revision + 1
    assert Relocation.objects.count() == 2
    assert list(ToldOfRepair.objects.values_list("session", "how", "actor_label")) == [
        (booked[0].pk, "phone", "front_desk")
    ]
    assert not displaced_by(away(world), clinic=world.clinic, now=NOW)


def test_applying_twice_is_applying_once(world: World, booked: tuple[Session, ...], isla: Therapist) -> None:
    row = proposed(world)
    assert applied(world, row) == applied(world, row)
    assert Relocation.objects.count() == 2


def test_desk_may_choose_another_time_leave_one_or_cancel_one(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    row = proposed(world)
    decided = as_proposed(row)
    other = next(line for line in lines_of(row) if line.session == str(booked[0].pk)).instead[0]
    decided[booked[0].pk] = Decided(fate=Fate.MOVED, slot=other)
    decided[booked[4].pk] = Decided(fate=Fate.CANCELLED)
    applied(world, row, decided)
    assert Session.objects.get(pk=booked[0].pk).starts_at == other.start
    assert Session.objects.get(pk=booked[4].pk).status == Status.CANCELLED


def test_diary_that_changed_meanwhile_stops_everything_and_says_where(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    row = proposed(world)
    add_time_off(
        actor=world.as_morag,
        therapist=isla,
        starts_at=at("2026-11-30 11:00"),
        ends_at=at("2026-11-30 12:00"),
    )
    with pytest.raises(Overtaken) as overtaken:
        applied(world, row)
    assert set(overtaken.value.clashes) == {str(booked[4].pk)}
    assert not AppliedRepair.objects.exists()
    assert Session.objects.get(pk=booked[0].pk).therapist == world.callum
    applied(world, proposed(world))


def test_session_that_was_cancelled_meanwhile_is_not_moved(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    row = proposed(world)
    Session.objects.filter(pk=booked[4].pk).update(status=Status.CANCELLED)
    with pytest.raises(Overtaken) as overtaken:
        applied(world, row)
    assert set(overtaken.value.clashes) == {str(booked[4].pk)}


def test_two_choices_that_cannot_be_had_together_are_refused(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    row = proposed(world)
    decided = as_proposed(row)
    decided[booked[4].pk] = Decided(fate=Fate.MOVED, slot=decided[booked[0].pk].slot)
    with pytest.raises(Overtaken) as overtaken:
        applied(world, row, decided)
    assert set(overtaken.value.clashes) == {str(booked[0].pk), str(booked[4].pk)}


def test_shut_safety_gate_bars_a_session_and_is_never_lifted(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    row = proposed(world)
    make_screening(world.episode, outcome="urgent", at=NOW)
    with pytest.raises(Overtaken) as overtaken:
        applied(world, row)
    assert set(overtaken.value.clashes) == {str(booked[0].pk)}
    line = next(line for line in lines_of(proposed(world)) if line.session == str(booked[0].pk))
    assert line.new is None
    assert "looked at by a clinician the same day" in line.reasons[1]


def test_shut_room_moves_into_another_room_at_the_same_time(world: World, booked: tuple[Session, ...]) -> None:
    room = booked[0].room
    event = Event(span=SICK_DAY, room=room.pk, place=room.place_id, name="Leith, Harbour")
    row = proposed(world, event)
    line = next(line for line in lines_of(row) if line.session == str(booked[0].pk))
    assert line.new == line.old
    assert line.reasons[0] == "Same day, same time, same therapist: only the room changes."
    applied(world, row)
    assert Session.objects.get(pk=booked[0].pk).room != room


def test_shut_place_and_shut_clinic_affect_their_sessions(world: World, booked: tuple[Session, ...]) -> None:
    there = Event(span=SICK_DAY, place=world.leith.pk, name="Leith")
    elsewhere = Event(span=SICK_DAY, place=world.stockbridge.pk, name="Stockbridge")
    assert len(displaced_by(there, clinic=world.clinic, now=NOW)) == 2
    assert displaced_by(elsewhere, clinic=world.clinic, now=NOW) == []
    assert len(displaced_by(Event(span=SICK_DAY), clinic=world.clinic, now=NOW)) == 2
    for line in lines_of(proposed(world, there)):
        assert line.new is None or line.new.start.date().isoformat() != "2026-11-30"


def test_changed_hours_affect_what_no_longer_fits(world: World, booked: tuple[Session, ...]) -> None:
    assert displaced_by(Event(), clinic=world.clinic, now=NOW) == []
    for hours in working_hours_of(world.callum.pk).filter(weekday=0):
        end_working_hours(actor=world.as_morag, hours=hours, last_day=at("2026-12-10").date(), today=NOW.date())
    found = displaced_by(Event(), clinic=world.clinic, now=NOW)
    assert [each.session.pk for each in found] == [booked[2].pk, booked[3].pk]


def test_picked_session_is_given_another_time(world: World, booked: tuple[Session, ...]) -> None:
    (line,) = lines_of(proposed(world, Event(sessions=(booked[1].pk,))))
    assert line.new is not None
    assert line.new != line.old


def test_full_day_of_a_therapist_takes_nobody_more(world: World, booked: tuple[Session, ...], isla: Therapist) -> None:
    set_day_limits(actor=world.as_morag, therapist=isla, sessions_a_day=1, deep_minutes_a_day=None)
    row = proposed(world)
    with_isla = [line for line in lines_of(row) if line.new and line.new.therapist == str(isla.pk)]
    days = [line.new.start.date() for line in with_isla if line.new]
    assert len(days) == len(set(days))
    applied(world, row)


def test_nothing_affected_is_refused_and_nothing_stored(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        proposed(world)
    assert refusal.value.code == "nothing_affected"
    assert not Repair.objects.exists()


def test_same_diary_gives_the_same_proposal_and_digest(
    world: World, booked: tuple[Session, ...], isla: Therapist
) -> None:
    one, other = proposed(world), proposed(world)
    assert (one.digest, one.lines) == (other.digest, other.lines)


def test_proposal_is_never_changed(world: World, booked: tuple[Session, ...]) -> None:
    row = proposed(world)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Repair.objects.filter(pk=row.pk).update(cost=0)


def test_wishes_said_at_booking_are_kept_with_the_course_and_reach_the_repair(world: World, isla: Therapist) -> None:
    liked = Liked(
        half_day="afternoon", weekdays=frozenset({0, 3}), windows=(Window(weekday=0, start=AT_TWO, end=AT_SIX),)
    )
    held = hold(world, ready(world), "2026-11-30 14:00", liked=liked)
    confirm_course(actor=world.as_ailsa, course=held, policy_version=POLICY, now=NOW)
    assert liked_of(Course.objects.get(pk=held.pk)) == liked
    (displaced,) = displaced_by(away(world), clinic=world.clinic, now=NOW)
    (affected,) = problem_of([displaced], away(world), clinic=world.clinic, now=NOW).affected
    assert (affected.half_day, affected.weekdays, affected.windows) == ("afternoon", liked.weekdays, liked.windows)


def test_repair_says_when_a_time_is_not_one_that_the_client_asked_for(world: World, isla: Therapist) -> None:
    held = hold(world, ready(world), "2026-11-30 10:00", liked=Liked(half_day="evening"))
    confirm_course(actor=world.as_ailsa, course=held, policy_version=POLICY, now=NOW)
    (line,) = lines_of(proposed(world))
    assert "It is not at a time that the client asked for when they booked." in line.reasons


def test_who_cannot_be_placed_waits_for_the_times_they_like_in_the_same_step(world: World) -> None:
    held = hold(world, ready(world), "2026-11-30 10:00", liked=Liked(half_day="morning", weekdays=frozenset({0, 2})))
    confirm_course(actor=world.as_ailsa, course=held, policy_version=POLICY, now=NOW)
    session = held.sessions.get()
    row = proposed(world, away(world, Span(at("2026-11-23 00:00"), at("2027-01-30 00:00"))))
    assert row.unplaced == 1
    applied(world, row, {session.pk: Decided(fate=Fate.WAITING)})
    session.refresh_from_db()
    assert session.status == Status.CANCELLED
    entry = WaitlistEntry.objects.get()
    assert (entry.episode, entry.status, entry.instead_of) == (world.episode, EntryStatus.WAITING, None)
    assert entry.windows == ["0-morning", "2-morning"]
    assert entry.until.isoformat() == "2026-12-28"


def test_whoever_waits_already_keeps_their_place_and_a_refusal_undoes_everything(
    world: World, booked: tuple[Session, ...]
) -> None:
    plan = booked[4].course.care_plan
    waiting = join_waitlist(
        actor=world.as_morag, episode=plan.episode, wishes=WaitWishes(until=at("2026-12-20 00:00").date()), now=NOW
    )
    row = proposed(world)
    decided = {**as_proposed(row), booked[4].pk: Decided(fate=Fate.WAITING)}
    applied(world, row, decided)
    assert list(WaitlistEntry.objects.all()) == [waiting]
    again = proposed(world, Event(sessions=(booked[1].pk,)))
    make_screening(world.episode, outcome="urgent", at=NOW)
    with pytest.raises(Refused):
        applied(world, again, {booked[1].pk: Decided(fate=Fate.WAITING)})
    booked[1].refresh_from_db()
    assert booked[1].status == Status.BOOKED
