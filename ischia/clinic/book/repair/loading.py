"""What does the diary hold around the sessions that cannot stay? A constant number of queries, however many there are.

What the event says is laid over what the diary says already, so it makes no difference whether the time off or the
closure has been entered before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from ischia.clinic.book.repair.events import Event
from ischia.clinic.diary.api import Occupancy, Shut, active, hours_by_place, shut_in, time_off_of, weekly_hours
from ischia.clinic.people.api import Therapist, therapists_of
from ischia.clinic.places.api import Clinic, Room, rooms_of
from ischia.pathway.book.api import (
    MinuteSpan,
    Span,
    busy_minutes,
    joined,
    local_day,
    without,
    working_minutes,
)

Key = tuple[UUID, UUID]
"""A therapist and a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One stretch that stays: of whom, in epoch minutes, and what it counts towards its day."""

    therapist: UUID
    room: UUID
    client: UUID | None
    of_therapist: MinuteSpan
    of_room: MinuteSpan
    of_client: MinuteSpan
    day: date
    deep_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The diary around the affected sessions, without them."""

    clinic: Clinic
    window: Span
    therapists: tuple[Therapist, ...]
    rooms: tuple[Room, ...]
    working: dict[Key, list[MinuteSpan]]
    shut_rooms: dict[UUID, list[MinuteSpan]]
    taken: tuple[Taken, ...]


def load(*, clinic: Clinic, event: Event, window: Span, now: datetime, looked_through: Collection[UUID]) -> Around:
    """Everything that decides where sessions can go. Nine queries."""
    therapists = tuple(therapists_of(clinic))
    rooms = tuple(rooms_of(clinic))
    shut = shut_in(clinic, window)
    return Around(
        clinic=clinic,
        window=window,
        therapists=therapists,
        rooms=rooms,
        working=working_time(clinic, [each.pk for each in therapists], event, window, shut),
        shut_rooms={room.pk: joined([*shut.of_room(room.pk), *_shut_by(event, room)]) for room in rooms},
        taken=tuple(_taken(therapists, rooms, window, now, looked_through)),
    )


def working_time(
    clinic: Clinic, therapists: Sequence[UUID], event: Event, window: Span, shut: Shut
) -> dict[Key, list[MinuteSpan]]:
    """When each therapist works at each place, less time off, closures and the event. Two queries."""
    off = time_off_of(therapists, window)
    if event.therapist is not None and event.span is not None:
        off[event.therapist] += busy_minutes([event.span])
    first, last = local_day(window.start, clinic.zone), local_day(window.end, clinic.zone)
    result = {}
    for (therapist, place), rows in hours_by_place(therapists).items():
        away = [*off[therapist], *shut.of_place(place), *_closed_by(event, place)]
        result[therapist, place] = without(working_minutes(weekly_hours(rows, clinic.zone), first, last), away)
    return result


def _closed_by(event: Event, place: UUID) -> list[MinuteSpan]:
    is_shut = event.span is not None and event.therapist is None and event.room is None
    return busy_minutes([event.span]) if event.span and is_shut and event.place in (None, place) else []


def _shut_by(event: Event, room: Room) -> list[MinuteSpan]:
    return busy_minutes([event.span]) if event.span is not None and event.room == room.pk else []


def _taken(
    therapists: Sequence[Therapist],
    rooms: Sequence[Room],
    window: Span,
    now: datetime,
    looked_through: Collection[UUID],
) -> list[Taken]:
    whose = Q(therapist__in=[each.pk for each in therapists]) | Q(room__in=[each.pk for each in rooms])
    rows = Occupancy.objects.filter(
        active(now), whose, client_from__lt=window.end, client_until__gt=window.start
    ).exclude(pk__in=looked_through)
    return [
        Taken(
            therapist=row.therapist_id,
            room=row.room_id,
            client=row.client_id,
            of_therapist=busy_minutes([Span(row.therapist_from, row.therapist_until)])[0],
            of_room=busy_minutes([Span(row.room_from, row.room_until)])[0],
            of_client=busy_minutes([Span(row.client_from, row.client_until)])[0],
            day=row.day,
            deep_minutes=row.deep_minutes,
        )
        for row in rows
    ]
