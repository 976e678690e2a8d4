"""Who has to hear that booked time has come free again?

Booking knows nothing of the waitlist, which stands on it; so whoever wants to hear of freed time says so here, once, at
the start.
"""

from collections.abc import Callable
from datetime import datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.models import Session
from ischia.pathway.book.api import Slot

Listener = Callable[[Actor, Session, Slot, str, datetime], None]

_listeners: list[Listener] = []


def when_freed(listener: Listener) -> None:
    """Calls `listener` inside the transaction that gives booked time back. Saying so twice is saying so once."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce_freed(*, actor: Actor, session: Session, slot: Slot, cause: str, now: datetime) -> None:
    """The booked `slot` of `session` is free again; `cause` is "cancelled", "moved" or "undone"."""
    for listener in _listeners:
        listener(actor, session, slot, cause, now)
