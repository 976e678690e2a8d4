"""How does an act get into the audit trail, in the same transaction as the act itself?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from ischia.clinic.audit.actor import Actor
from ischia.clinic.audit.models import Event
from ischia.clinic.audit.prepared import insert

READ = "audit.read"
_LONGEST_TEXT = 120
_PERSONAL = frozenset({"name", "email", "phone", "address", "date_of_birth", "note", "text"})


def record(*, actor: Actor, action: str, subject: models.Model, detail: Mapping[str, object] | None = None) -> Event:
    """Writes one audit row inside the caller's transaction.

    `action` is "app.verb" ("people.client_registered"). `detail` holds ids, codes and numbers only.
    Raises TypeError without an actor, RuntimeError outside a transaction, ValueError for a detail with personal data.
    """
    event = _event(actor, action, subject, dict(detail or {}))
    insert([event])
    return event


def _event(actor: Actor, action: str, subject: models.Model, detail: dict[str, Any]) -> Event:
    if not isinstance(actor, Actor):
        message = f"{action}: a write needs an Actor, not {type(actor).__name__}"
        raise TypeError(message)
    if not transaction.get_connection().in_atomic_block:
        message = f"{action}: record an act inside the transaction that carries it out"
        raise RuntimeError(message)
    return Event(
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=_checked(detail),
    )


def record_read(
    *, actor: Actor, subject: models.Model, part: str = "record", shown: Iterable[models.Model] = ()
) -> Event:
    """Writes that `actor` looked at `part` of `subject`: reading a chart leaves a trace. A transaction of its own.

    A list names the rows that it showed in `shown`: their keys are kept.
    """
    with transaction.atomic():
        return record(actor=actor, action=READ, subject=subject, detail=_read(part, [row.pk for row in shown]))


def record_reads(*, actor: Actor, subject: models.Model, shown: Mapping[str, Collection[UUID]]) -> None:
    """Writes, as `record_read` does, whose rows a page showed in each of its parts; nothing of a part without any."""
    with transaction.atomic():
        insert([_event(actor, READ, subject, _read(part, keys)) for part, keys in shown.items() if keys])


def _read(part: str, shown: Iterable[UUID]) -> dict[str, Any]:
    keys = [str(key) for key in shown]
    return {"part": part, "shown": keys} if keys else {"part": part}


def _checked(detail: dict[str, Any]) -> dict[str, Any]:
    for key, value in detail.items():
        if key in _PERSONAL:
            message = f"audit detail {key!r} would hold personal data: record an id or a code"
            raise ValueError(message)
        _check_value(key, value)
    return detail


def _check_value(key: str, value: object) -> None:
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT or "@" in value:
            message = f"audit detail {key!r} is not an id or a code"
            raise ValueError(message)
    elif isinstance(value, Sequence):
        for part in value:
            _check_value(key, part)
    elif not isinstance(value, int | float | None):
        message = f"audit detail {key!r} must be a text, a number or a list of them, not {type(value).__name__}"
        raise ValueError(message)
