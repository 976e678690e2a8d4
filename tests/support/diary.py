"""Which hours and sessions do the tests about the diary share?

Callum works Mondays to Fridays 9 to 12 and 13 to 17 in Leith. Times are given as UTC texts.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from ischia.clinic.diary.api import Hours, Occupancy, OccupancyState, Override, Stretch, add_working_hours, take
from ischia.clinic.people.api import Client, Therapist
from ischia.clinic.places.api import Place, Room
from ischia.pathway.book.api import Slot, Span, local_day
from tests.support.clinic import BUILDER, World

WORKDAYS = range(5)


def at(text: str) -> datetime:
    """ "2026-11-30 10:00" as an aware instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def give_hours(therapist: Therapist, place: Place) -> None:
    """Mondays to Fridays, 9 to 12 and 13 to 17."""
    hours = [
        Hours(weekday=weekday, start=start, end=end)
        for weekday in WORKDAYS
        for start, end in ((time(9), time(12)), (time(13), time(17)))
    ]
    add_working_hours(actor=BUILDER, therapist=therapist, place=place, hours=hours)


def slot(therapist: Therapist, place: Place, start: str, *, minutes: int = 45) -> Slot:
    begin = at(start)
    return Slot(therapist=str(therapist.pk), place=str(place.pk), start=begin, end=begin + timedelta(minutes=minutes))


def stretch(
    world: World,
    start: str,
    until: str,
    *,
    therapist: Therapist | None = None,
    room: Room | None = None,
    client: Client | None = None,
    override: Override | None = None,
    deep_minutes: int = 0,
) -> Stretch:
    span = Span(at(start), at(until))
    return Stretch(
        therapist=(therapist or world.callum).pk,
        room=(room or world.rooms[0]).pk,
        client=None if client is None else client.pk,
        whole=span,
        session=span,
        day=local_day(span.start, world.clinic.zone),
        deep_minutes=deep_minutes,
        override=override,
    )


def occupy(
    *stretches: Stretch,
    state: OccupancyState = OccupancyState.FIRM,
    expires_at: datetime | None = None,
    run_out: Sequence[UUID] = (),
) -> list[Occupancy]:
    return take(stretches=stretches, state=state, expires_at=expires_at, run_out=run_out)
