"""What stands in the way of the times that somebody wishes for, and which room is free for each?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from ischia.clinic.diary.mapping import service_times, weekly_hours
from ischia.clinic.diary.models import Occupancy
from ischia.clinic.diary.queries import LONGEST, active, bookable_window, hours_by_place, overlapping, time_off_of
from ischia.clinic.places.api import Clinic, Room, Service
from ischia.pathway.book.api import (
    MinuteSpan,
    ServiceTimes,
    Slot,
    Span,
    ceil_minute,
    floor_minute,
    without,
    working_minutes,
)
from ischia.pathway.shared.errors import Refused


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
    hours = hours_by_place(clinic, {UUID(wish.therapist) for wish in wishes}, None)
    off = time_off_of({UUID(wish.therapist) for wish in wishes}, around)
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
