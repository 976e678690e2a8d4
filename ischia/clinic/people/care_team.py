"""Which therapists treat a client?

Their sessions say so, and sessions belong to a later stage, which an earlier one may not import. So this file says what
is asked, and the stage that keeps sessions puts its answer in place when the application starts.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from ischia.clinic.people.models import Client

Treats = Callable[[Any, Client], bool]
"""Whether the signed-in user is an active therapist with a session booked, under way or done with them."""

Seen = Callable[[Client], frozenset[UUID]]
"""The therapists whose sessions with the client have taken place."""

_ANSWERS: list[Treats] = []
_SEEN: list[Seen] = []


def put_care_team_in_place(answer: Treats, seen: Seen) -> None:
    """Called once, by the app that keeps sessions."""
    _ANSWERS[:] = [answer]
    _SEEN[:] = [seen]


def treated_by(client: Client) -> frozenset[UUID]:
    """The therapists who have treated the client before; nobody while no answer is in place."""
    return frozenset(therapist for seen in _SEEN for therapist in seen(client))


def treats(user: Any, client: Client) -> bool:
    """As the answer in place says; nobody treats anybody while there is none, or without an active account."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return any(answer(user, client) for answer in _ANSWERS)
