"""How is the last move of somebody at the desk taken back? By another move, through the same service."""

from datetime import datetime, timedelta

from django.db.models import Subquery

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.models import ChangeKind, ChangeRequest, Relocation, Session
from ischia.clinic.book.moving import RELATED, Move, Moved, move_sessions
from ischia.clinic.book.telling import UNDOES
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused

OFFERED_FOR = timedelta(minutes=30)
UNDONE = "undone"
_SHOWN = ("session__client__clinic", "from_therapist", "to_therapist", "from_room__place", "to_room__place")


def last_move(actor: Actor, now: datetime) -> Relocation | None:
    """The last session that this person moved, if it still stands where they put it; one query."""
    latest = (
        ChangeRequest.objects.filter(kind=ChangeKind.MOVED, actor_id=actor.id, at__gt=now - OFFERED_FOR)
        .exclude(reason=UNDONE)
        .order_by("-at")
        .values("pk")[:1]
    )
    rows = list(Relocation.objects.filter(change=Subquery(latest)).select_related(*_SHOWN)[:2])
    return rows[0] if len(rows) == 1 and _stands(rows[0], rows[0].session) else None


def undo_move(*, actor: Actor, change: ChangeRequest, now: datetime) -> Moved:
    """Moves every session of a change back to where it was, room included, or none. Twice is once.

    The clients hear of it if they were to hear of the change. Who had said that they will come has to say so again.

    Raises:
        SlotTaken: the old time has been given to somebody else; nothing moved.
        Refused: `moved_since` when a session was changed again, and everything that `move_sessions` refuses.
    """
    rows = change.relocations.select_related("from_room", *(f"session__{name}" for name in RELATED))
    moves = []
    for row in rows:
        if not _stands(row, row.session) and not _is_back(row, row.session):
            raise Refused("moved_since", "This visit was changed again since. Nothing was undone.", field="moves")
        slot = Slot(
            therapist=str(row.from_therapist_id),
            place=str(row.from_room.place_id),
            start=row.from_starts_at,
            end=row.from_ends_at,
        )
        moves.append(Move(session=row.session, slot=slot, room=row.from_room_id))
    return move_sessions(
        actor=actor,
        moves=moves,
        now=now,
        request_key=f"{UNDOES}{change.pk}",
        by_staff=True,
        reason=UNDONE,
        tell=change.is_told,
    )


def _stands(row: Relocation, session: Session) -> bool:
    to = (row.to_therapist_id, row.to_room_id, row.to_starts_at)
    return (session.therapist_id, session.room_id, session.starts_at) == to


def _is_back(row: Relocation, session: Session) -> bool:
    came_from = (row.from_therapist_id, row.from_room_id, row.from_starts_at)
    return (session.therapist_id, session.room_id, session.starts_at) == came_from
