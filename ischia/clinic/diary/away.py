"""How does the diary learn that a therapist is away, or that a room, a place or the clinic is shut?

Sessions that are booked in such a stretch stay; re-placing them is its own step. `taken_during` counts them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.diary.models import Closure, Occupancy, TimeOff
from ischia.clinic.diary.queries import LONGEST, active
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic, Place, Room
from ischia.pathway.book.api import Span, check_stretch
from ischia.pathway.shared.errors import Refused


def add_time_off(
    *,
    actor: Actor,
    therapist: Therapist,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    now: datetime | None = None,
    key: UUID | None = None,
) -> TimeOff:
    """Blocks a stretch of a therapist's time. With `now`, one that is over is refused. `key` becomes the row's own.

    Raises:
        Refused: `ends_before_start`, `no_length`, `in_the_past`.
    """
    check_stretch(starts_at, ends_at, now=now)
    with transaction.atomic():
        time_off = TimeOff.objects.create(
            pk=key or uuid4(), therapist=therapist, starts_at=starts_at, ends_at=ends_at, reason=reason
        )
        record(actor=actor, action="diary.time_off_added", subject=therapist, detail={"time_off": str(time_off.pk)})
    return time_off


def remove_time_off(*, actor: Actor, time_off: TimeOff) -> None:
    """Gives a stretch of time off back.

    Raises:
        Refused: `from_a_calendar`: it was read from an outside calendar and would come again with the next reading.
    """
    if time_off.source:
        raise Refused("from_a_calendar", "This comes from an outside calendar. Change it there.", field="time_off")
    with transaction.atomic():
        detail = {"time_off": str(time_off.pk)}
        time_off.delete()
        record(actor=actor, action="diary.time_off_removed", subject=time_off.therapist, detail=detail)


def replace_time_off(
    *, actor: Actor, therapist: Therapist, source: str, spans: Iterable[Span], now: datetime
) -> list[TimeOff]:
    """Puts what an outside calendar says now in the place of what it said before, all of it or nothing.

    Spans that are over by `now`, and those named twice, are left out; what is unchanged keeps its row.

    Raises:
        Refused: `no_source`, `ends_before_start`, `no_length`.
    """
    if not source:
        raise Refused("no_source", "Say which calendar this comes from.", field="source")
    wanted = set(spans)
    for span in wanted:
        check_stretch(span.start, span.end)
    wanted = {span for span in wanted if span.end > now}
    with transaction.atomic():
        Therapist.objects.select_for_update(no_key=True).get(pk=therapist.pk)
        known = {Span(row.starts_at, row.ends_at): row for row in TimeOff.objects.filter(**_of(therapist, source))}
        gone = [row.pk for span, row in known.items() if span not in wanted]
        TimeOff.objects.filter(**_of(therapist, source), pk__in=gone).delete()
        fresh = TimeOff.objects.bulk_create(
            TimeOff(therapist=therapist, source=source, starts_at=span.start, ends_at=span.end)
            for span in sorted(wanted - known.keys())
        )
        detail = {"source": source, "added": len(fresh), "removed": len(gone)}
        record(actor=actor, action="diary.time_off_replaced", subject=therapist, detail=detail)
    return sorted(
        [*(row for span, row in known.items() if span in wanted), *fresh], key=lambda row: (row.starts_at, row.ends_at)
    )


def _of(therapist: Therapist, source: str) -> dict[str, Any]:
    return {"therapist": therapist, "source": source}


def close(
    *,
    actor: Actor,
    clinic: Clinic,
    starts_at: datetime,
    ends_at: datetime,
    place: Place | None = None,
    room: Room | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Closure:
    """Shuts a room, a place (no room given) or the clinic (no place either). With `now`, what is over is refused.

    Raises:
        Refused: `ends_before_start`, `no_length`, `in_the_past`, `other_clinic`, `other_place`.
    """
    check_stretch(starts_at, ends_at, now=now)
    if room is not None and place is not None and room.place_id != place.pk:
        raise Refused("other_place", "This room is in another place.", field="room")
    where = place if room is None else room.place
    if where is not None and where.clinic_id != clinic.pk:
        raise Refused("other_clinic", "This place belongs to another clinic.", field="place")
    with transaction.atomic():
        closure = Closure.objects.create(
            clinic=clinic, place=where, room=room, starts_at=starts_at, ends_at=ends_at, reason=reason
        )
        record(actor=actor, action="diary.closed", subject=clinic, detail=_named(closure))
    return closure


def reopen(*, actor: Actor, closure: Closure) -> None:
    """Takes a closure back."""
    with transaction.atomic():
        detail = _named(closure)
        closure.delete()
        record(actor=actor, action="diary.reopened", subject=closure.clinic, detail=detail)


def _named(closure: Closure) -> dict[str, str]:
    named = {"closure": closure.pk, "place": closure.place_id, "room": closure.room_id}
    return {name: str(key) for name, key in named.items() if key is not None}


def taken_during(
    *,
    span: Span,
    now: datetime,
    therapist: Therapist | None = None,
    clinic: Clinic | None = None,
    place: Place | None = None,
    room: Room | None = None,
) -> int:
    """How many sessions, booked or held, lie in a stretch: of a therapist, in a room, at a place or in the clinic."""
    where = {
        "therapist": therapist,
        "room": room,
        "room__place": None if room else place,
        "room__place__clinic": None if room or place else clinic,
    }
    rows = Occupancy.objects.filter(active(now), **{name: value for name, value in where.items() if value is not None})
    return rows.filter(
        client_from__gt=span.start - LONGEST, client_from__lt=span.end, client_until__gt=span.start
    ).count()
