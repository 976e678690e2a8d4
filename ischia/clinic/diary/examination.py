"""What stands in the way of the times that somebody wishes for, and which room is free for each?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from ischia.clinic.diary.availability_sources import hours_by_place, time_off_of
from ischia.clinic.diary.closures import Shut, shut_in
from ischia.clinic.diary.limits import day_loads
from ischia.clinic.diary.mapping import service_times, weekly_hours
from ischia.clinic.diary.models import Occupancy
from ischia.clinic.diary.queries import LONGEST, active, bookable_window, overlapping
from ischia.clinic.places.api import Clinic, Room, Service
from ischia.pathway.book.api import (
    MinuteSpan,
    ServiceTimes,
    Slot,
    Span,
    ceil_minute,
    floor_minute,
    instant,
    local_day,
    working_minutes,
)
from ischia.pathway.book.api import without as left_of
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
    CLOSED = "closed"
    DAY_FULL = "day_full"
    TOO_MUCH_DEEP_WORK = "too_much_deep_work"


OVERLAPS = frozenset({ConflictKind.THERAPIST, ConflictKind.CLIENT, ConflictKind.ROOM})
"""What is in the way because somebody or something would be taken twice, which the database refuses by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One session that somebody wishes to have: when and with whom, of which service, for whom.

    `room`: this room and no other of the place; None lets any free one do. `deep_minutes` of deep work are planned.
    """

    slot: Slot
    service: Service
    client: UUID | None
    room: UUID | None = None
    deep_minutes: int = 0

    @property
    def whole(self) -> Span:
        """What it takes of the therapist and the room."""
        return taken_span(self.slot, service_times(self.service))

    @property
    def session(self) -> Span:
        """What it takes of the client."""
        return Span(self.slot.start, self.slot.end)


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

    @property
    def overlapping(self) -> frozenset[int]:
        """The wishes that somebody or something would be taken twice for."""
        return frozenset(conflict.index for conflict in self.conflicts if conflict.kind in OVERLAPS)


def taken_span(slot: Slot, times: ServiceTimes) -> Span:
    """The stretch that a session takes of its therapist and its room."""
    return Span(
        slot.start - timedelta(minutes=times.preparation),
        slot.start + timedelta(minutes=times.minutes + times.recovery),
    )


def examine(
    *,
    clinic: Clinic,
    wishes: Sequence[Wish],
    now: datetime,
    by_staff: bool = False,
    without: Collection[UUID] = (),
) -> Examination:
    """Hold every wish against the diary and tell everything in the way, not only the first thing.

    `by_staff`: the notice period and the horizon are for clients who book by themselves; staff may book within them.
    `without`: occupancies to look through, because the same step gives them back. Wishes are also held against one
    another. Six queries, whatever the number of wishes.
    """
    zone = ZoneInfo(clinic.zone)
    around = _around([wish.slot for wish in wishes])
    working = _working(clinic, [wish.slot for wish in wishes], around)
    shut = shut_in(clinic, around)
    taken = _Taken(_neighbours(wishes, without, now), {wish.client for wish in wishes}, shut)
    days = _Days(clinic, wishes, now, without)
    rooms = _rooms_by_place({wish.slot.place for wish in wishes})
    conflicts: list[Conflict] = []
    chosen: list[UUID | None] = []
    for index, wish in enumerate(wishes):
        slot, times = wish.slot, service_times(wish.service)
        room = taken.free_room([each for each in rooms[slot.place] if wish.room in (None, each)], wish.whole)
        kinds = [
            *_outside(clinic, slot, now, by_staff=by_staff),
            *_unworked(slot, working.get((slot.therapist, slot.place), []), times, zone),
            *([ConflictKind.CLOSED] if _is_shut(slot, shut) else []),
            *taken.kinds(wish),
            *([ConflictKind.ROOM] if room is None else []),
            *days.kinds(wish),
        ]
        conflicts += [Conflict(index=index, slot=slot, kind=kind) for kind in kinds]
        chosen.append(room)
        taken.add(wish, room)
        days.add(wish)
    return Examination(conflicts=tuple(conflicts), rooms=tuple(chosen), in_the_way=tuple(sorted(taken.met)))


def _around(slots: Sequence[Slot]) -> Span:
    return Span(min(slot.start for slot in slots) - LONGEST, max(slot.end for slot in slots) + LONGEST)


def _working(clinic: Clinic, slots: Sequence[Slot], around: Span) -> dict[tuple[str, str], list[MinuteSpan]]:
    """When each of the wished therapists works at each place, around the wished days. Two queries."""
    zone = ZoneInfo(clinic.zone)
    first, last = around.start.astimezone(zone).date(), around.end.astimezone(zone).date()
    therapists = {UUID(slot.therapist) for slot in slots}
    off = time_off_of(therapists, around)
    return {
        (str(therapist), str(place)): left_of(
            working_minutes(weekly_hours(rows, clinic.zone), first, last), off[therapist]
        )
        for (therapist, place), rows in hours_by_place(therapists, clinic).items()
    }


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


def _is_shut(wish: Slot, shut: Shut) -> bool:
    start, end = floor_minute(wish.start), ceil_minute(wish.end)
    return any(first < end and start < until for first, until in shut.of_place(UUID(wish.place)))


def _rooms_by_place(places: Collection[str]) -> dict[str, list[UUID]]:
    rooms: dict[str, list[UUID]] = {place: [] for place in places}
    found = Room.objects.filter(place__in=[UUID(place) for place in places]).order_by("name")
    for room, place in found.values_list("id", "place_id"):
        rooms[str(place)].append(room)
    return rooms


def _neighbours(wishes: Sequence[Wish], looked_through: Collection[UUID], now: datetime) -> list[Occupancy]:
    """Active occupancies that share therapist, place or client with a wish and overlap it."""
    near = Q()
    for wish in wishes:
        near |= Q(therapist=UUID(wish.slot.therapist)) & overlapping("therapist", wish.whole)
        near |= Q(room__place=UUID(wish.slot.place)) & overlapping("room", wish.whole)
        if wish.client is not None:
            near |= Q(client=wish.client) & overlapping("client", wish.session)
    return list(Occupancy.objects.filter(active(now)).filter(near).exclude(pk__in=looked_through))


class _Taken:
    """What is taken around the wishes, growing as wishes are examined one after the other."""

    def __init__(self, occupancies: Iterable[Occupancy], clients: Collection[UUID | None], shut: Shut) -> None:
        self.therapists: dict[str, list[tuple[Span, UUID | None]]] = defaultdict(list)
        self.rooms: dict[UUID, list[Span]] = defaultdict(list)
        self.clients: dict[UUID, list[tuple[Span, UUID | None]]] = defaultdict(list)
        self.met: set[UUID] = set()
        for room, minutes in shut.rooms.items():
            self.rooms[room] += [Span(instant(first), instant(until)) for first, until in minutes]
        for each in occupancies:
            self.therapists[str(each.therapist_id)].append((Span(each.therapist_from, each.therapist_until), each.pk))
            self.rooms[each.room_id].append(Span(each.room_from, each.room_until))
            if each.client_id is not None and each.client_id in clients:
                self.clients[each.client_id].append((Span(each.client_from, each.client_until), each.pk))

    def kinds(self, wish: Wish) -> list[ConflictKind]:
        busy = self._meets(self.therapists[wish.slot.therapist], wish.whole)
        elsewhere = wish.client is not None and self._meets(self.clients[wish.client], wish.session)
        return [*([ConflictKind.THERAPIST] if busy else []), *([ConflictKind.CLIENT] if elsewhere else [])]

    def _meets(self, taken: Iterable[tuple[Span, UUID | None]], span: Span) -> bool:
        met = [occupancy for other, occupancy in taken if other.overlaps(span)]
        self.met.update(occupancy for occupancy in met if occupancy is not None)
        return bool(met)

    def free_room(self, rooms: Sequence[UUID], span: Span) -> UUID | None:
        return next((room for room in rooms if not any(other.overlaps(span) for other in self.rooms[room])), None)

    def add(self, wish: Wish, room: UUID | None) -> None:
        self.therapists[wish.slot.therapist].append((wish.whole, None))
        if wish.client is not None:
            self.clients[wish.client].append((wish.session, None))
        if room is not None:
            self.rooms[room].append(wish.whole)


class _Days:
    """How much each therapist has on the wished days, growing as wishes are examined one after the other."""

    def __init__(self, clinic: Clinic, wishes: Sequence[Wish], now: datetime, without: Collection[UUID]) -> None:
        self.zone = clinic.zone
        self.loads = day_loads(clinic=clinic, days={self._day(wish) for wish in wishes}, now=now, without=without)

    def _day(self, wish: Wish) -> tuple[UUID, date]:
        return UUID(wish.slot.therapist), local_day(wish.slot.start, self.zone)

    def kinds(self, wish: Wish) -> list[ConflictKind]:
        load = self.loads.get(self._day(wish))
        if load is None:
            return []
        too_deep = load.is_too_deep_with(wish.deep_minutes)
        return [
            *([ConflictKind.DAY_FULL] if load.is_full else []),
            *([ConflictKind.TOO_MUCH_DEEP_WORK] if too_deep else []),
        ]

    def add(self, wish: Wish) -> None:
        key = self._day(wish)
        if key in self.loads:
            self.loads[key] = self.loads[key].with_session(wish.deep_minutes)


def any_room(place: UUID) -> UUID:
    """A room of the place, taken or not, for a deliberate double booking. Raises Refused (`no_room`) without rooms."""
    room = Room.objects.filter(place=place).order_by("name").first()
    if room is None:
        raise Refused("no_room", "This place has no room.", field="place")
    return room.pk
