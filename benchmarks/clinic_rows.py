"""How do the invented clinics get into the database? Imports models: only after Django is set up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from benchmarks.workloads import BUFFER_MINUTES, ROOMS_PER_CLINIC, SESSION_MINUTES, Network, Worker
from ischia.clinic.diary.api import OccupancyState, Stretch, Wish, WorkingHours, examine, take
from ischia.clinic.people.models import Therapist, User
from ischia.clinic.places.api import Clinic, Place, Room, Service
from ischia.pathway.book.api import Slot, instant, local_day

INSERT = """
INSERT INTO diary_occupancy (id, therapist_id, room_id, state, therapist_from, room_from, client_from,
                             therapist_until, room_until, client_until, day, deep_minutes)
VALUES (%s, %s, %s, 'firm', {instant}, {instant}, {instant}, {instant}, {instant}, {instant}, %s, 0)
"""
INSTANT = {"sqlite": "datetime(%s, 'unixepoch')", "postgresql": "to_timestamp(%s)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicRows:
    """One clinic in the database with its service and its therapists in the order of the workload."""

    clinic: Clinic
    service: Service
    therapists: tuple[UUID, ...]

    def first(self, count: int) -> tuple[UUID, ...] | None:
        """The first therapists of the clinic; None, which means everybody, when that is all of them."""
        return None if count >= len(self.therapists) else self.therapists[:count]


def rows_of(network: Network) -> Iterator[ClinicRows]:
    """Write each clinic of the network: place, rooms, hours and every booking as a firm occupancy."""
    for number in sorted({worker.clinic for worker in network.workers}):
        workers = [worker for worker in network.workers if worker.clinic == number]
        yield clinic_rows(number, workers, network.days)


def clinic_rows(number: int, workers: Sequence[Worker], days: int) -> ClinicRows:
    clinic = Clinic.objects.create(
        name=f"Clinic {number}",
        slug=f"clinic-{number}",
        zone=workers[0].zone,
        locale="en-gb",
        currency="GBP",
        emergency_number="999",
        urgent_number="111",
        crisis_number="116123",
        notice_minutes=0,
        horizon_days=days + 7,
    )
    place = Place.objects.create(clinic=clinic, name="House", address="1 Street", postcode="AB1 2CD")
    away = Place.objects.create(clinic=clinic, name="Visits", address="at home", postcode="AB1 2CD")
    rooms = Room.objects.bulk_create(Room(place=place, name=f"Room {room}") for room in range(ROOMS_PER_CLINIC))
    service = Service.objects.create(
        clinic=clinic,
        name="Session",
        slug="session",
        minutes=SESSION_MINUTES,
        recovery_minutes=BUFFER_MINUTES,
        price_minor=5000,
    )
    therapists = [write_worker(worker, clinic, place, away, rooms) for worker in workers]
    return ClinicRows(clinic=clinic, service=service, therapists=tuple(therapists))


def write_worker(worker: Worker, clinic: Clinic, place: Place, away: Place, rooms: Sequence[Room]) -> UUID:
    user = User.objects.create(email=f"therapist-{worker.number}@example.org", name=f"Therapist {worker.number}")
    therapist = Therapist.objects.create(clinic=clinic, user=user, name=user.name)
    therapist.places.add(place)
    own_room = Room.objects.create(place=away, name=f"Visits of {worker.number}")
    WorkingHours.objects.bulk_create(
        WorkingHours(therapist=therapist, place=place, weekday=weekday, start=clock(begin), end=clock(end))
        for weekday, spans in worker.weekly.items()
        for begin, end in spans
    )
    write_bookings(worker, therapist.pk, [room.pk for room in rooms], own_room.pk)
    return therapist.pk


def write_bookings(worker: Worker, therapist: UUID, rooms: Sequence[UUID], own_room: UUID) -> None:
    """Firm occupancies, half a million in the largest size: past the models for speed, not past the triggers."""
    insert = INSERT.format(instant=INSTANT[connection.vendor])
    with connection.cursor() as cursor:
        cursor.executemany(
            insert,
            [
                (
                    key(uuid4()),
                    key(therapist),
                    key(own_room if booking.room is None else rooms[booking.room]),
                    *[60 * booking.start] * 3,
                    *[60 * (booking.end + BUFFER_MINUTES)] * 2,
                    60 * booking.end,
                    local_day(instant(booking.start), worker.zone).isoformat(),
                )
                for booking in worker.bookings
            ],
        )


def key(own: UUID) -> Any:
    """An id as the database keeps it."""
    return own.hex if connection.vendor == "sqlite" else own


def book(clinics: Sequence[ClinicRows], wished: Sequence[Slot]) -> None:
    """Book those of the wished slots that do not take anything twice, as the clinics' own service does."""
    service_of = {str(therapist): rows.service for rows in clinics for therapist in rows.therapists}
    clinic_of = {str(therapist): rows.clinic for rows in clinics for therapist in rows.therapists}
    for slot in wished:
        wish = Wish(slot=slot, service=service_of[slot.therapist], client=None)
        found = examine(clinic=clinic_of[slot.therapist], wishes=[wish], now=slot.start, by_staff=True)
        if found.rooms[0] is not None and not found.conflicts:
            taken = Stretch(
                therapist=UUID(slot.therapist),
                room=found.rooms[0],
                client=None,
                whole=wish.whole,
                session=wish.session,
                day=local_day(slot.start, clinic_of[slot.therapist].zone),
            )
            take(stretches=[taken], state=OccupancyState.FIRM, expires_at=None)


def clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
