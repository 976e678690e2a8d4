"""The pages of a repair: for the desk and the owner, nothing moves before they say so, and nobody is forgotten."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.book.api import Session, Status
from ischia.clinic.book.forms import slot_key
from ischia.clinic.book.repair.models import AppliedRepair, Repair, ToldOfRepair
from ischia.clinic.book.repair.services import lines_of
from ischia.clinic.book.waitlist.api import WaitlistEntry
from ischia.clinic.diary.api import TimeOff, add_time_off
from ischia.clinic.people.api import Therapist, User
from ischia.pathway.shared.errors import Refused
from tests.support.booking import book, make_screening, ready, ready_too
from tests.support.clinic import NOW, World, make_therapist
from tests.support.diary import at, give_hours

pytestmark = pytest.mark.django_db

START = "/book/repair/"


@pytest.fixture(autouse=True)
def on_that_day() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def booked(world: World) -> tuple[Session, Session]:
    """Ailsa and Bram come on a Monday; Isla could stand in for Callum."""
    isla = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,))
    give_hours(isla, world.leith)
    first = book(world, ready(world), "2026-11-30 10:00").sessions.get()
    return first, book(world, ready_too(world), "2026-11-30 11:15", actor=world.as_morag).sessions.get()


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def sick_day(world: World) -> dict[str, str]:
    return {
        "therapist": str(world.callum.pk),
        "from": "2026-11-30T00:00:00+00:00",
        "until": "2026-12-01T00:00:00+00:00",
    }


def propose(world: World) -> Repair:
    response = signed_in(world.morag).post(START, sick_day(world))
    assert response.status_code == 302
    row = Repair.objects.latest("at")
    assert response["Location"] == f"{START}{row.pk}/"
    return row


def choices(row: Repair) -> dict[str, str]:
    return {f"to-{line.session}": slot_key(line.new) if line.new else "leave" for line in lines_of(row)}


def test_only_the_desk_and_the_owner_repair(world: World) -> None:
    for user in (world.morag, world.fiona):
        assert signed_in(user).get(START).status_code == 200
    for user in (world.ailsa_user, world.callum_user, world.una, world.noor):
        assert signed_in(user).get(START).status_code in (302, 403, 404)


def test_looking_moves_and_stores_nothing(world: World, booked: tuple[Session, Session]) -> None:
    page = signed_in(world.morag).get(START, sick_day(world)).content.decode()
    assert "2 visits cannot stay" in page
    assert "Ailsa Rennie" in page
    assert "Callum Drever is away" in page
    assert not Repair.objects.exists()


def test_marking_somebody_as_away_enters_the_time_off_and_proposes(
    world: World, booked: tuple[Session, Session]
) -> None:
    form = {
        "do": "away",
        "therapist": str(world.callum.pk),
        "starts_at": "2026-11-30T00:00",
        "ends_at": "2026-11-30T23:59",
        "reason": "ill",
    }
    response = signed_in(world.morag).post(START, form, follow=True)
    assert TimeOff.objects.get().therapist == world.callum
    page = response.content.decode()
    assert "Every visit can be placed." in page
    assert "Proved best" in page
    assert "Same day, same time, another therapist (Isla Munro)." in page


def away_form(world: World, browser: Browser, **changes: str) -> dict[str, str]:
    """The form as the page gives it, with its key, filled in."""
    key = browser.get(START).context["request_key"]
    return {
        "do": "away",
        "request_key": str(key),
        "therapist": str(world.callum.pk),
        "starts_at": "2026-11-30T00:00",
        "ends_at": "2026-11-30T23:59",
        **changes,
    }


def test_pressing_twice_marks_away_once_and_proposes_once(world: World, booked: tuple[Session, Session]) -> None:
    browser = signed_in(world.morag)
    form = away_form(world, browser)
    first, second = browser.post(START, form), browser.post(START, form)
    row = Repair.objects.get()
    assert {first["Location"], second["Location"]} == {f"{START}{row.pk}/"}
    assert TimeOff.objects.count() == 1
    other = browser.post(START, {**form, "starts_at": "2026-11-29T00:00"})
    assert other.status_code == 422
    assert "This request was already used for something else." in other.content.decode()
    assert (TimeOff.objects.count(), Repair.objects.count()) == (1, 1)


def test_asking_twice_for_other_times_proposes_once(world: World, booked: tuple[Session, Session]) -> None:
    browser = signed_in(world.morag)
    form = {**sick_day(world), "request_key": str(browser.get(START, sick_day(world)).context["request_key"])}
    first, second = browser.post(START, form), browser.post(START, form)
    assert first["Location"] == second["Location"] == f"{START}{Repair.objects.get().pk}/"


def test_time_in_which_nobody_is_booked_is_kept_free_and_the_page_says_so(world: World) -> None:
    browser = signed_in(world.morag)
    form = away_form(world, browser)
    pages = [browser.post(START, form, follow=True) for _ in range(2)]
    for page in pages:
        assert page.status_code == 200
        assert "The time is kept free; nobody was booked in it." in page.content.decode()
        assert "Not done" not in page.content.decode()
    assert TimeOff.objects.get().therapist == world.callum
    assert not Repair.objects.exists()
    assert "The time is kept free" not in browser.get(f"{START}?kept={world.callum.pk}").content.decode()


def test_time_off_is_not_kept_when_looking_for_other_times_fails(
    world: World, booked: tuple[Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: Any) -> Repair:
        raise Refused("nothing_affected", "No visit is affected.")

    monkeypatch.setattr("ischia.clinic.book.repair.starting.propose_repair", fails)
    browser = signed_in(world.morag)
    page = browser.post(START, away_form(world, browser))
    assert page.status_code == 422
    assert "Not done" in page.content.decode()
    assert not TimeOff.objects.exists()


def test_time_off_that_ends_before_it_begins_is_said_at_the_form(world: World) -> None:
    form = {
        "do": "away",
        "therapist": str(world.callum.pk),
        "starts_at": "2026-11-30T12:00",
        "ends_at": "2026-11-30T10:00",
    }
    response = signed_in(world.morag).post(START, form)
    assert response.status_code == 422
    assert not TimeOff.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "soon", "until": "later"},
        {"from": "2026-12-01T00:00:00+00:00", "until": "2026-11-30T00:00:00+00:00"},
        {"from": "2026-12-01T00:00:00", "until": "2026-12-02T00:00:00"},
    ],
)
def test_unreadable_stretch_is_refused_in_words(world: World, asked: dict[str, str]) -> None:
    response = signed_in(world.morag).get(START, asked)
    assert response.status_code == 422
    assert "Not done" in response.content.decode()


def test_somebody_of_another_clinic_is_not_found(world: World) -> None:
    stranger = {**sick_day(world), "therapist": "3f0f3a0e-0000-4000-8000-000000000000"}
    assert signed_in(world.morag).get(START, stranger).status_code == 404


def test_apply_and_tell_moves_everybody_and_leads_to_what_was_done(
    world: World, booked: tuple[Session, Session]
) -> None:
    row = propose(world)
    told = {f"told-{booked[0].pk}": "phone"}
    page = signed_in(world.morag).post(f"{START}{row.pk}/", {**choices(row), **told}, follow=True).content.decode()
    assert "1 client has yet to be told." in page
    assert "Told by phone on Mon 23 Nov, 09:00 by the front desk" in page
    assert Session.objects.get(pk=booked[0].pk).therapist.name == "Isla Munro"
    signed_in(world.morag).post(f"{START}{row.pk}/told/", {f"told-{booked[1].pk}": "email"})
    assert "Everybody has been told." in signed_in(world.morag).get(f"{START}{row.pk}/").content.decode()
    assert ToldOfRepair.objects.count() == 2


def test_who_cannot_be_placed_stands_first_with_the_reason(world: World, booked: tuple[Session, Session]) -> None:
    make_screening(world.episode, outcome="urgent", at=NOW)
    page = signed_in(world.morag).get(f"{START}{propose(world).pk}/").content.decode()
    assert "1 visit cannot be placed." in page
    assert page.index("Cannot be placed") < page.index("Ailsa Rennie") < page.index("Bram Tulloch")
    assert "looked at by a clinician the same day" in page


def test_button_puts_those_who_cannot_be_placed_on_the_waitlist_once_it_is_applied(
    world: World, booked: tuple[Session, Session]
) -> None:
    Therapist.objects.filter(name="Isla Munro").update(is_active=False)
    asked = {**sick_day(world), "until": "2027-02-01T00:00:00+00:00", "from": "2026-11-23T00:00:00+00:00"}
    signed_in(world.morag).post(START, asked)
    row = Repair.objects.latest("at")
    address = f"{START}{row.pk}/"
    page = signed_in(world.morag).post(address, {**choices(row), "do": "wait"}).content.decode()
    assert page.count('value="wait" selected') == 2
    assert not WaitlistEntry.objects.exists()
    waits = {f"to-{line.session}": "wait" for line in lines_of(row)}
    done = signed_in(world.morag).post(address, waits, follow=True).content.decode()
    assert "cancelled, and on the waitlist" in done
    assert WaitlistEntry.objects.count() == 2


def test_calendar_update_keeps_the_entry_and_raises_its_sequence(world: World, booked: tuple[Session, Session]) -> None:
    row = propose(world)
    decided = {**choices(row), f"to-{booked[1].pk}": "cancel"}
    browser = signed_in(world.morag)
    browser.post(f"{START}{row.pk}/", decided)
    files = [browser.get(f"{START}{row.pk}/calendar/{each.pk}.ics").content for each in booked]
    moved, off = (icalendar.Calendar.from_ical(each) for each in files)
    assert isinstance(moved, icalendar.Calendar)
    assert isinstance(off, icalendar.Calendar)
    assert (moved["METHOD"], off["METHOD"]) == ("REQUEST", "CANCEL")
    event = moved.walk("VEVENT")[0]
    assert event["UID"] == f"session-{booked[0].pk}@ischia"
    assert event["SEQUENCE"] == booked[0].revision + 1
    assert event.decoded("DTSTART") == Session.objects.get(pk=booked[0].pk).starts_at


def test_change_meanwhile_shows_the_clash_keeps_the_choices_and_offers_a_fresh_proposal(
    world: World, booked: tuple[Session, Session]
) -> None:
    row = propose(world)
    isla = Therapist.objects.get(name="Isla Munro")
    add_time_off(actor=world.as_morag, therapist=isla, starts_at=at("2026-11-30 10:00"), ends_at=at("2026-11-30 10:30"))
    response = signed_in(world.morag).post(f"{START}{row.pk}/", {**choices(row), f"to-{booked[1].pk}": "leave"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Nothing has been moved" in page
    assert "This time has been taken meanwhile" in page
    assert '<option value="leave" selected>' in page
    assert "Propose again with the diary as it is now" in page
    assert not AppliedRepair.objects.exists()


def test_choice_that_was_not_offered_is_refused(world: World, booked: tuple[Session, Session]) -> None:
    row = propose(world)
    forged = f"{world.callum.pk}|{world.leith.pk}|{(NOW + timedelta(days=2)).isoformat()}"
    response = signed_in(world.morag).post(f"{START}{row.pk}/", {**choices(row), f"to-{booked[0].pk}": forged})
    assert response.status_code == 409
    assert set(Session.objects.values_list("therapist__name", flat=True)) == {"Callum Drever"}


def test_proposal_of_another_clinic_does_not_exist(world: World, booked: tuple[Session, Session]) -> None:
    row = propose(world)
    assert signed_in(world.una).get(f"{START}{row.pk}/").status_code in (403, 404)
    assert signed_in(world.morag).get(f"{START}{world.clinic.pk}/").status_code == 404


def test_visit_left_as_it_is_stays_booked_and_has_no_calendar_update(
    world: World, booked: tuple[Session, Session]
) -> None:
    row = propose(world)
    browser = signed_in(world.morag)
    browser.post(f"{START}{row.pk}/", {**choices(row), f"to-{booked[1].pk}": "leave"})
    assert Session.objects.get(pk=booked[1].pk).status == Status.BOOKED
    assert browser.get(f"{START}{row.pk}/calendar/{booked[1].pk}.ics").status_code == 404
