"""Do the pages about hours, time off, closures and limits do what they say, for those who may?"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.diary.api import Closure, TimeOff, WorkingHours, add_time_off, close, replace_time_off
from ischia.clinic.people.api import User
from ischia.pathway.book.api import Span
from tests.support.clinic import BUILDER, NOW, World, make_therapist
from tests.support.diary import at, give_hours, occupy, stretch

pytestmark = pytest.mark.django_db

OFF = {"do": "time_off", "first_day": "2026-11-30", "first_time": "", "last_day": "", "last_time": "", "reason": ""}
CLOSED = {**OFF, "do": "close", "where": ""}


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(world: World, client: Visitor) -> Visitor:
    client.force_login(world.morag)
    return client


def page_of(world: World) -> str:
    return f"/diary/therapist/{world.callum.pk}/"


def as_user(visitor: Visitor, user: User) -> Visitor:
    visitor.force_login(user)
    return visitor


def hours_form(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "do": "hours",
        "weekday": ["0", "2"],
        "start": "09:00",
        "end": "12:30",
        "place": str(world.leith.pk),
        "valid_from": "",
        "valid_until": "",
        **changes,
    }


def test_desk_chooses_a_therapist_and_a_therapist_comes_to_their_own(world: World, desk: Visitor) -> None:
    assert page_of(world) in desk.get("/diary/").content.decode()
    as_user(desk, world.callum_user)
    assert desk.get("/diary/").headers["Location"] == page_of(world)


def test_clients_and_strangers_see_no_hours(world: World, client: Visitor) -> None:
    assert "/account/" in client.get(page_of(world)).headers["Location"]
    as_user(client, world.ailsa_user)
    assert [client.get(page).status_code for page in ("/diary/", page_of(world), "/diary/clinic/")] == [403, 403, 403]


def test_therapist_sees_their_own_hours_and_nobody_elses_and_changes_none(world: World, client: Visitor) -> None:
    give_hours(world.callum, world.leith)
    isla = make_therapist(world.clinic, name="Isla Muir")
    as_user(client, world.callum_user)
    shown = client.get(page_of(world)).content.decode()
    assert "Monday" in shown
    assert '<form method="post" class="stack"' not in shown
    assert client.get(f"/diary/therapist/{isla.pk}/").status_code == 404
    assert client.get("/diary/clinic/").status_code == 403
    assert client.post(page_of(world), OFF).status_code in {403, 422}
    assert TimeOff.objects.count() == 0


def test_hours_are_added_on_several_days_and_ended(world: World, desk: Visitor) -> None:
    assert desk.post(page_of(world), hours_form(world)).status_code == 302
    assert sorted(WorkingHours.objects.values_list("weekday", "start", "end")) == [
        (0, time(9), time(12, 30)),
        (2, time(9), time(12, 30)),
    ]
    monday = WorkingHours.objects.get(weekday=0)
    desk.post(page_of(world), {"do": "end", "row": str(monday.pk), "last_day": "2026-12-07"})
    monday.refresh_from_db()
    assert monday.valid_until == date(2026, 12, 7)
    assert "until 7 December 2026" in desk.get(page_of(world)).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": "08:00"}, "Did you mean 08:00 to 09:00?"),
        ({"end": "09:00"}, "The hours end when they start."),
        ({"valid_from": "2026-12-01", "valid_until": "2026-11-30"}, "The earliest last day is 2026-12-01."),
        ({"valid_until": "2026-11-01"}, "These hours are over already."),
        ({"valid_from": "2026-12-01", "valid_until": "2026-12-01"}, "The next one is 2026-12-07."),
        ({"weekday": []}, "This field is required."),
    ],
)
def test_hours_nobody_can_work_are_said_at_the_field_with_everything_typed_kept(
    world: World, desk: Visitor, changes: dict[str, Any], said: str
) -> None:
    response = desk.post(page_of(world), hours_form(world, **changes))
    shown = response.content.decode()
    assert response.status_code == 422
    assert said in shown
    assert 'value="09:00"' in shown
    assert WorkingHours.objects.count() == 0


def test_hours_on_one_date_are_shown_as_such(world: World, desk: Visitor) -> None:
    form = {"do": "extra", "day": "2026-12-05", "start": "10:00", "end": "00:00", "place": str(world.leith.pk)}
    assert desk.post(page_of(world), form).status_code == 302
    shown = desk.get(page_of(world)).content.decode()
    assert "Saturday 5 December 2026" in shown
    assert "10:00–24:00" in shown
    assert "this date only" in shown


def test_time_off_by_whole_days_warns_of_sessions_and_leads_to_their_repair(world: World, desk: Visitor) -> None:
    occupy(
        stretch(world, "2026-12-01 09:00", "2026-12-01 09:45"), stretch(world, "2026-12-02 09:00", "2026-12-02 09:45")
    )
    desk.post(page_of(world), {**OFF, "last_day": "2026-12-01", "reason": "Course"})
    off = TimeOff.objects.get()
    assert (off.starts_at, off.ends_at) == (at("2026-11-30 00:00"), at("2026-12-02 00:00"))
    shown = desk.get(page_of(world)).content.decode()
    assert "1 session lies in this time." in shown
    assert (
        f"/book/repair/?therapist={world.callum.pk}&amp;from=2026-11-30T00%3A00%3A00%2B00%3A00"
        "&amp;until=2026-12-02T00%3A00%3A00%2B00%3A00"
    ) in shown
    desk.post(page_of(world), {"do": "remove", "row": str(off.pk)})
    assert TimeOff.objects.count() == 0


def test_time_off_is_read_by_the_clinics_clock_also_in_the_missing_hour(world: World, desk: Visitor) -> None:
    """At one o'clock on 28 March 2027 the clocks go to two: half past one is read as the jump."""
    desk.post(page_of(world), {**OFF, "first_day": "2027-03-28", "first_time": "01:30", "last_time": "03:00"})
    off = TimeOff.objects.get()
    assert (off.starts_at, off.ends_at) == (at("2027-03-28 01:00"), at("2027-03-28 02:00"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"last_day": "2026-11-28"}, "This ends before it starts."),
        ({"first_day": "2026-11-02"}, "This is over already."),
        ({"first_day": "soon"}, "Enter a valid date."),
        ({"first_time": "10:00", "last_time": "10:00"}, "This ends when it starts."),
    ],
)
def test_time_off_that_makes_no_sense_is_said_and_not_kept(
    world: World, desk: Visitor, changes: dict[str, str], said: str
) -> None:
    response = desk.post(page_of(world), {**OFF, **changes})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert TimeOff.objects.count() == 0


def test_time_off_of_an_outside_calendar_is_shown_and_not_removed_here(world: World, desk: Visitor) -> None:
    span = Span(at("2026-12-01 09:00"), at("2026-12-01 12:00"))
    row = replace_time_off(actor=BUILDER, therapist=world.callum, source="c1", spans=[span], now=NOW)[0]
    assert "From an outside calendar" in desk.get(page_of(world)).content.decode()
    assert desk.post(page_of(world), {"do": "remove", "row": str(row.pk)}).status_code == 422
    assert TimeOff.objects.count() == 1


def test_rows_of_another_therapist_are_not_touched(world: World, desk: Visitor) -> None:
    isla = make_therapist(world.clinic, name="Isla Muir")
    off = add_time_off(actor=BUILDER, therapist=isla, starts_at=NOW, ends_at=at("2026-12-01 00:00"))
    assert desk.post(page_of(world), {"do": "remove", "row": str(off.pk)}).status_code == 404
    assert desk.post(page_of(world), {"do": "remove", "row": "1"}).status_code == 404
    assert desk.post(page_of(world), {"do": "burn"}).status_code == 400
    assert TimeOff.objects.count() == 1


def test_limits_of_a_therapist_and_of_the_clinic_are_kept_or_refused(world: World, desk: Visitor) -> None:
    desk.post(page_of(world), {"do": "limits", "sessions_a_day": "6", "deep_minutes_a_day": ""})
    desk.post("/diary/clinic/", {"do": "limits", "sessions_a_day": "", "deep_minutes_a_day": "150"})
    world.callum.refresh_from_db()
    world.clinic.refresh_from_db()
    assert (world.callum.sessions_a_day, world.callum.deep_minutes_a_day) == (6, None)
    assert (world.clinic.sessions_a_day, world.clinic.deep_minutes_a_day) == (None, 150)
    refused = desk.post(page_of(world), {"do": "limits", "sessions_a_day": "0", "deep_minutes_a_day": ""})
    assert "A day takes at least one session." in refused.content.decode()


def test_room_place_or_clinic_is_closed_and_opened_again(world: World, desk: Visitor) -> None:
    occupy(stretch(world, "2026-11-30 09:00", "2026-11-30 09:45", room=world.rooms[1]))
    for where in ("", f"place:{world.leith.pk}", f"room:{world.rooms[0].pk}"):
        assert desk.post("/diary/clinic/", {**CLOSED, "where": where}).status_code == 302
    rows = Closure.objects.values_list("place", "room").order_by("place", "room")
    assert set(rows) == {(None, None), (world.leith.pk, None), (world.leith.pk, world.rooms[0].pk)}
    assert desk.get("/diary/clinic/").content.decode().count("1 session lies in this time.") == 2
    for closure in Closure.objects.all():
        desk.post("/diary/clinic/", {"do": "reopen", "row": str(closure.pk)})
    assert Closure.objects.count() == 0
    assert desk.post("/diary/clinic/", {**CLOSED, "where": "room:1"}).status_code == 422


@pytest.mark.parametrize("number", [1, 5])
def test_pages_take_the_same_queries_however_much_there_is(
    world: World, desk: Visitor, django_assert_max_num_queries: Any, number: int
) -> None:
    give_hours(world.callum, world.leith)
    for day in range(1, number + 1):
        start, end = at(f"2026-12-0{day} 00:00"), at(f"2026-12-0{day} 20:00")
        add_time_off(actor=BUILDER, therapist=world.callum, starts_at=start, ends_at=end)
        close(actor=BUILDER, clinic=world.clinic, starts_at=start, ends_at=end, place=world.leith)
        occupy(stretch(world, f"2026-12-0{day} 09:00", f"2026-12-0{day} 10:00"))
    with django_assert_max_num_queries(13):
        desk.get(page_of(world))
    with django_assert_max_num_queries(13):
        desk.get("/diary/clinic/")
