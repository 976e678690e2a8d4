"""What do the booking measurements book? Imports models: only after Django is set up.

Every client of the measurement has a therapist of their own and people enough to book for, so that bookings meet in the
locks, the indexes and the constraints and not in one another's times.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from ischia.clinic.diary.api import WorkingHours
from ischia.clinic.people.models import Client, Episode, Registration, Skill, Therapist, User
from ischia.clinic.places.api import Clinic, Place, Room, Service
from ischia.clinic.plan.api import CarePlan
from ischia.clinic.screen.api import Screening
from ischia.pathway.book.api import Slot

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SESSIONS = 4
PER_DAY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One course to book."""

    care_plan: UUID
    service: UUID
    slots: tuple[Slot, ...]
    request_key: str


def jobs_for(clients: int, courses: int) -> list[list[Job]]:
    """Write a clinic in which every client has `courses` courses to book; the jobs by client."""
    clinic = Clinic.objects.create(
        name="Bench",
        slug="bench",
        zone="Europe/London",
        locale="en-gb",
        currency="GBP",
        emergency_number="999",
        urgent_number="111",
        crisis_number="116123",
        horizon_days=366,
        sessions_a_day=PER_DAY,
        deep_minutes_a_day=PER_DAY * 45,
    )
    place = Place.objects.create(clinic=clinic, name="House", address="1 Street", postcode="AB1 2CD")
    Room.objects.bulk_create(Room(place=place, name=f"Room {number}") for number in range(clients))
    service = Service.objects.create(
        clinic=clinic, name="Session", slug="session", minutes=45, recovery_minutes=10, price_minor=5000
    )
    return [
        [_job(clinic, place, service, therapist, number) for number in range(courses)]
        for therapist in [_therapist(clinic, place, client) for client in range(clients)]
    ]


def _therapist(clinic: Clinic, place: Place, number: int) -> Therapist:
    user = User.objects.create(email=f"therapist-{number}@example.org")
    therapist = Therapist.objects.create(clinic=clinic, user=user, name=f"Therapist {number}")
    Registration.objects.create(
        therapist=therapist,
        body="Bench",
        number=str(number),
        checked_on=NOW.date(),
        expires_on=NOW.date().replace(2030),
    )
    Skill.objects.create(therapist=therapist, technique="trigger_point", evidence="diploma")
    WorkingHours.objects.bulk_create(
        WorkingHours(therapist=therapist, place=place, weekday=weekday, start=time(7), end=time(21))
        for weekday in range(7)
    )
    return therapist


def _job(clinic: Clinic, place: Place, service: Service, therapist: Therapist, number: int) -> Job:
    client = Client.objects.create(clinic=clinic, name=f"Client {number}", registered_at=NOW)
    episode = Episode.objects.create(client=client, opened_at=NOW)
    Screening.objects.create(
        episode=episode,
        purpose="booking",
        findings={},
        outcome="clear",
        level="clear",
        verdict={"reasons": []},
        knowledge_version="bench",
        answered_by="client",
        completed_at=NOW - timedelta(hours=1),
    )
    plan = CarePlan.objects.create(
        episode=episode,
        plan={
            "blocks": [{"technique": "trigger_point", "pressure": 3, "minutes": 10}],
            "course": {"review_after_session": SESSIONS, "review_by_day": 28},
        },
        sessions=SESSIONS,
        session_minutes=45,
        knowledge_version="bench",
        at=NOW,
        actor="bench",
    )
    first = NOW + timedelta(days=1 + number // PER_DAY, hours=number % PER_DAY - 1)
    slots = [
        Slot(
            therapist=str(therapist.pk),
            place=str(place.pk),
            start=first + timedelta(days=7 * week),
            end=first + timedelta(days=7 * week, minutes=45),
        )
        for week in range(SESSIONS)
    ]
    return Job(care_plan=plan.pk, service=service.pk, slots=tuple(slots), request_key=f"{therapist.pk} {number}")
