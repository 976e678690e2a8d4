"""How is a course held and booked, all of it or nothing?

A booking is one transaction. Everything that can be refused without the diary is refused first; then therapists and
places are locked, once and in one order; then the wishes are examined; then the rows are written. The database refuses
overlaps and a shut gate by itself, so a mistake here cannot double-book or book around a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.mapping import course_request
from ischia.clinic.book.models import Course, Session, Status
from ischia.clinic.book.policies import check_may_confirm, check_may_hold, gate_for
from ischia.clinic.book.queries import sessions_left
from ischia.clinic.book.statuses import change, start
from ischia.clinic.book.taken import Alternative, SlotTaken
from ischia.clinic.diary.api import (
    Conflict,
    ConflictKind,
    Examination,
    Occupancy,
    OccupancyState,
    Override,
    Stretch,
    any_room,
    examine,
    free_slots,
    lock,
    make_firm,
    release,
    service_times,
    take,
    taken_span,
    write_override,
)
from ischia.clinic.match.api import techniques_of, why_not_offered
from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Service
from ischia.clinic.plan.models import CarePlan
from ischia.clinic.screen.api import Clearance, Screening
from ischia.pathway.book.api import Slot, Span, alternatives_for, keeps_spacing
from ischia.pathway.shared.errors import Refused

ALTERNATIVES = 3
OVERRIDABLE = frozenset(
    {
        ConflictKind.THERAPIST,
        ConflictKind.CLIENT,
        ConflictKind.ROOM,
        ConflictKind.NOT_WORKING,
        ConflictKind.OFF_GRID,
        ConflictKind.TOO_FAR,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A course as somebody asks for it. `request_key` comes from the page; `by_staff` lifts notice and horizon.

    `override_reason`: staff double-book on purpose where something is in the way, and say why.
    """

    episode: Episode
    care_plan: CarePlan
    service: Service
    slots: tuple[Slot, ...]
    request_key: str
    by_staff: bool = False
    override_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """What the safety gate let through."""

    screening: Screening
    clearance: Clearance | None


class _Clash(Exception):
    """Leaves the transaction, so that nothing of the course stays."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__()
        self.conflicts = conflicts


def hold_course(
    *,
    actor: Actor,
    episode: Episode,
    care_plan: CarePlan,
    service: Service,
    slots: Sequence[Slot],
    request_key: str,
    now: datetime,
    by_staff: bool = False,
) -> Course:
    """Holds every slot for the clinic's hold time, or none. The same `request_key` gives the same course again.

    An earlier hold of the same episode is given back in the same step.

    Raises:
        SlotTaken: something cannot be had; nothing was held; everything in the way and the nearest free slots.
        Refused: `gate_shut`, `more_than_planned`, `not_on_offer`, `no_slots`, `wrong_length`, `other_episode`,
            `request_key_reused`.
    """
    wanted = Wanted(
        episode=episode,
        care_plan=care_plan,
        service=service,
        slots=tuple(sorted(slots, key=lambda slot: slot.start)),
        request_key=request_key,
        by_staff=by_staff,
    )
    return _once(actor, wanted, now, confirm_as=None)


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
    by_staff: bool = False,
    override_reason: str = "",
) -> Course:
    """Holds and confirms in one transaction, for those who have nothing to think over. Refusals as for both.

    `override_reason`: staff double-book on purpose where a therapist, room or client is taken or hours are in the way;
    each such session gets an override row of its own. The safety gate cannot be overridden.
    """
    wanted = Wanted(
        episode=episode,
        care_plan=care_plan,
        service=service,
        slots=tuple(sorted(slots, key=lambda slot: slot.start)),
        request_key=request_key,
        by_staff=by_staff,
        override_reason=override_reason,
    )
    return _once(actor, wanted, now, confirm_as=policy_version)


def _once(actor: Actor, wanted: Wanted, now: datetime, *, confirm_as: str | None) -> Course:
    """One try, and a second when another booking came between: then the examination says what is in the way."""
    _check_wanted(wanted)
    for attempt in (1, 2):
        known = _known(wanted)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                course = _hold(actor, wanted, now)
                return course if confirm_as is None else _confirm(actor, course, confirm_as, now)
        except _Clash as clash:
            raise SlotTaken(clash.conflicts, _alternatives(wanted, clash.conflicts, now)) from None
        except IntegrityError:
            if attempt == 2:
                raise
    raise AssertionError  # both attempts return or raise


def _known(wanted: Wanted) -> Course | None:
    course = Course.objects.filter(request_key=wanted.request_key).first()
    if course is not None and course.episode_id != wanted.episode.pk:
        raise Refused("request_key_reused", "This request was already used for something else.", field="request_key")
    return course


def _check_wanted(wanted: Wanted) -> None:
    if not wanted.slots:
        raise Refused("no_slots", "Choose at least one time.", field="slots")
    if not wanted.request_key:
        raise Refused("no_request_key", "The request carries no key.", field="request_key")
    if wanted.care_plan.episode_id != wanted.episode.pk:
        raise Refused("other_episode", "The plan belongs to another problem.", field="care_plan")
    length = timedelta(minutes=wanted.service.minutes)
    if any(slot.end - slot.start != length for slot in wanted.slots):
        raise Refused("wrong_length", f"A visit of this kind takes {wanted.service.minutes} minutes.", field="slots")


def _hold(actor: Actor, wanted: Wanted, now: datetime) -> Course:
    clinic = wanted.episode.client.clinic
    therapists = {UUID(slot.therapist) for slot in wanted.slots}
    gate = gate_for(wanted.episode, now=now)
    passed = _Pass(screening=check_may_hold(gate), clearance=gate.clearance)
    _check_on_offer(wanted, therapists, now)
    lock(therapists=therapists, places={UUID(slot.place) for slot in wanted.slots})
    _give_back_earlier_holds(actor, wanted.episode, now)
    if len(wanted.slots) > sessions_left(wanted.care_plan, now):
        raise Refused("more_than_planned", "That is more visits than the plan has left.", field="slots")
    found = examine(
        clinic=clinic,
        service=wanted.service,
        wishes=wanted.slots,
        client=wanted.episode.client_id,
        now=now,
        by_staff=wanted.by_staff,
    )
    if found.conflicts and not _may_override(wanted, found):
        raise _Clash(found.conflicts)
    until = now + timedelta(minutes=clinic.hold_minutes)
    stretches = _stretches(actor, wanted, found, now)
    taken = take(stretches=stretches, state=OccupancyState.HELD, expires_at=until, now=now)
    course = _write(actor, wanted, passed, taken, now, until)
    overrides = [str(each.override_id) for each in taken if each.override_id]
    record(actor=actor, action="book.held", subject=course, detail={"sessions": len(taken), "overrides": overrides})
    return course


def _check_on_offer(wanted: Wanted, therapists: set[UUID], now: datetime) -> None:
    refused = why_not_offered(
        clinic=wanted.episode.client.clinic,
        service=wanted.service,
        therapists=therapists,
        techniques=techniques_of(wanted.care_plan),
        now=now,
    )
    for why in refused.values():
        raise Refused("not_on_offer", f"This therapist cannot be booked. {why[0]}", field="slots")


def _give_back_earlier_holds(actor: Actor, episode: Episode, now: datetime) -> None:
    held = list(Session.objects.filter(course__episode=episode, status=Status.HELD))
    if held:
        release(occupancies=[session.occupancy_id for session in held])
        change(actor=actor, sessions=held, to=Status.CANCELLED, now=now, reason="released", heard=False)


def _may_override(wanted: Wanted, found: Examination) -> bool:
    """Staff may double-book with a reason; nobody books into the past or a place without rooms."""
    is_possible = all(conflict.kind in OVERRIDABLE for conflict in found.conflicts)
    return bool(wanted.by_staff and wanted.override_reason.strip() and is_possible)


def _stretches(actor: Actor, wanted: Wanted, found: Examination, now: datetime) -> list[Stretch]:
    times = service_times(wanted.service)
    overridden = {conflict.index for conflict in found.conflicts}
    return [
        Stretch(
            therapist=UUID(slot.therapist),
            room=found.rooms[index] or any_room(UUID(slot.place)),
            client=wanted.episode.client_id,
            whole=taken_span(slot, times),
            session=Span(slot.start, slot.end),
            override=_override(actor, wanted, found, now) if index in overridden else None,
        )
        for index, slot in enumerate(wanted.slots)
    ]


def _override(actor: Actor, wanted: Wanted, found: Examination, now: datetime) -> Override:
    return write_override(actor=actor, reason=wanted.override_reason, conflicts=found.in_the_way, now=now)


def _write(
    actor: Actor, wanted: Wanted, passed: _Pass, taken: Sequence[Occupancy], now: datetime, until: datetime
) -> Course:
    course = Course.objects.create(
        episode=wanted.episode,
        care_plan=wanted.care_plan,
        service=wanted.service,
        request_key=wanted.request_key,
        held_at=now,
        held_until=until,
    )
    sessions = [
        Session(
            course=course,
            number=number,
            client_id=wanted.episode.client_id,
            therapist_id=occupancy.therapist_id,
            place_id=UUID(slot.place),
            room_id=occupancy.room_id,
            service=wanted.service,
            starts_at=slot.start,
            ends_at=slot.end,
            screening=passed.screening,
            clearance=passed.clearance,
            occupancy=occupancy,
            status=Status.HELD,
            changed_at=now,
        )
        for number, (slot, occupancy) in enumerate(zip(wanted.slots, taken, strict=True), start=1)
    ]
    Session.objects.bulk_create(sessions)
    start(actor=actor, sessions=sessions, now=now)
    return course


def _alternatives(wanted: Wanted, conflicts: Sequence[Conflict], now: datetime) -> tuple[Alternative, ...]:
    """The nearest free slots for every clash, by the same therapists and with the spacing kept."""
    clinic = wanted.episode.client.clinic
    request = course_request(wanted.care_plan, clinic)
    reach = timedelta(days=request.spacing_maximum_days)
    clashes = {conflict.index: conflict.slot for conflict in conflicts}
    free = free_slots(
        clinic=clinic,
        service=wanted.service,
        now=now,
        therapists={UUID(slot.therapist) for slot in wanted.slots},
        window=Span(min(s.start for s in clashes.values()) - reach, max(s.end for s in clashes.values()) + reach),
        client=wanted.episode.client_id,
    )
    return tuple(
        Alternative(
            index=index,
            slot=slot,
            instead=alternatives_for(
                slot,
                [other for other in free if keeps_spacing(request, wanted.slots, index, other)],
                count=ALTERNATIVES,
            ),
        )
        for index, slot in sorted(clashes.items())
    )


def confirm_course(*, actor: Actor, course: Course, policy_version: str, now: datetime) -> Course:
    """Books a held course, all of it. Confirming twice is confirming once.

    A hold that ran out can still be confirmed while nobody else has taken the time.

    Raises:
        Refused: `gate_shut` or `clearance_first` (the safety gate), `hold_ran_out` (somebody else has it now),
            `policy_first` (the cancellation policy was not accepted).
    """
    with transaction.atomic():
        return _confirm(actor, course, policy_version, now)


def _confirm(actor: Actor, course: Course, policy_version: str, now: datetime) -> Course:
    if not policy_version:
        raise Refused("policy_first", "Please accept the cancellation policy.", field="policy_version")
    course = _locked(course)
    if course.booked_at is not None:
        return course
    gate = gate_for(course.episode, now=now)
    screening = check_may_confirm(gate)
    sessions = list(course.sessions.select_for_update().order_by("number"))
    if any(session.status != Status.HELD or session.starts_at <= now for session in sessions):
        raise Refused("hold_ran_out", "These times are no longer held. Please choose again.", field="course")
    if not make_firm(occupancies=[session.occupancy_id for session in sessions]):
        raise Refused("hold_ran_out", "These times are no longer held. Please choose again.", field="course")
    for session in sessions:
        session.screening, session.clearance = screening, gate.clearance
    change(actor=actor, sessions=sessions, to=Status.BOOKED, now=now, heard=False)
    course.booked_at, course.held_until, course.policy_version = now, None, policy_version
    course.save(update_fields=["booked_at", "held_until", "policy_version"])
    record(actor=actor, action="book.booked", subject=course, detail={"sessions": len(sessions)})
    return course


def _locked(course: Course) -> Course:
    rows = Course.objects.select_for_update(of=("self",)).select_related("episode__client__clinic")
    return rows.get(pk=course.pk)


def release_hold(*, actor: Actor, course: Course, now: datetime) -> None:
    """Gives the held times of a course back at once, as when somebody goes back. Nothing happens when none are held."""
    with transaction.atomic():
        held = list(course.sessions.select_for_update().filter(status=Status.HELD))
        if not held:
            return
        release(occupancies=[session.occupancy_id for session in held])
        change(actor=actor, sessions=held, to=Status.CANCELLED, now=now, reason="released", heard=False)
        record(actor=actor, action="book.released", subject=course, detail={"sessions": len(held)})


def undo_course(*, actor: Actor, course: Course, now: datetime) -> None:
    """Takes a booking back within the clinic's grace period, as if it had not been made.

    Raises:
        Refused: `grace_over`, or `wrong_status` once a session has begun.
    """
    with transaction.atomic():
        course = (
            Course.objects.select_for_update(of=("self",)).select_related("episode__client__clinic").get(pk=course.pk)
        )
        grace = timedelta(minutes=course.episode.client.clinic.grace_minutes)
        if course.booked_at is None or now > course.booked_at + grace:
            raise Refused("grace_over", "This can no longer be undone. You can cancel the visits instead.")
        sessions = list(course.sessions.select_for_update().exclude(status=Status.CANCELLED))
        release(occupancies=[session.occupancy_id for session in sessions])
        change(actor=actor, sessions=sessions, to=Status.CANCELLED, now=now, reason="undone", heard=False)
        record(actor=actor, action="book.undone", subject=course, detail={"sessions": len(sessions)})
