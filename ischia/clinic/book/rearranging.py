"""What would it mean to move one visit, and perhaps others of its course: new times, and what is in the way of each?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from ischia.clinic.book.instead import Placing, alternatives_to
from ischia.clinic.book.mapping import course_request, deep_minutes_of, slot_of
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.reviews import review_ahead
from ischia.clinic.book.statuses import AHEAD, TAKING_TIME
from ischia.clinic.diary.api import Conflict, ConflictKind, Wish, examine, free_slots
from ischia.clinic.match.api import techniques_of, why_not_offered
from ischia.clinic.people.api import therapists_of
from ischia.pathway.book.api import Pattern, Slot, alternatives_for, half_day, keeps_spacing, shifted

TIMES_A_HALF_DAY = 2
TIMES_SHOWN = 24
RELATED = (
    "client__clinic",
    "therapist",
    "place",
    "room",
    "service",
    "course__episode__client__clinic",
    "course__care_plan",
)


class Scope(StrEnum):
    """Which visits of a course a change is about."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearranged:
    """One visit, the slot that it is to have, everything in the way of that, and what could be had instead.

    `is_after_review`: it would lie beyond its review, or push a later visit there.
    """

    session: Session
    slot: Slot
    conflicts: tuple[ConflictKind, ...] = ()
    is_after_review: bool = False
    instead: tuple[Slot, ...] = ()


def in_scope(session: Session, scope: Scope, now: datetime) -> tuple[Session, ...]:
    """The visits of the same course that lie ahead and that the change is about, in order; the named one is of them."""
    ahead = Session.objects.filter(course=session.course_id, status__in=AHEAD, starts_at__gt=now)
    if scope is Scope.THIS:
        ahead = ahead.filter(pk=session.pk)
    if scope is Scope.FOLLOWING:
        ahead = ahead.filter(number__gte=session.number)
    return tuple(ahead.select_related(*RELATED).order_by("number"))


def times_for(
    session: Session,
    scope: Scope,
    now: datetime,
    *,
    pattern: Pattern = Pattern.SAME_WEEKDAY_AND_TIME,
    anybody: bool = False,
    may_pass_review: bool = False,
) -> tuple[Slot, ...]:
    """Free times for one visit near its old one, in order, that keep its distance from the visits that stay.

    Nothing that would put it, or a visit that follows it, beyond the review, unless `may_pass_review`.
    `anybody`: by every therapist who may be booked, not only by the same one.
    """
    sessions = in_scope(session, scope, now)
    moving = {each.pk for each in sessions}
    care_plan, clinic = session.course.care_plan, session.client.clinic
    request = course_request(care_plan, clinic)
    staying = Session.objects.filter(course=session.course_id, status__in=(*TAKING_TIME, Status.DONE))
    run = [slot_of(each) for each in staying.order_by("number") if each.pk == session.pk or each.pk not in moving]
    at = run.index(slot_of(session))
    free = free_slots(
        clinic=clinic,
        service=session.service,
        now=now,
        therapists=_may_be_booked(session, now) if anybody else [session.therapist_id],
        client=session.client_id,
        without=[each.occupancy_id for each in sessions],
        deep_minutes=deep_minutes_of(care_plan, session.service),
    )
    fitting = [slot for slot in free if keeps_spacing(request, run, at, slot)]
    near = alternatives_for(slot_of(session), fitting, count=len(fitting))
    if may_pass_review:
        return _spread(near, clinic.zoneinfo)
    review, at = review_ahead(care_plan, zone=clinic.zone), [each.pk for each in sessions].index(session.pk)
    starts = [each.starts_at for each in sessions]
    allowed = (
        slot
        for slot in near
        if review.allows_move(dict(zip(starts, shifted(starts, at, slot.start, clinic.zone, pattern), strict=True)))
    )
    return _spread(allowed, clinic.zoneinfo)


def _may_be_booked(session: Session, now: datetime) -> list[UUID]:
    everybody = list(therapists_of(session.client.clinic).values_list("pk", flat=True))
    refused = why_not_offered(
        clinic=session.client.clinic,
        service=session.service,
        therapists=everybody,
        techniques=techniques_of(session.course.care_plan),
        now=now,
    )
    return [therapist for therapist in everybody if therapist not in refused]


def _spread(near: Iterable[Slot], zone: ZoneInfo) -> tuple[Slot, ...]:
    """A few times of each half day, so that several days show, and not only the time of day of the old visit."""
    taken: Counter[tuple[date, str]] = Counter()
    picked: list[Slot] = []
    for slot in near:
        local = slot.start.astimezone(zone)
        part = local.date(), half_day(local)
        if taken[part] < TIMES_A_HALF_DAY:
            taken[part] += 1
            picked.append(slot)
        if len(picked) == TIMES_SHOWN:
            break
    return tuple(sorted(picked, key=lambda slot: slot.start))


def rearrange(
    *, session: Session, slot: Slot, scope: Scope, pattern: Pattern, now: datetime, by_staff: bool = False
) -> tuple[Rearranged, ...]:
    """Every visit of the scope as it would be once `session` has `slot`, with each clash and what is free near it.

    The others keep their length and follow to the therapist and the place of `slot`. Nothing is written.
    """
    sessions = in_scope(session, scope, now)
    if session.pk not in {each.pk for each in sessions}:
        return ()
    at = next(index for index, each in enumerate(sessions) if each.pk == session.pk)
    zone = session.client.clinic.zone
    starts = shifted([each.starts_at for each in sessions], at, slot.start, zone, pattern)
    slots = {
        each.pk: Slot(
            therapist=slot.therapist,
            place=slot.place,
            start=start,
            end=start + timedelta(minutes=each.service.minutes),
        )
        for each, start in zip(sessions, starts, strict=True)
    }
    return checked(sessions, slots, now, by_staff=by_staff)


def checked(
    sessions: Sequence[Session], slots: Mapping[UUID, Slot], now: datetime, *, by_staff: bool = False
) -> tuple[Rearranged, ...]:
    """Each session with its wished slot held against the diary, the sessions' own times looked through."""
    clinic = sessions[0].client.clinic
    without = [each.occupancy_id for each in sessions]
    wishes = [
        Wish(
            slot=slots[each.pk],
            service=each.service,
            client=each.client_id,
            deep_minutes=deep_minutes_of(each.course.care_plan, each.service),
        )
        for each in sessions
    ]
    conflicts = examine(clinic=clinic, wishes=wishes, now=now, by_staff=by_staff, without=without).conflicts
    late = frozenset() if by_staff else _after_review(sessions, slots)
    placings = [
        Placing(
            slot=slots[each.pk],
            service=each.service,
            client=each.client_id,
            care_plan=each.course.care_plan,
            session=each,
        )
        for each in sessions
    ]
    found = alternatives_to(
        placings,
        {conflict.index for conflict in conflicts} | late,
        now,
        clinic=clinic,
        without=without,
        may_pass_review=by_staff,
    )
    instead = {each.index: each.instead for each in found}
    return tuple(
        Rearranged(
            session=each,
            slot=slots[each.pk],
            conflicts=_kinds(conflicts, index),
            is_after_review=index in late,
            instead=instead.get(index, ()),
        )
        for index, each in enumerate(sessions)
    )


def _after_review(sessions: Sequence[Session], slots: Mapping[UUID, Slot]) -> frozenset[int]:
    """Which of the visits, all of one course, stand in the way of moving them: none when no visit passes the review.

    Those that would pass it by themselves; where that is none of them, all.
    """
    review = review_ahead(sessions[0].course.care_plan, zone=sessions[0].client.clinic.zone)
    moved = {each.starts_at: slots[each.pk].start for each in sessions}
    if review.allows_move(moved):
        return frozenset()
    alone = [not review.allows_move({each.starts_at: slots[each.pk].start}) for each in sessions]
    return frozenset(index for index in range(len(sessions)) if alone[index] or not any(alone))


def _kinds(conflicts: Sequence[Conflict], index: int) -> tuple[ConflictKind, ...]:
    return tuple(conflict.kind for conflict in conflicts if conflict.index == index)
