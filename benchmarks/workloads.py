"""Which invented clinics are measured? Seeded: the same arguments give the same clinics on every machine.

Ten therapists share a clinic and eight rooms; the clinics lie in eight time zones. Weekly hours have a lunch break, one
therapist in five works on Saturdays, services last 30, 45 or 60 minutes with 10 minutes kept free after each, 70 % of
the working minutes are booked, and 30 days from the first hold the clock changes of America and of Europe. Times are
epoch minutes. `reference_starts` is slow and obviously right: what a measured search returns is compared with it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEED = 20260101
FIRST_DAY = date(2027, 3, 1)  # a Monday; America changes its clocks on 14 March, Europe on the 28th
SESSION_MINUTES = 45
BUFFER_MINUTES = 10
STEP_MINUTES = 15
FILL = 0.70
ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Europe/Lisbon",
    "America/Sao_Paulo",
)
THERAPISTS_PER_CLINIC, ROOMS_PER_CLINIC = 10, 8

Minutes = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One booked session in epoch minutes, without its buffer; `room` is None for home and video visits."""

    start: int
    end: int
    room: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One invented therapist: weekly hours in minutes after local midnight by weekday, and what is booked."""

    number: int
    clinic: int
    zone: str
    weekly: dict[int, tuple[Minutes, ...]]
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Therapists and the window, in epoch minutes, in which a session is sought."""

    days: int
    window: Minutes
    workers: tuple[Worker, ...]


def epoch_minute(zone: ZoneInfo, day: date, minute_of_day: int) -> int:
    local = datetime.combine(day, time(minute_of_day // 60, minute_of_day % 60), zone)
    return int(local.astimezone(UTC).timestamp()) // 60


def network(therapists: int, days: int) -> Network:
    """Invent `therapists` therapists with their diaries over `days` days; therapist n is the same in every size."""
    zone = ZoneInfo("UTC")
    window = (epoch_minute(zone, FIRST_DAY, 0), epoch_minute(zone, FIRST_DAY + timedelta(days=days), 0))
    workers = [
        _worker(number, days, clinic=_clinic(number), zone=_zone(number, therapists)) for number in range(therapists)
    ]
    return Network(days=days, window=window, workers=tuple(_with_rooms(workers)))


def _clinic(number: int) -> int:
    return number // THERAPISTS_PER_CLINIC


def _zone(number: int, therapists: int) -> str:
    return ZONES[_clinic(number) % len(ZONES)] if therapists > 1 else "Europe/Berlin"


def one_clinic(therapists: int, days: int, *, zone: str, fill: float = FILL) -> tuple[Worker, ...]:
    """The same therapists with the same chances, but all in one zone and sharing the eight rooms of one clinic."""
    workers = [_worker(number, days, clinic=0, zone=zone, fill=fill) for number in range(therapists)]
    return tuple(_with_rooms(workers))


def _worker(number: int, days: int, *, clinic: int, zone: str, fill: float = FILL) -> Worker:
    chance = random.Random(f"{SEED}:{number}")
    weekly = _weekly_hours(chance)
    chance.sample(["physio", "speech", "ot", "psych", "lymph", "manual"], 2)  # keeps step with the reference generator
    bookings: list[Booking] = []
    for offset in range(-1, days + 1):  # a day of margin on each side
        day = FIRST_DAY + timedelta(days=offset)
        for span in weekly.get(day.weekday(), ()):
            bookings += _booked(chance, ZoneInfo(zone), day, span, fill)
    return Worker(number=number, clinic=clinic, zone=zone, weekly=weekly, bookings=tuple(bookings))


def _weekly_hours(chance: random.Random) -> dict[int, tuple[Minutes, ...]]:
    begin = chance.choice([480, 510, 540])
    lunch = chance.choice([(720, 780), (750, 795)])
    end = chance.choice([990, 1020, 1080])
    weekly: dict[int, tuple[Minutes, ...]] = dict.fromkeys(range(5), ((begin, lunch[0]), (lunch[1], end)))
    if chance.random() < 0.2:
        weekly[5] = ((540, 780),)
    return weekly


def _booked(chance: random.Random, zone: ZoneInfo, day: date, span: Minutes, fill: float) -> Iterator[Booking]:
    """Lay sessions back to back over the working span, then drop some at random down to the wanted fill."""
    tiles: list[Minutes] = []
    cursor = span[0]
    while cursor + (length := chance.choice([30, 45, 60])) <= span[1]:
        tiles.append((cursor, length))
        cursor += length + BUFFER_MINUTES
    kept = fill * (span[1] - span[0]) / max(1, sum(length for _, length in tiles))
    for begin, length in tiles:
        if chance.random() < kept:
            start = epoch_minute(zone, day, begin)
            yield Booking(start=start, end=start + length)


def _with_rooms(workers: list[Worker]) -> Iterator[Worker]:
    """Give each booking the lowest free room of its clinic, none where all are taken."""
    rooms: dict[tuple[int, int], int | None] = {}
    for clinic in {worker.clinic for worker in workers}:
        free_at = [0] * ROOMS_PER_CLINIC
        rows = sorted(
            (booking.start, booking.end + BUFFER_MINUTES, worker.number, index)
            for worker in workers
            if worker.clinic == clinic
            for index, booking in enumerate(worker.bookings)
        )
        for start, until, number, index in rows:
            room = next((room for room in range(ROOMS_PER_CLINIC) if free_at[room] <= start), None)
            if room is not None:
                free_at[room] = until
            rooms[number, index] = room
    for worker in workers:
        placed = tuple(
            Booking(start=booking.start, end=booking.end, room=rooms[worker.number, index])
            for index, booking in enumerate(worker.bookings)
        )
        yield Worker(
            number=worker.number, clinic=worker.clinic, zone=worker.zone, weekly=worker.weekly, bookings=placed
        )


def working_spans(worker: Worker, days: int) -> list[Minutes]:
    """The worker's hours as epoch minutes, one span per stretch and day."""
    zone = ZoneInfo(worker.zone)
    dates = (FIRST_DAY + timedelta(days=offset) for offset in range(-1, days + 1))
    return [
        (epoch_minute(zone, day, begin), epoch_minute(zone, day, end))
        for day in dates
        for begin, end in worker.weekly.get(day.weekday(), ())
    ]


def reference_starts(sought: Network) -> list[list[int]]:
    """Per therapist, every quarter hour at which a session may start, found by trying each. Rooms are not looked at."""
    return [[start for start in _candidates(worker, sought) if _is_free(worker, start)] for worker in sought.workers]


def _candidates(worker: Worker, sought: Network) -> Iterator[int]:
    opens, closes = sought.window
    for begin, end in working_spans(worker, sought.days):
        first = -(-max(begin, opens) // STEP_MINUTES) * STEP_MINUTES
        yield from range(first, min(end, closes) - SESSION_MINUTES + 1, STEP_MINUTES)


def _is_free(worker: Worker, start: int) -> bool:
    until = start + SESSION_MINUTES + BUFFER_MINUTES
    return not any(booking.start < until and start < booking.end + BUFFER_MINUTES for booking in worker.bookings)
