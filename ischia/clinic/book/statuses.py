"""Which way may a session go, and how is a change of status written?

`TRANSITIONS` is the whole state machine. Every status in the database is written by `change` (or `start`, for the
first), which also writes the record that says who did it, when and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, IntegerField, QuerySet
from django.db.models.sql import UpdateQuery

from ischia.clinic.audit.api import Actor, Bound, insert, key, keys, moment, prepared, updating
from ischia.clinic.book.models import Session, Status, StatusRecord
from ischia.clinic.screen.api import Clearance, Screening
from ischia.pathway.shared.errors import Refused

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.HELD: frozenset({Status.BOOKED, Status.CANCELLED}),
    Status.BOOKED: frozenset(
        {Status.CONFIRMED, Status.ARRIVED, Status.NO_SHOW, Status.LATE_CANCELLED, Status.CANCELLED}
    ),
    Status.CONFIRMED: frozenset(
        {Status.BOOKED, Status.ARRIVED, Status.NO_SHOW, Status.LATE_CANCELLED, Status.CANCELLED}
    ),  # booked again when it is moved: nobody has said yet that they will come at the new time
    Status.ARRIVED: frozenset({Status.IN_SESSION, Status.CANCELLED}),
    Status.IN_SESSION: frozenset({Status.DONE, Status.CANCELLED}),
    Status.DONE: frozenset(),
    Status.NO_SHOW: frozenset({Status.ARRIVED, Status.CANCELLED}),  # came late after all, or waived with a reason
    Status.LATE_CANCELLED: frozenset({Status.CANCELLED}),  # waived with a reason
    Status.CANCELLED: frozenset(),
}

AHEAD = (Status.BOOKED, Status.CONFIRMED)
"""Booked and not yet begun."""

UNDER_WAY = (Status.ARRIVED, Status.IN_SESSION)
BOOKED_OR_LATER = (*AHEAD, *UNDER_WAY, Status.DONE)
TAKING_TIME = (Status.HELD, *AHEAD, *UNDER_WAY)

IN_ORDER = (Status.ARRIVED, Status.IN_SESSION, Status.DONE)
"""The steps of a visit, for those who sign a session without having tapped each one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What the safety gate went by when it let sessions through."""

    screening: Screening
    clearance: Clearance | None

    @property
    def clearance_key(self) -> UUID | None:
        """The key of the clearance, if one was gone by."""
        return None if self.clearance is None else self.clearance.pk


def can_become(session: Session, status: Status) -> bool:
    """Whether `session` may go to `status` now."""
    return status in TRANSITIONS[Status(session.status)]


def check_can_become(session: Session, status: Status) -> None:
    """Refuse (`wrong_status`) a step that the state machine does not know."""
    if not can_become(session, status):
        now, wanted = Status(session.status).label, status.label
        raise Refused("wrong_status", f"This session is {now}; it cannot become {wanted}.", field="status")


def start(*, actor: Actor, sessions: Sequence[Session], now: datetime) -> None:
    """Write the first record of new sessions, whose status is already set."""
    insert([_record(actor, session, Status(session.status), now, "") for session in sessions])


def change(
    *,
    actor: Actor,
    sessions: Sequence[Session],
    to: Status,
    now: datetime,
    reason: str = "",
    heard: bool = True,
    passed: Passed | None = None,
) -> None:
    """Move every session to `to`, or none.

    `heard`: calendars have to hear of it, so the revision rises. `passed`: what the safety gate went by this time.

    Raises:
        Refused: `wrong_status`, also when a session is no longer what the caller had read: whoever locks reads anew.
    """
    if not sessions:
        return
    for session in sessions:
        check_can_become(session, to)
    before = sorted({str(session.status) for session in sessions})
    for session in sessions:
        session.status, session.changed_at = to, now
        session.revision += heard
    changed = {
        "ids": [session.pk for session in sessions],
        "before": before,
        "to": to,
        "now": now,
        "heard": int(heard),
    }
    if passed is None:
        count = _changed.run(**changed)
    else:
        count = _changed_by_gate.run(**changed, screening=passed.screening.pk, clearance=passed.clearance_key)
    if count != len(sessions):
        raise Refused("wrong_status", "This has changed in the meantime. Please look again.", field="status")
    insert([_record(actor, session, to, now, reason) for session in sessions])


@prepared
def _changed(ids: int, before: int) -> UpdateQuery:
    return updating(_as_read(ids, before), **_NEW_STATUS)


@prepared
def _changed_by_gate(ids: int, before: int) -> UpdateQuery:
    by_gate = {"screening": key("screening"), "clearance": key("clearance")}
    return updating(_as_read(ids, before), **_NEW_STATUS, **by_gate)


def _as_read(ids: int, before: int) -> QuerySet[Session]:
    statuses: list[Any] = [Bound("before", CharField(), at) for at in range(before)]
    return Session.objects.filter(pk__in=keys("ids", ids), status__in=statuses)


_NEW_STATUS = {
    "status": Bound("to", CharField()),
    "changed_at": moment("now"),
    "revision": F("revision") + Bound("heard", IntegerField()),
}


def _record(actor: Actor, session: Session, status: Status, now: datetime, reason: str) -> StatusRecord:
    return StatusRecord(
        session_id=session.pk,
        status=status,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        reason=reason,
    )


def steps_to_done(session: Session) -> Iterable[Status]:
    """The steps that are still missing before this session is done."""
    status = Status(session.status)
    return IN_ORDER[IN_ORDER.index(status) + 1 :] if status in IN_ORDER else IN_ORDER
