"""Who waits in the tests about the waitlist, and for what? Callum works in Leith; Ailsa and Bram have plans."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session, book_course
from ischia.clinic.book.waitlist.api import Offer, OfferStatus, WaitlistEntry, WaitWishes, join_waitlist
from ischia.clinic.people.api import Client
from ischia.clinic.plan.api import CarePlan
from tests.support.booking import POLICY, make_care_plan, make_screening, mondays
from tests.support.clinic import BUILDER, NOW, World, make_client, make_episode

LATER = date(2026, 12, 31)
MONDAY_AT_TEN = "2026-11-30 10:00"


def wait(
    plan: CarePlan, *, at: datetime = NOW, actor: Actor = BUILDER, until: date = LATER, **wishes: Any
) -> WaitlistEntry:
    """The client of this plan joins the waitlist."""
    return join_waitlist(actor=actor, episode=plan.episode, wishes=WaitWishes(until=until, **wishes), now=at)


def somebody(world: World, name: str) -> CarePlan:
    """One more client with a clear safety check and a plan."""
    client: Client = make_client(world.clinic, name=name)
    episode = make_episode(client)
    make_screening(episode)
    return make_care_plan(episode)


def booked_visit(world: World, plan: CarePlan, start: str = MONDAY_AT_TEN, *, now: datetime = NOW) -> Session:
    """One booked visit with Callum in Leith."""
    course = book_course(
        actor=BUILDER,
        episode=plan.episode,
        care_plan=plan,
        service=world.follow_up,
        slots=mondays(world, start),
        request_key=str(uuid4()),
        policy_version=POLICY,
        now=now,
    )
    return course.sessions.select_related("client__clinic", "course", "service").get()


def asked(offers: Sequence[Offer] | None = None) -> list[str]:
    """Who was offered something, in order, with what became of it."""
    rows = Offer.objects.select_related("entry__episode__client").order_by("offered_at", "entry__joined_at")
    return [f"{row.entry.episode.client.name.split()[0]} {row.status}" for row in (offers or rows)]


def open_offer() -> Offer:
    return Offer.objects.select_related("entry__episode__client__clinic", "freed").get(status=OfferStatus.OPEN)
