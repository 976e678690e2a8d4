"""How does an event become a problem that the engine can solve?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

from ischia.clinic.book.mapping import deep_minutes_of, liked_of, slot_of
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.policies import gates_for
from ischia.clinic.book.repair.affected import Displaced, occupancies_of
from ischia.clinic.book.repair.blocks import Block, blocks_of
from ischia.clinic.book.repair.events import Event
from ischia.clinic.book.repair.loading import Around, load
from ischia.clinic.book.statuses import TAKING_TIME
from ischia.clinic.diary.api import bookable_window, service_times
from ischia.clinic.match.api import not_offered, techniques_of
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import (
    Diary,
    MinuteSpan,
    Permission,
    RoomPool,
    ServiceTimes,
    Slot,
    Span,
    find_slots,
    floor_minute,
    joined,
    local_day,
)
from ischia.pathway.book.repair_values import Affected, DayLeft, Kept, RepairProblem, RoomTime, Spacing

AROUND = timedelta(days=14)
"""How far from its old time a session is looked for a new one."""


def problem_of(displaced: Sequence[Displaced], event: Event, *, clinic: Clinic, now: datetime) -> RepairProblem:
    """Everything that decides where the displaced sessions can go: a dozen queries, however many they are."""
    wide = Span(
        min(each.session.starts_at for each in displaced) - AROUND,
        max(each.session.ends_at for each in displaced) + AROUND,
    )
    window = bookable_window(clinic, now, wide)
    padded = Span(min(wide.start, window.start) - timedelta(days=1), wide.end + timedelta(days=1))
    around = load(clinic=clinic, event=event, window=padded, now=now, looked_through=occupancies_of(displaced))
    blocks = blocks_of([each.session for each in displaced], clinic.zone)
    return RepairProblem(
        now=now,
        zone=clinic.zone,
        affected=tuple(_affected(displaced, around, event, window, now, blocks)),
        rooms=tuple(_rooms(around)),
        kept=tuple(_kept(displaced, clinic, blocks)),
        left=_left(around),
        names={
            **{str(each.pk): each.name for each in around.therapists},
            **{str(room.place_id): room.place.name for room in around.rooms},
            **{str(each.session.therapist_id): each.session.therapist.name for each in displaced},
        },
    )


def digest_of(problem: RepairProblem) -> str:
    """A name for the problem: the same diary and event give the same one."""
    affected = [
        (each.session, sorted((slot.start.isoformat(), slot.therapist, slot.place) for slot in each.candidates))
        for each in problem.affected
    ]
    rest = [
        problem.zone,
        problem.rooms,
        problem.kept,
        sorted((*map(str, key), left) for key, left in problem.left.items()),
    ]
    return sha256(msgspec.json.encode([affected, rest], order="deterministic")).hexdigest()


def _rooms(around: Around) -> Iterable[RoomTime]:
    busy: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    for taken in around.taken:
        busy[taken.room].append(taken.of_room)
    for room in around.rooms:
        spans = joined([*busy[room.pk], *around.shut_rooms[room.pk]])
        yield RoomTime(room=str(room.pk), place=str(room.place_id), busy=spans)


def _kept(displaced: Sequence[Displaced], clinic: Clinic, blocks: Mapping[UUID, Block]) -> Iterable[Kept]:
    """The sessions for the same problems that stay, done ones included. One query."""
    rows = Session.objects.filter(course__episode__in=blocks, status__in=(*TAKING_TIME, Status.DONE)).exclude(
        pk__in=[each.session.pk for each in displaced]
    )
    kept = rows.order_by("course_id", "number").values_list("course_id", "number", "starts_at", "course__episode_id")
    for course, number, starts_at, episode in kept:
        block = blocks[episode].name if blocks[episode].holds(starts_at) else ""
        yield Kept(course=str(course), number=number, day=local_day(starts_at, clinic.zone), block=block)


def _left(around: Around) -> dict[tuple[str, date], DayLeft]:
    """What is left of each day of each therapist who has a limit; a day with nothing on it has all of it left."""
    most = {
        each.pk: (
            _first_set(each.sessions_a_day, around.clinic.sessions_a_day),
            _first_set(each.deep_minutes_a_day, around.clinic.deep_minutes_a_day),
        )
        for each in around.therapists
    }
    booked: dict[tuple[UUID, date], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for taken in around.taken:
        sessions, deep = booked[taken.therapist, taken.day]
        booked[taken.therapist, taken.day] = sessions + 1, deep + taken.deep_minutes
    first = local_day(around.window.start, around.clinic.zone)
    days = (local_day(around.window.end, around.clinic.zone) - first).days + 1
    left = {}
    for therapist, (most_sessions, most_deep) in most.items():
        if most_sessions is None and most_deep is None:
            continue
        for day in (first + timedelta(days=number) for number in range(days)):
            sessions, deep = booked[therapist, day]
            left[str(therapist), day] = DayLeft(
                sessions=None if most_sessions is None else most_sessions - sessions,
                deep_minutes=None if most_deep is None else most_deep - deep,
            )
    return left


def _first_set(own: int | None, of_clinic: int | None) -> int | None:
    return of_clinic if own is None else own


def _affected(
    displaced: Sequence[Displaced],
    around: Around,
    event: Event,
    window: Span,
    now: datetime,
    blocks: Mapping[UUID, Block],
) -> Iterable[Affected]:
    free = _free(displaced, around, window)
    gates = gates_for([each.session.course.episode_id for each in displaced], now=now)
    for each in displaced:
        session = each.session
        gate = gates[session.course.episode_id]
        course = session.course.care_plan.plan["course"]
        block = blocks[session.course.episode_id]
        liked = liked_of(session.course)
        may_move = gate.permission is Permission.CONFIRM
        candidates = _candidates(session, free[service_times(session.service)], around, now) if may_move else ()
        yield Affected(
            session=str(session.pk),
            client=str(session.client_id),
            course=str(session.course_id),
            number=session.number,
            slot=slot_of(session),
            times=service_times(session.service),
            spacing=Spacing(
                minimum=course["spacing_minimum_days"],
                ideal=course["spacing_ideal_days"],
                maximum=course["spacing_maximum_days"],
            ),
            candidates=frozenset(slot for slot in candidates if not event.sessions or slot != slot_of(session)),
            cause=each.cause,
            barred="" if may_move else gate.why_not,
            deep_minutes=deep_minutes_of(session.course.care_plan, session.service),
            is_told=each.is_told,
            half_day=liked.half_day,
            weekdays=liked.weekdays,
            windows=liked.windows,
            block=block.name if block.holds(session.starts_at) else "",
            block_days=block.days,
        )


def _free(displaced: Sequence[Displaced], around: Around, window: Span) -> Mapping[ServiceTimes, tuple[Slot, ...]]:
    busy: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    for taken in around.taken:
        busy[taken.therapist].append(taken.of_therapist)
    diaries = [
        Diary(
            therapist=str(therapist),
            place=str(place),
            zone=around.clinic.zone,
            working=spans,
            busy=sorted(busy[therapist]),
        )
        for (therapist, place), spans in around.working.items()
    ]
    rooms: dict[str, list[Sequence[MinuteSpan]]] = defaultdict(list)
    for room in _rooms(around):
        rooms[room.place].append(room.busy)
    pools = {place: RoomPool(place=place, busy=spans) for place, spans in rooms.items()}
    times = {service_times(each.session.service) for each in displaced}
    return {each: find_slots(diaries, each, window, pools=pools) for each in times}


def _candidates(session: Session, free: Sequence[Slot], around: Around, now: datetime) -> Iterable[Slot]:
    """Free slots near the old time, by those who may treat the client and when the client has no other visit."""
    refused = not_offered(
        around.therapists,
        service=session.service,
        techniques=techniques_of(session.course.care_plan),
        today=local_day(now, around.clinic.zone),
    )
    last_days = {str(each.pk): each.registered_until for each in around.therapists}
    opens, closes = session.starts_at - AROUND, session.ends_at + AROUND
    elsewhere = [taken.of_client for taken in around.taken if taken.client == session.client_id]
    for slot in free:
        if opens <= slot.start and slot.end <= closes and UUID(slot.therapist) not in refused:
            start, end = floor_minute(slot.start), floor_minute(slot.end)
            last = last_days[slot.therapist]
            is_registered = last is not None and local_day(slot.start, around.clinic.zone) <= last
            if is_registered and not any(first < end and start < until for first, until in elsewhere):
                yield slot
