"""What does a course look like as a calendar file?

The words say when, where and with whom, and nothing about health: calendars are shared and shown on lock screens.
"""

from django.utils.translation import gettext

from ischia.clinic.book.models import Course, Session, Status
from ischia.interop.ical.api import CalendarEvent, published


def calendar_file(course: Course) -> bytes:
    """The whole course as one iCalendar file (METHOD:PUBLISH); cancelled sessions are marked, so that they go."""
    related = ("therapist", "place", "place__clinic")
    sessions = list(course.sessions.exclude(status=Status.HELD).select_related(*related).order_by("number"))
    name = sessions[0].place.clinic.name if sessions else ""
    return published([event_of(session, of=len(sessions)) for session in sessions], name=name)


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
