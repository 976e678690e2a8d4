"""What happens to one booked session: cancelled, confirmed, arrived, begun, done, missed?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.freed import announce_freed
from ischia.clinic.book.mapping import slot_of
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.statuses import UNDER_WAY, change, steps_to_done
from ischia.clinic.diary.api import release
from ischia.pathway.shared.errors import Refused


def is_late(session: Session, now: datetime) -> bool:
    """Whether cancelling at `now` counts as late: inside the clinic's window, and the grace after booking is over.

    Expects client, clinic and course loaded.
    """
    clinic = session.client.clinic
    booked_at = session.course.booked_at
    if booked_at is not None and now <= booked_at + timedelta(minutes=clinic.grace_minutes):
        return False
    return now > session.starts_at - timedelta(hours=clinic.cancel_window_hours)


def cancel_session(*, actor: Actor, session: Session, now: datetime, reason: str, waive: bool = False) -> Session:
    """Cancels one session and gives its time back; inside the cancellation window it counts as cancelled late.

    `waive`: staff let it count as cancelled in time, with a reason.

    Raises:
        Refused: `already_begun`, `wrong_status`, `no_reason` (a waiver without one).
    """
    if waive and not reason.strip():
        raise Refused("no_reason", "Say why the late cancellation is waived.", field="reason")

    return _act(actor, session, "book.cancelled", lambda row: cancel_locked(actor, row, now, reason, waive=waive))


def cancel_locked(actor: Actor, row: Session, now: datetime, reason: str, *, waive: bool) -> None:
    """Cancel a session whose row is locked, with client, clinic and course loaded. Refused once it has begun."""
    under_way = row.status in UNDER_WAY
    if row.starts_at <= now and not under_way:
        raise Refused("already_begun", "This visit has begun. It cannot be cancelled any more.")
    to = Status.LATE_CANCELLED if is_late(row, now) and not (waive or under_way) else Status.CANCELLED
    release(occupancies=[row.occupancy_id])
    change(actor=actor, sessions=[row], to=to, now=now, reason=reason)
    announce_freed(actor=actor, session=row, slot=slot_of(row), cause="cancelled", now=now)


def waive_lateness(*, actor: Actor, session: Session, now: datetime, reason: str) -> Session:
    """Lets a late cancellation or a missed visit count as cancelled in time. Refused without a reason."""
    if not reason.strip():
        raise Refused("no_reason", "Say why it is waived.", field="reason")
    return _change(actor, session, Status.CANCELLED, now, "book.waived", reason)


def confirm_attendance(*, actor: Actor, session: Session, now: datetime) -> Session:
    """The client has said that they will come."""
    return _change(actor, session, Status.CONFIRMED, now, "book.attendance_confirmed")


def mark_arrived(*, actor: Actor, session: Session, now: datetime) -> Session:
    """The client is here."""
    return _change(actor, session, Status.ARRIVED, now, "book.arrived")


def start_session(*, actor: Actor, session: Session, now: datetime) -> Session:
    """The session begins."""
    return _change(actor, session, Status.IN_SESSION, now, "book.begun")


def mark_no_show(*, actor: Actor, session: Session, now: datetime) -> Session:
    """The client did not come. Refused (`too_early`) before the session was due."""
    if now < session.starts_at:
        raise Refused("too_early", "The visit is not due yet.")
    return _change(actor, session, Status.NO_SHOW, now, "book.no_show")


def end_session(*, actor: Actor, session: Session, now: datetime, reason: str = "") -> Session:
    """The session is over and its record signed. Steps that nobody tapped are written at the same moment.

    `reason` is empty, or a code such as "stopped" when the safety check ended it before any work.
    """

    def end(row: Session) -> None:
        for step in steps_to_done(row):
            change(
                actor=actor, sessions=[row], to=step, now=now, reason=reason if step is Status.DONE else "", heard=False
            )

    return _act(actor, session, "book.done", end)


def _change(actor: Actor, session: Session, to: Status, now: datetime, action: str, reason: str = "") -> Session:
    def move(row: Session) -> None:
        heard = to is Status.CANCELLED
        change(actor=actor, sessions=[row], to=to, now=now, reason=reason, heard=heard)

    return _act(actor, session, action, move)


def _act(actor: Actor, session: Session, action: str, act: Callable[[Session], None]) -> Session:
    """Lock the row, act on it, audit it: the row as it is now decides, not the one that a page showed."""
    with transaction.atomic():
        rows = Session.objects.select_for_update(of=("self",)).select_related("client__clinic", "course")
        row = rows.get(pk=session.pk)
        act(row)
        record(actor=actor, action=action, subject=row, detail={"status": row.status, "number": row.number})
    return row
