"""How is time taken, kept and given back?

`take`, `make_firm`, `release` and `release_held` run inside the caller's transaction (a booking), which also writes the
audit row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql import UpdateQuery

from ischia.clinic.audit.api import Actor, insert, keys, prepared, updating
from ischia.clinic.diary.models import Occupancy, OccupancyState, Override
from ischia.clinic.people.api import Client, Therapist
from ischia.clinic.places.api import Place
from ischia.pathway.book.api import Span
from ischia.pathway.shared.errors import Refused

Row = TypeVar("Row", bound=Model)


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


def lock(*, therapists: Collection[UUID], places: Collection[UUID], clients: Collection[UUID] = ()) -> None:
    """Lets one booking at a time past for these people and places: late in the transaction, before the check.

    Rows are locked in one order everywhere (therapists, places, clients, each by id), so that no two bookings wait for
    one another. SQLite has taken its one write lock when the transaction began.
    """
    if connection.vendor == "sqlite":
        return
    for locked, ids in ((_locked_therapists, therapists), (_locked_places, places), (_locked_clients, clients)):
        if ids:
            locked.rows(ids=list(ids))


@prepared
def _locked_therapists(ids: int) -> QuerySet[Therapist, UUID]:
    return _locked(Therapist.objects.filter(pk__in=keys("ids", ids)))


@prepared
def _locked_places(ids: int) -> QuerySet[Place, UUID]:
    return _locked(Place.objects.filter(pk__in=keys("ids", ids)))


@prepared
def _locked_clients(ids: int) -> QuerySet[Client, UUID]:
    return _locked(Client.objects.filter(pk__in=keys("ids", ids)))


def _locked(rows: QuerySet[Row]) -> QuerySet[Row, UUID]:
    return rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)


def take(
    *,
    stretches: Sequence[Stretch],
    state: OccupancyState,
    expires_at: datetime | None,
    run_out: Collection[UUID] = (),
) -> list[Occupancy]:
    """Takes every stretch, first giving back the holds that have run out and are in the way (`Examination.run_out`).

    The database refuses what overlaps (IntegrityError), so this cannot double-book however it is called.
    """
    if run_out:
        release_held(occupancies=run_out)
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
    insert(rows)
    return rows


def make_firm(*, occupancies: Collection[UUID]) -> bool:
    """Turns holds into bookings. False when one of them was given back meanwhile: then the caller must roll back.

    A hold that ran out but that nobody else took is still there, so a slow form-filler does not lose the time.
    """
    return _made_firm.run(ids=list(occupancies)) == len(occupancies)


@prepared
def _made_firm(ids: int) -> UpdateQuery:
    held = Occupancy.objects.filter(pk__in=keys("ids", ids), state=OccupancyState.HELD)
    return updating(held, state=OccupancyState.FIRM, expires_at=None)


def release(*, occupancies: Collection[UUID]) -> None:
    """Gives the time back."""
    _released.run(ids=list(occupancies))


@prepared
def _released(ids: int) -> UpdateQuery:
    return updating(Occupancy.objects.filter(pk__in=keys("ids", ids)), state=OccupancyState.RELEASED, expires_at=None)


def release_held(*, occupancies: Collection[UUID]) -> None:
    """Gives back what is only held. What was booked meanwhile stays booked, whatever the caller had read before."""
    _released_held.run(ids=list(occupancies))


@prepared
def _released_held(ids: int) -> UpdateQuery:
    held = Occupancy.objects.filter(pk__in=keys("ids", ids), state=OccupancyState.HELD)
    return updating(held, state=OccupancyState.RELEASED, expires_at=None)


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
