"""What is free, and what stands in the way of a wish?

Every search loads its rows in a constant number of queries (hours, time off, occupancies, rooms) and leaves the rest to
`ischia.pathway.book`. A hold that has run out counts as free; no job has to tidy it away.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from ischia.clinic.diary.mapping import HoursRow, MinuteAfter, MinuteBefore, service_times, weekly_hours
from ischia.clinic.diary.models import Occupancy, OccupancyState, TimeOff, WorkingHours
from ischia.clinic.places.api import Clinic, Room, Service
from ischia.pathway.book.api import (
    Diary,
    RoomPool,
    ServiceTimes,
    Slot,
    Span,
    busy_minutes,
    ceil_minute,
    earliest_starts,
    find_slots,
    floor_minute,
    instant,
    working_minutes,
)
from ischia.pathway.book.minutes import MinuteSpan, without
from ischia.pathway.shared.errors import Refused

LONGEST = timedelta(days=1)
"""No occupancy is longer (the database says so), so a search for neighbours looks back no further."""


class ConflictKind(StrEnum):
    """Why a wished start cannot be had."""

    TOO_SOON = "too_soon"
    TOO_FAR = "too_far_ahead"
    NOT_WORKING = "not_working"
    OFF_GRID = "not_on_the_grid"
    THERAPIST = "therapist_busy"
    CLIENT = "client_busy"
    ROOM = "no_room_free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One thing in the way of one wished slot; `index` counts the wishes from 0."""

    index: int
    slot: Slot
    kind: ConflictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found when wishes were held against the diary: everything in the way, and a room for each wish."""

    conflicts: tuple[Conflict, ...]
    rooms: tuple[UUID | None, ...]
    in_the_way: tuple[UUID, ...] = ()


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

    `without` are occupancies to look through, such as the asker's own holds.
    """

    clinic: Clinic
    service: Service
    window: Span
    now: datetime
    therapists: Collection[UUID] | None = None
    place: UUID | None = None
    client: UUID | None = None
    without: Collection[UUID] = field(default_factory=tuple)


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
) -> tuple[Slot, ...]:
    """Every start that can be booked, in order. `therapists` None: all of the clinic; ids in a Slot are UUID texts."""
    search = Search(
        clinic=clinic,
        service=service,
        window=bookable_window(clinic, now, window),
        now=now,
        therapists=therapists,
        place=place,
        client=client,
        without=without,
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
) -> dict[UUID, datetime]:
    """The first bookable start of each therapist; those with nothing free before the horizon are left out."""
    search = Search(
        clinic=clinic,
        service=service,
        window=bookable_window(clinic, now),
        now=now,
        therapists=therapists,
        place=place,
    )
    diaries, pools = _diaries(search)
    first = earliest_starts(diaries, service_times(service), search.window, pools=pools)
    return {UUID(therapist): instant(minute) for therapist, minute in first.items()}


def working_hours_of(therapist: UUID) -> QuerySet[WorkingHours]:
    """The weekly hours of one therapist with their places."""
    return WorkingHours.objects.filter(therapist=therapist).select_related("place")


def _diaries(search: Search) -> tuple[list[Diary], dict[str, RoomPool]]:
    hours = _hours(search.clinic, search.therapists, search.place)
    therapists = {therapist for therapist, _ in hours}
    places = {place for _, place in hours}
    off = _time_off(therapists, search.window)
    by_therapist, by_room = _busy(search, therapists, places)
    zone = ZoneInfo(search.clinic.zone)
    first, last = search.window.start.astimezone(zone).date(), search.window.end.astimezone(zone).date()
    diaries = [
        Diary(
            therapist=str(therapist),
            place=str(place),
            zone=search.clinic.zone,
            working=without(working_minutes(weekly_hours(rows, search.clinic.zone), first, last), off[therapist]),
            busy=by_therapist.get(therapist, ()),
        )
        for (therapist, place), rows in hours.items()
    ]
    return diaries, _pools(places, by_room)


def _hours(
    clinic: Clinic, therapists: Collection[UUID] | None, place: UUID | None
) -> dict[tuple[UUID, UUID], list[HoursRow]]:
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


def _time_off(therapists: Collection[UUID], window: Span) -> dict[UUID, list[MinuteSpan]]:
    rows = TimeOff.objects.filter(
        therapist__in=therapists, starts_at__lt=window.end, ends_at__gt=window.start
    ).values_list("therapist_id", "starts_at", "ends_at")
    off: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    for therapist, starts_at, ends_at in rows:
        off[therapist] += busy_minutes([Span(starts_at, ends_at)])
    return off


def _busy(
    search: Search, therapists: Collection[UUID], places: Collection[UUID]
) -> tuple[dict[UUID, list[MinuteSpan]], dict[UUID, list[MinuteSpan]]]:
    """What is taken of each therapist and of each room of the places, sorted."""
    rows = (
        Occupancy.objects.filter(active(search.now))
        .filter(Q(therapist__in=therapists) | Q(room__place__in=places))
        .filter(therapist_from__lt=search.window.end + LONGEST, therapist_from__gt=search.window.start - 2 * LONGEST)
        .exclude(pk__in=search.without)
        .annotate(
            therapist_first=MinuteBefore("therapist_from"),
            therapist_end=MinuteAfter("therapist_until"),
            room_first=MinuteBefore("room_from"),
            room_end=MinuteAfter("room_until"),
        )
        .order_by("therapist_from")
        .values_list("therapist_id", "therapist_first", "therapist_end", "room_id", "room_first", "room_end")
    )
    by_therapist: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    by_room: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    for therapist, first, end, room, room_first, room_end in rows.iterator(chunk_size=5000):
        by_therapist[therapist].append((first, end))
        by_room[room].append((room_first, room_end))
    for spans in by_room.values():
        spans.sort()
    return by_therapist, by_room


def _pools(places: Iterable[UUID], by_room: dict[UUID, list[MinuteSpan]]) -> dict[str, RoomPool]:
    rooms: dict[UUID, list[UUID]] = defaultdict(list)
    for room, place in Room.objects.filter(place__in=places).values_list("id", "place_id"):
        rooms[place].append(room)
    return {
        str(place): RoomPool(place=str(place), busy=[by_room.get(room, []) for room in rooms[place]])
        for place in places
    }


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


def taken_span(slot: Slot, times: ServiceTimes) -> Span:
    """The stretch that a session takes of its therapist and its room."""
    return Span(
        slot.start - timedelta(minutes=times.preparation),
        slot.start + timedelta(minutes=times.minutes + times.recovery),
    )


def examine(
    *,
    clinic: Clinic,
    service: Service,
    wishes: Sequence[Slot],
    client: UUID | None,
    now: datetime,
    by_staff: bool = False,
) -> Examination:
    """Hold every wish against the diary and tell everything in the way, not only the first thing.

    `by_staff`: the notice period and the horizon are for clients who book by themselves; staff may book within them.
    Wishes are also held against one another. Four queries, whatever the number of wishes.
    """
    times = service_times(service)
    around = Span(min(wish.start for wish in wishes) - LONGEST, max(wish.end for wish in wishes) + LONGEST)
    zone = ZoneInfo(clinic.zone)
    first, last = around.start.astimezone(zone).date(), around.end.astimezone(zone).date()
    hours = _hours(clinic, {UUID(wish.therapist) for wish in wishes}, None)
    off = _time_off({UUID(wish.therapist) for wish in wishes}, around)
    working = {
        (str(therapist), str(place)): without(
            working_minutes(weekly_hours(rows, clinic.zone), first, last), off[therapist]
        )
        for (therapist, place), rows in hours.items()
    }
    taken = _Taken(_neighbours(wishes, times, client, now), client)
    rooms = _rooms_by_place({wish.place for wish in wishes})
    conflicts: list[Conflict] = []
    chosen: list[UUID | None] = []
    for index, wish in enumerate(wishes):
        span = taken_span(wish, times)
        room = taken.free_room(rooms[wish.place], span)
        kinds = [
            *_outside(clinic, wish, now, by_staff=by_staff),
            *_unworked(wish, working.get((wish.therapist, wish.place), []), times, zone),
            *taken.kinds(wish, span),
            *([ConflictKind.ROOM] if room is None else []),
        ]
        conflicts += [Conflict(index=index, slot=wish, kind=kind) for kind in kinds]
        chosen.append(room)
        taken.add(wish, span, room)
    return Examination(conflicts=tuple(conflicts), rooms=tuple(chosen), in_the_way=tuple(sorted(taken.met)))


def _outside(clinic: Clinic, wish: Slot, now: datetime, *, by_staff: bool) -> list[ConflictKind]:
    window = Span(now, wish.end) if by_staff else bookable_window(clinic, now)
    if wish.start < window.start:
        return [ConflictKind.TOO_SOON]
    return [ConflictKind.TOO_FAR] if wish.end > window.end else []


def _unworked(wish: Slot, working: Sequence[MinuteSpan], times: ServiceTimes, zone: ZoneInfo) -> list[ConflictKind]:
    start, end = floor_minute(wish.start), ceil_minute(wish.end)
    kinds = []
    if not any(first <= start and end <= until for first, until in working):
        kinds.append(ConflictKind.NOT_WORKING)
    local = wish.start.astimezone(zone)
    if local.minute % times.step or local.second or local.microsecond:
        kinds.append(ConflictKind.OFF_GRID)
    return kinds


def _rooms_by_place(places: Collection[str]) -> dict[str, list[UUID]]:
    rooms: dict[str, list[UUID]] = {place: [] for place in places}
    found = Room.objects.filter(place__in=[UUID(place) for place in places]).order_by("name")
    for room, place in found.values_list("id", "place_id"):
        rooms[str(place)].append(room)
    return rooms


def _neighbours(wishes: Sequence[Slot], times: ServiceTimes, client: UUID | None, now: datetime) -> list[Occupancy]:
    """Active occupancies that share therapist, place or client with a wish and overlap it."""
    near = Q()
    for wish in wishes:
        span = taken_span(wish, times)
        near |= Q(therapist=UUID(wish.therapist)) & overlapping("therapist", span)
        near |= Q(room__place=UUID(wish.place)) & overlapping("room", span)
        if client is not None:
            near |= Q(client=client) & overlapping("client", Span(wish.start, wish.end))
    return list(Occupancy.objects.filter(active(now)).filter(near))


def overlapping(who: str, span: Span) -> Q:
    """Occupancies that take `who` (therapist, room or client) during `span`."""
    return Q(**{f"{who}_from__gt": span.start - LONGEST, f"{who}_from__lt": span.end, f"{who}_until__gt": span.start})


class _Taken:
    """What is taken around the wishes, growing as wishes are examined one after the other."""

    def __init__(self, occupancies: Iterable[Occupancy], client: UUID | None) -> None:
        self.therapists: dict[str, list[tuple[Span, UUID | None]]] = defaultdict(list)
        self.rooms: dict[UUID, list[Span]] = defaultdict(list)
        self.client: list[tuple[Span, UUID | None]] = []
        self.met: set[UUID] = set()
        for each in occupancies:
            self.therapists[str(each.therapist_id)].append((Span(each.therapist_from, each.therapist_until), each.pk))
            self.rooms[each.room_id].append(Span(each.room_from, each.room_until))
            if client is not None and each.client_id == client:
                self.client.append((Span(each.client_from, each.client_until), each.pk))

    def kinds(self, wish: Slot, span: Span) -> list[ConflictKind]:
        busy = self._meets(self.therapists[wish.therapist], span)
        elsewhere = self._meets(self.client, Span(wish.start, wish.end))
        return [*([ConflictKind.THERAPIST] if busy else []), *([ConflictKind.CLIENT] if elsewhere else [])]

    def _meets(self, taken: Iterable[tuple[Span, UUID | None]], span: Span) -> bool:
        met = [occupancy for other, occupancy in taken if other.overlaps(span)]
        self.met.update(occupancy for occupancy in met if occupancy is not None)
        return bool(met)

    def free_room(self, rooms: Sequence[UUID], span: Span) -> UUID | None:
        return next((room for room in rooms if not any(other.overlaps(span) for other in self.rooms[room])), None)

    def add(self, wish: Slot, span: Span, room: UUID | None) -> None:
        self.therapists[wish.therapist].append((span, None))
        self.client.append((Span(wish.start, wish.end), None))
        if room is not None:
            self.rooms[room].append(span)


def any_room(place: UUID) -> UUID:
    """A room of the place, taken or not, for a deliberate double booking. Raises Refused (`no_room`) without rooms."""
    room = Room.objects.filter(place=place).order_by("name").first()
    if room is None:
        raise Refused("no_room", "This place has no room.", field="place")
    return room.pk
