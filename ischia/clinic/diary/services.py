"""How is time taken, kept and given back?

`take`, `make_firm` and `release` run inside the caller's transaction (a booking), which also writes the audit row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from ischia.clinic.audit.api import Actor
from ischia.clinic.diary.models import Occupancy, OccupancyState, Override
from ischia.clinic.diary.queries import overlapping
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Place
from ischia.pathway.book.api import Span
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What one session is to take: of the therapist and the room with buffers (`whole`), of the client without.

    `day` is the date in the clinic's zone on which the session starts (`local_day`), `deep_minutes` the minutes of deep
    work in it. `override` lifts the rule that nothing overlaps, `allowed_by` only what speaks against the session else.
    """

    therapist: UUID
    room: UUID
    client: UUID | None
    whole: Span
    session: Span
    day: date
    deep_minutes: int = 0
    override: Override | None = None
    allowed_by: Override | None = None


def lock(*, therapists: Collection[UUID], places: Collection[UUID]) -> None:
    """Lets one booking at a time past for these therapists and places: late in the transaction, before the check.

    Rows are locked in one order everywhere (therapists, then places, each by id), so that no two bookings wait for one
    another. SQLite has taken its one write lock when the transaction began.
    """
    if connection.vendor == "sqlite":
        return
    _locked(Therapist, therapists)
    _locked(Place, places)


def _locked(model: type[Therapist] | type[Place], ids: Collection[UUID]) -> None:
    rows = model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def take(
    *,
    stretches: Sequence[Stretch],
    state: OccupancyState,
    expires_at: datetime | None,
    now: datetime,
) -> list[Occupancy]:
    """Takes every stretch, giving back holds that have run out and are in the way first.

    The database refuses what overlaps (IntegrityError), so this cannot double-book however it is called.
    """
    _release_expired(stretches, now)
    rows = [
        Occupancy(
            therapist_id=stretch.therapist,
            room_id=stretch.room,
            client_id=stretch.client,
            therapist_from=stretch.whole.start,
            therapist_until=stretch.whole.end,
            room_from=stretch.whole.start,
            room_until=stretch.whole.end,
            client_from=stretch.session.start,
            client_until=stretch.session.end,
            day=stretch.day,
            deep_minutes=stretch.deep_minutes,
            state=state,
            expires_at=expires_at,
            override=stretch.override,
            allowed_by=stretch.allowed_by,
        )
        for stretch in stretches
    ]
    return Occupancy.objects.bulk_create(rows)


def _release_expired(stretches: Sequence[Stretch], now: datetime) -> None:
    near = Q()
    for stretch in stretches:
        near |= Q(therapist=stretch.therapist) & overlapping("therapist", stretch.whole)
        near |= Q(room=stretch.room) & overlapping("room", stretch.whole)
        if stretch.client is not None:
            near |= Q(client=stretch.client) & overlapping("client", stretch.session)
    Occupancy.objects.filter(near, state=OccupancyState.HELD, expires_at__lte=now).update(state=OccupancyState.RELEASED)


def make_firm(*, occupancies: Collection[UUID]) -> bool:
    """Turns holds into bookings. False when one of them was given back meanwhile: then the caller must roll back.

    A hold that ran out but that nobody else took is still there, so a slow form-filler does not lose the time.
    """
    kept = Occupancy.objects.filter(pk__in=occupancies, state=OccupancyState.HELD).update(
        state=OccupancyState.FIRM, expires_at=None
    )
    return kept == len(occupancies)


def release(*, occupancies: Collection[UUID]) -> None:
    """Gives the time back."""
    Occupancy.objects.filter(pk__in=occupancies).update(state=OccupancyState.RELEASED, expires_at=None)


def write_override(*, actor: Actor, reason: str, conflicts: Collection[UUID], now: datetime) -> Override:
    """Writes down who double-books on purpose, and why. Each override lifts the rule for one occupancy.

    Raises:
        Refused: `no_reason`.
    """
    if not reason.strip():
        raise Refused("no_reason", "Say why this double booking is meant.", field="reason")
    return Override.objects.create(
        reason=reason.strip(),
        conflicts=[str(conflict) for conflict in conflicts],
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        at=now,
    )
