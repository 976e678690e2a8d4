"""Which clients and sessions does the desk mean by a few letters?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.statuses import BOOKED_OR_LATER
from ischia.clinic.people.api import Client, clients_of
from ischia.clinic.places.api import Clinic

SHORTEST = 2
MOST_CLIENTS = 12
AHEAD_SHOWN, PAST_SHOWN = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A client with the sessions that come next and the last that were, in order of time."""

    client: Client
    sessions: tuple[Session, ...]


def find(clinic: Clinic, text: str, now: datetime) -> tuple[Found, ...]:
    """Clients of whom every word is part of the name, the e-mail address or the phone number. Two queries.

    Fewer than two letters find nobody; more than a dozen people are not listed: another letter helps more.
    """
    words = text.split()
    if len("".join(words)) < SHORTEST:
        return ()
    rows = clients_of(clinic)
    for word in words:
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(phone__icontains=word))
    clients = list(rows[:MOST_CLIENTS])
    sessions = _sessions(clients)
    return tuple(Found(client=client, sessions=_near(sessions[client.pk], now)) for client in clients)


def _sessions(clients: Iterable[Client]) -> dict[UUID, list[Session]]:
    rows = Session.objects.filter(client__in=list(clients), status__in=(*BOOKED_OR_LATER, Status.NO_SHOW))
    found: dict[UUID, list[Session]] = defaultdict(list)
    for session in rows.select_related("therapist", "place").order_by("starts_at"):
        found[session.client_id].append(session)
    return found


def _near(sessions: list[Session], now: datetime) -> tuple[Session, ...]:
    past = [session for session in sessions if session.ends_at <= now]
    ahead = [session for session in sessions if session.ends_at > now]
    return (*past[-PAST_SHOWN:], *ahead[:AHEAD_SHOWN])
