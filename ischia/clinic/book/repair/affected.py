"""Which booked sessions cannot stay, and why?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ischia.clinic.book.models import Relocation, Session, Status
from ischia.clinic.book.repair.events import Event
from ischia.clinic.book.repair.loading import working_time
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.diary.api import shut_in
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import Span, ceil_minute, floor_minute

RELATED = (
    "client__clinic",
    "therapist",
    "place",
    "room__place",
    "service",
    "occupancy",
    "course__episode__client__clinic",
    "course__care_plan",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced:
    """A session that cannot stay. `is_told`: its client has confirmed the time, or was moved before."""

    session: Session
    cause: str
    is_told: bool


def displaced_by(event: Event, *, clinic: Clinic, now: datetime) -> list[Displaced]:
    """Every session ahead that the event is about, in order of start. One query, or four for an empty event."""
    rows = _ahead(clinic, now).order_by("starts_at", "pk")
    if event.sessions:
        rows = rows.filter(pk__in=event.sessions)
    elif event.span is not None:
        rows = rows.filter(_within(event, event.span))
    else:
        return _unfitting(event, list(rows), clinic, now)
    return [_displaced(session, event.cause) for session in rows]


def _ahead(clinic: Clinic, now: datetime) -> QuerySet[Session, Any]:
    moved = Relocation.objects.filter(session=OuterRef("pk"), change__is_told=True)
    return (
        Session.objects.filter(client__clinic=clinic, status__in=AHEAD, starts_at__gt=now)
        .select_related(*RELATED)
        .annotate(was_moved=Exists(moved))
    )


def _within(event: Event, span: Span) -> Q:
    """Sessions in the stretch: of the therapist, of the place, or with the room taken (buffers included)."""
    if event.room is not None:
        return Q(room=event.room, occupancy__room_from__lt=span.end, occupancy__room_until__gt=span.start)
    during = Q(starts_at__lt=span.end, ends_at__gt=span.start)
    if event.therapist is not None:
        return during & Q(therapist=event.therapist)
    return during & Q(place=event.place) if event.place is not None else during


def _displaced(session: Any, cause: str) -> Displaced:
    is_told = session.status == Status.CONFIRMED or session.was_moved
    return Displaced(session=session, cause=cause, is_told=is_told)


def _unfitting(event: Event, sessions: Sequence[Session], clinic: Clinic, now: datetime) -> list[Displaced]:
    """Sessions outside the hours that are worked now, or in what is shut now; deliberate exceptions are left alone."""
    if not sessions:
        return []
    window = Span(now - timedelta(days=1), max(each.ends_at for each in sessions) + timedelta(days=1))
    shut = shut_in(clinic, window)
    therapists = sorted({each.therapist_id for each in sessions})
    working = working_time(clinic, therapists, event, window, shut)
    found = []
    for session in sessions:
        start, end = floor_minute(session.starts_at), ceil_minute(session.ends_at)
        spans = working.get((session.therapist_id, session.place_id), [])
        is_worked = any(first <= start and end <= until for first, until in spans)
        is_room_shut = any(first < end and start < until for first, until in shut.of_room(session.room_id))
        if _is_meant(session) or (is_worked and not is_room_shut):
            continue
        cause = f"{session.room.name} is shut" if is_room_shut else f"{session.therapist.name} does not work then"
        found.append(_displaced(session, cause))
    return found


def _is_meant(session: Session) -> bool:
    return session.occupancy.override_id is not None or session.occupancy.allowed_by_id is not None


def occupancies_of(displaced: Sequence[Displaced]) -> list[UUID]:
    """What the sessions take now."""
    return [each.session.occupancy_id for each in displaced]
