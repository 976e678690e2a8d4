"""Do the pages that move and cancel booked visits change what was asked for, once, and nothing else?"""

import re
from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.book.api import ChangeRequest, Course, Session
from ischia.clinic.book.forms import slot_key
from ischia.clinic.people.api import User
from tests.support.booking import MONDAYS, book, make_screening, mondays, ready, ready_too
from tests.support.clinic import World
from tests.support.diary import at

WEDNESDAYS = ("2026-12-02 14:00", "2026-12-09 14:00", "2026-12-16 14:00", "2026-12-23 14:00")


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def course(world: World) -> Course:
    return book(world, ready(world))


def sign_in(visitor: Visitor, user: User) -> Visitor:
    visitor.force_login(user)
    return visitor


def key(world: World, start: str) -> str:
    return slot_key(mondays(world, start)[0])


def the(course: Course, number: int) -> Session:
    return course.sessions.get(number=number)


def starts(course: Course) -> list[str]:
    return [f"{each.starts_at:%Y-%m-%d %H:%M}" for each in course.sessions.order_by("number")]


def post_move(visitor: Visitor, world: World, course: Course, to: dict[int, str], **more: str) -> tuple[int, str]:
    chosen = {f"to-{the(course, number).pk}": key(world, start) for number, start in to.items()}
    data = {"request_key": str(uuid4()), **chosen, **more}
    response = visitor.post(f"/book/session/{the(course, min(to)).pk}/move/", data)
    return response.status_code, response.content.decode()


def test_free_times_near_a_visit_are_offered_by_day_and_keep_the_spacing(
    world: World, client: Visitor, course: Course
) -> None:
    page = sign_in(client, world.ailsa_user).get(f"/book/session/{the(course, 2).pk}/move/").content.decode()
    offered = re.findall(r'name="to" value="[^|]+\|[^|]+\|([^T]+)T', page)
    assert set(offered) == {f"2026-12-{day:02}" for day in (7, 8, 9)}  # five to nine days from both neighbours
    assert "Now it is on Monday 7 December, 10:00." in page


def test_one_visit_is_moved_after_being_shown(world: World, client: Visitor, course: Course) -> None:
    sign_in(client, world.ailsa_user)
    shown = client.get(f"/book/session/{the(course, 2).pk}/move/", {"to": key(world, "2026-12-08 14:00")})
    assert "Everything is free." in shown.content.decode()
    assert starts(course) == list(MONDAYS)
    assert post_move(client, world, course, {2: "2026-12-08 14:00"})[0] == 302
    assert starts(course) == [MONDAYS[0], "2026-12-08 14:00", *MONDAYS[2:]]


def test_this_and_following_are_shifted_to_the_same_weekday_and_time(
    world: World, client: Visitor, course: Course
) -> None:
    sign_in(client, world.ailsa_user)
    query = {"to": key(world, WEDNESDAYS[1]), "scope": "following", "pattern": "weekday"}
    page = client.get(f"/book/session/{the(course, 2).pk}/move/", query).content.decode()
    shown = re.findall(r'name="to-[^"]+" value="[^|]+\|[^|]+\|([^+]+)\+00:00" checked', page)
    assert shown == [start.replace(" ", "T") + ":00" for start in WEDNESDAYS[1:]]
    assert post_move(client, world, course, dict(enumerate(WEDNESDAYS[1:], 2)))[0] == 302
    assert starts(course) == [MONDAYS[0], *WEDNESDAYS[1:]]


def test_all_visits_shift_by_as_many_days_each_at_its_own_time(world: World, client: Visitor, course: Course) -> None:
    query = {"to": key(world, WEDNESDAYS[0]), "scope": "all", "pattern": "distance"}
    page = sign_in(client, world.ailsa_user).get(f"/book/session/{the(course, 1).pk}/move/", query).content.decode()
    shown = re.findall(r'value="[^|]+\|[^|]+\|([^+]+):00\+00:00" checked', page)
    assert shown == ["2026-12-02T14:00", "2026-12-09T10:00", "2026-12-16T10:00", "2026-12-23T10:00"]


def test_each_clash_of_a_shift_stands_beside_its_best_alternative_and_may_be_left(
    world: World, client: Visitor, course: Course
) -> None:
    book(world, ready_too(world), WEDNESDAYS[1], actor=world.as_morag)
    sign_in(client, world.ailsa_user)
    query = {"to": key(world, WEDNESDAYS[0]), "scope": "all"}
    page = client.get(f"/book/session/{the(course, 1).pk}/move/", query).content.decode()
    assert "1 date cannot be had." in page
    assert page.count("date date--clash") == 1
    assert key(world, "2026-12-09 13:00") in page
    kept = {number: start for number, start in enumerate(WEDNESDAYS, 1) if number != 2}
    assert post_move(client, world, course, kept)[0] == 302
    assert starts(course) == [WEDNESDAYS[0], MONDAYS[1], *WEDNESDAYS[2:]]


def test_time_taken_meanwhile_moves_nothing_and_shows_what_is_free(
    world: World, client: Visitor, course: Course
) -> None:
    book(world, ready_too(world), WEDNESDAYS[1], actor=world.as_morag)
    sign_in(client, world.ailsa_user)
    status, page = post_move(client, world, course, dict(enumerate(WEDNESDAYS, 1)))
    assert status == 409
    assert "Nothing has been moved yet" in page
    assert starts(course) == list(MONDAYS)


def test_double_submit_moves_once(world: World, client: Visitor, course: Course) -> None:
    sign_in(client, world.ailsa_user)
    for _again in range(2):
        assert post_move(client, world, course, {2: "2026-12-08 14:00"}, request_key="one click")[0] == 302
    assert the(course, 2).revision == 1
    assert ChangeRequest.objects.count() == 1


def test_inside_the_window_the_page_says_to_call(world: World, client: Visitor, course: Course) -> None:
    world.clinic.phone = "0131 496 0999"
    world.clinic.save()
    sign_in(client, world.ailsa_user)
    with time_machine.travel(at("2026-11-29 10:01"), tick=False):
        page = client.get(f"/book/session/{the(course, 1).pk}/move/").content.decode()
        assert "Please call us" in page
        assert "0131 496 0999" in page
        assert 'name="to"' not in page
        assert post_move(client, world, course, {1: "2026-12-01 10:00"})[0] == 409
    assert starts(course) == list(MONDAYS)


def test_staff_move_at_any_time_and_say_whether_the_client_hears_of_it(
    world: World, client: Visitor, course: Course
) -> None:
    with time_machine.travel(at("2026-11-30 09:00"), tick=False):
        sign_in(client, world.morag)
        query = {"on": "2026-12-01", "at": "10:00"}
        page = client.get(f"/book/session/{the(course, 1).pk}/move/", query).content.decode()
        assert "Tell the client?" in page
        assert post_move(client, world, course, {1: "2026-12-01 10:00"}, tell="no", reason="bus strike")[0] == 302
    change = ChangeRequest.objects.get()
    assert (change.is_told, change.reason, change.actor_label) == (False, "bus strike", "front_desk")


def test_client_is_not_asked_whether_to_tell_and_cannot_say_no(world: World, client: Visitor, course: Course) -> None:
    sign_in(client, world.ailsa_user)
    query = {"to": key(world, "2026-12-08 14:00")}
    assert "Tell the client?" not in client.get(f"/book/session/{the(course, 2).pk}/move/", query).content.decode()
    post_move(client, world, course, {2: "2026-12-08 14:00"}, tell="no", override_reason="mine")
    assert ChangeRequest.objects.get().is_told is True


@pytest.mark.parametrize("ending", ["move", "cancel"])
def test_another_clients_visit_is_not_found(world: World, client: Visitor, course: Course, ending: str) -> None:
    address = f"/book/session/{the(course, 1).pk}/{ending}/"
    sign_in(client, world.bram_user)
    assert client.get(address).status_code == 404
    assert client.post(address, {"request_key": "x"}).status_code == 404
    assert sign_in(client, world.una).post(address, {"request_key": "x"}).status_code == 404
    assert starts(course) == list(MONDAYS)


@pytest.mark.parametrize(
    "slot",
    ["nonsense", "a|b|2026-12-01T10:00:00+00:00", "{callum}|{leith}|2026-12-01T10:00:00", "{callum}|{leith}|tomorrow"],
)
def test_unreadable_slot_is_refused_clearly(world: World, client: Visitor, course: Course, slot: str) -> None:
    text = slot.format(callum=world.callum.pk, leith=world.leith.pk)
    sign_in(client, world.ailsa_user)
    session = the(course, 1)
    assert client.get(f"/book/session/{session.pk}/move/", {"to": text}).status_code in (400, 409, 422)
    response = client.post(f"/book/session/{session.pk}/move/", {"request_key": "x", f"to-{session.pk}": text})
    assert response.status_code in (400, 409, 422)
    response = client.post(f"/book/{world.episode.pk}/", {"request_key": "x", "slot-1": text})
    assert response.status_code in (400, 409, 422)
    assert starts(course) == list(MONDAYS)


def test_past_date_and_other_clinics_ids_move_nothing(world: World, client: Visitor, course: Course) -> None:
    sign_in(client, world.ailsa_user)
    assert post_move(client, world, course, {1: "2026-11-16 10:00"})[0] == 409
    foreign = key(world, "2026-12-01 10:00").replace(str(world.leith.pk), str(uuid4()))
    response = client.post(
        f"/book/session/{the(course, 1).pk}/move/", {"request_key": "x", f"to-{the(course, 1).pk}": foreign}
    )
    assert response.status_code == 409
    assert post_move(client, world, course, {1: "2026-12-01 10:00"}, request_key="")[0] == 409
    assert starts(course) == list(MONDAYS)
    assert not ChangeRequest.objects.exists()


def test_shut_gate_shows_no_times(world: World, client: Visitor, course: Course, now: datetime) -> None:
    make_screening(world.episode, outcome="urgent", at=now, purpose="session")
    page = sign_in(client, world.ailsa_user).get(f"/book/session/{the(course, 1).pk}/move/")
    assert page.status_code == 403
    assert post_move(client, world, course, {1: "2026-12-01 10:00"})[0] == 403


# Cancelling


def statuses(course: Course) -> list[str]:
    return list(course.sessions.order_by("number").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("scope", "ticked"), [("this", [2]), ("following", [2, 3, 4]), ("all", [1, 2, 3, 4]), ("", [2])]
)
def test_visits_of_the_scope_are_ticked_to_be_cancelled(
    world: World, client: Visitor, course: Course, scope: str, ticked: list[int]
) -> None:
    address = f"/book/session/{the(course, 2).pk}/cancel/?scope={scope}"
    page = sign_in(client, world.ailsa_user).get(address).content.decode()
    assert re.findall(r'name="session" value="([^"]+)" checked', page) == [str(the(course, n).pk) for n in ticked]


def test_exactly_the_ticked_visits_are_cancelled_once(world: World, client: Visitor, course: Course) -> None:
    sign_in(client, world.ailsa_user)
    data = {"session": [str(the(course, 2).pk), str(the(course, 4).pk)], "request_key": "one click"}
    for _again in range(2):
        assert client.post(f"/book/session/{the(course, 2).pk}/cancel/", data).status_code == 302
    assert statuses(course) == ["booked", "cancelled", "booked", "cancelled"]
    assert {each.revision for each in course.sessions.all()} == {0, 1}


def test_visit_of_another_course_is_never_cancelled_along(world: World, client: Visitor, course: Course) -> None:
    other = book(world, ready_too(world), "2026-12-01 14:00", actor=world.as_morag)
    data = {"session": [str(the(course, 2).pk), str(the(other, 1).pk)], "request_key": "one click"}
    sign_in(client, world.ailsa_user).post(f"/book/session/{the(course, 2).pk}/cancel/", data)
    assert statuses(other) == ["booked"]


def test_only_visits_inside_the_window_count_as_late(world: World, client: Visitor, course: Course) -> None:
    sign_in(client, world.ailsa_user)
    with time_machine.travel(at("2026-11-29 12:00"), tick=False):
        data = {"session": [str(each.pk) for each in course.sessions.all()], "request_key": "one click"}
        client.post(f"/book/session/{the(course, 1).pk}/cancel/", data)
    assert statuses(course) == ["late_cancelled", "cancelled", "cancelled", "cancelled"]


def test_waiver_by_staff_needs_a_reason_and_a_client_cannot_waive(
    world: World, client: Visitor, course: Course
) -> None:
    address = f"/book/session/{the(course, 1).pk}/cancel/"
    with time_machine.travel(at("2026-11-30 09:00"), tick=False):
        assert sign_in(client, world.morag).post(address, {"waive": "on"}).status_code == 409
        assert statuses(course)[0] == "booked"
        sign_in(client, world.ailsa_user).post(address, {"waive": "on", "reason": "I say so"})
    assert statuses(course)[0] == "late_cancelled"
