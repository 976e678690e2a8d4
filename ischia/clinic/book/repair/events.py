"""What happened: who is away, what is shut, or which visits does the desk want to move?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic, Place, Room
from ischia.pathway.book.api import Span
from ischia.pathway.shared.errors import NotFound, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A stretch in which a therapist is away or a room, a place or (none named) the clinic is shut; or picked sessions.

    Without either it means every session that no longer fits the diary as it is now.
    """

    span: Span | None = None
    therapist: UUID | None = None
    room: UUID | None = None
    place: UUID | None = None
    sessions: tuple[UUID, ...] = ()
    name: str = ""

    @property
    def cause(self) -> str:
        """Why sessions cannot stay, in plain words without a full stop."""
        if self.sessions:
            return "The desk asked for another time"
        if self.therapist is not None:
            return f"{self.name} is away"
        return f"{self.name or 'The clinic'} is shut"

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        named = {"therapist": self.therapist, "room": self.room, "place": self.place}
        span = {} if self.span is None else {"from": self.span.start.isoformat(), "until": self.span.end.isoformat()}
        picked = {"session": [str(each) for each in self.sessions]} if self.sessions else {}
        return {**{key: str(value) for key, value in named.items() if value}, **span, **picked}


def read_event(asked: Mapping[str, Any], sessions: list[str], clinic: Clinic) -> Event:
    """The event that an address or a stored row names.

    Raises:
        Refused: `unreadable_time`, `ends_before_start`. NotFound: somebody or something of another clinic.
    """
    if sessions:
        return Event(sessions=tuple(sorted(_id(each) for each in sessions)))
    span = _span(str(asked.get("from", "")), str(asked.get("until", "")))
    if span is None:
        return Event()
    if asked.get("therapist"):
        therapist = _found(Therapist.objects.filter(clinic=clinic, pk=_id(asked["therapist"])))
        return Event(span=span, therapist=therapist.pk, name=therapist.name)
    if asked.get("room"):
        room = _found(Room.objects.select_related("place").filter(place__clinic=clinic, pk=_id(asked["room"])))
        return Event(span=span, room=room.pk, place=room.place_id, name=f"{room.place.name}, {room.name}")
    if asked.get("place"):
        place = _found(Place.objects.filter(clinic=clinic, pk=_id(asked["place"])))
        return Event(span=span, place=place.pk, name=place.name)
    return Event(span=span)


def _span(first: str, until: str) -> Span | None:
    if not first and not until:
        return None
    start, end = _instant(first), _instant(until)
    if end <= start:
        raise Refused("ends_before_start", _("The end is before the beginning."), field="until")
    return Span(start, end)


def _instant(text: str) -> datetime:
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused("unreadable_time", _("This time could not be read."), field="from")
    return found


def _id(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as unreadable:
        raise NotFound("No such row") from unreadable


def _found(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise NotFound("No such row")
    return row
