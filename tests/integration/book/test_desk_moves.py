"""Moves from the calendar: by the form and by its script, refused with everything in the way, and taken back."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import ChangeRequest, Relocation, Session, move_sessions, tell_clients
from ischia.clinic.book.moving import Move
from ischia.clinic.diary.api import Hours, Override, add_working_hours
from ischia.clinic.people.api import Therapist
from tests.support.booking import book, make_screening, ready, ready_too
from tests.support.clinic import BUILDER, NOW, World, make_clinic, make_place, make_therapist
from tests.support.diary import at, give_hours, slot
from tests.support.outbox import sent

pytestmark = pytest.mark.django_db

CALENDAR = "/book/calendar/"
AS_SCRIPT = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def isla(world: World) -> Therapist:
    isla = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,))
    give_hours(isla, world.leith)
    return isla


@pytest.fixture
def visit(world: World) -> Session:
    """Ailsa comes to Callum on Monday at ten."""
    return book(world, ready(world), "2026-11-30 10:00").sessions.get()


@pytest.fixture
def desk(world: World) -> Browser:
    browser = Browser()
    browser.force_login(world.morag)
    return browser


def move_url(session: Session) -> str:
    return f"{CALENDAR}{session.pk}/move/"


def dropped(therapist: Therapist, clock: str, **more: str) -> dict[str, str]:
    """What the calendar's script sends when a visit is dropped on the Monday."""
    return {"therapist": str(therapist.pk), "on": "2026-11-30", "at": clock, "request_key": f"drop at {clock}", **more}


def where(session: Session) -> tuple[str, str, str]:
    row = Session.objects.select_related("therapist", "place").get(pk=session.pk)
    return row.therapist.name, row.place.name, f"{row.starts_at:%Y-%m-%d %H:%M}"


def text(response: Any) -> str:
    return " ".join(str(response.content.decode()).split())


def test_drop_on_another_therapist_moves_the_visit_once_however_often_it_is_sent(
    desk: Browser, visit: Session, isla: Therapist
) -> None:
    for _sent in range(2):
        response = desk.post(move_url(visit), dropped(isla, "14:00", tell="no"), headers=AS_SCRIPT)
        assert (response.status_code, response.json()) == (200, {"moved": str(visit.pk)})
    assert where(visit) == ("Isla Munro", "Leith", "2026-11-30 14:00")
    change = ChangeRequest.objects.get()
    assert (change.is_told, change.reason) == (False, "desk")
    assert [event.action for event in events_on(change)] == ["book.moved"]


def test_client_is_told_unless_the_desk_says_no(desk: Browser, visit: Session, isla: Therapist) -> None:
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    assert ChangeRequest.objects.get().is_told


def test_form_shows_only_times_that_can_be_booked_and_takes_one(
    world: World, desk: Browser, visit: Session, isla: Therapist
) -> None:
    book(world, ready_too(world), "2026-11-30 13:00", actor=world.as_morag)
    page = text(desk.get(f"{move_url(visit)}?therapist={world.callum.pk}&on=2026-11-30&view=week"))
    assert "Free with Callum Drever on Monday 30 November" in page
    assert ">09:00, Leith<" in page
    assert ">10:15, Leith<" in page, "the visit's own time is looked through"
    for taken in (">10:00, L", ">12:30, L", ">13:00, L", ">13:15, L"):
        assert taken not in page
    key = f"{isla.pk}|{world.leith.pk}|2026-11-30T09:00:00+00:00"
    response = desk.post(f"{move_url(visit)}?view=week", {"to": key, "request_key": "by the form", "tell": "yes"})
    assert response["Location"] == f"{CALENDAR}?day=2026-11-30&view=week&by=therapist#visit-{visit.pk}"
    assert where(visit) == ("Isla Munro", "Leith", "2026-11-30 09:00")


def test_refusal_names_everything_in_the_way_and_what_is_free_near_it(
    world: World, desk: Browser, visit: Session
) -> None:
    book(world, ready_too(world), "2026-11-30 11:00", actor=world.as_morag)
    response = desk.post(move_url(visit), dropped(world.callum, "11:20"), headers=AS_SCRIPT)
    told = response.json()
    assert response.status_code == 409
    assert told["message"] == "Nothing was moved."
    assert told["conflicts"] == [
        "Callum Drever does not work then in Leith.",
        "Visits begin at full steps of the clock only.",
        "Callum Drever has another visit then, or is getting the room ready for one.",
    ]
    assert len(told["choices"]) == 3
    assert told["may_override"] is True
    assert where(visit)[2] == "2026-11-30 10:00"
    page = text(desk.post(move_url(visit), dropped(world.callum, "11:20")))
    assert all(conflict in page for conflict in told["conflicts"])
    assert "Book it all the same, because" in page


def test_reason_books_it_all_the_same_and_is_kept(world: World, desk: Browser, visit: Session) -> None:
    book(world, ready_too(world), "2026-11-30 11:00", actor=world.as_morag)
    drop = dropped(world.callum, "11:00", override_reason="sisters, one room")
    assert desk.post(move_url(visit), drop, headers=AS_SCRIPT).status_code == 200
    assert Override.objects.get().reason == "sisters, one room"
    assert where(visit)[2] == "2026-11-30 11:00"


def test_nobody_books_into_the_past_whatever_the_reason(world: World, desk: Browser, visit: Session) -> None:
    drop = dropped(world.callum, "11:00", override_reason="because") | {"on": "2026-11-16"}
    told = desk.post(move_url(visit), drop, headers=AS_SCRIPT).json()
    assert "This time is over already." in told["conflicts"]
    assert told["may_override"] is False


def test_drop_on_a_room_takes_that_room_and_its_place(world: World, desk: Browser, visit: Session) -> None:
    drop = dropped(world.callum, "10:00", room=str(world.rooms[2].pk))
    assert desk.post(move_url(visit), drop, headers=AS_SCRIPT).status_code == 200
    assert Session.objects.get(pk=visit.pk).room == world.rooms[2]
    elsewhere = make_place(make_clinic(slug="far", name="Far"), name="Far").rooms.get()
    refused = desk.post(move_url(visit), dropped(world.callum, "11:00", room=str(elsewhere.pk)), headers=AS_SCRIPT)
    assert refused.json()["message"] == "This room does not belong to the clinic."


def test_drop_goes_to_where_the_therapist_works_at_that_time(world: World, desk: Browser, visit: Session) -> None:
    hours = [Hours(weekday=0, start=time(18), end=time(20))]
    add_working_hours(actor=BUILDER, therapist=world.callum, place=world.stockbridge, hours=hours)
    desk.post(move_url(visit), dropped(world.callum, "18:30"), headers=AS_SCRIPT)
    assert where(visit) == ("Callum Drever", "Stockbridge", "2026-11-30 18:30")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Choose a time first."),
        ({"at": "soon", "on": "2026-11-30"}, "This time could not be read. Please write it as 14:30."),
        ({"to": "now"}, "One of the times could not be read. Please choose again."),
        ({"at": "14:00", "on": "2026-11-30"}, "The request carries no key."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    desk: Browser, visit: Session, fields: dict[str, str], message: str
) -> None:
    assert desk.post(move_url(visit), fields, headers=AS_SCRIPT).json()["message"] == message
    assert message in text(desk.post(move_url(visit), fields))
    assert where(visit)[2] == "2026-11-30 10:00"


def test_visit_that_waits_for_a_clinician_stays_and_says_why(desk: Browser, world: World, visit: Session) -> None:
    make_screening(world.episode, outcome="clinician_first", at=NOW)
    response = desk.post(move_url(visit), dropped(world.callum, "14:00"), headers=AS_SCRIPT)
    assert response.status_code == 409
    assert response.json()["conflicts"] == []
    assert where(visit)[2] == "2026-11-30 10:00"


def test_visit_that_is_over_cannot_be_moved_and_the_form_says_so(
    desk: Browser, visit: Session, time_machine: Any, world: World
) -> None:
    time_machine.move_to(at("2026-11-30 12:00"), tick=False)
    desk.force_login(world.morag)
    assert "This visit cannot be moved any more." in text(desk.get(move_url(visit)))
    response = desk.post(move_url(visit), dropped(world.callum, "14:00"), headers=AS_SCRIPT)
    assert (response.status_code, response.json()["may_override"]) == (409, False)


def test_nobody_but_the_desk_moves_here(world: World, visit: Session) -> None:
    for user in (world.callum_user, world.ailsa_user, world.una):
        browser = Browser()
        browser.force_login(user)
        assert browser.post(move_url(visit), dropped(world.callum, "14:00"), headers=AS_SCRIPT).status_code == 404
    assert where(visit)[2] == "2026-11-30 10:00"


def last_undo(page: str) -> str:
    begin = page.index(f'action="{CALENDAR}undo/') + len('action="')
    return page[begin : page.index('"', begin)].replace("&amp;", "&")


def test_last_move_is_taken_back_room_included_and_only_once(
    world: World, desk: Browser, visit: Session, isla: Therapist
) -> None:
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    page = text(desk.get(f"{CALENDAR}?day=2026-11-30"))
    assert (
        "Ailsa Rennie moved from Monday 30 November, 10:00 (Callum Drever, Harbour) to Monday 30 November, 14:00"
        in page
    )
    address = last_undo(page)
    for _sent in range(2):
        assert desk.post(address, headers=AS_SCRIPT).status_code == 200
    assert where(visit) == ("Callum Drever", "Leith", "2026-11-30 10:00")
    assert Session.objects.get(pk=visit.pk).room_id == visit.room_id
    assert ChangeRequest.objects.count() == 2
    assert "Take it back" not in text(desk.get(f"{CALENDAR}?day=2026-11-30"))


def test_move_is_offered_back_to_whoever_made_it_and_for_a_while(
    world: World, desk: Browser, visit: Session, isla: Therapist, time_machine: Any
) -> None:
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    owner = Browser()
    owner.force_login(world.fiona)
    assert "Take it back" not in text(owner.get(CALENDAR))
    time_machine.move_to(NOW + timedelta(minutes=31), tick=False)
    assert "Take it back" not in text(desk.get(CALENDAR))


def test_undo_is_refused_when_the_old_time_is_gone_and_says_what_is_in_the_way(
    world: World, desk: Browser, visit: Session, isla: Therapist
) -> None:
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    address = last_undo(text(desk.get(CALENDAR)))
    book(world, ready_too(world), "2026-11-30 10:00", actor=world.as_morag)
    response = desk.post(address)
    assert response.status_code == 409
    assert "Callum Drever has another visit then" in text(response)
    assert f'action="{move_url(visit)}' in text(response)
    assert where(visit)[0] == "Isla Munro"


def test_undo_is_refused_when_the_visit_was_moved_again(
    world: World, desk: Browser, visit: Session, isla: Therapist
) -> None:
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    address = last_undo(text(desk.get(CALENDAR)))
    again = Session.objects.select_related("client__clinic", "service", "course__episode", "course__care_plan")
    move_sessions(
        actor=world.as_ailsa,
        moves=[Move(session=again.get(pk=visit.pk), slot=slot(world.callum, world.leith, "2026-12-02 10:00"))],
        now=NOW,
        request_key="by the client",
    )
    refused = desk.post(address, headers=AS_SCRIPT)
    assert refused.json()["message"] == "This visit was changed again since. Nothing was undone."
    assert where(visit)[2] == "2026-12-02 10:00"
    assert Relocation.objects.count() == 2


def test_undo_of_another_clinic_does_not_exist(world: World, desk: Browser, visit: Session, isla: Therapist) -> None:
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    address = last_undo(text(desk.get(CALENDAR)))
    stranger = Browser()
    stranger.force_login(world.una)
    assert stranger.post(address).status_code == 404
    assert desk.post(f"{CALENDAR}undo/{visit.pk}/").status_code == 404
    assert where(visit)[0] == "Isla Munro"


def test_move_that_was_told_is_told_again_when_it_is_undone(
    world: World, desk: Browser, visit: Session, isla: Therapist, time_machine: Any
) -> None:
    assert tell_clients(now=NOW + timedelta(minutes=5)) == 1, "of the course"
    assert len(sent(NOW + timedelta(minutes=5))) == 1
    time_machine.move_to(NOW + timedelta(minutes=6), tick=False)
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    assert len(sent(NOW + timedelta(minutes=9))) == 1
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    desk.post(last_undo(text(desk.get(CALENDAR))))
    (message,) = sent(NOW + timedelta(minutes=13))
    assert "Monday 30 November, 10:00, Callum Drever" in str(message.body)


def test_move_that_is_taken_back_at_once_tells_nobody(
    world: World, desk: Browser, visit: Session, isla: Therapist, time_machine: Any
) -> None:
    tell_clients(now=NOW + timedelta(minutes=5))
    sent(NOW + timedelta(minutes=5))
    time_machine.move_to(NOW + timedelta(minutes=6), tick=False)
    desk.post(move_url(visit), dropped(isla, "14:00"), headers=AS_SCRIPT)
    time_machine.move_to(NOW + timedelta(minutes=7), tick=False)
    desk.post(last_undo(text(desk.get(CALENDAR))))
    assert sent(NOW + timedelta(minutes=20)) == []
