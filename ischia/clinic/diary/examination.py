"""What stands in the way of the times that somebody wishes for, and which room is free for each?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from ischia.clinic.audit.api import key, keys, moment, prepared
from ischia.clinic.diary.availability_sources import HOURS, by_place
from ischia.clinic.diary.closures import Shut, off_and_shut
from ischia.clinic.diary.limits import day_loads
from ischia.clinic.diary.mapping import service_times, weekly_hours
from ischia.clinic.diary.models import Occupancy, OccupancyState
from ischia.clinic.diary.queries import LONGEST, bookable_window
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic, Place, Room, Service
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
    UNREGISTERED = "registration_ends"


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
    """What was found when wishes were held against the diary: everything in the way, and a room for each wish.

    `in_the_way`: for each wish, the occupancies it would overlap: of its therapist, its client, and the room that it
    would take.
    `run_out`: holds that have run out and stand where the wishes would be, to be given back when the time is taken.
    """

    conflicts: tuple[Conflict, ...]
    rooms: tuple[UUID | None, ...]
    in_the_way: tuple[tuple[UUID, ...], ...] = ()
    run_out: tuple[UUID, ...] = ()

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
    another. Five queries, whatever the number of wishes.

    Raises:
        Refused: `unknown_place`, for a place of another clinic.
    """
    zone = ZoneInfo(clinic.zone)
    around = _around([wish.slot for wish in wishes])
    rooms = _rooms_by_place(clinic, {wish.slot.place for wish in wishes})
    therapists = {UUID(wish.slot.therapist) for wish in wishes}
    off, shut = off_and_shut(clinic, therapists, around)
    working, last_days = _working(clinic, therapists, around, off)
    near = _neighbours(wishes, [room for each in rooms.values() for room in each], without)
    run_out = tuple(each.id for each in near if each.has_run_out(now))
    taken = _Taken([each for each in near if not each.has_run_out(now)], {wish.client for wish in wishes}, shut)
    days = _Days(clinic, wishes, now, without)
    conflicts: list[Conflict] = []
    chosen: list[UUID | None] = []
    in_the_way: list[tuple[UUID, ...]] = []
    for index, wish in enumerate(wishes):
        slot, times = wish.slot, service_times(wish.service)
        asked = [each for each in rooms[slot.place] if wish.room in (None, each)]
        room = taken.free_room(asked, wish.whole)
        kinds = [
            *_outside(clinic, slot, now, by_staff=by_staff),
            *_unworked(slot, working.get((slot.therapist, slot.place), []), times, zone),
            *([ConflictKind.CLOSED] if _is_shut(slot, shut) else []),
            *taken.kinds(wish),
            *([ConflictKind.ROOM] if room is None else []),
            *days.kinds(wish),
            *_unregistered(slot, last_days, clinic.zone),
        ]
        conflicts += [Conflict(index=index, slot=slot, kind=kind) for kind in kinds]
        in_the_way.append(taken.in_the_way(wish, room or wish.room or next(iter(asked), None)))
        chosen.append(room)
        taken.add(wish, room)
        days.add(wish)
    return Examination(conflicts=tuple(conflicts), rooms=tuple(chosen), in_the_way=tuple(in_the_way), run_out=run_out)


def _around(slots: Sequence[Slot]) -> Span:
    return Span(min(slot.start for slot in slots) - LONGEST, max(slot.end for slot in slots) + LONGEST)


def _working(
    clinic: Clinic, therapists: Collection[UUID], around: Span, off: Mapping[UUID, Sequence[MinuteSpan]]
) -> tuple[dict[tuple[str, str], list[MinuteSpan]], dict[str, date]]:
    """When each of the therapists works at each place, around the wished days, but for the time `off`.

    And the last day of the registration of each who has one that was checked. One query.
    """
    first, last = local_day(around.start, clinic.zone), local_day(around.end, clinic.zone)
    rows = _hours.rows(clinic=clinic.pk, therapists=list(therapists))
    last_days = {str(therapist): day for therapist, *_, day in rows if day is not None}
    hours = [row[:-1] for row in rows if row[1] is not None]
    working = {
        (str(therapist), str(place)): left_of(
            working_minutes(weekly_hours(rows, clinic.zone), first, last), off.get(therapist, ())
        )
        for (therapist, place), rows in by_place(hours).items()
    }
    return working, last_days


@prepared
def _hours(therapists: int) -> QuerySet[Therapist, Any]:
    """A row for each stretch of weekly hours; one without for who has none."""
    checked = Q(registrations__checked_on__isnull=False)
    return (
        Therapist.objects.filter(pk__in=keys("therapists", therapists), clinic=key("clinic"), is_active=True)
        .values_list("pk", *(f"working_hours__{name}" for name in HOURS[1:]))
        .annotate(last_day=Max("registrations__expires_on", filter=checked))
        .order_by("pk", "working_hours__place_id")
    )


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


def _unregistered(wish: Slot, last_days: Mapping[str, date], zone: str) -> list[ConflictKind]:
    """Nobody is booked for a day after the last of the therapist's registration; who has none is refused elsewhere."""
    last = last_days.get(wish.therapist)
    return [ConflictKind.UNREGISTERED] if last is not None and local_day(wish.start, zone) > last else []


def _is_shut(wish: Slot, shut: Shut) -> bool:
    start, end = floor_minute(wish.start), ceil_minute(wish.end)
    return any(first < end and start < until for first, until in shut.of_place(UUID(wish.place)))


def _rooms_by_place(clinic: Clinic, places: Collection[str]) -> dict[str, list[UUID]]:
    """The rooms of each place by name. Refused where a place is not the clinic's, which no override could lift."""
    rooms: dict[str, list[UUID]] = {}
    for place, room in _rooms.rows(clinic=clinic.pk, places=[UUID(place) for place in places]):
        rooms.setdefault(str(place), []).extend([] if room is None else [room])
    if len(rooms) < len(places):
        raise Refused("unknown_place", "This place does not belong to the clinic.", field="slots")
    return rooms


@prepared
def _rooms(places: int) -> QuerySet[Place, Any]:
    return (
        Place.objects.filter(clinic=key("clinic"), pk__in=keys("places", places))
        .order_by("rooms__name")
        .values_list("pk", "rooms__pk")
    )


class _Neighbour(NamedTuple):
    """An occupancy near a wish, held or firm."""

    id: UUID
    therapist: UUID
    room: UUID
    client: UUID | None
    therapist_from: datetime
    therapist_until: datetime
    room_from: datetime
    room_until: datetime
    client_from: datetime
    client_until: datetime
    state: str
    expires_at: datetime | None

    def has_run_out(self, now: datetime) -> bool:
        return self.state == OccupancyState.HELD and self.expires_at is not None and self.expires_at <= now


def _neighbours(wishes: Sequence[Wish], rooms: Sequence[UUID], without: Collection[UUID]) -> list[_Neighbour]:
    """Occupancies, held or firm, that share therapist, place or client with a wish and overlap it."""
    for_somebody = [wish for wish in wishes if wish.client is not None]
    rows = _near.rows(
        therapists=[UUID(wish.slot.therapist) for wish in wishes],
        rooms=list(rooms),
        clients=[wish.client for wish in for_somebody],
        without=list(without),
        **_ends("whole", [wish.whole for wish in wishes]),
        **_ends("session", [wish.session for wish in for_somebody]),
    )
    return [_Neighbour(*row) for row in rows]


def _ends(name: str, spans: Sequence[Span]) -> dict[str, list[datetime]]:
    """What `_meeting` binds for a list of stretches."""
    return {
        f"{name}_looked_back": [span.start - LONGEST for span in spans],
        f"{name}_start": [span.start for span in spans],
        f"{name}_end": [span.end for span in spans],
    }


def _meeting(who: str, name: str, at: int) -> Q:
    """Occupancies that take `who` (therapist, room or client) during the `at`-th stretch of that name."""
    looked_back, start, end = (moment(f"{name}_{each}", at) for each in ("looked_back", "start", "end"))
    return Q(**{f"{who}_from__gt": looked_back, f"{who}_from__lt": end, f"{who}_until__gt": start})


@prepared
def _near(therapists: int, rooms: int, clients: int, without: int, **_: int) -> QuerySet[Occupancy, Any]:
    near = Q()
    for at in range(therapists):
        near |= Q(therapist=key("therapists", at)) & _meeting("therapist", "whole", at)
        if rooms:
            near |= Q(room__pk__in=keys("rooms", rooms)) & _meeting("room", "whole", at)
    for at in range(clients):
        near |= Q(client=key("clients", at)) & _meeting("client", "session", at)
    taken = Occupancy.objects.filter(near, state__in=(OccupancyState.HELD, OccupancyState.FIRM))
    seen = taken.exclude(pk__in=keys("without", without)) if without else taken
    return seen.order_by().values_list(
        "pk",
        "therapist_id",
        "room_id",
        "client_id",
        *(f"{who}_{end}" for who in ("therapist", "room", "client") for end in ("from", "until")),
        "state",
        "expires_at",
    )


class _Taken:
    """What is taken around the wishes, growing as wishes are examined one after the other."""

    def __init__(self, neighbours: Iterable[_Neighbour], clients: Collection[UUID | None], shut: Shut) -> None:
        self.therapists: dict[str, list[tuple[Span, UUID | None]]] = defaultdict(list)
        self.rooms: dict[UUID, list[tuple[Span, UUID | None]]] = defaultdict(list)
        self.clients: dict[UUID, list[tuple[Span, UUID | None]]] = defaultdict(list)
        for room, minutes in shut.rooms.items():
            self.rooms[room] += [(Span(instant(first), instant(until)), None) for first, until in minutes]
        for each in neighbours:
            self.therapists[str(each.therapist)].append((Span(each.therapist_from, each.therapist_until), each.id))
            self.rooms[each.room].append((Span(each.room_from, each.room_until), each.id))
            if each.client is not None and each.client in clients:
                self.clients[each.client].append((Span(each.client_from, each.client_until), each.id))

    def kinds(self, wish: Wish) -> list[ConflictKind]:
        busy = _overlaps(self.therapists[wish.slot.therapist], wish.whole)
        elsewhere = wish.client is not None and _overlaps(self.clients[wish.client], wish.session)
        return [*([ConflictKind.THERAPIST] if busy else []), *([ConflictKind.CLIENT] if elsewhere else [])]

    def in_the_way(self, wish: Wish, room: UUID | None) -> tuple[UUID, ...]:
        """The occupancies, other wishes left out, that the wish would overlap in this room."""
        met = [
            *_met(self.therapists[wish.slot.therapist], wish.whole),
            *(_met(self.clients[wish.client], wish.session) if wish.client is not None else ()),
            *(_met(self.rooms[room], wish.whole) if room is not None else ()),
        ]
        return tuple(sorted(set(met)))

    def free_room(self, rooms: Sequence[UUID], span: Span) -> UUID | None:
        return next((room for room in rooms if not _overlaps(self.rooms[room], span)), None)

    def add(self, wish: Wish, room: UUID | None) -> None:
        self.therapists[wish.slot.therapist].append((wish.whole, None))
        if wish.client is not None:
            self.clients[wish.client].append((wish.session, None))
        if room is not None:
            self.rooms[room].append((wish.whole, None))


def _overlaps(taken: Iterable[tuple[Span, UUID | None]], span: Span) -> bool:
    return any(other.overlaps(span) for other, _ in taken)


def _met(taken: Iterable[tuple[Span, UUID | None]], span: Span) -> list[UUID]:
    return [occupancy for other, occupancy in taken if occupancy is not None and other.overlaps(span)]


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
