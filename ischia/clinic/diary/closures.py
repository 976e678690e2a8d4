"""What is shut, and when?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from ischia.clinic.diary.models import Closure
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
    everywhere: list[MinuteSpan] = []
    places: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    rooms: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    found = Closure.objects.filter(clinic=clinic, starts_at__lt=window.end, ends_at__gt=window.start)
    for place, room, starts_at, ends_at in found.values_list("place_id", "room_id", "starts_at", "ends_at"):
        spans = busy_minutes([Span(starts_at, ends_at)])
        if room is not None:
            rooms[room] += spans
        elif place is not None:
            places[place] += spans
        else:
            everywhere += spans
    return Shut(clinic=everywhere, places=places, rooms=rooms)


def closures_of(clinic: Clinic) -> QuerySet[Closure]:
    """Every closure of the clinic with its place and room, earliest first."""
    return Closure.objects.filter(clinic=clinic).select_related("place", "room")
