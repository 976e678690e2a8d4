"""How do several processes answer one offer at the same moment? Each is a new Python with its own connection."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

from tests.support.settings import use_test_settings

_START: list[Barrier] = []
Act = tuple[str, UUID, datetime]
"""What is done, to which offer (or for which entry), and when."""


def answer_at_once(acts: Sequence[Act]) -> list[str]:
    """Every act (what, which offer, when) in a process of its own, all started together; the outcome of each."""
    from django.db import connection

    database = str(connection.settings_dict["NAME"])
    context = get_context("spawn")
    start = context.Barrier(len(acts))
    with ProcessPoolExecutor(len(acts), context, initializer=_join, initargs=(database, start)) as pool:
        futures = [pool.submit(_act, act) for act in acts]
        return [future.result(timeout=120) for future in futures]


def _join(database: str, start: Barrier) -> None:
    use_test_settings()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    _START.append(start)


def _act(act: Act) -> str:
    from ischia.pathway.shared.errors import Refused

    _START[0].wait(timeout=60)
    try:
        return _done(*act)
    except Refused as refusal:
        return refusal.code


def _done(what: str, key: UUID, now: datetime) -> str:
    from ischia.clinic.audit.api import Actor
    from ischia.clinic.book.waitlist.api import accept_offer, advance_offers, decline_offer, offer_by_id
    from ischia.clinic.places.api import Clinic

    actor = Actor.system("rush")
    if what == "by_hand":
        return _by_hand(actor, key, now)
    if what == "advance":
        return f"{sum(advance_offers(clinic=clinic, now=now) for clinic in Clinic.objects.all())} made"
    offer = offer_by_id(key)
    if what == "decline":
        decline_offer(actor=actor, offer=offer, now=now)
        return "declined"
    accept_offer(actor=actor, offer=offer, policy_version="tests", now=now)
    return "accepted"


def _by_hand(actor: Any, key: UUID, now: datetime) -> str:
    """Offers Callum's Monday at ten in Leith to the entry `key`."""
    from ischia.clinic.book.waitlist.api import WaitlistEntry, offer_by_hand
    from ischia.clinic.people.api import Therapist
    from ischia.clinic.places.api import Place
    from tests.support.diary import slot

    entry = WaitlistEntry.objects.select_related("episode__client__clinic", "service").get(pk=key)
    callum, leith = Therapist.objects.get(name="Callum Drever"), Place.objects.get(name="Leith")
    wanted = slot(callum, leith, "2026-11-30 10:00")
    offer_by_hand(actor=actor, entry=entry, slot=wanted, now=now, reason="because")
    return "offered"
