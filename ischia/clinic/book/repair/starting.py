"""How does a repair begin, once however often the button is pressed?

The key of the page's request becomes the key of the rows that it makes, so that the same request finds them again.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.repair.affected import displaced_by
from ischia.clinic.book.repair.events import Event
from ischia.clinic.book.repair.models import Repair
from ischia.clinic.book.repair.services import propose_repair
from ischia.clinic.diary.api import TimeOff, add_time_off
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import Span
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Who is away, when, and why."""

    therapist: Therapist
    span: Span
    reason: str = ""

    @property
    def event(self) -> Event:
        """The same as what a repair is about."""
        return Event(span=self.span, therapist=self.therapist.pk, name=self.therapist.name)


def begin_repair(*, actor: Actor, clinic: Clinic, event: Event, key: UUID, now: datetime) -> Repair:
    """`propose_repair`, once for each key.

    Raises:
        Refused: as `propose_repair`; `request_key_reused`.
    """
    known = _known_repair(key, clinic, event)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return propose_repair(actor=actor, clinic=clinic, event=event, now=now, key=key)
    except IntegrityError:  # the same request came twice at the same moment
        known = _known_repair(key, clinic, event)
        if known is None:
            raise
        return known


def mark_away(*, actor: Actor, clinic: Clinic, away: Away, key: UUID, now: datetime) -> Repair | None:
    """Keeps the time free and proposes other times for whoever is booked in it, both or neither; once for each key.

    None where nobody is booked in it: the time is kept free all the same.

    Raises:
        Refused: as `add_time_off` and `propose_repair`, and nothing is kept then; `request_key_reused`.
    """
    if _is_known(key, away):
        return _known_repair(key, clinic, away.event)
    try:
        with transaction.atomic():
            return _mark(actor, clinic, away, key, now)
    except IntegrityError:  # the same request came twice at the same moment
        if not _is_known(key, away):
            raise
        return _known_repair(key, clinic, away.event)


def is_kept_free(key: UUID, clinic: Clinic) -> bool:
    """Whether this is time off of somebody at the clinic."""
    return TimeOff.objects.filter(pk=key, therapist__clinic=clinic).exists()


def _mark(actor: Actor, clinic: Clinic, away: Away, key: UUID, now: datetime) -> Repair | None:
    add_time_off(
        actor=actor,
        therapist=away.therapist,
        starts_at=away.span.start,
        ends_at=away.span.end,
        reason=away.reason,
        now=now,
        key=key,
    )
    if not displaced_by(away.event, clinic=clinic, now=now):
        return None
    return propose_repair(actor=actor, clinic=clinic, event=away.event, now=now, key=key)


def _is_known(key: UUID, away: Away) -> bool:
    row = TimeOff.objects.filter(pk=key).first()
    if row is None:
        return False
    if (row.therapist_id, row.starts_at, row.ends_at) != (away.therapist.pk, away.span.start, away.span.end):
        raise _reused()
    return True


def _known_repair(key: UUID, clinic: Clinic, event: Event) -> Repair | None:
    row = Repair.objects.filter(pk=key).first()
    if row is not None and (row.clinic_id != clinic.pk or row.event != event.as_json()):
        raise _reused()
    return row


def _reused() -> Refused:
    return Refused("request_key_reused", "This request was already used for something else.", field="request_key")
