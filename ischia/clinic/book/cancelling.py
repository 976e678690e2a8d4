"""How are several booked visits cancelled in one step, all of those asked for or none, and no other?"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.models import ChangeKind, ChangeRequest, Course, Session
from ischia.clinic.book.requests import known_change, write_change
from ischia.clinic.book.telling import tell_of_change
from ischia.clinic.book.visits import cancel_locked
from ischia.pathway.shared.errors import Refused


def cancel_sessions(
    *,
    actor: Actor,
    sessions: Sequence[Session],
    now: datetime,
    request_key: str,
    reason: str,
    waive: bool = False,
    tell: bool = True,
) -> ChangeRequest:
    """Cancels every session named and gives its time back; the same `request_key` a second time changes nothing.

    Each counts as late or not by itself, as in `cancel_session`. `tell`: whether the clients are to hear of it.

    Raises:
        Refused: `no_sessions`, `already_begun`, `wrong_status`, `no_reason` (a waiver without one), `no_request_key`,
            `request_key_reused`. Nothing is cancelled then.
    """
    if not sessions:
        raise Refused("no_sessions", "Choose at least one visit.", field="sessions")
    if waive and not reason.strip():
        raise Refused("no_reason", "Say why the late cancellation is waived.", field="reason")
    asked = sorted(str(session.pk) for session in sessions)
    for attempt in (1, 2):
        known = known_change(actor=actor, request_key=request_key, kind=ChangeKind.CANCELLED, asked=asked)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                return _cancel(actor, sessions, asked, now, request_key, reason, waive=waive, tell=tell)
        except IntegrityError:
            if attempt == 2:
                raise
    raise AssertionError  # both attempts return or raise


def _cancel(
    actor: Actor,
    sessions: Sequence[Session],
    asked: Sequence[str],
    now: datetime,
    request_key: str,
    reason: str,
    *,
    waive: bool,
    tell: bool,
) -> ChangeRequest:
    courses = Course.objects.filter(pk__in={session.course_id for session in sessions})
    list(courses.order_by("pk").select_for_update().values_list("pk", flat=True))
    rows = Session.objects.select_for_update(of=("self",)).select_related("client__clinic", "course")
    locked = list(rows.filter(pk__in=[session.pk for session in sessions]).order_by("pk"))
    done = write_change(
        actor=actor,
        request_key=request_key,
        kind=ChangeKind.CANCELLED,
        asked=asked,
        reason=reason,
        tell=tell,
        now=now,
    )
    for row in locked:
        cancel_locked(actor, row, now, reason, waive=waive)
    tell_of_change(actor=actor, change=done, sessions=locked, now=now)
    detail = {"sessions": list(asked), "waived": int(waive), "told": int(tell)}
    record(actor=actor, action="book.cancelled", subject=done, detail=detail)
    return done
