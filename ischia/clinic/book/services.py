"""How is a course held and booked, all of it or nothing?

A booking is one transaction. Everything that can be refused without the diary is refused first; then therapists and
places are locked, once and in one order; then the wishes are examined; then the rows are written. The database refuses
overlaps and a shut gate by itself, so a mistake here cannot double-book or book around a screen.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import CharField, QuerySet
from django.db.models.sql import UpdateQuery

from ischia.clinic.audit.api import Actor, Bound, key, moment, prepared, record, updating, whole
from ischia.clinic.book.freed import announce_freed
from ischia.clinic.book.holding import (
    Clash,
    Wanted,
    alternatives,
    another_came_between,
    check_wanted,
    known_course,
    place,
)
from ischia.clinic.book.mapping import ANY_TIME, Liked, slot_of
from ischia.clinic.book.models import Course, Session, Status
from ischia.clinic.book.overdue import is_in_the_way, lock_times_of
from ischia.clinic.book.policies import check_may_confirm, gate_for
from ischia.clinic.book.reviews import check_review_answered
from ischia.clinic.book.statuses import TAKING_TIME, Passed, change
from ischia.clinic.book.taken import SlotTaken
from ischia.clinic.diary.api import (
    lock,
    make_firm,
    release,
    release_held,
)
from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Service
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused


def hold_course(
    *,
    actor: Actor,
    episode: Episode,
    care_plan: CarePlan,
    service: Service,
    slots: Sequence[Slot],
    request_key: str,
    now: datetime,
    services: Sequence[Service] = (),
    by_staff: bool = False,
    liked: Liked = ANY_TIME,
) -> Course:
    """Holds every slot for the clinic's hold time, or none. The same `request_key` gives the same course again.

    Dates are kept longer where a clinician has to answer first, but never beyond the first visit.
    An earlier hold of the same episode is given back in the same step. `services` names the service of each visit, in
    order of time, where they differ. `liked`: the times that the client asked for, kept for whoever moves the visits.

    Raises:
        SlotTaken: something cannot be had; nothing was held; everything in the way and the nearest free slots.
        Refused: `gate_shut`, `more_than_planned`, `not_on_offer`, `unknown_place`, `no_slots`, `wrong_length`,
            `services_miscounted`, `other_episode`, `request_key_reused`, `decision_first` or `course_ended` (the
            review).
    """
    wanted = Wanted(
        episode=episode,
        care_plan=care_plan,
        service=service,
        services=tuple(services) or (service,) * len(slots),
        slots=tuple(sorted(slots, key=lambda slot: slot.start)),
        request_key=request_key,
        by_staff=by_staff,
        liked=liked,
    )
    return _once(actor, wanted, now)


def book_course(
    *,
    actor: Actor,
    episode: Episode,
    care_plan: CarePlan,
    service: Service,
    slots: Sequence[Slot],
    request_key: str,
    policy_version: str,
    now: datetime,
    services: Sequence[Service] = (),
    by_staff: bool = False,
    override_reason: str = "",
) -> Course:
    """Books at once, for those who have nothing to think over; the same as holding and confirming, refusals too.

    `override_reason`: staff double-book on purpose where a therapist, room or client is taken or hours are in the way;
    each such session gets an override row of its own. The safety gate cannot be overridden.
    """
    wanted = Wanted(
        episode=episode,
        care_plan=care_plan,
        service=service,
        services=tuple(services) or (service,) * len(slots),
        slots=tuple(sorted(slots, key=lambda slot: slot.start)),
        request_key=request_key,
        by_staff=by_staff,
        override_reason=override_reason,
        policy_version=_accepted(policy_version),
    )
    return _once(actor, wanted, now)


def _once(actor: Actor, wanted: Wanted, now: datetime) -> Course:
    """One try, and a second when another booking came between: then the examination says what is in the way."""
    check_wanted(wanted)
    for attempt in (1, 2):
        known = known_course(wanted)
        if known is not None:
            return known if wanted.policy_version is None else _booked(actor, known, wanted.policy_version, now)
        try:
            with transaction.atomic():
                return place(actor, wanted, now)
        except Clash as clash:
            raise SlotTaken(clash.conflicts, alternatives(wanted, clash.conflicts, now)) from None
        except (IntegrityError, OperationalError) as failure:
            if attempt == 2 or not another_came_between(failure):
                raise
    raise AssertionError  # both attempts return or raise


def _booked(actor: Actor, course: Course, policy_version: str, now: datetime) -> Course:
    """The course as booked: a request key that only held it so far now books it."""
    if course.booked_at is not None:
        return course
    return confirm_course(actor=actor, course=course, policy_version=policy_version, now=now)


def _accepted(policy_version: str) -> str:
    if not policy_version:
        raise Refused("policy_first", "Please accept the cancellation policy.", field="policy_version")
    return policy_version


def confirm_course(*, actor: Actor, course: Course, policy_version: str, now: datetime) -> Course:
    """Books a held course, all of it. Confirming twice is confirming once.

    A hold that ran out can still be confirmed while nobody else has taken the time and nothing else came in its way:
    it did not count towards what a day takes.

    Raises:
        Refused: `gate_shut` or `clearance_first` (the safety gate), `decision_first` or `course_ended` (the review),
            `hold_ran_out` (somebody else has it now),
            `policy_first` (the cancellation policy was not accepted).
    """
    accepted = _accepted(policy_version)
    for attempt in (1, 2):
        try:
            with transaction.atomic():
                if _is_overdue(course, now):
                    lock_times_of(course)
                return _confirm(actor, course, accepted, now)
        except OperationalError as failure:
            if attempt == 2 or not another_came_between(failure):
                raise
    raise AssertionError  # both attempts return or raise


def _is_overdue(course: Course, now: datetime) -> bool:
    """Whether the hold has run out: others were let past it since, so what it found free may be so no longer."""
    return course.booked_at is None and course.held_until is not None and course.held_until <= now


def _confirm(actor: Actor, course: Course, policy_version: str, now: datetime) -> Course:
    course = _locked(course)
    if course.booked_at is not None:
        return course
    gate = gate_for(course.episode, now=now)
    passed = Passed(screening=check_may_confirm(gate), clearance=gate.clearance)
    sessions = _sessions_to_confirm.instances(Session, *_TO_CONFIRM, course=course.pk)
    if any(session.status != Status.HELD or session.starts_at <= now for session in sessions):
        raise Refused("hold_ran_out", "These times are no longer held. Please choose again.", field="course")
    starts, zone = [session.starts_at for session in sessions], course.episode.client.clinic.zone
    check_review_answered(course.care_plan, starts, zone=zone)
    if _is_overdue(course, now) and is_in_the_way(course, sessions, now):
        raise Refused("hold_ran_out", "These times are no longer held. Please choose again.", field="course")
    if not make_firm(occupancies=[session.occupancy_id for session in sessions]):
        raise Refused("hold_ran_out", "These times are no longer held. Please choose again.", field="course")
    change(actor=actor, sessions=sessions, to=Status.BOOKED, now=now, heard=False, passed=passed)
    course.booked_at, course.held_until, course.policy_version = now, None, policy_version
    _course_booked.run(course=course.pk, now=now, policy_version=policy_version)
    record(actor=actor, action="book.booked", subject=course, detail={"sessions": len(sessions)})
    return course


_TO_CONFIRM = ("id", "starts_at", "occupancy_id", "status", "revision")


@prepared
def _sessions_to_confirm() -> QuerySet[Session, Any]:
    rows = Session.objects.filter(course=key("course")).select_for_update().order_by("number")
    return rows.values_list(*_TO_CONFIRM)


@prepared
def _course_booked() -> UpdateQuery:
    accepted = Bound("policy_version", CharField())
    rows = Course.objects.filter(pk=key("course"))
    return updating(rows, booked_at=moment("now"), held_until=None, policy_version=accepted)


def _locked(course: Course) -> Course:
    """The course as it is now, locked. What it belongs to never changes and is taken over as it was loaded.

    The client comes first, as in every booking, so that choosing anew in one window and confirming in another come one
    after the other.
    """
    lock(therapists=(), places=(), clients={course.episode.client_id})
    (locked,) = _course_to_change.instances(Course, course=course.pk)
    locked.episode, locked.care_plan = course.episode, course.care_plan
    return locked


@prepared
def _course_to_change() -> QuerySet[Course, Any]:
    return whole(Course.objects.filter(pk=key("course")).select_for_update().order_by())


def release_hold(*, actor: Actor, course: Course, now: datetime) -> None:
    """Gives the held times of a course back at once, as when somebody goes back. Nothing happens when none are held."""
    with transaction.atomic():
        course = _locked(course)
        held = list(course.sessions.select_for_update().filter(status=Status.HELD))
        if not held:
            return
        release_held(occupancies=[session.occupancy_id for session in held])
        change(actor=actor, sessions=held, to=Status.CANCELLED, now=now, reason="released", heard=False)
        record(actor=actor, action="book.released", subject=course, detail={"sessions": len(held)})


def undo_course(*, actor: Actor, course: Course, now: datetime) -> None:
    """Takes a booking back within the clinic's grace period, as if it had not been made. Twice is once.

    Raises:
        Refused: `grace_over`, or `wrong_status` once a session has begun.
    """
    with transaction.atomic():
        course = _locked(course)
        grace = timedelta(minutes=course.episode.client.clinic.grace_minutes)
        if course.booked_at is None or now > course.booked_at + grace:
            raise Refused("grace_over", "This can no longer be undone. You can cancel the visits instead.")
        rows = course.sessions.select_for_update(of=("self",)).select_related("client__clinic")
        sessions = list(rows.exclude(status=Status.CANCELLED))
        if not sessions:
            return
        freed = [session for session in sessions if session.status in TAKING_TIME]
        release(occupancies=[session.occupancy_id for session in sessions])
        change(actor=actor, sessions=sessions, to=Status.CANCELLED, now=now, reason="undone", heard=False)
        record(actor=actor, action="book.undone", subject=course, detail={"sessions": len(sessions)})
        for session in freed:
            announce_freed(actor=actor, session=session, slot=slot_of(session), cause="undone", now=now)
