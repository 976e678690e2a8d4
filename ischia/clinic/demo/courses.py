"""How does an invented client book? The dates that are proposed, with a therapist on offer."""

import random
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Course, Wishes, book_course, propose
from ischia.clinic.demo.staff import OpenClinic
from ischia.clinic.match.api import techniques_of, why_not_offered
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Service, ServiceKind
from ischia.clinic.plan.api import BegunEpisode
from ischia.pathway.book.api import Slot

POLICY = "2026-11"
ON_THE_DAY_OF_LOADING = 0.45
"""The share of courses that fall on the weekday of loading, where the therapist works then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Who books what: the episode as it began, the client as actor, and the service that fits the plan."""

    begun: BegunEpisode
    actor: Actor
    service: Service

    def book(self, slots: tuple[Slot, ...], now: datetime, services: tuple[Service, ...] = ()) -> Course:
        return book_course(
            actor=self.actor,
            episode=self.begun.episode,
            care_plan=self.begun.care_plan,
            service=self.service,
            services=services,
            slots=slots,
            request_key=f"demo-{self.begun.episode.pk}",
            policy_version=POLICY,
            now=now,
        )


def booking_for(begun: BegunEpisode, opened: OpenClinic) -> Booking:
    """The booking of a client who has just arrived: a follow-up as long as the plan says."""
    user = begun.client.user
    minutes = begun.care_plan.session_minutes
    service = next(one for one in opened.services.values() if one.minutes == minutes and one.kind == ServiceKind.VISIT)
    return Booking(begun=begun, actor=Actor.of(user), service=service)


def book_as_proposed(
    booking: Booking, therapist: Therapist, *, today: date, now: datetime, chance: random.Random
) -> Course | None:
    """Books what the engine proposes with this therapist; None when they have no such dates."""
    weekdays = frozenset({today.weekday()}) if chance.random() < ON_THE_DAY_OF_LOADING else frozenset[int]()
    for wished in (weekdays, frozenset[int]()):
        wishes = Wishes(
            therapists={therapist.pk},
            preferred_therapist=therapist.pk,
            weekdays=wished,
            half_day=chance.choice(["any", "morning", "afternoon"]),
        )
        proposed = propose(care_plan=booking.begun.care_plan, service=booking.service, now=now, wishes=wishes)
        if proposed.proposal.slots:
            return booking.book(proposed.proposal.slots, now, proposed.services)
    return None


def therapists_on_offer(booking: Booking, opened: OpenClinic, *, today: date, now: datetime) -> list[Therapist]:
    """Those who may treat under this plan when it is booked, and whose registration holds on the day of loading too."""
    lasting = {one.pk: one for one in opened.therapists.values() if one.is_registered_on(today)}
    refused: dict[UUID, tuple[str, ...]] = why_not_offered(
        clinic=opened.clinic,
        service=booking.service,
        therapists=set(lasting),
        techniques=techniques_of(booking.begun.care_plan),
        now=now,
    )
    return [one for key, one in lasting.items() if key not in refused]
