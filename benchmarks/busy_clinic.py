"""How does the demo clinic become a busy one, so that pages are measured beside many rows and not in an empty house?

    python -m benchmarks.busy_clinic       on the loaded demo clinic that ISCHIA_VAR names

Twenty therapists in all, and 2,000 clients more with a course of 20 sessions each: 40,000 sessions, eight a day for
every new therapist, four fifths of them past. Rows are written in bulk; the database's rules hold for each of them.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import django
from django.db import transaction
from django.utils import timezone

THERAPISTS, CLIENTS, SESSIONS_EACH, A_DAY, DAYS_PAST = 20, 2000, 20, 8, 280
FIRST_HOUR = 8
LENGTH, RECOVERY = timedelta(minutes=45), timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hired:
    """One new therapist with a room of their own, and how many clients they share the days out to."""

    therapist: Any
    room: Any
    clients: int


def make_busy(now: datetime) -> None:
    """Write everything in one transaction."""
    from ischia.clinic.people.api import Therapist
    from ischia.clinic.places.api import Place, Service, current_clinic

    clinic = current_clinic()
    place = Place.objects.filter(clinic=clinic).first()
    service = Service.objects.filter(clinic=clinic, kind="visit").first()
    missing = THERAPISTS - Therapist.objects.filter(clinic=clinic).count()
    with transaction.atomic():
        hired = [hire(clinic, place, number, CLIENTS // missing + 1, now) for number in range(missing)]
        rows = [
            client_rows(hired[number % missing], service, number, number // missing, now) for number in range(CLIENTS)
        ]
        for kind in zip(*rows, strict=True):
            write([row for rows_of_client in kind for row in rows_of_client])


def write(rows: Sequence[Any]) -> None:
    type(rows[0])._default_manager.bulk_create(rows, batch_size=2000)


def hire(clinic: Any, place: Any, number: int, clients: int, now: datetime) -> Hired:
    from ischia.clinic.diary.api import WorkingHours
    from ischia.clinic.people.models import Registration, Skill, Therapist, User
    from ischia.clinic.places.api import Room

    user = User.objects.create(email=f"busy-{number}@example.org", name=f"Therapist {number}")
    therapist = Therapist.objects.create(clinic=clinic, user=user, name=user.name, languages=["en"])
    therapist.places.add(place)
    day = now.date()
    Registration.objects.create(
        therapist=therapist, body="Bench", number=str(number), checked_on=day, expires_on=day + timedelta(days=365)
    )
    Skill.objects.create(therapist=therapist, technique="trigger_point", evidence="Diploma")
    WorkingHours.objects.bulk_create(
        WorkingHours(therapist=therapist, place=place, weekday=weekday, start=time(FIRST_HOUR), end=time(18))
        for weekday in range(7)
    )
    return Hired(therapist=therapist, room=Room.objects.create(place=place, name=f"Own {number}"), clients=clients)


def client_rows(hired: Hired, service: Any, number: int, rank: int, now: datetime) -> tuple[list[Any], ...]:
    """The rows of one client, those of each table in one list, in the order in which they can be written."""
    from ischia.clinic.book.api import Course
    from ischia.clinic.people.api import Client, Episode
    from ischia.clinic.plan.api import CarePlan
    from ischia.clinic.screen.api import Screening

    came = now - timedelta(days=DAYS_PAST + 1)
    client = Client(clinic=hired.therapist.clinic, name=f"Client {number}", registered_at=came)
    episode = Episode(client=client, opened_at=came)
    screening = Screening(
        episode=episode,
        purpose="booking",
        findings={},
        outcome="clear",
        level="clear",
        verdict={"reasons": []},
        knowledge_version="bench",
        answered_by="client",
        completed_at=came,
    )
    plan = CarePlan(
        episode=episode,
        plan={"blocks": [{"technique": "trigger_point", "pressure": 3, "minutes": 10}]},
        sessions=SESSIONS_EACH,
        session_minutes=45,
        knowledge_version="bench",
        at=came,
        actor="bench",
    )
    course = Course(
        episode=episode, care_plan=plan, service=service, request_key=f"busy {number}", held_at=came, booked_at=came
    )
    pairs = list(sessions_of(hired, course, screening, client, rank, now))
    return (
        [client],
        [episode],
        [screening],
        [plan],
        [course],
        [occupancy for occupancy, _session in pairs],
        [session for _occupancy, session in pairs],
    )


def sessions_of(
    hired: Hired, course: Any, screening: Any, client: Any, rank: int, now: datetime
) -> Iterator[tuple[Any, Any]]:
    """Each session with the time it takes. The therapist's clients take turns, so that nobody comes twice a week."""
    from ischia.clinic.book.api import Session, Status
    from ischia.clinic.diary.api import Occupancy, OccupancyState

    opening = now.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0) - timedelta(days=DAYS_PAST)
    for number in range(SESSIONS_EACH):
        day, hour = divmod(number * hired.clients + rank, A_DAY)
        start = opening + timedelta(days=day, hours=hour)
        occupancy = Occupancy(
            therapist=hired.therapist,
            room=hired.room,
            client=client,
            therapist_from=start,
            therapist_until=start + LENGTH + RECOVERY,
            room_from=start,
            room_until=start + LENGTH + RECOVERY,
            client_from=start,
            client_until=start + LENGTH,
            day=start.date(),
            state=OccupancyState.FIRM,
        )
        yield (
            occupancy,
            Session(
                course=course,
                number=number + 1,
                client=client,
                therapist=hired.therapist,
                place=hired.room.place,
                room=hired.room,
                service=course.service,
                starts_at=start,
                ends_at=start + LENGTH,
                screening=screening,
                occupancy=occupancy,
                status=Status.DONE if start < now else Status.BOOKED,
                changed_at=start,
            ),
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ischia.config.settings.demo")
    django.setup()
    make_busy(timezone.now())
