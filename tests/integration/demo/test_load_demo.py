"""The demo clinic loads once, through the real services, and is alive on the day it is loaded."""

import random
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from ischia.clinic.audit.models import Event
from ischia.clinic.book.api import Session, Status, today_for
from ischia.clinic.decide.api import DecisionRecord, proposal_for
from ischia.clinic.demo.api import load_demo, logins
from ischia.clinic.demo.arrival import Person, draw_people
from ischia.clinic.demo.load import demo_clinic
from ischia.clinic.demo.records import DemoLogin, DemoNames, Story, read
from ischia.clinic.people.api import Client, Therapist, User, therapists_of
from ischia.clinic.places.api import Clinic, rooms_of
from ischia.clinic.screen.api import Screening
from ischia.clinic.treat.api import SessionRecord
from ischia.config.management.commands.serve import demo_guide
from ischia.knowledge import load_knowledge
from ischia.pathway.decide.api import Action

SUNDAY = datetime(2026, 11, 22, 9, 35, tzinfo=UTC)
CLIENTS = 48


pytestmark = pytest.mark.usefixtures("loaded")


@pytest.mark.django_db
def test_the_clinic_has_two_places_six_therapists_and_five_rooms() -> None:
    clinic = Clinic.objects.get(slug="forth")

    assert clinic.places.count() == 2
    assert rooms_of(clinic).count() == 5
    assert therapists_of(clinic).count() == 6
    assert 40 <= Client.objects.filter(clinic=clinic).count() <= 60


@pytest.mark.django_db
def test_a_second_load_changes_nothing() -> None:
    before = (Client.objects.count(), Session.objects.count(), Event.objects.count())

    again = load_demo(now=SUNDAY)

    assert not again.is_new
    assert (Client.objects.count(), Session.objects.count(), Event.objects.count()) == before


@pytest.mark.django_db
def test_there_are_three_months_of_signed_sessions_with_measures_and_decisions() -> None:
    done = Session.objects.filter(status=Status.DONE)

    assert done.count() == SessionRecord.objects.count() > 100
    assert min(done.values_list("starts_at", flat=True)) < datetime(2026, 9, 15, tzinfo=UTC)
    assert max(done.values_list("starts_at", flat=True)) < SUNDAY
    assert len(set(DecisionRecord.objects.values_list("action", flat=True))) >= 3
    assert {"clear", "limits", "clinician_first"} <= set(Screening.objects.values_list("outcome", flat=True))


@pytest.mark.django_db
def test_the_guest_therapist_has_the_guest_client_on_todays_list() -> None:
    callum = Therapist.objects.get(name="Callum Drever")

    today = [(session.client.name, session.number, session.status) for session in today_for(callum, SUNDAY)]

    assert ("Ailsa Rennie", 4, Status.BOOKED) in today
    assert len(today) >= 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("Kirsty Innes", Action.DISCHARGE),
        ("Murdo Sinclair", Action.STOP_AND_REFER),
        ("Eilidh Scobie", Action.REDUCE_DOSE),
        ("Tam Lorimer", Action.STOP_AND_REFER),
    ],
)
def test_about_four_clients_somebody_has_to_decide(name: str, action: Action) -> None:
    episode = Client.objects.get(name=name).episodes.get()

    proposal = proposal_for(episode, knowledge=load_knowledge(), today=SUNDAY.date())

    assert (proposal.decision.action, proposal.answers) == (action, ())


@pytest.mark.django_db
def test_one_registration_has_run_out() -> None:
    expired = [one.name for one in Therapist.objects.all() if not one.is_registered_on(SUNDAY.date())]

    assert expired == ["Hamish Orrock"]
    assert not Session.objects.filter(therapist__name="Hamish Orrock").exists()


@pytest.mark.django_db
def test_nobody_is_in_two_places_at_once() -> None:
    active = Session.objects.exclude(status__in=(Status.CANCELLED, Status.LATE_CANCELLED)).order_by("starts_at")
    for field in ("therapist_id", "room_id", "client_id"):
        last: dict[object, datetime] = {}
        for session in active:
            key = getattr(session, field)
            assert last.get(key, SUNDAY.min.replace(tzinfo=UTC)) <= session.starts_at
            last[key] = session.ends_at


@pytest.mark.django_db
def test_every_act_has_an_actor_and_no_event_names_a_person() -> None:
    names = [name for client in Client.objects.all() for name in client.name.split()]
    events = list(Event.objects.all())

    assert len(events) > 500
    assert all(event.actor_id and event.actor_label for event in events)
    written = " ".join(f"{event.actor_label} {event.detail}" for event in events)
    assert not [name for name in names if f" {name} " in written]


@pytest.mark.django_db
@pytest.mark.parametrize("login", logins(), ids=lambda login: login.role)
def test_the_demos_logins_work_and_are_told(client: Browser, login: DemoLogin, settings: Settings) -> None:
    settings.ISCHIA_CLINIC = "forth"

    client.post("/account/login/", {"login": login.email, "password": login.password})

    assert client.session["_auth_user_id"] == str(User.objects.get(email=login.email).pk)
    assert login.email in demo_guide()
    assert login.password in demo_guide()


@pytest.mark.django_db
def test_outside_the_demo_the_command_asks_whether_public_passwords_are_meant(settings: Settings) -> None:
    settings.ISCHIA_DEMO = False

    with pytest.raises(CommandError, match="not a demo installation"):
        call_command("load_demo")

    said = StringIO()
    call_command("load_demo", "--public-passwords-here", stdout=said)
    assert "nothing has changed" in said.getvalue()


def test_the_same_seed_gives_the_same_people() -> None:
    stories, names = read("stories.yaml", tuple[Story, ...]), read("people.yaml", DemoNames)

    def people(seed: int) -> list[Person]:
        chance = random.Random(seed)
        return draw_people(stories, names, count=20, today=SUNDAY.date(), chance=chance)

    assert people(1) == people(1)
    assert people(1) != people(2)
    assert len({person.email for person in people(1)}) == 20


def test_skills_of_the_demo_are_techniques_we_know() -> None:
    techniques = set(load_knowledge().techniques)

    assert {skill for one in demo_clinic().therapists for skill in one.skills} <= techniques
