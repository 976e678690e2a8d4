"""How is a repair proposed, carried out in one step, and written down with who was told?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.cancelling import cancel_sessions
from ischia.clinic.book.mapping import slot_of
from ischia.clinic.book.models import Session
from ischia.clinic.book.moving import Move, move_sessions
from ischia.clinic.book.repair.affected import RELATED, Displaced, displaced_by
from ischia.clinic.book.repair.building import digest_of, problem_of
from ischia.clinic.book.repair.events import Event, read_event
from ischia.clinic.book.repair.models import AppliedRepair, How, Repair, ToldOfRepair
from ischia.clinic.book.repair.waiting import put_on_waitlist
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.book.taken import SlotTaken
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import Slot
from ischia.pathway.book.repair import repair
from ischia.pathway.book.repair_rooms import rooms_for
from ischia.pathway.book.repair_rules import broken_rules, visits_of
from ischia.pathway.book.repair_values import RepairLine, RepairProblem
from ischia.pathway.shared.errors import Refused

LIMIT, SEED = 20.0, 1
REASON = "repair"
Act = dict[str, Any]


class Fate(StrEnum):
    """What becomes of a session when a repair is carried out. "waiting": cancelled, and its client waits for a time."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    LEFT = "left"


GIVEN_UP = (Fate.CANCELLED, Fate.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the desk decided for one session. `slot` only when it is moved."""

    fate: Fate
    slot: Slot | None = None


class Overtaken(Refused):
    """The diary changed since the proposal was made: nothing was applied. `clashes` say what stands in the way."""

    def __init__(self, clashes: Mapping[str, str]) -> None:
        super().__init__("overtaken", "The diary has changed since this was proposed. Nothing has been moved.")
        self.clashes = clashes


CLASHES = {
    "not_on_offer": "This time has been taken meanwhile, or cannot be booked any more.",
    "therapist": "The therapist would have two visits at once.",
    "client": "The client would have two visits at once.",
    "spacing": "This is too close to another visit of the course.",
    "review": "A visit would come after the review, which comes first.",
    "sessions_a_day": "The therapist's day would be too full.",
    "deep_minutes_a_day": "The therapist's day would hold too much deep work.",
    "room": "There would not be a room for everybody at this time.",
}


def propose_repair(*, actor: Actor, clinic: Clinic, event: Event, now: datetime, key: UUID | None = None) -> Repair:
    """Finds everything that cannot stay, and the least disruptive way to place it; stores both. Nothing is moved.

    `key` becomes the row's own.

    Raises:
        Refused: `nothing_affected`.
    """
    displaced = displaced_by(event, clinic=clinic, now=now)
    if not displaced:
        raise Refused("nothing_affected", "No visit is affected.")
    problem = problem_of(displaced, event, clinic=clinic, now=now)
    proposal = repair(problem, deterministic_limit=LIMIT, seed=SEED)
    with transaction.atomic():
        row = Repair.objects.create(
            pk=key or uuid4(),
            clinic=clinic,
            at=now,
            **_by(actor),
            event=event.as_json(),
            digest=digest_of(problem),
            unplaced=proposal.unplaced,
            unplaced_bound=proposal.unplaced_bound,
            cost=proposal.cost,
            cost_bound=proposal.cost_bound,
            effort=proposal.effort,
            lines=msgspec.to_builtins(proposal.lines),
        )
        detail = {"sessions": len(proposal.lines), "unplaced": proposal.unplaced}
        record(actor=actor, action="book.repair_proposed", subject=row, detail=detail)
    return row


def lines_of(row: Repair) -> tuple[RepairLine, ...]:
    """The proposed lines as values."""
    return msgspec.convert(row.lines, type=tuple[RepairLine, ...])


def event_of(row: Repair) -> Event:
    """What happened, read again with the names of today."""
    return read_event(row.event, row.event.get("session", []), row.clinic)


def apply_repair(
    *,
    actor: Actor,
    row: Repair,
    decided: Mapping[UUID, Decided],
    told: Mapping[UUID, How],
    now: datetime,
) -> AppliedRepair:
    """Carries a repair out as the desk decided, all of it or nothing; a second time changes nothing.

    Every rule is held against the diary as it is now, the safety gate among them. `told`: whom the desk has told
    already, and how.

    Raises:
        Overtaken: something has changed. Refused: whatever `move_sessions`, `cancel_sessions` and `join_waitlist`
            refuse.
    """
    lines = {UUID(line.session): line for line in lines_of(row)}
    if decided.keys() != lines.keys():
        raise Refused("other_sessions", "Decide about every visit of the proposal.", field="lines")
    with transaction.atomic():
        locked = Repair.objects.select_for_update().select_related("clinic").get(pk=row.pk)
        applied = AppliedRepair.objects.filter(repair=locked).first()
        if applied is not None:
            return applied
        return _apply(actor, locked, lines, decided, told, now)


def _apply(
    actor: Actor,
    row: Repair,
    lines: Mapping[UUID, RepairLine],
    decided: Mapping[UUID, Decided],
    told: Mapping[UUID, How],
    now: datetime,
) -> AppliedRepair:
    sessions = _still_there(lines)
    to = {key: each.slot for key, each in decided.items() if each.fate is Fate.MOVED and each.slot is not None}
    cancelled = [sessions[key] for key, each in decided.items() if each.fate in GIVEN_UP]
    rooms = _checked(row, sessions, to, now)
    key = f"repair-{row.pk}"
    if cancelled:
        cancel_sessions(actor=actor, sessions=cancelled, now=now, request_key=f"{key}-off", reason=REASON, waive=True)
    for key_of, each in decided.items():
        if each.fate is Fate.WAITING:
            put_on_waitlist(actor=actor, session=sessions[key_of], now=now)
    if to:
        _move(actor, [Move(session=sessions[one], slot=to[one], room=rooms[one]) for one in sorted(to)], key, now)
    applied = AppliedRepair.objects.create(
        repair=row,
        at=now,
        **_by(actor),
        lines=[{"session": str(one), **_kept(each)} for one, each in decided.items()],
    )
    counts = {fate.value: sum(each.fate is fate for each in decided.values()) for fate in Fate}
    record(actor=actor, action="book.repair_applied", subject=row, detail=counts)
    write_told(actor=actor, applied=applied, told=told, now=now)
    return applied


def _move(actor: Actor, moves: Sequence[Move], key: str, now: datetime) -> None:
    try:
        move_sessions(actor=actor, moves=moves, now=now, request_key=key, by_staff=True, reason=REASON, tell=True)
    except SlotTaken as taken:
        clashes = {str(moves[each.index].session.pk): CLASHES["not_on_offer"] for each in taken.conflicts}
        raise Overtaken(clashes) from taken


def _still_there(lines: Mapping[UUID, RepairLine]) -> dict[UUID, Session]:
    """The sessions, each where the proposal found it. Raises Overtaken."""
    rows = Session.objects.filter(pk__in=lines).select_related(*RELATED)
    sessions = {row.pk: row for row in rows}
    gone = {
        str(key): "This visit has been changed or cancelled meanwhile."
        for key, line in lines.items()
        if sessions[key].status not in AHEAD or slot_of(sessions[key]) != line.old
    }
    if gone:
        raise Overtaken(gone)
    return sessions


def _checked(row: Repair, sessions: Mapping[UUID, Session], to: Mapping[UUID, Slot], now: datetime) -> dict[UUID, UUID]:
    """A room for every session that moves, when all rules hold in the diary as it is now. Raises Overtaken."""
    if not to:
        return {}
    displaced = [Displaced(session=sessions[key], cause="", is_told=False) for key in sorted(to)]
    problem = problem_of(displaced, event_of(row), clinic=row.clinic, now=now)
    placed = {str(key): slot for key, slot in to.items()}
    clashes = _clashes(problem, placed)
    if clashes:
        raise Overtaken(clashes)
    rooms = rooms_for(problem.rooms, visits_of(problem.affected, placed)).by_session
    return {UUID(session): UUID(room) for session, room in rooms.items()}


def _clashes(problem: RepairProblem, placed: Mapping[str, Slot]) -> dict[str, str]:
    barred = {each.session: each.barred for each in problem.affected if each.barred}
    broken = {session: CLASHES[each.rule] for each in broken_rules(problem, placed) for session in each.sessions}
    return {**broken, **barred}


def _kept(decided: Decided) -> Act:
    slot = {} if decided.slot is None or decided.fate is not Fate.MOVED else {"slot": msgspec.to_builtins(decided.slot)}
    return {"fate": decided.fate.value, **slot}


def write_told(*, actor: Actor, applied: AppliedRepair, told: Mapping[UUID, How], now: datetime) -> None:
    """Writes down who was told of a repair that has been carried out, and how. Telling twice is telling once."""
    fates = {UUID(line["session"]): line["fate"] for line in applied.lines}
    known = set(ToldOfRepair.objects.filter(applied=applied).values_list("session_id", flat=True))
    fresh = [key for key in told if fates.get(key) in (Fate.MOVED, *GIVEN_UP) and key not in known]
    with transaction.atomic():
        ToldOfRepair.objects.bulk_create(
            ToldOfRepair(applied=applied, session_id=key, how=told[key], at=now, **_by(actor)) for key in fresh
        )
        if fresh:
            detail = {"sessions": [str(key) for key in fresh]}
            record(actor=actor, action="book.repair_told", subject=applied, detail=detail)


def told_of(applied: AppliedRepair, sessions: Collection[UUID]) -> dict[UUID, ToldOfRepair]:
    """Who has been told, by session."""
    return {row.session_id: row for row in ToldOfRepair.objects.filter(applied=applied, session__in=sessions)}


def _by(actor: Actor) -> dict[str, str]:
    return {"actor_kind": actor.kind, "actor_id": actor.id, "actor_label": actor.label}
