"""How does somebody whose visit could not be placed get onto the waitlist, in the transaction of the repair?"""

from datetime import datetime, timedelta

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.mapping import Liked, liked_of
from ischia.clinic.book.models import Session
from ischia.clinic.book.waitlist.api import (
    HALF_DAYS,
    EntryStatus,
    WaitlistEntry,
    WaitWishes,
    join_waitlist,
    window_code,
)

WAITS_FOR = timedelta(days=28)
"""How long beyond the visit that was given up somebody is kept on the list; the client can leave or join anew."""


def put_on_waitlist(*, actor: Actor, session: Session, now: datetime) -> None:
    """The client of a visit that has just been given up waits for another, at the times that they asked for.

    Whoever waits for a visit of this plan already keeps that place.
    """
    episode = session.course.episode
    waits = WaitlistEntry.objects.filter(episode=episode, instead_of=None, status=EntryStatus.WAITING)
    if not waits.exists():
        zone = episode.client.clinic.zoneinfo
        until = (max(session.starts_at, now) + WAITS_FOR).astimezone(zone).date()
        wishes = WaitWishes(until=until, windows=windows_of(liked_of(session.course)))
        join_waitlist(actor=actor, episode=episode, wishes=wishes, now=now)


def windows_of(liked: Liked) -> tuple[str, ...]:
    """The half days that a client likes, as the waitlist names them; none where any would do."""
    if liked.half_day == "any" and not liked.weekdays:
        return ()
    halves = HALF_DAYS if liked.half_day == "any" else (liked.half_day,)
    return tuple(window_code(day, half) for day in sorted(liked.weekdays or range(7)) for half in halves)
