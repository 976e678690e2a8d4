"""Pages of booking that search no free time need a dozen queries at most."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ischia.clinic.book.repair.events import Event
from ischia.clinic.book.repair.services import propose_repair
from ischia.clinic.book.waitlist.api import WaitWishes, join_waitlist
from ischia.clinic.people.api import User
from tests.support.booking import book, hold, ready, ready_too
from tests.support.clinic import NOW, World, make_therapist
from tests.support.diary import at, give_hours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def addresses(world: World) -> dict[str, tuple[User, str]]:
    """Every page with who reads it: Ailsa has visits, Bram holds some and waits."""
    isla = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,))
    give_hours(isla, world.leith)
    course, brams = book(world, ready(world)), ready_too(world)
    wait = WaitWishes(until=at("2026-12-20 00:00").date())
    entry = join_waitlist(actor=world.as_morag, episode=brams.episode, wishes=wait, now=NOW)
    held = hold(world, brams, "2026-12-01 10:00", actor=world.as_morag)
    visit = course.sessions.get(number=2)
    row = propose_repair(actor=world.as_morag, clinic=world.clinic, event=Event(sessions=(visit.pk,)), now=NOW)
    ailsa, bram, morag = world.ailsa_user, world.bram_user, world.morag
    return {
        "held": (bram, f"/book/course/{held.pk}/"),
        "booked": (ailsa, f"/book/course/{course.pk}/"),
        "cancel": (ailsa, f"/book/session/{visit.pk}/cancel/"),
        "join": (bram, f"/book/waitlist/join/{brams.episode_id}/"),
        "wait": (bram, f"/book/waitlist/entry/{entry.pk}/"),
        "repairs": (morag, "/book/repair/"),
        "repair": (morag, f"/book/repair/{row.pk}/"),
    }


NAMES = ("held", "booked", "cancel", "join", "wait", "repairs", "repair")


@pytest.mark.parametrize("name", NAMES)
def test_page_takes_a_dozen_queries_at_most(addresses: dict[str, tuple[User, str]], name: str) -> None:
    user, address = addresses[name]
    browser = Browser()
    browser.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    assert len(queries) <= 12, "\n".join(query["sql"][:200] for query in queries)
