"""Who is asked what measures entered between visits come to?

Decisions belong to a later stage (`decide`), which this one may not import. So this file says what is asked, and
`decide` puts its answer in place when the application starts.
"""

from collections.abc import Callable
from datetime import datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import Episode
from ischia.knowledge.records import Knowledge

Stops = Callable[[Actor, Episode, Knowledge, datetime], bool]
"""Whether the measures on record now stop the course. Part of the caller's transaction: it tells the care team."""

_ANSWERS: list[Stops] = []


def put_stops_in_place(answer: Stops) -> None:
    """Called once, by the app that keeps decisions."""
    _ANSWERS[:] = [answer]


def measures_stop(*, actor: Actor, episode: Episode, knowledge: Knowledge, now: datetime) -> bool:
    """As the answer in place says."""
    return any(answer(actor, episode, knowledge, now) for answer in _ANSWERS)
