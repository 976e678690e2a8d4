"""Sessions move all together or not at all; each keeps its row, its number and its name in calendars."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import (
    ChangeRequest,
    Course,
    Move,
    Moved,
    Relocation,
    Session,
    SlotTaken,
    Status,
    cancel_session,
    confirm_attendance,
    end_session,
    hold_course,
    move_sessions,
    start_session,
)
from ischia.clinic.book.visits import mark_arrived
from ischia.clinic.diary.api import ConflictKind, Occupancy, OccupancyState, Override
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused
from tests.support.booking import MONDAYS, book, hold, make_screening, ready, ready_too
from tests.support.clinic import BUILDER, NOW, World, make_clinic, make_place, make_therapist
from tests.support.diary import at, give_hours, slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world: World) -> CarePlan:
    return ready(world)


@pytest.fixture
def course(world: World, plan: CarePlan) -> Course:
    return book(world, plan)


def the(course: Course, number: int) -> Session:
    return course.sessions.select_related("client__clinic", "service", "course__episode", "course__care_plan").get(
        number=number
    )


def to(world: World, session: Session, start: str, *, room: UUID | None = None) -> Move:
    return Move(session=session, slot=slot(world.callum, world.leith, start), room=room)


def move(world: World, *moves: Move, key: str = "one click", **options: object) -> Moved:
    given = {"actor": world.as_ailsa, "now": NOW, **options}
    return move_sessions(moves=moves, request_key=key, **given)  # type: ignore[arg-type]  # one table of options


def starts(course: Course) -> list[str]:
    return [f"{each.starts_at:%Y-%m-%d %H:%M}" for each in course.sessions.order_by("number")]


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.code


def untouched(course: Course, expected: Sequence[str] = MONDAYS) -> bool:
    """Nothing was half moved: times, occupancies and revisions are as they were booked."""
    active = Occupancy.objects.filter(state=OccupancyState.FIRM, session__course=course).count()
    revisions = set(course.sessions.values_list("revision", flat=True))
    return starts(course) == list(expected) and active == len(expected) and revisions == {0}


def test_moved_visit_keeps_row_number_and_status_and_raises_its_revision(world: World, course: Course) -> None:
    before = the(course, 2)
    moved = move(world, to(world, before, "2026-12-08 14:00"), reason="asked for")
    after = the(course, 2)
    assert (after.pk, after.number, after.status, after.revision) == (before.pk, 2, Status.BOOKED, 1)
    assert starts(course) == [MONDAYS[0], "2026-12-08 14:00", *MONDAYS[2:]]
    assert moved.sessions == (after,)
    (relocation,) = Relocation.objects.all()
    assert (relocation.from_starts_at, relocation.to_starts_at) == (at(MONDAYS[1]), at("2026-12-08 14:00"))
    assert (moved.change.reason, moved.change.is_told, moved.change.actor_label) == ("asked for", True, "client")
    assert [event.action for event in events_on(moved.change)] == ["book.moved"]


def test_moving_gives_the_old_time_back_and_takes_the_new_with_its_buffers(world: World, course: Course) -> None:
    move(world, to(world, the(course, 2), "2026-12-08 14:00"))
    assert book(world, ready_too(world), MONDAYS[1], actor=world.as_morag).sessions.count() == 1
    taken = the(course, 2).occupancy
    assert (taken.therapist_from, taken.therapist_until) == (at("2026-12-08 13:55"), at("2026-12-08 14:55"))


def test_moving_never_makes_a_second_series(world: World, course: Course) -> None:
    ids = set(course.sessions.values_list("pk", flat=True))
    for number, start in enumerate(("2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00", "2026-12-22 10:00"), 1):
        move(world, to(world, the(course, number), start), key=start)
    assert Course.objects.count() == 1
    assert set(Session.objects.values_list("pk", flat=True)) == ids
    assert Occupancy.objects.filter(state=OccupancyState.FIRM).count() == 4


def test_moved_visits_are_looked_through_so_that_two_clients_can_change_places(world: World, course: Course) -> None:
    other = book(world, ready_too(world), "2026-11-30 14:00", actor=world.as_morag)
    moved = move(
        world,
        to(world, the(course, 1), "2026-11-30 14:00"),
        to(world, the(other, 1), MONDAYS[0]),
        actor=world.as_morag,
        by_staff=True,
    )
    assert [f"{each.starts_at:%H:%M}" for each in moved.sessions] == ["14:00", "10:00"]
    assert Occupancy.objects.filter(state=OccupancyState.FIRM).count() == 5


def test_moved_visits_are_held_against_one_another(world: World, course: Course) -> None:
    other = book(world, ready_too(world), "2026-11-30 14:00", actor=world.as_morag)
    with pytest.raises(SlotTaken) as refusal:
        move(
            world,
            to(world, the(course, 1), "2026-12-01 10:00"),
            to(world, the(other, 1), "2026-12-01 10:15"),
            actor=world.as_morag,
            by_staff=True,
        )
    assert [(each.index, each.kind) for each in refusal.value.conflicts] == [(1, ConflictKind.THERAPIST)]
    assert untouched(course)


def test_one_clash_moves_nothing_and_tells_every_clash_with_what_is_free(world: World, course: Course) -> None:
    book(world, ready_too(world), "2026-12-01 10:00", "2026-12-08 10:00", actor=world.as_morag)
    tuesdays = ("2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00")
    with pytest.raises(SlotTaken, match="Nothing was moved") as refusal:
        move(world, *(to(world, the(course, number), start) for number, start in enumerate(tuesdays, 1)))
    assert [each.index for each in refusal.value.conflicts] == [0, 1]
    instead = {each.index: f"{each.instead[0].start:%Y-%m-%d %H:%M}" for each in refusal.value.alternatives}
    assert instead == {0: "2026-12-01 09:00", 1: "2026-12-08 09:00"}
    assert untouched(course)
    assert not ChangeRequest.objects.exists()
    replaced = [instead[0], instead[1], tuesdays[2]]
    moved = move(world, *(to(world, the(course, number), start) for number, start in enumerate(replaced, 1)))
    assert len(moved.sessions) == 3


def test_same_request_moves_once(world: World, course: Course) -> None:
    session = the(course, 2)
    first = move(world, to(world, session, "2026-12-08 14:00"))
    again = move(world, to(world, session, "2026-12-08 14:00"))
    assert again.change == first.change
    assert [each.pk for each in again.sessions] == [session.pk]
    assert the(course, 2).revision == 1
    assert Relocation.objects.count() == 1


def test_request_key_used_for_something_else_is_refused(world: World, course: Course) -> None:
    move(world, to(world, the(course, 2), "2026-12-08 14:00"))
    for options in ({"start": "2026-12-09 14:00"}, {"start": "2026-12-08 14:00", "actor": world.as_morag}):
        start = str(options.pop("start"))
        with pytest.raises(Refused) as refusal:
            move(world, to(world, the(course, 2), start), **options)
        assert code_of(refusal) == "request_key_reused"
    with pytest.raises(Refused) as refusal:
        move(world, to(world, the(course, 2), "2026-12-09 14:00"), key="")
    assert code_of(refusal) == "no_request_key"


def test_another_therapist_place_and_room(world: World, course: Course) -> None:
    isla = make_therapist(world.clinic, name="Isla Muir", places=(world.stockbridge,))
    give_hours(isla, world.stockbridge)
    mill = world.rooms[4]
    wanted = Move(session=the(course, 1), slot=slot(isla, world.stockbridge, "2026-12-01 10:00"), room=mill.pk)
    (session,) = move(world, wanted).sessions
    assert (session.therapist_id, session.place_id, session.room_id) == (isla.pk, world.stockbridge.pk, mill.pk)
    stored = the(course, 1)
    assert (stored.room_id, stored.occupancy.room_id) == (mill.pk, mill.pk)


def test_room_asked_for_and_no_other_is_taken(world: World, course: Course) -> None:
    taken = the(book(world, ready_too(world), "2026-12-01 10:00", actor=world.as_morag), 1)
    isla = make_therapist(world.clinic, name="Isla Muir", places=(world.leith,))
    give_hours(isla, world.leith)
    wanted = Move(session=the(course, 1), slot=slot(isla, world.leith, "2026-12-01 10:00"), room=taken.room_id)
    with pytest.raises(SlotTaken) as refusal:
        move(world, wanted)
    assert [each.kind for each in refusal.value.conflicts] == [ConflictKind.ROOM]


def test_confirmed_visit_has_to_be_confirmed_anew_after_a_move(world: World, course: Course) -> None:
    confirm_attendance(actor=world.as_ailsa, session=the(course, 1), now=NOW)
    move(world, to(world, the(course, 1), "2026-12-01 10:00"))
    session = the(course, 1)
    assert session.status == Status.BOOKED
    assert set(session.status_records.values_list("status", "reason")) >= {("confirmed", ""), ("booked", "moved")}


def test_held_course_moves_with_its_hold(world: World, plan: CarePlan) -> None:
    held = hold(world, plan)
    move(world, to(world, the(held, 1), "2026-12-01 10:00"))
    session = the(held, 1)
    assert (session.status, session.revision) == (Status.HELD, 0)
    assert (session.occupancy.state, session.occupancy.expires_at) == (OccupancyState.HELD, held.held_until)
    with pytest.raises(Refused) as refusal:
        move(world, to(world, session, "2026-12-02 10:00"), key="later", now=NOW + timedelta(minutes=10))
    assert code_of(refusal) == "hold_ran_out"


@pytest.mark.parametrize("ending", ["arrived", "in_session", "done", "cancelled"])
def test_visit_under_way_or_over_never_moves(world: World, course: Course, ending: str) -> None:
    session = the(course, 1)
    if ending == "cancelled":
        cancel_session(actor=world.as_ailsa, session=session, now=NOW, reason="client")
    else:
        mark_arrived(actor=world.as_morag, session=session, now=NOW)
    if ending == "in_session":
        start_session(actor=world.as_callum, session=session, now=NOW)
    if ending == "done":
        end_session(actor=world.as_callum, session=session, now=NOW)
    with pytest.raises(Refused) as refusal:
        move(world, to(world, session, "2026-12-01 10:00"), actor=world.as_morag, by_staff=True)
    assert code_of(refusal) == "wrong_status"


def test_past_visit_never_moves_and_nothing_moves_into_the_past(world: World, course: Course) -> None:
    session = the(course, 1)
    with pytest.raises(Refused) as refusal:
        move(world, to(world, session, "2026-12-01 10:00"), by_staff=True, now=at(MONDAYS[0]))
    assert code_of(refusal) == "already_begun"
    with pytest.raises(SlotTaken) as taken:
        move(world, to(world, session, "2026-11-20 10:00"), by_staff=True, override_reason="anyway")
    assert [each.kind for each in taken.value.conflicts] == [ConflictKind.TOO_SOON]
    assert untouched(course)


def test_client_moves_until_the_window_begins_and_staff_later(world: World, course: Course) -> None:
    session = the(course, 1)
    now = at(MONDAYS[0]) - timedelta(hours=24)
    move(world, to(world, session, "2026-12-01 10:00"), now=now)
    late = at("2026-12-01 10:00") - timedelta(hours=24) + timedelta(seconds=1)
    with pytest.raises(Refused, match="call us") as refusal:
        move(world, to(world, session, "2026-12-02 10:00"), key="late", now=late)
    assert code_of(refusal) == "too_late_to_move"
    moved = move(
        world,
        to(world, session, "2026-12-02 10:00"),
        key="desk",
        now=late,
        by_staff=True,
        actor=world.as_morag,
        tell=False,
    )
    assert moved.change.is_told is False


def test_visits_of_a_course_stay_in_order_for_clients(world: World, course: Course) -> None:
    with pytest.raises(Refused) as refusal:
        move(world, to(world, the(course, 1), "2026-12-08 10:00"))
    assert code_of(refusal) == "out_of_order"
    assert untouched(course)


def test_gate_is_asked_again(world: World, course: Course) -> None:
    make_screening(world.episode, outcome="emergency", at=NOW, purpose="session")
    with pytest.raises(Refused) as refusal:
        move(world, to(world, the(course, 1), "2026-12-01 10:00"), actor=world.as_morag, by_staff=True)
    assert code_of(refusal) == "gate_shut"
    assert untouched(course)


def test_moved_visit_names_the_check_that_it_moved_on(world: World, course: Course) -> None:
    again = make_screening(world.episode, outcome="limits", at=NOW)
    move(world, to(world, the(course, 1), "2026-12-01 10:00"))
    assert [each.screening_id == again.pk for each in course.sessions.order_by("number")] == [True, False, False, False]


def test_whoever_may_not_be_offered_gets_nobodys_visit(world: World, course: Course) -> None:
    ewan = make_therapist(world.clinic, name="Ewan Kerr", expires_on=NOW.date() - timedelta(days=1))
    give_hours(ewan, world.leith)
    with pytest.raises(Refused) as refusal:
        move(world, Move(session=the(course, 1), slot=slot(ewan, world.leith, "2026-12-01 10:00")), by_staff=True)
    assert code_of(refusal) == "not_on_offer"


@pytest.mark.parametrize("which", ["place", "therapist", "room", "length", "twice", "none", "same time"])
def test_what_makes_no_sense_is_refused_and_nothing_is_half_written(world: World, course: Course, which: str) -> None:
    elsewhere = make_clinic(slug="third", name="Third")
    place = make_place(elsewhere, name="Far")
    stranger = make_therapist(elsewhere, name="Sorley Bain", places=(place,))
    session, start = the(course, 1), "2026-12-01 10:00"
    moves: dict[str, tuple[list[Move], str]] = {
        "place": ([Move(session=session, slot=slot(world.callum, place, start))], "unknown_place"),
        "therapist": ([Move(session=session, slot=slot(stranger, world.leith, start))], "not_on_offer"),
        "room": ([to(world, session, start, room=world.rooms[4].pk)], "unknown_room"),
        "length": ([Move(session=session, slot=slot(world.callum, world.leith, start, minutes=0))], "wrong_length"),
        "twice": ([to(world, session, start), to(world, session, "2026-12-02 10:00")], "same_session_twice"),
        "none": ([], "no_moves"),
        "same time": ([to(world, session, MONDAYS[0])], "nothing_to_move"),
    }
    wanted, code = moves[which]
    with pytest.raises(Refused) as refusal:
        move(world, *wanted, actor=world.as_morag, by_staff=True, override_reason="anyway")
    assert code_of(refusal) == code
    assert untouched(course)
    assert not ChangeRequest.objects.exists()


def test_staff_move_onto_taken_time_on_purpose_with_a_reason(world: World, course: Course) -> None:
    book(world, ready_too(world), "2026-12-01 10:00", actor=world.as_morag)
    wanted = to(world, the(course, 1), "2026-12-01 10:00")
    with pytest.raises(SlotTaken):
        move(world, wanted, actor=world.as_ailsa, override_reason="I want to")
    move(world, wanted, actor=world.as_morag, by_staff=True, override_reason="they come together")
    assert the(course, 1).occupancy.override == Override.objects.get()


def test_what_was_moved_is_written_once(world: World, course: Course) -> None:
    moved = move(world, to(world, the(course, 1), "2026-12-01 10:00"))
    for row in (moved.change, moved.relocations[0]):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            row.save(force_update=True)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


def test_moving_a_course_takes_as_many_statements_as_moving_one_visit(world: World, course: Course) -> None:
    with CaptureQueriesContext(connection) as one:
        move(world, to(world, the(course, 1), "2026-12-01 14:00"), key="one")
    with CaptureQueriesContext(connection) as three:
        rest = ("2026-12-08 14:00", "2026-12-15 14:00", "2026-12-22 14:00")
        move(world, *(to(world, the(course, number), start) for number, start in enumerate(rest, 2)), key="three")
    assert own_statements(three) == own_statements(one)


def own_statements(captured: CaptureQueriesContext) -> int:
    """Without those of whoever listens for freed time."""
    return sum("waitlist" not in query["sql"] for query in captured.captured_queries) - loading(captured)


def loading(captured: CaptureQueriesContext) -> int:
    """Statements before the request is looked up, by which the test itself reads the sessions."""
    return next(at for at, query in enumerate(captured.captured_queries) if "book_changerequest" in query["sql"])


def test_slot_of_a_held_course_of_somebody_else_cannot_be_moved_onto(world: World, course: Course) -> None:
    other = ready_too(world)
    taken: Slot = slot(world.callum, world.leith, "2026-12-01 10:00")
    hold_course(
        actor=BUILDER,
        episode=other.episode,
        care_plan=other,
        service=world.follow_up,
        slots=[taken],
        request_key="k",
        now=NOW,
    )
    with pytest.raises(SlotTaken):
        move(world, to(world, the(course, 1), "2026-12-01 10:00"))
    later = NOW + timedelta(minutes=10)
    assert move(world, to(world, the(course, 1), "2026-12-01 10:00"), now=later).sessions[0].starts_at == taken.start
