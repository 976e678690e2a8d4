"""Has this request been carried out already? A request to move or to cancel is done once, however often it is sent."""

from collections.abc import Sequence
from datetime import datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.models import ChangeKind, ChangeRequest
from ischia.pathway.shared.errors import Refused


def known_change(*, actor: Actor, request_key: str, kind: ChangeKind, asked: Sequence[str]) -> ChangeRequest | None:
    """What this key has done already. Refused when somebody else used it, or for something else."""
    if not request_key:
        raise Refused("no_request_key", "The request carries no key.", field="request_key")
    known = ChangeRequest.objects.filter(request_key=request_key).first()
    if known is None:
        return None
    if (known.kind, known.actor_id, known.asked) != (kind, actor.id, list(asked)):
        raise Refused("request_key_reused", "This request was already used for something else.", field="request_key")
    return known


def write_change(
    *,
    actor: Actor,
    request_key: str,
    kind: ChangeKind,
    asked: Sequence[str],
    reason: str,
    tell: bool,
    now: datetime,
) -> ChangeRequest:
    """Write down that the request is being carried out; the same key a second time is refused by the database."""
    return ChangeRequest.objects.create(
        request_key=request_key,
        kind=kind,
        asked=list(asked),
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        reason=reason.strip(),
        is_told=tell,
    )
