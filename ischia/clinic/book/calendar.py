"""What does a course look like as a calendar file?

The words say when, where and with whom, and nothing about health: calendars are shared and shown on lock screens.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext

from ischia.clinic.book.models import Course, Session, Status
from ischia.interop.ical.api import CalendarEvent, Person, cancellation, published


def calendar_file(course: Course) -> bytes:
    """The whole course as one iCalendar file (METHOD:PUBLISH); cancelled sessions are marked, so that they go."""
    related = ("therapist", "place", "place__clinic")
    return _published(course.sessions.exclude(status=Status.HELD).select_related(*related).order_by("number"))


def moved_file(sessions: Sequence[Session]) -> bytes:
    """Sessions that were moved as one file: the UIDs that calendars know, with a higher SEQUENCE."""
    return _published(sessions)


def cancelled_file(session: Session) -> bytes:
    """METHOD:CANCEL for one session, as RFC 5546 has it; expects client, therapist, place and clinic loaded."""
    clinic, client = session.place.clinic, session.client
    return cancellation(
        event_of(session, of=_numbers([session])[session.course_id]),
        organiser=Person(name=clinic.name, email=clinic.email or settings.DEFAULT_FROM_EMAIL),
        attendee=Person(name=client.name, email=client.email),
    )


def _published(sessions: Iterable[Session]) -> bytes:
    shown = list(sessions)
    name = shown[0].place.clinic.name if shown else ""
    numbers = _numbers(shown)
    return published([event_of(session, of=numbers[session.course_id]) for session in shown], name=name)


def _numbers(sessions: Iterable[Session]) -> dict[UUID, int]:
    """How many visits each of the courses has. One query."""
    visits = Session.objects.filter(course__in={session.course_id for session in sessions}).exclude(status=Status.HELD)
    return dict(visits.order_by().values_list("course").annotate(Count("pk")))


def event_of(session: Session, *, of: int) -> CalendarEvent:
    """One session of a course of `of`, with an UID that it keeps for life."""
    clinic = session.place.clinic
    lines = [
        gettext("Visit %(number)s of %(of)s with %(therapist)s.")
        % {"number": session.number, "of": of, "therapist": session.therapist.name},
        gettext("Cancel at least %(hours)s hours before.") % {"hours": clinic.cancel_window_hours},
    ]
    if clinic.phone:
        lines.append(gettext("To change it, call %(phone)s.") % {"phone": clinic.phone})
    return CalendarEvent(
        uid=f"session-{session.pk}@ischia",
        revision=session.revision,
        start=session.starts_at,
        end=session.ends_at,
        summary=gettext("Visit at %(clinic)s") % {"clinic": clinic.name},
        description="\n".join(lines),
        location=f"{session.place.name}, {session.place.address}, {session.place.postcode}",
        changed_at=session.changed_at,
        is_cancelled=session.status in (Status.CANCELLED, Status.LATE_CANCELLED),
    )
