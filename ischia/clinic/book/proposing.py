"""Which course is proposed for a plan, among everything that is free and may be booked?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from ischia.clinic.book.lengths import distinct, services_for
from ischia.clinic.book.mapping import course_request, deep_minutes_of
from ischia.clinic.book.models import Session
from ischia.clinic.book.queries import own_holds, sessions_left
from ischia.clinic.book.reviews import Review, review_ahead
from ischia.clinic.book.statuses import BOOKED_OR_LATER
from ischia.clinic.diary.api import free_slots
from ischia.clinic.match.api import techniques_of, why_not_offered
from ischia.clinic.people.api import therapists_of
from ischia.clinic.places.api import Service
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import CourseProposal, CourseRequest, Slot, Window, propose_course


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the client asks of the times. `sessions` None: as many as the plan has left."""

    therapists: Collection[UUID] | None = None
    place: UUID | None = None
    half_day: str = "any"
    weekdays: frozenset[int] = frozenset()
    windows: tuple[Window, ...] = ()
    preferred_therapist: UUID | None = None
    most_therapists: int = 1
    sessions: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A course that could be booked now, what was asked for, and every free slot it was chosen from.

    `services` is the service of each visit; `by_service` what is free for each. `with_others`: where the course cannot
    be placed with the therapists asked for, the course, up to its review, as others could give it.
    """

    request: CourseRequest
    proposal: CourseProposal
    services: tuple[Service, ...]
    by_service: Mapping[str, tuple[Slot, ...]]
    with_others: CourseProposal | None = None

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Everything that is free for the visits after the first."""
        return self.by_service[str(self.services[-1].pk)]

    def free_for(self, index: int) -> tuple[Slot, ...]:
        """What is free for one visit, counted from 0."""
        return self.by_service[str(self.services[index].pk)]


def propose(*, care_plan: CarePlan, service: Service, now: datetime, wishes: Wishes | None = None) -> Proposed:
    """The best course for a plan among everything free. Holds of the client's own do not stand in the way.

    Only therapists who may be booked are looked at, so that whatever is listed can be had.
    """
    wished = wishes or Wishes()
    left, review = sessions_left(care_plan, now), review_ahead(care_plan, zone=care_plan.episode.client.clinic.zone)
    before_review = max(1, min(left, review.visits_left))
    services = services_for(care_plan.episode, service, wished.sessions or before_review, review=review.visit)
    request = _request(care_plan, services, wished, review)
    asked = wished.therapists
    if asked is None:
        asked = list(therapists_of(care_plan.episode.client.clinic).values_list("pk", flat=True))
    own = own_holds(care_plan.episode)
    by_service = {str(each.pk): _free(care_plan, each, asked, wished.place, own, now) for each in distinct(services)}
    proposal = propose_course(request, by_service, now)
    waiting = 0 if wished.sessions else max(0, left - before_review)
    with_others = None
    if not proposal.slots and wished.therapists is not None:
        anybody = replace(wished, therapists=None, sessions=len(services))
        with_others = propose(care_plan=care_plan, service=service, now=now, wishes=anybody).proposal
    named = {str(each.pk): each for each in services}
    if proposal.slots:
        services = tuple(named[each] for each in proposal.services)
    return Proposed(
        request=request,
        proposal=replace(proposal, after_review=proposal.after_review + waiting),
        services=services,
        by_service=by_service,
        with_others=with_others if with_others and len(with_others.slots) > len(proposal.nearest) else None,
    )


def _request(care_plan: CarePlan, services: tuple[Service, ...], wished: Wishes, review: Review) -> CourseRequest:
    clinic, preferred = care_plan.episode.client.clinic, wished.preferred_therapist
    return replace(
        course_request(care_plan, clinic, sessions=len(services)),
        half_day=wished.half_day,
        weekdays=wished.weekdays,
        windows=wished.windows,
        preferred_therapist=None if preferred is None else str(preferred),
        most_therapists=wished.most_therapists,
        services=tuple(str(each.pk) for each in services),
        previous=_day_of_last_visit(care_plan),
        review_after_session=review.visit,
        review_by_day=review.reach.days,
        until=review.reach.until,
    )


def _day_of_last_visit(care_plan: CarePlan) -> date | None:
    """The local day of the plan's last visit that is booked or has been."""
    sessions = Session.objects.filter(course__care_plan=care_plan, status__in=BOOKED_OR_LATER)
    last = sessions.order_by("-starts_at").values_list("starts_at", flat=True).first()
    return None if last is None else last.astimezone(care_plan.episode.client.clinic.zoneinfo).date()


def _free(
    care_plan: CarePlan,
    service: Service,
    asked: Collection[UUID],
    place: UUID | None,
    own: Collection[UUID],
    now: datetime,
) -> tuple[Slot, ...]:
    clinic = care_plan.episode.client.clinic
    refused = why_not_offered(
        clinic=clinic, service=service, therapists=asked, techniques=techniques_of(care_plan), now=now
    )
    return free_slots(
        clinic=clinic,
        service=service,
        now=now,
        therapists=[therapist for therapist in asked if therapist not in refused],
        place=place,
        client=care_plan.episode.client_id,
        without=own,
        deep_minutes=deep_minutes_of(care_plan, service),
    )
