"""How fast are the sessions of a sick week, or of flooded rooms, re-placed to a proved optimum?

Twelve therapists of the invented network share one clinic of eight rooms. Forty sessions cannot stay; each may go to
any start within two weeks that is free by itself. Many of them belong to courses with another affected session, the
others have neighbours that stay. With 70 % of the time booked the rooms are full and some sessions find no place at
all; with 50 % there is room to choose.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from benchmarks import workloads
from benchmarks.measure import Goal, Measurement, milliseconds
from ischia.pathway.book.api import (
    Diary,
    MinuteSpan,
    RoomPool,
    ServiceTimes,
    Slot,
    Span,
    find_slots,
    instant,
    joined,
    without,
)
from ischia.pathway.book.repair import repair
from ischia.pathway.book.repair_values import Affected, DayLeft, Kept, RepairProblem, RoomTime, Spacing

THERAPISTS, ROOMS, SESSIONS = 12, 8, 40
DAYS = 42
FIRST_AWAY = workloads.FIRST_DAY + timedelta(days=14)
AROUND = timedelta(days=14)
TIMES = ServiceTimes(minutes=workloads.SESSION_MINUTES, recovery=workloads.BUFFER_MINUTES)
SPACING = Spacing(minimum=2, ideal=4, maximum=5)
ZONE = "Europe/Berlin"
DEEP_MINUTES, DEEP_MINUTES_A_DAY, SESSIONS_A_DAY = 15, 150, 9
LIMIT, SEED = 60.0, 1

Booked = tuple[int, workloads.Booking]
"""A therapist's number and one booking."""


def measurements() -> Iterator[Measurement]:
    problems = (
        ("a sick week, 50 % booked", sick_week(0.5)),
        ("a sick week, 70 % booked", sick_week(0.7)),
        ("two rooms flooded, 50 % booked", flooded_rooms(0.5)),
    )
    for name, problem in problems:
        proposal = repair(problem, deterministic_limit=LIMIT, seed=SEED)
        assert proposal.is_proved
        assert proposal == repair(problem, deterministic_limit=LIMIT, seed=SEED)
        candidates = sum(len(each.candidates) for each in problem.affected)
        placed = SESSIONS - proposal.unplaced
        yield Measurement(
            name=f"repair of {SESSIONS} sessions, {name}",
            workload=(
                f"{THERAPISTS} therapists, {ROOMS} rooms, {candidates:,} candidates; {placed} placed at cost "
                f"{proposal.cost}, proved optimal, twice the same (CP-SAT, 1 worker, deterministic limit {LIMIT:g})"
            ),
            unit="ms",
            run=partial(milliseconds, partial(repair, problem, deterministic_limit=LIMIT, seed=SEED)),
            goal=Goal(at_most=10_000),
        )


def sick_week(fill: float) -> RepairProblem:
    """The first forty sessions of one therapist from a Monday on; that therapist works again after them."""
    opens = _minute(FIRST_AWAY)
    own = [(0, each) for each in clinic(fill)[0].bookings if each.start >= opens][:SESSIONS]
    return _problem(fill, own, away={0: [(opens, own[-1][1].end)]}, shut={}, cause="Therapist 0 is ill")


def flooded_rooms(fill: float) -> RepairProblem:
    """The first forty sessions in two of the rooms from a Monday on; both are shut for two weeks."""
    shut = (_minute(FIRST_AWAY), _minute(FIRST_AWAY + timedelta(days=14)))
    there = [
        (worker.number, each)
        for worker in clinic(fill)
        for each in worker.bookings
        if each.room in (0, 1) and shut[0] <= each.start < shut[1]
    ]
    there.sort(key=lambda booked: (booked[1].start, booked[0]))
    return _problem(fill, there[:SESSIONS], away={}, shut={0: [shut], 1: [shut]}, cause="The room is shut")


@lru_cache(maxsize=2)
def clinic(fill: float) -> tuple[workloads.Worker, ...]:
    """The first twelve therapists, all in one zone."""
    return workloads.one_clinic(THERAPISTS, DAYS, zone=ZONE, fill=fill)


def _problem(
    fill: float,
    booked: Sequence[Booked],
    *,
    away: dict[int, list[MinuteSpan]],
    shut: dict[int, list[MinuteSpan]],
    cause: str,
) -> RepairProblem:
    gone = {(number, each.start) for number, each in booked}
    staying = [(worker.number, each) for worker in clinic(fill) for each in worker.bookings]
    staying = [(number, each) for number, each in staying if (number, each.start) not in gone]
    rooms = [
        RoomTime(
            room=str(room),
            place="p",
            busy=joined([*(_taken(each) for _, each in staying if each.room == room), *shut.get(room, [])]),
        )
        for room in range(ROOMS)
    ]
    diaries = [
        Diary(
            therapist=str(worker.number),
            place="p",
            zone=ZONE,
            working=without(workloads.working_spans(worker, DAYS), away.get(worker.number, [])),
            busy=sorted(_taken(each) for number, each in staying if number == worker.number),
        )
        for worker in clinic(fill)
    ]
    pools = {"p": RoomPool(place="p", busy=[room.busy for room in rooms])}
    now = instant(_minute(FIRST_AWAY) - 60)
    affected, kept = _people(booked, diaries, pools, cause)
    return RepairProblem(
        now=now, zone=ZONE, affected=tuple(affected), rooms=tuple(rooms), kept=tuple(kept), left=_left(staying)
    )


def _people(
    booked: Sequence[Booked], diaries: Sequence[Diary], pools: dict[str, RoomPool], cause: str
) -> tuple[list[Affected], list[Kept]]:
    """Sessions n and n + 20 are visits 1 and 2 of a course where their days allow it; else a visit each side stays."""
    affected: list[Affected] = []
    kept: list[Kept] = []
    for at, (number, each) in enumerate(booked):
        half = len(booked) // 2
        course, visit = at % half, 2 + at // half
        day = instant(each.start).date()
        is_pair = SPACING.minimum <= (instant(booked[course + half][1].start) - instant(booked[course][1].start)).days
        name = f"course {course}" if is_pair else f"course {at}"
        kept += [
            Kept(course=name, number=visit + step, day=day + timedelta(days=step * SPACING.ideal))
            for step in (-1, 1)
            if not is_pair or (step < 0) == (visit == 2)
        ]
        affected.append(_affected(at, name, visit, number, each, diaries, pools, cause))
    return affected, kept


def _affected(
    at: int,
    course: str,
    visit: int,
    number: int,
    each: workloads.Booking,
    diaries: Sequence[Diary],
    pools: dict[str, RoomPool],
    cause: str,
) -> Affected:
    start = instant(each.start)
    slot = Slot(therapist=str(number), place="p", start=start, end=start + timedelta(minutes=TIMES.minutes))
    found = find_slots(diaries, TIMES, Span(start - AROUND, start + AROUND), pools=pools)
    return Affected(
        session=f"{at:02d}",
        client=course,
        course=course,
        number=visit,
        slot=slot,
        times=TIMES,
        spacing=SPACING,
        candidates=frozenset(other for other in found if other.start >= instant(_minute(FIRST_AWAY))),
        cause=cause,
        deep_minutes=DEEP_MINUTES,
        is_told=at % 4 == 0,
        half_day=("any", "morning", "afternoon")[at % 3],
    )


def _left(staying: Sequence[Booked]) -> dict[tuple[str, date], DayLeft]:
    counted: dict[tuple[int, date], int] = {}
    for number, each in staying:
        key = number, instant(each.start).date()
        counted[key] = counted.get(key, 0) + 1
    return {
        (str(number), day): DayLeft(
            sessions=max(0, SESSIONS_A_DAY - count),
            deep_minutes=max(0, DEEP_MINUTES_A_DAY - DEEP_MINUTES * count),
        )
        for (number, day), count in counted.items()
    }


def _taken(each: workloads.Booking) -> MinuteSpan:
    return each.start, each.end + workloads.BUFFER_MINUTES


def _minute(day: date) -> int:
    return workloads.epoch_minute(ZoneInfo(ZONE), day, 0)
