"""What is shut, and when?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField, Value

from ischia.clinic.audit.api import key, keys, moment, prepared
from ischia.clinic.diary.models import Closure, TimeOff
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import MinuteSpan, Span, busy_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """When the whole clinic, each place as such and each room as such is shut, in epoch minutes."""

    clinic: Sequence[MinuteSpan] = ()
    places: Mapping[UUID, Sequence[MinuteSpan]] = field(default_factory=dict)
    rooms: Mapping[UUID, Sequence[MinuteSpan]] = field(default_factory=dict)

    def of_place(self, place: UUID) -> list[MinuteSpan]:
        """When nothing takes place there."""
        return sorted([*self.clinic, *self.places.get(place, ())])

    def of_room(self, room: UUID) -> list[MinuteSpan]:
        """When the room is out of use though its place is open."""
        return sorted(self.rooms.get(room, ()))


def shut_in(clinic: Clinic, window: Span) -> Shut:
    """What is shut in the window. One query."""
    return shut_by_clinic([clinic], window)[clinic.pk]


def shut_by_clinic(clinics: Iterable[Clinic], window: Span) -> dict[UUID, Shut]:
    """What each of the clinics has shut in the window. One query."""
    spans: dict[UUID, list[tuple[UUID | None, UUID | None, MinuteSpan]]] = {clinic.pk: [] for clinic in clinics}
    found = Closure.objects.filter(clinic__in=spans, starts_at__lt=window.end, ends_at__gt=window.start)
    for clinic, place, room, starts_at, ends_at in found.values_list(
        "clinic_id", "place_id", "room_id", "starts_at", "ends_at"
    ):
        spans[clinic] += [(place, room, each) for each in busy_minutes([Span(starts_at, ends_at)])]
    return {clinic: _shut(each) for clinic, each in spans.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Time off of a therapist; or a room, a place (no room) or the whole clinic (no place either) that is shut.

    `is_elsewhere`: an outside calendar says so.
    """

    therapist: UUID | None
    place: UUID | None
    room: UUID | None
    span: Span
    is_elsewhere: bool


def blocked_in(clinic: Clinic, therapists: Collection[UUID], window: Span) -> list[Blocked]:
    """What keeps these therapists of the clinic and its rooms from work in the window, earliest first. One query."""
    rows = _off_and_shut.rows(clinic=clinic.pk, therapists=list(therapists), start=window.start, end=window.end)
    found = [
        Blocked(therapist=who, place=place, room=room, span=Span(starts_at, ends_at), is_elsewhere=bool(source))
        for who, place, room, starts_at, ends_at, source in rows
    ]
    return sorted(found, key=lambda each: each.span.start)


def off_and_shut(
    clinic: Clinic, therapists: Collection[UUID], window: Span
) -> tuple[dict[UUID, list[MinuteSpan]], Shut]:
    """When each of these therapists of the clinic is off, and what it has shut, in the window. One query."""
    off: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    shut: list[tuple[UUID | None, UUID | None, MinuteSpan]] = []
    rows = _off_and_shut.rows(clinic=clinic.pk, therapists=list(therapists), start=window.start, end=window.end)
    for therapist, place, room, starts_at, ends_at, _source in rows:
        (span,) = busy_minutes([Span(starts_at, ends_at)])
        if therapist is None:
            shut.append((place, room, span))
        else:
            off[therapist].append(span)
    return off, _shut(shut)


@prepared
def _off_and_shut(therapists: int) -> QuerySet[Any, Any]:
    meets = Q(starts_at__lt=moment("end"), ends_at__gt=moment("start"))
    nobody = Value(None, output_field=UUIDField())
    off = TimeOff.objects.filter(meets, therapist__pk__in=keys("therapists", therapists))
    shut = Closure.objects.filter(meets, clinic=key("clinic"))
    return (
        off.order_by()
        .values_list("therapist_id", nobody, nobody, "starts_at", "ends_at", "source")
        .union(shut.order_by().values_list(nobody, "place_id", "room_id", "starts_at", "ends_at", Value("")), all=True)
    )


def _shut(spans: Iterable[tuple[UUID | None, UUID | None, MinuteSpan]]) -> Shut:
    everywhere: list[MinuteSpan] = []
    places: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    rooms: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    for place, room, span in spans:
        if room is not None:
            rooms[room].append(span)
        elif place is not None:
            places[place].append(span)
        else:
            everywhere.append(span)
    return Shut(clinic=everywhere, places=places, rooms=rooms)


def closures_of(clinic: Clinic) -> QuerySet[Closure]:
    """Every closure of the clinic with its place and room, earliest first."""
    return Closure.objects.filter(clinic=clinic).select_related("place", "room")
