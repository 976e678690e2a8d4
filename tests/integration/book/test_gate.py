"""No path leads to a booked session around the safety check: not through the services, not through raw SQL."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from ischia.clinic.book.api import Course, Session, Status, confirm_course, gate_for, gates_for
from ischia.clinic.people.api import ConsentKind, Episode, give_consent, withdraw_consent
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Permission
from ischia.pathway.shared.errors import Refused
from tests.support.booking import (
    MONDAYS,
    POLICY,
    book,
    hold,
    make_care_plan,
    make_clearance,
    make_screening,
    ready,
    ready_too,
)
from tests.support.clinic import NOW, World, make_episode, make_therapist
from tests.support.diary import give_hours

pytestmark = pytest.mark.django_db

SHUT = ("incomplete", "other_route", "urgent", "emergency")


@pytest.fixture
def plan(world: World) -> CarePlan:
    """A plan whose episode has not been screened yet."""
    give_hours(world.callum, world.leith)
    return make_care_plan(world.episode)


def test_nothing_is_held_before_the_safety_check(world: World, plan: CarePlan) -> None:
    with pytest.raises(Refused, match="safety questions come first") as refusal:
        hold(world, plan)
    assert refusal.value.code == "gate_shut"


@pytest.mark.parametrize("outcome", SHUT)
def test_shut_gate_lets_nothing_be_held(world: World, plan: CarePlan, outcome: str) -> None:
    make_screening(world.episode, outcome=outcome)
    with pytest.raises(Refused) as refusal:
        hold(world, plan)
    assert refusal.value.code == "gate_shut"
    assert not Course.objects.exists()


@pytest.mark.parametrize("outcome", ["clear", "limits"])
def test_open_gate_lets_a_course_be_booked(world: World, plan: CarePlan, outcome: str) -> None:
    make_screening(world.episode, outcome=outcome)
    assert set(book(world, plan).sessions.values_list("status", flat=True)) == {Status.BOOKED}


def test_clinician_first_may_hold_and_is_booked_once_the_clinician_agrees(world: World, plan: CarePlan) -> None:
    screening = make_screening(world.episode, outcome="clinician_first")
    course = hold(world, plan)
    with pytest.raises(Refused) as refusal:
        confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    assert refusal.value.code == "clearance_first"
    assert set(course.sessions.values_list("status", flat=True)) == {Status.HELD}
    clearance = make_clearance(screening, answer="yes_with_limits")
    confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    assert set(course.sessions.values_list("status", "clearance")) == {(Status.BOOKED, clearance.pk)}


def test_clinician_who_says_no_shuts_the_gate(world: World, plan: CarePlan) -> None:
    screening = make_screening(world.episode, outcome="clinician_first")
    course = hold(world, plan)
    make_clearance(screening, answer="no")
    with pytest.raises(Refused, match="advised against"):
        confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    with pytest.raises(Refused, match="advised against"):
        hold(world, plan)


def test_last_safety_check_decides_also_between_hold_and_booking(world: World, plan: CarePlan) -> None:
    make_screening(world.episode, outcome="clear")
    course = hold(world, plan)
    make_screening(world.episode, outcome="emergency", at=NOW, purpose="session")
    with pytest.raises(Refused) as refusal:
        confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    assert refusal.value.code == "gate_shut"


def test_session_names_the_check_and_the_answer_that_it_was_booked_on(world: World, plan: CarePlan) -> None:
    make_screening(world.episode, outcome="clear")
    course = hold(world, plan)
    again = make_screening(world.episode, outcome="limits", at=NOW)
    confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    assert set(course.sessions.values_list("screening", flat=True)) == {again.pk}


@pytest.mark.parametrize(
    ("outcome", "kept"), [("clear", timedelta(minutes=10)), ("clinician_first", timedelta(hours=72))]
)
def test_dates_are_kept_as_long_as_it_takes_to_decide_or_for_a_clinician_to_answer(
    world: World, plan: CarePlan, outcome: str, kept: timedelta
) -> None:
    make_screening(world.episode, outcome=outcome)

    course = hold(world, plan)

    assert course.held_until == NOW + kept
    assert {session.occupancy.expires_at for session in course.sessions.all()} == {NOW + kept}


def test_dates_that_wait_for_a_clinician_are_never_kept_beyond_the_first_visit(world: World, plan: CarePlan) -> None:
    world.clinic.clearance_hold_hours = 24 * 30
    world.clinic.save()
    make_screening(world.episode, outcome="clinician_first")

    course = hold(world, plan)

    assert course.held_until == course.sessions.get(number=1).starts_at


def test_dates_that_waited_in_vain_can_be_taken_by_somebody_else(world: World, plan: CarePlan) -> None:
    make_screening(world.episode, outcome="clinician_first")
    hold(world, plan)
    later = NOW + timedelta(hours=72)

    assert hold(world, ready_too(world), key="other", now=later).held_until == later + timedelta(minutes=10)


def permission(episode: Episode) -> Permission:
    return gate_for(episode, now=NOW).permission


def test_clearance_counts_for_the_reasons_it_was_asked_about(world: World) -> None:
    asked = make_screening(world.episode, outcome="clinician_first", rules=("osteoporosis", "steroids"))
    make_clearance(asked)
    make_screening(world.episode, outcome="clinician_first", rules=("osteoporosis",), at=NOW)
    assert permission(world.episode) is Permission.CONFIRM
    make_screening(
        world.episode, outcome="clinician_first", rules=("osteoporosis", "cancer"), at=NOW + timedelta(minutes=1)
    )
    assert permission(world.episode) is Permission.HOLD


@pytest.mark.parametrize(
    ("later", "expected"), [(timedelta(0), Permission.CONFIRM), (timedelta(days=1), Permission.HOLD)]
)
def test_clearance_of_a_fever_counts_on_its_own_day_only(world: World, later: timedelta, expected: Permission) -> None:
    make_clearance(make_screening(world.episode, outcome="clinician_first", rules=("ci17_fever",)))
    make_screening(world.episode, outcome="clinician_first", rules=("ci17_fever",), at=NOW + later)

    assert gate_for(world.episode, now=NOW + later).permission is expected


def test_safety_check_older_than_six_months_is_repeated(world: World) -> None:
    make_screening(world.episode, at=NOW - timedelta(days=184))
    assert permission(world.episode) is Permission.NOTHING
    make_screening(world.episode, at=NOW - timedelta(days=183))
    assert permission(world.episode) is Permission.CONFIRM


def as_stored(value: Any) -> Any:
    """SQLite keeps a UUID as 32 hexadecimal digits."""
    return value.hex if connection.vendor == "sqlite" and isinstance(value, UUID) else value


def update(session: Session, **columns: Any) -> None:
    """One UPDATE by raw SQL, past every line of our code."""
    assignments = ", ".join(f"{column} = %s" for column in columns)
    values = [as_stored(value) for value in columns.values()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE book_session SET {assignments} WHERE id = %s", [*values, as_stored(session.pk)])  # noqa: S608 - constants


def held_session(world: World, plan: CarePlan, outcome: str = "clinician_first") -> Session:
    make_screening(world.episode, outcome=outcome)
    session = hold(world, plan, MONDAYS[0]).sessions.get()
    session.occupancy.state, session.occupancy.expires_at = "firm", None
    session.occupancy.save()
    return session


@pytest.mark.parametrize("status", ["booked", "confirmed", "arrived", "in_session", "done"])
def test_database_refuses_an_active_status_without_clearance(world: World, plan: CarePlan, status: str) -> None:
    session = held_session(world, plan)
    with pytest.raises(IntegrityError, match="does not let this session be booked"):
        update(session, status=status)
    refused = make_clearance(session.screening, answer="no")
    with pytest.raises(IntegrityError, match="does not let this session be booked"):
        update(session, status=status, clearance_id=refused.pk)
    given = make_clearance(session.screening, answer="yes_with_limits")
    update(session, status=status, clearance_id=given.pk)


@pytest.mark.parametrize("outcome", SHUT)
@pytest.mark.parametrize("status", ["held", "booked", "done"])
def test_database_refuses_any_active_status_after_a_grave_check(
    world: World, plan: CarePlan, outcome: str, status: str
) -> None:
    session = held_session(world, plan, "clear")
    grave = make_screening(world.episode, outcome=outcome, at=NOW)
    cleared = make_clearance(grave)  # not even a clinician's yes opens an urgent or emergency verdict here
    with pytest.raises(IntegrityError, match="does not let this session be"):
        update(session, status=status, screening_id=grave.pk, clearance_id=cleared.pk)


def test_database_refuses_screening_clearance_and_client_of_somebody_else(world: World, plan: CarePlan) -> None:
    session = held_session(world, plan, "clear")
    other = make_episode(world.bram)
    foreign = make_screening(other)
    for columns in (
        {"screening_id": foreign.pk},
        {"clearance_id": make_clearance(foreign).pk},
        {"client_id": world.bram.pk},
        {"course_id": hold(world, ready_too(world), MONDAYS[1], actor=world.as_morag).pk},
    ):
        with pytest.raises(IntegrityError, match="belong to the episode"):
            update(session, **columns)


def test_database_refuses_a_session_that_does_not_take_its_time(world: World, plan: CarePlan) -> None:
    session = held_session(world, plan, "clear")
    other = hold(world, ready_too(world), MONDAYS[1], actor=world.as_morag).sessions.get()
    released = other.occupancy
    elsewhere: list[dict[str, Any]] = [
        {"room_id": world.rooms[1].pk},
        {"starts_at": "2026-11-30 10:15:00"},
        {"therapist_id": make_therapist(world.clinic, name="Ewan Kerr").pk},
    ]
    for columns in elsewhere:
        with pytest.raises(IntegrityError):
            update(session, **columns)
    other.status = Status.CANCELLED
    other.save()
    released.state = "released"
    released.save()
    with pytest.raises(IntegrityError, match="takes its own time"):
        update(other, status="booked")


def test_database_refuses_to_book_on_a_mere_hold(world: World) -> None:
    plan = ready(world)
    session = hold(world, plan, MONDAYS[0]).sessions.get()
    with pytest.raises(IntegrityError, match="takes its own time"):
        update(session, status="booked")


def test_database_refuses_an_inserted_session_around_the_gate(world: World, plan: CarePlan) -> None:
    session = held_session(world, plan, "clear")
    grave = make_screening(world.episode, outcome="emergency", at=NOW)
    Session.objects.filter(pk=session.pk).update(status=Status.CANCELLED)
    copy = Session(
        course=session.course,
        number=2,
        client=session.client,
        therapist=session.therapist,
        place=session.place,
        room=session.room,
        service=session.service,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        screening=grave,
        occupancy_id=session.occupancy_id,
        status=Status.BOOKED,
        changed_at=NOW,
    )
    with pytest.raises(IntegrityError, match="does not let this session be booked"), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize("kind", [ConsentKind.TREATMENT, ConsentKind.HEALTH_DATA])
def test_nothing_is_booked_once_the_client_took_back_what_it_rests_on_until_they_agree_again(
    world: World, plan: CarePlan, kind: ConsentKind
) -> None:
    make_screening(world.episode, outcome="clear")
    consent = give_consent(actor=world.as_ailsa, client=world.ailsa, kind=kind, wording_version="1", now=NOW)
    course = hold(world, plan)
    withdraw_consent(actor=world.as_ailsa, consent=consent, now=NOW)

    with pytest.raises(Refused, match="was taken back"):
        confirm_course(actor=world.as_ailsa, course=course, policy_version=POLICY, now=NOW)
    with pytest.raises(Refused, match="was taken back") as refusal:
        hold(world, plan)
    assert refusal.value.code == "gate_shut"
    assert gates_for([world.episode.pk], now=NOW) == {world.episode.pk: gate_for(world.episode, now=NOW)}

    give_consent(actor=world.as_ailsa, client=world.ailsa, kind=kind, wording_version="1", now=NOW)
    assert gate_for(world.episode, now=NOW).permission is Permission.CONFIRM
    assert gates_for([world.episode.pk], now=NOW)[world.episode.pk].permission is Permission.CONFIRM
