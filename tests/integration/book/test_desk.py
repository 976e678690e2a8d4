"""The clinic's calendar: who sees which column, what it shows, and that reading it stays cheap and leaves a trace."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import Session, cancel_session, hold_course
from ischia.clinic.book.desk.finding import find
from ischia.clinic.book.desk.queries import board_of
from ischia.clinic.book.moving import Move, move_sessions
from ischia.clinic.diary.api import add_time_off, close
from ischia.clinic.people.api import Therapist, User
from tests.support.booking import book, make_screening, mondays, ready, ready_too
from tests.support.clinic import BUILDER, NOW, World, make_therapist
from tests.support.diary import at, give_hours
from tests.support.waiting import somebody, wait

pytestmark = pytest.mark.django_db

CALENDAR = "/book/calendar/"
MOST_QUERIES = 12
MONDAY = f"{CALENDAR}?day=2026-11-30"


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
    return book(world, ready(world), "2026-11-30 10:00", "2026-12-07 10:00").sessions.order_by("number")[0]


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def text(response: Any) -> str:
    return " ".join(str(response.content.decode()).split())


def drawn(user: User, query: str = "day=2026-11-30") -> dict[str, dict[str, Any]]:
    """The columns of the data by their names, each with the day that is asked for."""
    data = signed_in(user).get(f"{CALENDAR}data/?{query}").json()
    return {column["name"]: column["days"][0] for column in data["columns"]}


def test_desk_sees_every_column_with_shifts_breaks_and_visits_in_words(
    world: World, isla: Therapist, visit: Session
) -> None:
    page = text(signed_in(world.morag).get(MONDAY))
    assert "Monday 30 November 2026" in page
    assert page.index("Callum Drever</h2>") < page.index("Isla Munro</h2>")
    assert "09:00\u201312:00 Works in Leith" in page
    assert "12:00\u201313:00 Break" in page
    assert "<strong>10:00\u201310:45</strong> Ailsa Rennie" in page
    assert '<span class="tag">booked</span>' in page
    assert f'href="{CALENDAR}{visit.pk}/move/?day=2026-11-30&amp;view=day&amp;by=therapist"' in page


def test_owner_sees_the_same(world: World, visit: Session) -> None:
    assert "Ailsa Rennie" in text(signed_in(world.fiona).get(MONDAY))


def test_therapist_sees_their_own_column_only_and_drags_nothing(world: World, isla: Therapist, visit: Session) -> None:
    own = text(signed_in(world.callum_user).get(MONDAY))
    assert "Ailsa Rennie" in own
    assert "Isla Munro" not in own
    assert "desk-dialog" not in own
    assert f"/book/session/{visit.pk}/move/" in own
    other = text(signed_in(isla.user).get(f"{MONDAY}&of={world.callum.pk}&by=room"))
    assert "Ailsa Rennie" not in other
    assert list(drawn(isla.user, "day=2026-11-30&by=room")) == ["Isla Munro"]


@pytest.mark.parametrize("path", ["", "data/", "search/?q=ail"])
def test_nobody_else_sees_any_of_it(world: World, visit: Session, path: str) -> None:
    for user, status in ((world.ailsa_user, 403), (world.una, 403), (world.noor, 403)):
        assert signed_in(user).get(f"{CALENDAR}{path}").status_code == status
    assert Browser().get(f"{CALENDAR}{path}").status_code == 302


def test_therapist_neither_searches_nor_moves_here(world: World, visit: Session) -> None:
    callum = signed_in(world.callum_user)
    assert callum.get(f"{CALENDAR}search/?q=ail").status_code == 403
    assert callum.get(f"{CALENDAR}{visit.pk}/move/").status_code == 404


def test_rooms_stand_as_columns_with_their_closures(world: World, visit: Session) -> None:
    close(
        actor=BUILDER,
        clinic=world.clinic,
        place=world.leith,
        room=world.rooms[1],
        starts_at=at("2026-11-30 09:00"),
        ends_at=at("2026-11-30 11:00"),
        reason="paint",
        now=NOW,
    )
    rooms = drawn(world.morag, "day=2026-11-30&by=room")
    assert list(rooms) == ["Harbour", "Links", "Shore", "Garden", "Mill"]
    assert [each["client"] for each in rooms["Harbour"]["visits"]] == ["Ailsa Rennie"]
    assert [band["label"] for band in rooms["Links"]["bands"]] == ["Closed: Links"]
    assert rooms["Mill"]["bands"] == []


def test_time_off_shows_on_the_day_that_it_touches(world: World, visit: Session) -> None:
    add_time_off(
        actor=BUILDER,
        therapist=world.callum,
        starts_at=at("2026-11-29 12:00"),
        ends_at=at("2026-11-30 09:30"),
        reason="dentist",
        now=NOW,
    )
    bands = drawn(world.morag)["Callum Drever"]["bands"]
    assert [(band["label"], band["time"]) for band in bands if band["kind"] == "off"] == [("Away", "00:00\u201309:30")]
    assert "dentist" not in text(signed_in(world.morag).get(MONDAY))


def test_week_begins_on_monday_and_holds_every_day(world: World, visit: Session) -> None:
    page = text(signed_in(world.morag).get(f"{CALENDAR}?day=2026-12-02&view=week"))
    assert "30 November \u2013 6 December 2026" in page
    assert "Ailsa Rennie" in page
    data = signed_in(world.morag).get(f"{CALENDAR}data/?day=2026-12-02&view=week").json()
    assert [day["day"] for day in data["columns"][0]["days"]][::6] == ["2026-11-30", "2026-12-06"]


def test_hold_says_until_when_and_is_gone_once_it_has_run_out(world: World, time_machine: Any) -> None:
    plan = ready(world)
    hold_course(
        actor=world.as_ailsa,
        episode=plan.episode,
        care_plan=plan,
        service=world.follow_up,
        slots=mondays(world, "2026-11-30 10:00"),
        request_key="held",
        now=NOW,
    )
    (held,) = drawn(world.morag)["Callum Drever"]["visits"]
    assert (held["status"], held["notes"]) == ("held", ["held until 23 November, 09:10"])
    time_machine.move_to(NOW + timedelta(minutes=11), tick=False)
    assert drawn(world.morag)["Callum Drever"]["visits"] == []


def test_visit_that_waits_for_a_clinician_says_so_and_nothing_more(world: World, visit: Session) -> None:
    make_screening(world.episode, outcome="clinician_first", rules=("cauda_equina",), at=NOW)
    (shown,) = drawn(world.morag)["Callum Drever"]["visits"]
    assert shown["notes"] == ["waits for a clinician"]
    assert "cauda" not in text(signed_in(world.morag).get(MONDAY))


def test_cancelled_visit_is_not_in_the_calendar(world: World, visit: Session) -> None:
    cancel_session(actor=world.as_morag, session=visit, now=NOW, reason="client")
    assert drawn(world.morag)["Callum Drever"]["visits"] == []


def test_deliberate_double_booking_is_shown_with_its_reason(world: World, visit: Session) -> None:
    book(world, ready_too(world), "2026-11-30 10:00", actor=world.as_morag, by_staff=True, override_reason="sisters")
    visits = drawn(world.morag)["Callum Drever"]["visits"]
    assert sorted(note for each in visits for note in each["notes"]) == ["double-booked on purpose: sisters"]


def test_visits_after_the_clocks_went_back_stand_at_the_clock_time(world: World) -> None:
    book(
        world,
        ready(world),
        "2027-03-29 09:00",
        "2027-04-05 09:00",
        actor=world.as_morag,
        by_staff=True,
        override_reason="far ahead",
    )
    (shown,) = drawn(world.morag, "day=2027-03-29")["Callum Drever"]["visits"]
    assert (shown["start"], shown["time"]) == ("2027-03-29T10:00", "10:00\u201310:45")


def test_those_who_wait_stand_beside_it(world: World, visit: Session) -> None:
    wait(somebody(world, "Catriona Weir"))
    page = text(signed_in(world.morag).get(MONDAY))
    assert "Catriona Weir</a>" in page
    assert "Catriona Weir" not in text(signed_in(world.callum_user).get(MONDAY))


def test_reading_it_leaves_a_trace_of_whose_appointments_were_shown(world: World, visit: Session) -> None:
    signed_in(world.morag).get(MONDAY)
    read = [event for event in events_on(world.clinic) if event.action == "audit.read"]
    assert [(event.actor_id, event.detail["part"], event.detail["shown"]) for event in read] == [
        (str(world.morag.pk), "calendar", [str(world.ailsa.pk)])
    ]


@pytest.mark.parametrize("query", ["day=never", "view=year&by=colour&of=nobody", "day=0001-01-01&view=week"])
def test_what_cannot_be_read_shows_today(world: World, query: str) -> None:
    assert "23 November" in text(signed_in(world.morag).get(f"{CALENDAR}?{query}"))


def count(world: World, days: int = 7) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        board_of(world.clinic, first=NOW.date() + timedelta(days=7), days=days, now=NOW)
    return len(queries)


def test_number_of_queries_does_not_depend_on_what_the_calendar_holds(world: World, visit: Session) -> None:
    before = count(world)
    for number, name in enumerate(("Isla Munro", "Jock Sim", "Kirsty Orr")):
        therapist = make_therapist(world.clinic, name=name, places=(world.leith,))
        give_hours(therapist, world.leith)
        plan = somebody(world, f"{name.split()[0]}client Weir")
        book(world, plan, f"2026-12-0{number + 1} 10:00", actor=world.as_morag)
    assert before == count(world) == count(world, days=1) == 4
    make_screening(world.episode, outcome="clinician_first", at=NOW)
    assert count(world) == 5


@pytest.mark.parametrize("query", ["", "&view=week", "&by=room", "&view=week&by=room"])
def test_a_page_takes_few_queries_whatever_it_holds(world: World, visit: Session, query: str) -> None:
    for name in ("Isla", "Jock", "Kirsty"):
        wait(somebody(world, f"{name} Weir"))
    later = book(world, ready_too(world), "2026-11-30 11:00", actor=world.as_morag).sessions.get(number=1)
    moves = [Move(session=later, slot=mondays(world, "2026-11-30 13:00")[0])]
    move_sessions(actor=world.as_morag, moves=moves, now=NOW, request_key="one", by_staff=True)
    make_screening(world.episode, outcome="clinician_first", at=NOW)
    browser = signed_in(world.morag)
    with CaptureQueriesContext(connection) as sent:
        browser.get(MONDAY + query)
    queries = [each["sql"] for each in sent if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= MOST_QUERIES, queries


def test_search_finds_clients_by_part_of_a_name_and_shows_their_next_visits(world: World, visit: Session) -> None:
    page = text(signed_in(world.morag).get(f"{CALENDAR}search/?q=renn+ail"))
    assert "<strong>Ailsa Rennie</strong>" in page
    assert f'href="{CALENDAR}?day=2026-11-30#visit-{visit.pk}">Monday 30 November 2026, 10:00</a>' in page
    assert "Bram" not in page
    assert "Nobody found" in text(signed_in(world.morag).get(f"{CALENDAR}search/?q=zz"))
    assert "Ailsa" not in text(signed_in(world.morag).get(f"{CALENDAR}search/?q=a"))


def test_search_takes_two_queries_however_many_are_found(world: World, visit: Session) -> None:
    for number in range(5):
        somebody(world, f"Rennie{number} Weir")
    with CaptureQueriesContext(connection) as queries:
        found = find(world.clinic, "ennie", NOW)
    assert (len(found), len(queries)) == (6, 2)


def test_week_of_many_therapists_is_one_of_them_unless_all_are_asked_for(world: World, visit: Session) -> None:
    for number in range(6):
        give_hours(make_therapist(world.clinic, name=f"{'Adam' if number == 5 else 'Zoe'}{number} Sim"), world.leith)
    week = "day=2026-11-30&view=week"
    assert list(drawn(world.morag, week)) == ["Adam5 Sim"]
    assert list(drawn(world.morag, f"{week}&of={world.callum.pk}")) == ["Callum Drever"]
    assert len(drawn(world.morag, f"{week}&of=all")) == 7
    assert len(drawn(world.morag)) == 7
