"""How are booked sessions moved to other times, all of those asked for or none?

The old time is given back, the new one taken and the session changed in one transaction, in an order in which the
database's rules hold after every statement. A session keeps its row, its number and its calendar UID for life, so
moving never makes a second series.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.freed import announce_freed
from ischia.clinic.book.holding import Clash
from ischia.clinic.book.instead import Placing, alternatives_to
from ischia.clinic.book.mapping import deep_minutes_of, slot_of
from ischia.clinic.book.models import ChangeKind, ChangeRequest, Course, Relocation, Session, Status
from ischia.clinic.book.overriding import may_override
from ischia.clinic.book.policies import check_may_confirm, check_may_hold, gate_for
from ischia.clinic.book.requests import known_change, write_change
from ischia.clinic.book.reviews import check_move_keeps_review
from ischia.clinic.book.statuses import TAKING_TIME, Passed, change
from ischia.clinic.book.stretches import stretches
from ischia.clinic.book.taken import Alternative, SlotTaken
from ischia.clinic.book.telling import tell_of_change
from ischia.clinic.book.visits import is_late
from ischia.clinic.diary.api import (
    Conflict,
    Examination,
    Occupancy,
    OccupancyState,
    Wish,
    examine,
    lock,
    release,
    take,
)
from ischia.clinic.match.api import techniques_of, why_not_offered
from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Clinic, Room
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused

MOVABLE = (Status.HELD, Status.BOOKED, Status.CONFIRMED)
RELATED = (
    "client__clinic",
    "therapist",
    "place",
    "room",
    "service",
    "course__episode__client__clinic",
    "course__care_plan",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A session and the slot that it is to have. `room`: this one of the slot's place; None lets any free one do."""

    session: Session
    slot: Slot
    room: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The request as it was carried out, with every session as it is now and where it was before."""

    change: ChangeRequest
    sessions: tuple[Session, ...]
    relocations: tuple[Relocation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    actor: Actor
    moves: tuple[Move, ...]
    now: datetime
    request_key: str
    by_staff: bool
    reason: str
    override_reason: str
    tell: bool

    @property
    def in_words(self) -> list[str]:
        """What is asked for, in one spelling."""
        return sorted(
            f"{move.session.pk} {move.slot.therapist} {move.slot.place} {move.slot.start.isoformat()} {move.room or ''}"
            for move in self.moves
        )


def move_sessions(
    *,
    actor: Actor,
    moves: Sequence[Move],
    now: datetime,
    request_key: str,
    by_staff: bool = False,
    reason: str = "",
    override_reason: str = "",
    tell: bool = True,
) -> Moved:
    """Moves every session to its slot, or none. The same `request_key` answers what it did the first time.

    Sessions may be of many courses and clients, but of one clinic; they are looked through when the new times are
    examined, so that two may change places. `by_staff` lifts notice, horizon, order, the review and the cancellation
    window; `override_reason` double-books on purpose, as in `book_course`. `tell`: whether the clients are to hear of
    it.

    Raises:
        SlotTaken: something is in the way; nothing moved; every conflict (`index` counts the moves) and what is free.
        Refused: `gate_shut`, `clearance_first`, `not_on_offer`, `unknown_place`, `unknown_room`, `wrong_length`,
            `wrong_status`, `already_begun`, `hold_ran_out`, `too_late_to_move`, `out_of_order`,
            `decision_first` (beyond the review), `no_moves`, `same_session_twice`, `nothing_to_move`,
            `no_request_key`, `request_key_reused`.
    """
    asked = _Asked(
        actor=actor,
        moves=tuple(moves),
        now=now,
        request_key=request_key,
        by_staff=by_staff,
        reason=reason,
        override_reason=override_reason,
        tell=tell,
    )
    _check_asked(asked)
    for attempt in (1, 2):
        known = known_change(actor=actor, request_key=request_key, kind=ChangeKind.MOVED, asked=asked.in_words)
        if known is not None:
            return _as_moved(known)
        try:
            with transaction.atomic():
                return _move(asked)
        except Clash as clash:
            raise SlotTaken(clash.conflicts, _alternatives(asked, clash.conflicts), done="Nothing was moved.") from None
        except IntegrityError:
            if attempt == 2:
                raise
    raise AssertionError  # both attempts return or raise


def _check_asked(asked: _Asked) -> None:
    if not asked.moves:
        raise Refused("no_moves", "Choose at least one visit to move.", field="moves")
    if len({move.session.pk for move in asked.moves}) < len(asked.moves):
        raise Refused("same_session_twice", "A visit can only be moved to one time.", field="moves")


def _as_moved(known: ChangeRequest) -> Moved:
    relocations = tuple(known.relocations.select_related(*(f"session__{name}" for name in RELATED)))
    return Moved(change=known, sessions=tuple(each.session for each in relocations), relocations=relocations)


def _move(asked: _Asked) -> Moved:
    passed = _check_without_the_diary(asked)
    slots = [move.slot for move in asked.moves]
    lock(
        therapists={UUID(slot.therapist) for slot in slots},
        places={UUID(slot.place) for slot in slots},
        clients={move.session.client_id for move in asked.moves},
    )
    sessions = _locked(asked)
    for session in sessions:
        _check_movable(session, asked)
    if all(_is_there(move, session) for move, session in zip(asked.moves, sessions, strict=True)):
        raise Refused("nothing_to_move", "The visit is at this time already.", field="moves")
    if not asked.by_staff:
        _check_order(asked)
        _check_reviews(asked, sessions)
    found = _examined(asked, sessions)
    if found.conflicts and not may_override(found, by_staff=asked.by_staff, reason=asked.override_reason):
        raise Clash(found.conflicts)
    return _write(asked, sessions, passed, found)


def _clinic(asked: _Asked) -> Clinic:
    return asked.moves[0].session.client.clinic


def _check_without_the_diary(asked: _Asked) -> Mapping[UUID, Passed]:
    """What the safety gate goes by for each episode. Refused when it is shut, or a slot can never be had."""
    clinic = _clinic(asked)
    if any(move.session.client.clinic_id != clinic.pk for move in asked.moves):
        raise Refused("unknown_place", "All visits of one move belong to one clinic.", field="moves")
    _check_rooms(asked)
    for move in asked.moves:
        if move.slot.end - move.slot.start != timedelta(minutes=move.session.service.minutes):
            minutes = move.session.service.minutes
            raise Refused("wrong_length", f"A visit of this kind takes {minutes} minutes.", field="slots")
    _check_on_offer(asked, clinic)
    held_only = {move.session.course.episode_id: True for move in asked.moves}
    for move in asked.moves:
        held_only[move.session.course.episode_id] &= move.session.status == Status.HELD
    episodes = {move.session.course.episode_id: move.session.course.episode for move in asked.moves}
    return {key: _passed(episode, asked.now, held_only=held_only[key]) for key, episode in episodes.items()}


def _passed(episode: Episode, now: datetime, *, held_only: bool) -> Passed:
    gate = gate_for(episode, now=now)
    screening = check_may_hold(gate) if held_only else check_may_confirm(gate)
    return Passed(screening=screening, clearance=gate.clearance)


def _check_rooms(asked: _Asked) -> None:
    chosen = {(move.room, UUID(move.slot.place)) for move in asked.moves if move.room is not None}
    rooms = set(Room.objects.filter(pk__in=[room for room, _ in chosen]).values_list("pk", "place_id"))
    if chosen - rooms:
        raise Refused("unknown_room", "This room does not belong to the place.", field="room")


def _check_on_offer(asked: _Asked, clinic: Clinic) -> None:
    """Whether every therapist may be offered for what the sessions are for; once for each course and service."""
    groups: dict[tuple[UUID, UUID], list[Move]] = {}
    for move in asked.moves:
        groups.setdefault((move.session.course_id, move.session.service_id), []).append(move)
    for moves in groups.values():
        refused = why_not_offered(
            clinic=clinic,
            service=moves[0].session.service,
            therapists={UUID(move.slot.therapist) for move in moves},
            techniques=techniques_of(moves[0].session.course.care_plan),
            now=asked.now,
        )
        for why in refused.values():
            raise Refused("not_on_offer", f"This therapist cannot be booked. {why[0]}", field="slots")


def _locked(asked: _Asked) -> list[Session]:
    """The sessions as they are now, in the order of the moves: courses are locked before sessions, each by id."""
    courses = sorted({move.session.course_id for move in asked.moves})
    list(Course.objects.filter(pk__in=courses).order_by("pk").select_for_update().values_list("pk", flat=True))
    rows = Session.objects.filter(pk__in=[move.session.pk for move in asked.moves]).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(of=("self",)).select_related(*RELATED)}
    return [found[move.session.pk] for move in asked.moves]


def _check_movable(session: Session, asked: _Asked) -> None:
    if session.status not in MOVABLE:
        label = Status(session.status).label
        raise Refused("wrong_status", f"This session is {label}; it cannot be moved.", field="moves")
    if session.starts_at <= asked.now:
        raise Refused("already_begun", "This visit has begun. It cannot be moved any more.", field="moves")
    until = _held_until(session)
    if until is not None and until <= asked.now:
        raise Refused("hold_ran_out", "These times are no longer held. Please choose again.", field="moves")
    if session.status != Status.HELD and not asked.by_staff and is_late(session, asked.now):
        hours = session.client.clinic.cancel_window_hours
        raise Refused(
            "too_late_to_move", f"It is less than {hours} hours until this visit. Please call us.", field="moves"
        )


def _is_there(move: Move, session: Session) -> bool:
    return move.slot == slot_of(session) and move.room in (None, session.room_id)


def _check_order(asked: _Asked) -> None:
    """Refuse to let a visit overtake another of its course; the first visit comes first."""
    to = {move.session.pk: move.slot.start for move in asked.moves}
    courses = {move.session.course_id for move in asked.moves}
    rows = Session.objects.filter(course__in=courses, status__in=(*TAKING_TIME, Status.DONE))
    last: dict[UUID, datetime] = {}
    for key, course, start in rows.order_by("course_id", "number").values_list("pk", "course_id", "starts_at"):
        start = to.get(key, start)
        if course in last and start <= last[course]:
            raise Refused(
                "out_of_order", "The visits of a course stay in their order. Move the others first.", field="moves"
            )
        last[course] = start


def _check_reviews(asked: _Asked, sessions: Sequence[Session]) -> None:
    """Refuse to put a visit beyond its review; the moves of each plan together."""
    plans = {session.course.care_plan_id: session.course.care_plan for session in sessions}
    for plan in plans.values():
        moved = {
            session.starts_at: move.slot.start
            for move, session in zip(asked.moves, sessions, strict=True)
            if session.course.care_plan_id == plan.pk
        }
        check_move_keeps_review(plan, moved, zone=_clinic(asked).zone)


def _wishes(asked: _Asked, sessions: Sequence[Session]) -> list[Wish]:
    return [
        Wish(
            slot=move.slot,
            service=session.service,
            client=session.client_id,
            room=move.room,
            deep_minutes=deep_minutes_of(session.course.care_plan, session.service),
        )
        for move, session in zip(asked.moves, sessions, strict=True)
    ]


def _examined(asked: _Asked, sessions: Sequence[Session]) -> Examination:
    return examine(
        clinic=_clinic(asked),
        wishes=_wishes(asked, sessions),
        now=asked.now,
        by_staff=asked.by_staff,
        without=[session.occupancy_id for session in sessions],
    )


def _write(asked: _Asked, sessions: Sequence[Session], passed: Mapping[UUID, Passed], found: Examination) -> Moved:
    done = write_change(
        actor=asked.actor,
        request_key=asked.request_key,
        kind=ChangeKind.MOVED,
        asked=asked.in_words,
        reason=asked.reason,
        tell=asked.tell,
        now=asked.now,
    )
    release(occupancies=[session.occupancy_id for session in sessions])
    taken = _taken(asked, sessions, found)
    relocations: list[Relocation] = []
    freed: list[tuple[Session, Slot]] = []
    for move, session, occupancy in zip(asked.moves, sessions, taken, strict=True):
        relocations.append(_relocation(done, session, move, occupancy))
        if session.status != Status.HELD:
            freed.append((session, slot_of(session)))
        _put(session, move, occupancy, passed[session.course.episode_id], asked.now)
    Session.objects.bulk_update(sessions, _WRITTEN)
    unsaid = [session for session in sessions if session.status == Status.CONFIRMED]
    change(actor=asked.actor, sessions=unsaid, to=Status.BOOKED, now=asked.now, reason="moved", heard=False)
    Relocation.objects.bulk_create(relocations)
    detail = {
        "sessions": [str(session.pk) for session in sessions],
        "overrides": [str(key) for each in taken if (key := each.override_id or each.allowed_by_id)],
        "told": int(asked.tell),
    }
    record(actor=asked.actor, action="book.moved", subject=done, detail=detail)
    tell_of_change(actor=asked.actor, change=done, sessions=sessions, now=asked.now)
    for session, slot in freed:
        announce_freed(actor=asked.actor, session=session, slot=slot, cause="moved", now=asked.now)
    return Moved(change=done, sessions=tuple(sessions), relocations=tuple(relocations))


def _taken(asked: _Asked, sessions: Sequence[Session], found: Examination) -> list[Occupancy]:
    """The new time of every session: firm as before, or held as long as before."""
    wanted = stretches(
        actor=asked.actor,
        clinic=_clinic(asked),
        wishes=_wishes(asked, sessions),
        found=found,
        override_reason=asked.override_reason,
        now=asked.now,
    )
    taken: dict[UUID, Occupancy] = {}
    for until in {_held_until(session) for session in sessions}:
        alike = [at for at, session in enumerate(sessions) if _held_until(session) == until]
        state = OccupancyState.FIRM if until is None else OccupancyState.HELD
        rows = take(stretches=[wanted[at] for at in alike], state=state, expires_at=until, run_out=found.run_out)
        taken.update((sessions[at].pk, row) for at, row in zip(alike, rows, strict=True))
    return [taken[session.pk] for session in sessions]


def _held_until(session: Session) -> datetime | None:
    """Until when a session that is only held is held; None for a booked one."""
    return session.course.held_until if session.status == Status.HELD else None


def _relocation(done: ChangeRequest, session: Session, move: Move, occupancy: Occupancy) -> Relocation:
    return Relocation(
        change=done,
        session=session,
        from_therapist_id=session.therapist_id,
        from_room_id=session.room_id,
        from_starts_at=session.starts_at,
        from_ends_at=session.ends_at,
        to_therapist_id=occupancy.therapist_id,
        to_room_id=occupancy.room_id,
        to_starts_at=move.slot.start,
        to_ends_at=move.slot.end,
    )


_WRITTEN = (
    "therapist",
    "place",
    "room",
    "starts_at",
    "ends_at",
    "occupancy",
    "screening",
    "clearance",
    "revision",
    "changed_at",
)


def _put(session: Session, move: Move, occupancy: Occupancy, passed: Passed, now: datetime) -> None:
    session.therapist_id, session.place_id = occupancy.therapist_id, UUID(move.slot.place)
    session.room_id, session.occupancy = occupancy.room_id, occupancy
    session.starts_at, session.ends_at = move.slot.start, move.slot.end
    session.screening, session.clearance = passed.screening, passed.clearance
    session.changed_at = now
    session.revision += session.status != Status.HELD


def _alternatives(asked: _Asked, conflicts: Sequence[Conflict]) -> tuple[Alternative, ...]:
    placings = [
        Placing(
            slot=move.slot,
            service=move.session.service,
            client=move.session.client_id,
            care_plan=move.session.course.care_plan,
            session=move.session,
        )
        for move in asked.moves
    ]
    return alternatives_to(
        placings,
        {conflict.index for conflict in conflicts},
        asked.now,
        clinic=_clinic(asked),
        without=[move.session.occupancy_id for move in asked.moves],
        may_pass_review=asked.by_staff,
    )
