"""What is free?

Every search loads its rows in a constant number of queries (hours, time off, closures, occupancies, full days, rooms)
and leaves the rest to `ischia.pathway.book`. A hold that has run out counts as free; no job has to tidy it away.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from ischia.clinic.diary.closures import shut_in
from ischia.clinic.diary.limits import full_days
from ischia.clinic.diary.mapping import HoursRow, Stretches, minute_spans, service_times, weekly_hours
from ischia.clinic.diary.models import Occupancy, OccupancyState, TimeOff, WorkingHours
from ischia.clinic.places.api import Clinic, Room, Service
from ischia.pathway.book.api import (
    Diary,
    MinuteSpan,
    RoomPool,
    Slot,
    Span,
    busy_minutes,
    earliest_starts,
    find_slots,
    instant,
    whole_days,
    without,
    working_minutes,
)

LONGEST = timedelta(days=1)
"""No occupancy is longer (the database says so), so a search for neighbours looks back no further."""

NEARBY = timedelta(days=21)
"""How far ahead most people look for a time."""


def active(now: datetime) -> Q:
    """Occupancies that count: firm ones, and holds that have not run out."""
    return Q(state=OccupancyState.FIRM) | Q(state=OccupancyState.HELD, expires_at__gt=now)


def bookable_window(clinic: Clinic, now: datetime, window: Span | None = None) -> Span:
    """From the end of the notice period to the horizon, within `window` if one is given."""
    opens = now + timedelta(minutes=clinic.notice_minutes)
    closes = now + timedelta(days=clinic.horizon_days)
    if window is None:
        return Span(opens, closes)
    opens, closes = max(opens, window.start), min(closes, window.end)
    return Span(opens, max(opens, closes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Who is looked at, for which service, in which window. `client`: their own sessions are kept free of.

    `without` are occupancies to look through, such as the asker's own holds. `deep_minutes` of deep work are planned
    in the session sought.
    """

    clinic: Clinic
    service: Service
    window: Span
    now: datetime
    therapists: Collection[UUID] | None = None
    place: UUID | None = None
    client: UUID | None = None
    without: Collection[UUID] = field(default_factory=tuple)
    deep_minutes: int = 0


def free_slots(
    *,
    clinic: Clinic,
    service: Service,
    now: datetime,
    therapists: Collection[UUID] | None = None,
    place: UUID | None = None,
    window: Span | None = None,
    client: UUID | None = None,
    without: Collection[UUID] = (),
    deep_minutes: int = 0,
) -> tuple[Slot, ...]:
    """Every start that can be booked, in order. `therapists` None: all of the clinic; ids in a Slot are UUID texts.

    `deep_minutes`: the minutes of deep work planned in the session, for the therapists' limits a day.
    """
    search = Search(
        clinic=clinic,
        service=service,
        window=bookable_window(clinic, now, window),
        now=now,
        therapists=therapists,
        place=place,
        client=client,
        without=without,
        deep_minutes=deep_minutes,
    )
    diaries, pools = _diaries(search)
    slots = find_slots(diaries, service_times(service), search.window, pools=pools)
    taken = [] if client is None else _client_spans(search)
    return tuple(slot for slot in slots if not any(_overlap(slot, span) for span in taken)) if taken else slots


def next_free(
    *,
    clinic: Clinic,
    service: Service,
    now: datetime,
    therapists: Collection[UUID] | None = None,
    place: UUID | None = None,
    days: int = 1,
    deep_minutes: int = 0,
) -> dict[UUID, list[datetime]]:
    """The first bookable start of each therapist on each of the first `days` days of the clinic that have one.

    Looks `NEARBY` and only for those with nothing free there on to the horizon; who has nothing at all is left out.
    """
    window = bookable_window(clinic, now)
    near = Search(
        clinic=clinic,
        service=service,
        window=Span(window.start, min(window.end, window.start + NEARBY)),
        now=now,
        therapists=therapists,
        place=place,
        deep_minutes=deep_minutes,
    )
    found = _first_starts(near, days)
    if full := [therapist for therapist, starts in found.items() if not starts]:
        found |= _first_starts(replace(near, window=window, therapists=full), days)
    return {therapist: starts for therapist, starts in found.items() if starts}


def _first_starts(search: Search, days: int) -> dict[UUID, list[datetime]]:
    """The first starts of everybody who works in the window, an empty list for those with nothing free."""
    diaries, pools = _diaries(search)
    first = earliest_starts(diaries, service_times(search.service), search.window, days=days, pools=pools)
    return {UUID(diary.therapist): [instant(minute) for minute in first.get(diary.therapist, ())] for diary in diaries}


def working_hours_of(therapist: UUID) -> QuerySet[WorkingHours]:
    """The weekly hours of one therapist with their places."""
    return WorkingHours.objects.filter(therapist=therapist).select_related("place")


def _diaries(search: Search) -> tuple[list[Diary], dict[str, RoomPool]]:
    hours = hours_by_place(search.clinic, search.therapists, search.place)
    therapists = {therapist for therapist, _ in hours}
    places = {place for _, place in hours}
    off = time_off_of(therapists, search.window)
    rooms = _rooms(places)
    shut = shut_in(search.clinic, Span(search.window.start - LONGEST, search.window.end + LONGEST))
    full = full_days(
        clinic=search.clinic,
        therapists=therapists,
        window=search.window,
        deep_minutes=search.deep_minutes,
        now=search.now,
        without=search.without,
    )
    by_therapist = _busy(search, "therapist", therapists)
    by_room = _busy(search, "room", [room for each in rooms.values() for room in each])
    zone = ZoneInfo(search.clinic.zone)
    first, last = search.window.start.astimezone(zone).date(), search.window.end.astimezone(zone).date()
    diaries = [
        Diary(
            therapist=str(therapist),
            place=str(place),
            zone=search.clinic.zone,
            working=without(
                working_minutes(weekly_hours(rows, search.clinic.zone), first, last),
                [*off[therapist], *shut.of_place(place)],
            ),
            busy=by_therapist.get(therapist, ()),
            closed=whole_days(full.get(therapist, ()), search.clinic.zone),
        )
        for (therapist, place), rows in hours.items()
    ]
    pools = {
        str(place): RoomPool(
            place=str(place), busy=[sorted([*by_room.get(room, []), *shut.of_room(room)]) for room in rooms[place]]
        )
        for place in places
    }
    return diaries, pools


def hours_by_place(
    clinic: Clinic, therapists: Collection[UUID] | None, place: UUID | None
) -> dict[tuple[UUID, UUID], list[HoursRow]]:
    """Weekly hours by therapist and place. One query."""
    rows = WorkingHours.objects.filter(therapist__clinic=clinic, therapist__is_active=True)
    if therapists is not None:
        rows = rows.filter(therapist__in=therapists)
    if place is not None:
        rows = rows.filter(place=place)
    found: dict[tuple[UUID, UUID], list[HoursRow]] = defaultdict(list)
    for therapist, at, weekday, start, end, valid_from, valid_until in rows.order_by(
        "therapist_id", "place_id"
    ).values_list("therapist_id", "place_id", "weekday", "start", "end", "valid_from", "valid_until"):
        found[therapist, at].append((weekday, start, end, valid_from, valid_until))
    return found


def time_off_of(therapists: Collection[UUID], window: Span) -> dict[UUID, list[MinuteSpan]]:
    """Time off that touches the window, by therapist, in epoch minutes. One query."""
    rows = TimeOff.objects.filter(
        therapist__in=therapists, starts_at__lt=window.end, ends_at__gt=window.start
    ).values_list("therapist_id", "starts_at", "ends_at")
    off: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    for therapist, starts_at, ends_at in rows:
        off[therapist] += busy_minutes([Span(starts_at, ends_at)])
    return off


def _busy(search: Search, who: str, ids: Collection[UUID]) -> dict[UUID, list[MinuteSpan]]:
    """What is taken of each therapist or each room (`who`), sorted. One query, that reads one index of one table."""
    opens, closes = search.window.start - 2 * LONGEST, search.window.end + LONGEST
    rows = (
        Occupancy.objects.filter(active(search.now))
        .filter(**{f"{who}__in": ids, f"{who}_from__gt": opens, f"{who}_from__lt": closes})
        .exclude(pk__in=search.without)
        .order_by()
        .values_list(f"{who}_id")
        .annotate(taken=Stretches(f"{who}_from", f"{who}_until"))
    )
    return {one: minute_spans(taken) for one, taken in rows}


def _rooms(places: Collection[UUID]) -> dict[UUID, list[UUID]]:
    rooms: dict[UUID, list[UUID]] = {place: [] for place in places}
    for room, place in Room.objects.filter(place__in=places).values_list("id", "place_id"):
        rooms[place].append(room)
    return rooms


def _client_spans(search: Search) -> list[Span]:
    rows = (
        Occupancy.objects.filter(active(search.now), client=search.client)
        .filter(client_from__lt=search.window.end, client_until__gt=search.window.start)
        .exclude(pk__in=search.without)
        .values_list("client_from", "client_until")
    )
    return [Span(first, until) for first, until in rows]


def _overlap(slot: Slot, span: Span) -> bool:
    return slot.start < span.end and span.start < slot.end


def overlapping(who: str, span: Span) -> Q:
    """Occupancies that take `who` (therapist, room or client) during `span`."""
    return Q(**{f"{who}_from__gt": span.start - LONGEST, f"{who}_from__lt": span.end, f"{who}_until__gt": span.start})
