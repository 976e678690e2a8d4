"""How does a course become a calendar file that every calendar reads alike?

Instants are written in UTC, so no VTIMEZONE is needed and none can be misread; a calendar shows them in its own zone.
A session keeps its UID for life and its SEQUENCE rises with every change, so that a second file moves or removes the
entry and does not add another. A published file may carry a whole course; an invitation or a cancellation speaks of one
session, because RFC 5546 wants one UID in each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCER = "-//Ischia//Sessions//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One session. Instants are aware; `revision` becomes SEQUENCE; `changed_at` is when it last changed."""

    uid: str
    revision: int
    start: datetime
    end: datetime
    summary: str
    description: str
    location: str
    changed_at: datetime
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an e-mail address: the clinic as organiser, the client as attendee."""

    name: str
    email: str


def published(events: Sequence[CalendarEvent], *, name: str) -> bytes:
    """METHOD:PUBLISH: the whole course in one file, cancelled sessions marked as such. `name` is the calendar's."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_event(event))
    return bytes(calendar.to_ical())


def invitation(event: CalendarEvent, *, organiser: Person, attendee: Person) -> bytes:
    """METHOD:REQUEST: one new or changed session."""
    return _addressed("REQUEST", event, organiser, attendee)


def cancellation(event: CalendarEvent, *, organiser: Person, attendee: Person) -> bytes:
    """METHOD:CANCEL: one session that will not take place."""
    return _addressed("CANCEL", event, organiser, attendee)


def _addressed(method: str, event: CalendarEvent, organiser: Person, attendee: Person) -> bytes:
    calendar = _calendar(method)
    component = _event(event, is_cancelled=method == "CANCEL")
    component.add("organizer", _address(organiser))
    invited = _address(attendee)
    invited.params["PARTSTAT"] = "ACCEPTED"
    invited.params["RSVP"] = "FALSE"
    component.add("attendee", invited)
    calendar.add_component(component)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(event: CalendarEvent, *, is_cancelled: bool = False) -> Event:
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.revision)
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("dtstart", event.start.astimezone(UTC))
    component.add("dtend", event.end.astimezone(UTC))
    component.add("summary", event.summary)
    component.add("description", event.description)
    component.add("location", event.location)
    component.add("status", "CANCELLED" if is_cancelled or event.is_cancelled else "CONFIRMED")
    component.add("class", "PRIVATE")
    component.add("transp", "OPAQUE")
    return component


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = person.name
    return address
