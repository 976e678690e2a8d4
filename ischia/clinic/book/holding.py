"""How does a wish for a course become held or booked time, or a clear account of what is in the way?

These steps run inside the transaction of `ischia.clinic.book.services`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError
from django.db.models import CharField, QuerySet

from ischia.clinic.audit.api import Actor, Bound, insert, prepared, record, whole
from ischia.clinic.book.instead import Placing, alternatives_to
from ischia.clinic.book.lengths import distinct
from ischia.clinic.book.mapping import ANY_TIME, Liked, deep_minutes_of
from ischia.clinic.book.models import Course, Session, Status
from ischia.clinic.book.overriding import may_override
from ischia.clinic.book.policies import check_may_confirm, check_may_hold, gate_for, hold_time
from ischia.clinic.book.queries import own_holds, standing
from ischia.clinic.book.reviews import check_review_answered
from ischia.clinic.book.statuses import Passed, change, start
from ischia.clinic.book.stretches import stretches
from ischia.clinic.book.taken import Alternative
from ischia.clinic.diary.api import (
    Conflict,
    Examination,
    Occupancy,
    OccupancyState,
    Wish,
    examine,
    lock,
    release_held,
    take,
)
from ischia.clinic.match.api import techniques_of, why_not_offered
from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Service
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A course as somebody asks for it. `request_key` comes from the page; `by_staff` lifts notice and horizon.

    `services` says of each slot which service it is; `service` is what most of them are. `override_reason`: staff
    double-book on purpose where something is in the way, and say why. `policy_version`: the
    cancellation policy that was accepted, when the course is booked at once; None when it is only held. `liked` are
    the times that the client asked for.
    """

    episode: Episode
    care_plan: CarePlan
    service: Service
    services: tuple[Service, ...]
    slots: tuple[Slot, ...]
    request_key: str
    by_staff: bool = False
    override_reason: str = ""
    policy_version: str | None = None
    liked: Liked = ANY_TIME

    @property
    def at_once(self) -> bool:
        """Whether the course is to be booked and not only held."""
        return self.policy_version is not None

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """What the diary is asked for."""
        deep = {service.pk: deep_minutes_of(self.care_plan, service) for service in distinct(self.services)}
        return tuple(
            Wish(slot=slot, service=service, client=self.episode.client_id, deep_minutes=deep[service.pk])
            for slot, service in zip(self.slots, self.services, strict=True)
        )


class Clash(Exception):
    """Leaves the transaction, so that nothing of the course stays."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__()
        self.conflicts = conflicts


_OF_TWO_AT_ONCE = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a transaction that it ended for another's sake: serialization failure and deadlock."""


def another_came_between(failure: DatabaseError) -> bool:
    """Whether the database refused because of another booking at the same moment, so that trying again makes sense."""
    return isinstance(failure, IntegrityError) or getattr(failure.__cause__, "sqlstate", "") in _OF_TWO_AT_ONCE


def known_course(wanted: Wanted) -> Course | None:
    """The course that this request key has made already. Refused when the key was used for another episode."""
    course = next(iter(_course_of_key.instances(Course, request_key=wanted.request_key)), None)
    if course is not None and course.episode_id != wanted.episode.pk:
        raise Refused("request_key_reused", "This request was already used for something else.", field="request_key")
    return course


@prepared
def _course_of_key() -> QuerySet[Course, Any]:
    return whole(Course.objects.filter(request_key=Bound("request_key", CharField())).order_by())


def check_wanted(wanted: Wanted) -> None:
    """Refuse a wish that makes no sense whatever the diary holds."""
    if not wanted.slots:
        raise Refused("no_slots", "Choose at least one time.", field="slots")
    if not wanted.request_key:
        raise Refused("no_request_key", "The request carries no key.", field="request_key")
    if wanted.care_plan.episode_id != wanted.episode.pk:
        raise Refused("other_episode", "The plan belongs to another problem.", field="care_plan")
    if len(wanted.services) != len(wanted.slots):
        raise Refused("services_miscounted", "Say the service of every visit, or of none.", field="services")
    for slot, service in zip(wanted.slots, wanted.services, strict=True):
        if slot.end - slot.start != timedelta(minutes=service.minutes):
            raise Refused("wrong_length", f"A visit of this kind takes {service.minutes} minutes.", field="slots")


def place(actor: Actor, wanted: Wanted, now: datetime) -> Course:
    """Take the time of every slot: gate, offer, lock, examination, rows. Raises Clash, or Refused."""
    therapists = {UUID(slot.therapist) for slot in wanted.slots}
    passed, until = _passed(wanted, now)
    _check_on_offer(wanted, therapists, now)
    places = {UUID(slot.place) for slot in wanted.slots}
    lock(therapists=therapists, places=places, clients={wanted.episode.client_id})
    before = standing(wanted.care_plan)
    _give_back(actor, before.held, now)
    if len(wanted.slots) > wanted.care_plan.sessions - before.of_plan:
        raise Refused("more_than_planned", "That is more visits than the plan has left.", field="slots")
    clinic, starts = wanted.episode.client.clinic, [slot.start for slot in wanted.slots]
    check_review_answered(wanted.care_plan, starts, zone=clinic.zone, kept=before.starts)
    wishes = wanted.wishes
    found = examine(
        clinic=clinic,
        wishes=wishes,
        now=now,
        by_staff=wanted.by_staff,
    )
    if found.conflicts and not may_override(found, by_staff=wanted.by_staff, reason=wanted.override_reason):
        raise Clash(found.conflicts)
    return _write(actor, wanted, wishes, passed, found, now, until)


def _passed(wanted: Wanted, now: datetime) -> tuple[Passed, datetime | None]:
    """What the safety gate goes by, and until when it lets dates be held. Refused when it is shut for what is wanted.

    Nothing is held beyond the first visit, nor at all when it is booked at once.
    """
    gate = gate_for(wanted.episode, now=now)
    screening = check_may_confirm(gate) if wanted.at_once else check_may_hold(gate)
    until = min(now + hold_time(gate, wanted.episode.client.clinic), max(now, wanted.slots[0].start))
    return Passed(screening=screening, clearance=gate.clearance), None if wanted.at_once else until


def _check_on_offer(wanted: Wanted, therapists: set[UUID], now: datetime) -> None:
    for service in distinct(wanted.services):
        refused = why_not_offered(
            clinic=wanted.episode.client.clinic,
            service=service,
            therapists=therapists,
            techniques=techniques_of(wanted.care_plan),
            now=now,
        )
        for why in refused.values():
            raise Refused("not_on_offer", f"This therapist cannot be booked. {why[0]}", field="slots")


def _give_back(actor: Actor, held: Collection[UUID], now: datetime) -> None:
    """Gives back what the episode held before: who chooses anew chooses all of it anew.

    Read anew under lock: what was booked since `held` was read stays booked.
    """
    rows = Session.objects.filter(pk__in=held, status=Status.HELD).select_for_update()
    sessions = list(rows.order_by("pk")) if held else []
    if sessions:
        release_held(occupancies=[session.occupancy_id for session in sessions])
        change(actor=actor, sessions=sessions, to=Status.CANCELLED, now=now, reason="released", heard=False)


def _write(
    actor: Actor,
    wanted: Wanted,
    wishes: Sequence[Wish],
    passed: Passed,
    found: Examination,
    now: datetime,
    until: datetime | None,
) -> Course:
    taken = take(
        stretches=stretches(
            actor=actor,
            clinic=wanted.episode.client.clinic,
            wishes=wishes,
            found=found,
            override_reason=wanted.override_reason,
            now=now,
        ),
        state=OccupancyState.FIRM if wanted.at_once else OccupancyState.HELD,
        expires_at=until,
        run_out=found.run_out,
    )
    course = Course(
        episode=wanted.episode,
        care_plan=wanted.care_plan,
        service=wanted.service,
        request_key=wanted.request_key,
        held_at=now,
        held_until=until,
        booked_at=now if wanted.at_once else None,
        policy_version=wanted.policy_version or "",
        liked=wanted.liked.kept,
    )
    insert([course])
    sessions = _sessions(course, wanted, passed, taken, now)
    insert(sessions)
    start(actor=actor, sessions=sessions, now=now)
    overridden = [str(key) for each in taken if (key := each.override_id or each.allowed_by_id)]
    action = "book.booked" if wanted.at_once else "book.held"
    record(actor=actor, action=action, subject=course, detail={"sessions": len(taken), "overrides": overridden})
    return course


def _sessions(
    course: Course, wanted: Wanted, passed: Passed, taken: Sequence[Occupancy], now: datetime
) -> list[Session]:
    return [
        Session(
            course_id=course.pk,
            number=number,
            client_id=wanted.episode.client_id,
            therapist_id=occupancy.therapist_id,
            place_id=UUID(slot.place),
            room_id=occupancy.room_id,
            service_id=service.pk,
            starts_at=slot.start,
            ends_at=slot.end,
            screening_id=passed.screening.pk,
            clearance_id=passed.clearance_key,
            occupancy_id=occupancy.pk,
            status=Status.BOOKED if wanted.at_once else Status.HELD,
            changed_at=now,
        )
        for number, (slot, service, occupancy) in enumerate(
            zip(wanted.slots, wanted.services, taken, strict=True), start=1
        )
    ]


def alternatives(wanted: Wanted, conflicts: Sequence[Conflict], now: datetime) -> tuple[Alternative, ...]:
    """The nearest free slots for every clash, by the same therapists and with the spacing kept."""
    placings = [
        Placing(slot=slot, service=service, client=wanted.episode.client_id, care_plan=wanted.care_plan)
        for slot, service in zip(wanted.slots, wanted.services, strict=True)
    ]
    clinic, own = wanted.episode.client.clinic, own_holds(wanted.episode)
    return alternatives_to(placings, {each.index for each in conflicts}, now, clinic=clinic, without=own)
