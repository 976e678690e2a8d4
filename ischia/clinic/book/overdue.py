"""Is a hold that has run out still as free as it was when it was made?

Once it has run out it counts for nobody: others may fill the day, or the therapist may have gone away. The database
refuses the overlaps by itself; the rest is looked at here, once more, before such a hold is confirmed.
"""

from collections.abc import Sequence
from datetime import datetime

from ischia.clinic.book.mapping import deep_minutes_of, slot_of
from ischia.clinic.book.models import Course, Session
from ischia.clinic.diary.api import Wish, examine, lock


def lock_times_of(course: Course) -> None:
    """Locks therapists, places and client of the course: before the course itself, as every booking does."""
    rows = list(course.sessions.values_list("therapist", "place", "client"))
    therapists, places, clients = (set(column) for column in zip(*rows, strict=True))
    lock(therapists=therapists, places=places, clients=clients)


def is_in_the_way(course: Course, sessions: Sequence[Session], now: datetime) -> bool:
    """Whether anything stands in the way of the times that the course held, its own rows looked through.

    The notice period does not: it was kept when the times were held.
    """
    wishes = [
        Wish(
            slot=slot_of(session),
            service=session.service,
            client=session.client_id,
            room=session.room_id,
            deep_minutes=deep_minutes_of(course.care_plan, session.service),
        )
        for session in sessions
    ]
    found = examine(
        clinic=course.episode.client.clinic,
        wishes=wishes,
        now=now,
        by_staff=True,
        without=[session.occupancy_id for session in sessions],
    )
    return bool(found.conflicts)
