"""How does the demo clinic get into an empty database, once?"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ischia.clinic.book.api import Course, Status, cancel_session, gate_for
from ischia.clinic.demo.arrival import Person, arrive, draw_people, draw_person
from ischia.clinic.demo.courses import Booking, book_as_proposed, booking_for, therapists_on_offer
from ischia.clinic.demo.hours import set_hours
from ischia.clinic.demo.records import DemoClinic, DemoLogin, DemoNames, DemoUndecided, Story, read
from ischia.clinic.demo.reviews import review
from ischia.clinic.demo.staff import LOADER, OpenClinic, open_demo_clinic, set_passwords
from ischia.clinic.demo.talking import ask_still, talk
from ischia.clinic.demo.visits import Visits, is_past
from ischia.clinic.diary.api import free_slots
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.api import ClinicianAnswer, record_clearance
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Knowledge
from ischia.pathway.book.api import ClearanceAnswer, Permission, Slot, Span
from ischia.pathway.screen.api import Outcome

CLIENTS: Final = 48
MONTHS_OF_HISTORY: Final = timedelta(days=92)
GUEST_CAME: Final = timedelta(days=25)
CLINICIAN_TAKES: Final = timedelta(days=4)
STILL_WAITING: Final = 0.5
LATE_COMERS_TO_GUESTS_THERAPIST: Final = 0.6
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading came to: `is_new` is False when the clinic was there already."""

    clinic: str
    is_new: bool


def load_demo(*, now: datetime, seed: int = 1, clients: int = CLIENTS) -> Loaded:
    """Loads the demo clinic in one transaction, unless it is there. The same `seed` and day give the same people."""
    data = demo_clinic()
    with transaction.atomic():
        if Clinic.objects.filter(slug=data.clinic.slug).exists():
            return Loaded(clinic=data.clinic.name, is_new=False)
        opened = open_demo_clinic(data, now=now)
        local = now.astimezone(opened.clinic.zoneinfo)
        set_hours(opened, data.therapists, today=local.date())
        _Past(opened, data, now=local, seed=seed).unfold(clients)
        set_passwords(data)
    return Loaded(clinic=data.clinic.name, is_new=True)


def demo_clinic() -> DemoClinic:
    """The demo's data file."""
    return read("clinic.yaml", DemoClinic)


def logins() -> tuple[DemoLogin, ...]:
    """The accounts that visitors of the demo may use."""
    return demo_clinic().logins


class _Past:
    """Three months of the clinic, lived through client by client."""

    def __init__(self, opened: OpenClinic, data: DemoClinic, *, now: datetime, seed: int) -> None:
        self._opened = opened
        self._data = data
        self._now = now
        self._today = now.date()
        self._chance = random.Random(seed)  # noqa: S311 - invented people need no secrecy, they need to come out again
        self._knowledge: Knowledge = load_knowledge()
        self._stories = {story.key: story for story in read("stories.yaml", tuple[Story, ...])}

    def unfold(self, clients: int) -> None:
        """The guest first, so that her dates are free; those about whom to decide; then everybody else as they came."""
        self._guest()
        for one in self._data.undecided:
            self._undecided(one)
        names = read("people.yaml", DemoNames)
        people = draw_people(list(self._stories.values()), names, count=clients, today=self._today, chance=self._chance)
        days = sorted(self._chance.randint(1, MONTHS_OF_HISTORY.days) for _ in people)
        for person, ago in zip(people, reversed(days), strict=True):
            self._client(person, self._evening(timedelta(days=ago)))

    def _guest(self) -> None:
        guest = self._data.guest
        person = draw_person(
            self._stories[guest.story],
            name=guest.name,
            email=guest.email,
            phone=guest.phone,
            today=self._today,
            chance=self._chance,
        )
        came = self._evening(GUEST_CAME)
        booking = self._arrived(person, came)
        course = booking.book(self._weekly_until_today(booking, came), came)
        self._live_through(course, person, always=True)
        user, therapist = course.episode.client.user, self._opened.therapists[guest.therapist]
        if user is not None:
            talk(course, user, therapist.user, knowledge=self._knowledge, now=self._now)

    def _weekly_until_today(self, booking: Booking, came: datetime) -> tuple[Slot, ...]:
        """The same free hour three, two and one weeks ago and today, with the guest's therapist."""
        therapist = self._opened.therapists[self._data.guest.therapist]
        begin = self._now.replace(hour=0, minute=0, second=0, microsecond=0)
        free = free_slots(
            clinic=self._opened.clinic,
            service=booking.service,
            now=came,
            therapists={therapist.pk},
            window=Span(begin - 3 * WEEK, begin + DAY),
        )
        hour = {
            (slot.start.astimezone(begin.tzinfo).date(), slot.start.astimezone(begin.tzinfo).hour): slot
            for slot in reversed(free)
        }
        return tuple(hour[(self._today - weeks * WEEK, 11)] for weeks in (3, 2, 1, 0))

    def _undecided(self, one: DemoUndecided) -> None:
        """Somebody whose course has come to the point where a therapist has to decide. Their chance is their own."""
        chance = random.Random(one.email)  # noqa: S311 - as above
        person = draw_person(
            self._stories[one.story],
            name=one.name,
            email=one.email,
            phone=one.phone,
            today=self._today,
            chance=chance,
        )
        came = self._evening(timedelta(days=one.came))
        therapist = self._opened.therapists[self._data.guest.therapist]
        course = book_as_proposed(self._arrived(person, came), therapist, today=self._today, now=came, chance=chance)
        if course is not None:
            self._live_through(course, person, always=True)
            if person.story.newly:
                _cancel_ahead(course)

    def _client(self, person: Person, came: datetime) -> None:
        booking = self._arrived(person, came)
        came = self._when_cleared(booking, came)
        if gate_for(booking.begun.episode, now=came).permission is not Permission.CONFIRM:
            return
        offered = therapists_on_offer(booking, self._opened, today=self._today, now=came)
        for therapist in self._in_the_order_asked(offered, came):
            course = book_as_proposed(booking, therapist, today=self._today, now=came, chance=self._chance)
            if course is not None:
                self._live_through(course, person)
                review(course, knowledge=self._knowledge, today=self._today)
                return

    def _in_the_order_asked(self, offered: list[Therapist], came: datetime) -> list[Therapist]:
        """Anybody first; among those who came of late the guest's therapist more often, for a full list today."""
        self._chance.shuffle(offered)
        if came > self._now - 3 * WEEK and self._chance.random() < LATE_COMERS_TO_GUESTS_THERAPIST:
            offered.sort(key=lambda one: one != self._opened.therapists[self._data.guest.therapist])
        return offered

    def _live_through(self, course: Course, person: Person, *, always: bool = False) -> None:
        visits = Visits(person, knowledge=self._knowledge, chance=self._chance)
        for session in course.sessions.order_by("number"):
            if is_past(session, today=self._today):
                visits.happen(session, always=always)

    def _when_cleared(self, booking: Booking, came: datetime) -> datetime:
        """When this client can book: at once, or when the clinician asked first has answered. Half wait."""
        screening = booking.begun.screening
        if screening.outcome != Outcome.CLINICIAN_FIRST:
            return came
        if self._chance.random() < STILL_WAITING:
            ask_still(booking, came=came, now=self._now)
            return came
        answered = min(came + CLINICIAN_TAKES, self._now)
        answer = ClinicianAnswer(
            answer=ClearanceAnswer.YES,
            clinician_name="Dr Elspeth Invented",
            clinician_role="General practitioner",
            clinician_registration="DEMO-GP-1",
            answered_on=answered.date(),
        )
        record_clearance(actor=LOADER, screening=screening, answer=answer, now=answered)
        return answered

    def _arrived(self, person: Person, came: datetime) -> Booking:
        begun = arrive(person, clinic=self._opened.clinic, knowledge=self._knowledge, now=came)
        return booking_for(begun, self._opened)

    def _evening(self, ago: timedelta) -> datetime:
        """The evening of a day in the past, when people book; made in the clinic's zone, so that it keeps its hour."""
        return (self._now - ago).replace(hour=19, minute=30, second=0, microsecond=0)


def _cancel_ahead(course: Course) -> None:
    """The desk takes back what is booked ahead of somebody who was sent to be seen, right after the stopped session."""
    stopped = course.sessions.filter(status=Status.DONE).order_by("starts_at").last()
    if stopped is None:
        return
    for session in course.sessions.filter(status=Status.BOOKED):
        cancel_session(actor=LOADER, session=session, now=stopped.ends_at, reason="client")
