"""How is time taken, kept, given back; and how do hours and leave get into the diary?

`take`, `make_firm` and `release` run inside the caller's transaction (a booking), which also writes the audit row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.diary.mapping import weekly_hours
from ischia.clinic.diary.models import Occupancy, OccupancyState, Override, TimeOff, WorkingHours
from ischia.clinic.diary.queries import overlapping
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Place
from ischia.pathway.book.api import Span, check_hours
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Weekly hours at one place in the clinic's wall-clock time; an end of 00:00 is midnight."""

    weekday: int
    start: time
    end: time
    valid_from: date | None = None
    valid_until: date | None = None


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


def add_working_hours(
    *, actor: Actor, therapist: Therapist, place: Place, hours: Sequence[Hours]
) -> list[WorkingHours]:
    """Adds weekly hours at a place.

    Raises:
        Refused: hours that nobody can work (`hours_end_before_start` and the like), or `elsewhere_then`: the therapist
            already works at another place at that time.
    """
    rows = [_hours_row(therapist, place, each) for each in hours]
    with transaction.atomic():
        known = list(WorkingHours.objects.select_for_update().filter(therapist=therapist))
        for at, row in enumerate(rows):
            if any(_clashes(row, other) for other in [*known, *rows[:at]]):
                raise Refused("elsewhere_then", "The therapist already works at that time.", field="start")
        WorkingHours.objects.bulk_create(rows)
        record(actor=actor, action="diary.hours_added", subject=therapist, detail={"rows": len(rows)})
    return rows


def _hours_row(therapist: Therapist, place: Place, hours: Hours) -> WorkingHours:
    row = (hours.weekday, hours.start, hours.end, hours.valid_from, hours.valid_until)
    check_hours(weekly_hours([row], place.clinic.zone)[0])
    return WorkingHours(
        therapist=therapist,
        place=place,
        weekday=hours.weekday,
        start=hours.start,
        end=hours.end,
        valid_from=hours.valid_from,
        valid_until=hours.valid_until,
    )


def _clashes(one: WorkingHours, other: WorkingHours) -> bool:
    latest = max(one.valid_from or date.min, other.valid_from or date.min)
    earliest = min(one.valid_until or date.max, other.valid_until or date.max)
    same_days = one.weekday == other.weekday and latest <= earliest
    return same_days and _before(one.start, other.end) and _before(other.start, one.end)


def _before(start: time, end: time) -> bool:
    return end == time(0, 0) or start < end


def add_time_off(
    *, actor: Actor, therapist: Therapist, starts_at: datetime, ends_at: datetime, reason: str = ""
) -> TimeOff:
    """Blocks a stretch of a therapist's time. Sessions already booked in it stay; re-placing them is its own step.

    Raises:
        Refused: `ends_before_start`.
    """
    if ends_at <= starts_at:
        raise Refused("ends_before_start", "Time off ends after it starts.", field="ends_at")
    with transaction.atomic():
        time_off = TimeOff.objects.create(therapist=therapist, starts_at=starts_at, ends_at=ends_at, reason=reason)
        record(actor=actor, action="diary.time_off_added", subject=therapist, detail={"time_off": str(time_off.pk)})
    return time_off


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
