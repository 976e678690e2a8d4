"""Do the booking pages hold what the service promises: all or nothing, once, and never around the safety check?"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.book.api import Course, Session, StatusRecord, held_course
from ischia.clinic.book.forms import slot_key
from ischia.clinic.people.api import Client, Episode, Helper, User, let_act
from ischia.clinic.screen.api import Screening, verdict_of
from tests.support.answering import LEG_PAIN, answer_questions, come_to_the_plan
from tests.support.booking import MONDAYS, book, hold, make_clearance, make_screening, mondays, ready, ready_too
from tests.support.clinic import World, make_therapist
from tests.support.diary import give_hours, slot

DETAILS = {
    "name": "Noor Ellis",
    "date_of_birth": "1982-03-04",
    "phone": "0131 496 0200",
    "health_data": "on",
    "treatment": "on",
}
ALL_SKILLS = dict.fromkeys(("myofascial_release", "trigger_point", "deep_tissue", "relaxation_massage"), "Diploma")
NOTHING_BOOKED = {"held": 0, "booked": 0}


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def sign_in(visitor: Visitor, user: User) -> Visitor:
    visitor.force_login(user)
    return visitor


def booked() -> dict[str, int]:
    return {status: Session.objects.filter(status=status).count() for status in ("held", "booked")}


def chosen(world: World, *starts: str) -> dict[str, str]:
    return {f"slot-{number}": slot_key(slot) for number, slot in enumerate(mondays(world, *starts), start=1)}


def ask_to_hold(visitor: Visitor, episode: Episode, slots: dict[str, str], key: str = "") -> int:
    response = visitor.post(f"/book/{episode.pk}/", {**slots, "request_key": key or str(uuid4())})
    return response.status_code


# Becoming a client


def test_booking_asks_to_sign_in_first_and_comes_back(world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    response = client.get(f"/book/with/{world.callum.pk}/")

    assert response.headers["Location"] == f"/account/code/?next=/book/with/{world.callum.pk}/"


def test_details_and_consent_store_everything_and_lead_to_the_dates(world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    sign_in(client, world.noor)
    response = client.post(f"/book/with/{world.callum.pk}/", DETAILS)

    noor = Client.objects.get(user=world.noor)
    episode = noor.episodes.get()
    assert response.headers["Location"] == f"/book/{episode.pk}/?therapist={world.callum.pk}"
    assert Screening.objects.get(episode=episode).outcome == "clear"
    assert client.cookies["ischia_draft"].value == ""


def test_without_consent_nothing_is_stored(world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    sign_in(client, world.noor)
    response = client.post(f"/book/with/{world.callum.pk}/", {**DETAILS, "health_data": ""})

    assert response.status_code == 422
    assert not Client.objects.filter(user=world.noor).exists()


def test_a_date_of_birth_that_contradicts_the_age_told_is_reported(world: World, client: Visitor) -> None:
    come_to_the_plan(client)
    sign_in(client, world.noor)
    response = client.post(f"/book/with/{world.callum.pk}/", {**DETAILS, "date_of_birth": "1950-03-04"})

    assert response.status_code == 422
    assert "you said you are 44, but this date makes you 76" in response.content.decode()


@pytest.mark.parametrize(("shares_health", "status", "checks"), [(False, 409, 0), (True, 302, 1)])
def test_only_a_helper_who_sees_the_health_record_answers_for_a_client(
    world: World, client: Visitor, now: datetime, *, shares_health: bool, status: int, checks: int
) -> None:
    helper = Helper(email=world.noor.email, shares_health=shares_health)
    let_act(actor=world.as_ailsa, client=world.ailsa, helper=helper, now=now)
    come_to_the_plan(client)
    sign_in(client, world.noor)
    client.post(f"/me/family/{world.ailsa.pk}/switch/")
    asked = client.get(f"/book/with/{world.callum.pk}/").status_code
    response = client.post(f"/book/with/{world.callum.pk}/", DETAILS)

    assert (asked, response.status_code) == (200 if shares_health else 409, status)
    assert Screening.objects.filter(episode__client=world.ailsa).count() == checks
    assert not Client.objects.filter(user=world.noor).exists()


@pytest.mark.parametrize("ticked", [{"control_and_feeling": ["saddle_numbness"]}, {"leg_weakness": ["worse"]}])
def test_details_posted_past_the_pages_are_refused(world: World, client: Visitor, ticked: dict[str, list[str]]) -> None:
    answer_questions(client, ticked)
    sign_in(client, world.noor)
    response = client.post(f"/book/with/{world.callum.pk}/", DETAILS)

    assert response.headers["Location"] == "/screen/result/"
    assert not Client.objects.filter(user=world.noor).exists()


def test_details_posted_with_half_a_safety_check_are_refused(world: World, client: Visitor) -> None:
    answer_questions(client, LEG_PAIN, at_most=3)
    sign_in(client, world.noor)

    assert client.post(f"/book/with/{world.callum.pk}/", DETAILS).headers["Location"] == "/screen/result/"
    assert not Client.objects.filter(user=world.noor).exists()


# Dates


def test_the_whole_course_is_proposed_with_weekday_therapist_place_and_gap(world: World, client: Visitor) -> None:
    care_plan = ready(world)
    page = sign_in(client, world.ailsa_user).get(f"/book/{care_plan.episode.pk}/").content.decode()

    assert page.count('class="date__leaf"') == 4
    assert page.count("7 days later") == 3
    assert "Callum Drever, Leith" in page
    assert "Monday" in page


def test_wishes_in_the_address_move_the_dates(world: World, client: Visitor) -> None:
    care_plan = ready(world)
    sign_in(client, world.ailsa_user)
    page = client.get(f"/book/{care_plan.episode.pk}/?half_day=afternoon&weekday=2").content.decode()

    assert re.findall(r'date__when">(\w+), 1[3-6]', page) == ["Wednesday"] * 4


def test_choosing_holds_all_dates_and_survives_a_reload(world: World, client: Visitor, now: datetime) -> None:
    care_plan = ready(world)
    sign_in(client, world.ailsa_user)

    assert ask_to_hold(client, care_plan.episode, chosen(world)) == 302
    assert booked() == {"held": 4, "booked": 0}
    held = held_course(care_plan.episode, now)
    assert held is not None
    assert client.get(f"/book/{care_plan.episode.pk}/").headers["Location"] == f"/book/course/{held.pk}/"
    assert "10:00" in client.get(f"/book/course/{held.pk}/").content.decode()


def test_going_back_gives_the_dates_back(world: World, client: Visitor) -> None:
    course = hold(world, ready(world))
    sign_in(client, world.ailsa_user).post(f"/book/course/{course.pk}/release/")

    assert booked() == NOTHING_BOOKED


def test_a_date_taken_meanwhile_books_nothing_and_offers_others(world: World, client: Visitor) -> None:
    care_plan = ready(world)
    book(world, ready_too(world), "2026-12-07 10:00")
    response = sign_in(client, world.ailsa_user).post(
        f"/book/{care_plan.episode.pk}/", {**chosen(world), "request_key": str(uuid4())}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert booked() == {"held": 0, "booked": 1}
    assert page.count("date date--clash") == 1
    assert "Somebody else has just booked this time." in page
    assert slot_key(mondays(world, MONDAYS[0])[0]) in page
    assert re.search(r"2026-12-0[78]T", page)


def test_a_double_submit_holds_once(world: World, client: Visitor) -> None:
    care_plan = ready(world)
    sign_in(client, world.ailsa_user)
    key = str(uuid4())

    assert ask_to_hold(client, care_plan.episode, chosen(world), key) == 302
    assert ask_to_hold(client, care_plan.episode, chosen(world), key) == 302
    assert Course.objects.count() == 1
    assert booked() == {"held": 4, "booked": 0}


# The gate, posted past the pages


@pytest.mark.parametrize("outcome", ["urgent", "emergency", "incomplete", "other_route"])
def test_hold_posted_past_the_pages_is_refused_and_shows_no_times(world: World, client: Visitor, outcome: str) -> None:
    care_plan = ready(world, outcome=outcome)
    sign_in(client, world.ailsa_user)

    assert ask_to_hold(client, care_plan.episode, chosen(world)) == 403
    assert booked() == NOTHING_BOOKED
    page = client.get(f"/book/{care_plan.episode.pk}/")
    assert page.status_code == 403
    assert "date__leaf" not in page.content.decode()


def test_hold_without_any_safety_check_is_refused(world: World, client: Visitor) -> None:
    care_plan = ready(world)
    other = Episode.objects.create(client=world.ailsa, opened_at=care_plan.at)
    sign_in(client, world.ailsa_user)

    assert ask_to_hold(client, other, chosen(world)) == 403
    assert booked() == NOTHING_BOOKED


def test_confirm_posted_after_a_worse_answer_is_refused(world: World, client: Visitor, now: datetime) -> None:
    course = hold(world, ready(world))
    make_screening(world.episode, outcome="emergency", at=now, purpose="session")
    response = sign_in(client, world.ailsa_user).post(f"/book/course/{course.pk}/confirm/", {"accept": "on"})

    assert response.status_code == 409
    assert booked()["booked"] == 0


# Confirming


def test_the_policy_has_to_be_accepted(world: World, client: Visitor) -> None:
    course = hold(world, ready(world))
    response = sign_in(client, world.ailsa_user).post(f"/book/course/{course.pk}/confirm/", {})

    assert response.status_code == 422
    assert booked()["booked"] == 0


def test_confirming_twice_books_once(world: World, client: Visitor) -> None:
    course = hold(world, ready(world))
    sign_in(client, world.ailsa_user)

    for _again in range(2):
        assert client.post(f"/book/course/{course.pk}/confirm/", {"accept": "on"}).status_code == 302
    assert booked() == {"held": 0, "booked": 4}
    assert StatusRecord.objects.filter(status="booked").count() == 4


def test_the_done_page_has_dates_calendar_file_and_undo(world: World, client: Visitor) -> None:
    course = book(world, ready(world))
    sign_in(client, world.ailsa_user)
    page = client.get(f"/book/course/{course.pk}/").content.decode()
    calendar = client.get(f"/book/course/{course.pk}/calendar.ics")

    assert "You are booked." in page
    assert "Undo the booking" in page
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar.content.count(b"BEGIN:VEVENT") == 4


def test_undo_within_the_grace_period_takes_everything_back(world: World, client: Visitor, now: datetime) -> None:
    course = book(world, ready(world))
    sign_in(client, world.ailsa_user)

    assert client.post(f"/book/course/{course.pk}/undo/").status_code == 302
    assert booked() == NOTHING_BOOKED


def test_undo_is_over_after_the_grace_period(world: World, client: Visitor, now: datetime) -> None:
    course = book(world, ready(world))
    sign_in(client, world.ailsa_user)

    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        assert "Undo the booking" not in client.get(f"/book/course/{course.pk}/").content.decode()
        assert client.post(f"/book/course/{course.pk}/undo/").status_code == 409
    assert booked() == {"held": 0, "booked": 4}


def test_a_hold_that_ran_out_says_so_and_books_nothing(world: World, client: Visitor, now: datetime) -> None:
    course = hold(world, ready(world))
    sign_in(client, world.ailsa_user)

    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        page = client.get(f"/book/course/{course.pk}/").content.decode()
    assert "These times are no longer kept for you." in page


def test_one_session_can_be_cancelled_after_being_asked(world: World, client: Visitor) -> None:
    course = book(world, ready(world))
    session = course.sessions.get(number=2)
    sign_in(client, world.ailsa_user)

    assert "Cancel this session?" in client.get(f"/book/session/{session.pk}/cancel/").content.decode()
    assert client.post(f"/book/session/{session.pk}/cancel/").status_code == 302
    session.refresh_from_db()
    assert session.status == "cancelled"


# Privacy


@pytest.mark.parametrize(
    "part", ["", "confirm/", "release/", "undo/", "calendar.ics"], ids=["page", "confirm", "release", "undo", "file"]
)
def test_another_clients_course_is_not_found(world: World, client: Visitor, part: str) -> None:
    course = book(world, ready(world))
    sign_in(client, world.bram_user)
    address = f"/book/course/{course.pk}/{part}"
    response = (
        client.post(address, {"accept": "on"}) if part in ("confirm/", "release/", "undo/") else client.get(address)
    )

    assert response.status_code == 404
    assert booked() == {"held": 0, "booked": 4}


def test_another_clients_dates_are_not_found(world: World, client: Visitor) -> None:
    care_plan = ready(world)
    sign_in(client, world.bram_user)

    assert client.get(f"/book/{care_plan.episode.pk}/").status_code == 404
    assert ask_to_hold(client, care_plan.episode, chosen(world)) == 404


@pytest.mark.parametrize("part", ["", "calendar.ics"])
def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(world: World, client: Visitor, part: str) -> None:
    course = book(world, ready(world))
    address = f"/book/course/{course.pk}/{part}"

    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (302, f"/account/code/?next={address}")
    assert client.post(f"/book/course/{course.pk}/undo/").status_code == 404


def test_a_course_cancelled_session_by_session_is_no_longer_said_to_be_booked(world: World, client: Visitor) -> None:
    course = book(world, ready(world))
    sign_in(client, world.ailsa_user)
    for session in course.sessions.all():
        client.post(f"/book/session/{session.pk}/cancel/")

    page = client.get(f"/book/course/{course.pk}/").content.decode()

    assert "These sessions are cancelled." in page
    assert "You are booked" not in page


def test_clinician_first_holds_and_confirms_only_after_a_clearance(
    world: World, client: Visitor, now: datetime
) -> None:
    rona = make_therapist(world.clinic, name="Rona Muir", places=(world.leith,), skills=ALL_SKILLS)
    give_hours(rona, world.leith)
    come_to_the_plan(client, {"important_conditions": ["cancer_history"], **LEG_PAIN})
    sign_in(client, world.noor)
    client.post(f"/book/with/{rona.pk}/", DETAILS)
    episode = Client.objects.get(user=world.noor).episodes.get()
    screening = Screening.objects.get(episode=episode)
    assert screening.outcome == "clinician_first"

    slots = {f"slot-{index}": slot_key(slot(rona, world.leith, start)) for index, start in enumerate(MONDAYS, start=1)}
    assert ask_to_hold(client, episode, slots) == 302
    course = Course.objects.get()
    say = verdict_of(screening).reasons[0].say
    page = unescape(client.get(f"/book/course/{course.pk}/").content.decode())
    assert "Your dates wait for a clinician" in page
    assert "We keep these dates for you until Thursday" in page
    assert "Time left to confirm" not in page
    assert "What to bring to your GP or physiotherapist" in page
    assert (
        page.index(say.client)
        < page.index("For your GP or physiotherapist, in their words")
        < page.index(say.clinician)
    )
    assert "A clinician has to say yes before you can book." in client.get("/me/").content.decode()
    refused = client.post(f"/book/course/{course.pk}/confirm/", {"accept": "on"})
    assert refused.status_code == 409
    assert booked() == {"held": 4, "booked": 0}

    make_clearance(screening, at=now)
    assert client.post(f"/book/course/{course.pk}/confirm/", {"accept": "on"}).status_code == 302
    assert booked() == {"held": 0, "booked": 4}


def test_the_desk_sees_the_held_dates_and_not_why_a_clinician_is_asked(world: World, client: Visitor) -> None:
    held = hold(world, ready(world, outcome="clinician_first"))
    client.force_login(world.morag)

    page = client.get(f"/book/course/{held.pk}/").content.decode()

    assert "A clinician has to answer first." in page
    assert "Ask first." not in page
    assert "Is massage suitable?" not in page


def test_a_colleague_who_does_not_treat_the_client_finds_no_course(world: World, client: Visitor) -> None:
    held = hold(world, ready(world))
    client.force_login(make_therapist(world.clinic, name="Isla Muir").user)

    for address in (f"/book/course/{held.pk}/", f"/book/session/{held.sessions.all()[0].pk}/cancel/"):
        assert client.get(address).status_code == 404
