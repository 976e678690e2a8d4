"""How does a therapist's calendar elsewhere block time here?

Only busy stretches are kept, as time off with the calendar as its source. Visits already booked in them stay, and are
reported until somebody has settled each.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.feeds.fetching import check_url, fetch
from ischia.clinic.book.feeds.models import OutsideCalendar, OutsideStatus
from ischia.clinic.book.models import Session
from ischia.clinic.book.statuses import TAKING_TIME
from ischia.clinic.diary.api import TimeOff, replace_time_off
from ischia.clinic.people.api import Therapist
from ischia.interop.ical.api import busy_spans
from ischia.pathway.book.api import Span
from ischia.pathway.shared.errors import Refused

Fetch = Callable[[str], bytes]
MARGIN = timedelta(days=1)


def add_outside_calendar(
    *, actor: Actor, therapist: Therapist, name: str, now: datetime, url: str = ""
) -> OutsideCalendar:
    """A calendar elsewhere whose busy stretches are to block time; nothing is read yet.

    Raises:
        Refused: `no_name`, `name_taken`, `not_https`, `host_not_listed`.
    """
    if not name.strip():
        raise Refused("no_name", "Give the calendar a name.", field="name")
    if url:
        check_url(url, settings.ISCHIA_CALENDAR_HOSTS)
    try:
        with transaction.atomic():
            outside = OutsideCalendar.objects.create(
                therapist=therapist, name=name.strip(), url=url.strip(), added_at=now
            )
            record(actor=actor, action="feeds.outside_added", subject=outside, detail={"by_url": bool(url)})
    except IntegrityError:
        raise Refused("name_taken", "You have a calendar of this name already.", field="name") from None
    return outside


def read_outside(*, actor: Actor, outside: OutsideCalendar, data: bytes, now: datetime) -> list[Session]:
    """Blocks the busy stretches of `data` in place of what the calendar said before. Answers the visits in conflict.

    Raises:
        BrokenCalendar: with line and reason; then everything stays as it was.
    """
    clinic = outside.therapist.clinic
    window = Span(now, now + timedelta(days=clinic.horizon_days) + MARGIN)
    spans = busy_spans(data, zone=clinic.zone, window=window)
    with transaction.atomic():
        replace_time_off(actor=actor, therapist=outside.therapist, source=str(outside.pk), spans=spans, now=now)
        _tried(outside, OutsideStatus.READ, now, stretches=len(spans))
        found = list(conflicts_of(outside.therapist, now, source=str(outside.pk)))
        detail = {"stretches": len(spans), "conflicts": [str(session.pk) for session in found]}
        record(actor=actor, action="feeds.outside_read", subject=outside, detail=detail)
    return found


def refresh_outside(*, actor: Actor, outside: OutsideCalendar, now: datetime, get: Fetch | None = None) -> bool:
    """Fetches a calendar and reads it. False when that failed: the reason is kept, what was blocked stays."""
    if not outside.url:
        return False
    try:
        data = (get or _fetch)(outside.url)
        read_outside(actor=actor, outside=outside, data=data, now=now)
    except Refused as refusal:
        with transaction.atomic():
            _tried(outside, OutsideStatus.FAILED, now, problem=refusal.message)
            record(actor=actor, action="feeds.outside_failed", subject=outside, detail={"code": refusal.code})
        return False
    return True


def remove_outside(*, actor: Actor, outside: OutsideCalendar, now: datetime) -> None:
    """Forgets a calendar and gives the time back that it blocked."""
    with transaction.atomic():
        replace_time_off(actor=actor, therapist=outside.therapist, source=str(outside.pk), spans=(), now=now)
        record(actor=actor, action="feeds.outside_removed", subject=outside)
        outside.delete()


def conflicts_of(therapist: Therapist, now: datetime, *, source: str | None = None) -> QuerySet[Session]:
    """Visits ahead that lie in a stretch blocked by an outside calendar (by `source`, or by any)."""
    blocking = TimeOff.objects.filter(
        therapist=therapist, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    blocking = blocking.exclude(source="") if source is None else blocking.filter(source=source)
    rows = Session.objects.filter(therapist=therapist, starts_at__gt=now, status__in=TAKING_TIME)
    return rows.filter(Exists(blocking)).select_related("client", "place").order_by("starts_at")


def _fetch(url: str) -> bytes:
    return fetch(url, hosts=settings.ISCHIA_CALENDAR_HOSTS)


def _tried(
    outside: OutsideCalendar, status: OutsideStatus, now: datetime, *, stretches: int | None = None, problem: str = ""
) -> None:
    outside.status, outside.problem, outside.tried_at = status, problem[:300], now
    if stretches is not None:
        outside.stretches, outside.read_at = stretches, now
    outside.save(update_fields=["status", "problem", "tried_at", "stretches", "read_at"])
