"""What do clients hear of their visits, and when? One message and one file for a whole course, one for each change.

Nobody is told of a course before its grace period is over, so what is undone leaves no trace outside. What to tell is
read from what is booked, so a message that could not be sent goes out at the next run, for a day.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ischia.clinic.book.calendar import calendar_file, cancelled_file, moved_file
from ischia.clinic.book.change_presenters import in_words
from ischia.clinic.book.models import ChangeKind, ChangeRequest, Course, Relocation, Session, Told
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.people.api import Client

logger = logging.getLogger(__name__)

WORTH_TELLING = timedelta(days=1)
"""A message that could not be sent for longer than this helps nobody any more."""

File = tuple[str, bytes, str]


def tell_clients(*, now: datetime) -> int:
    """Sends everything that is due, each message in a transaction of its own, and says how many. Twice is once."""
    sent = sum(_tell_of_course(course, now) for course in _courses_due(now))
    return sent + sum(
        _tell_of_change(change, client, now) for change in _changes_due(now) for client in _clients_of(change)
    )


def _courses_due(now: datetime) -> list[Course]:
    """Booked courses that nobody has been told of and whose grace is over. What was undone has nothing ahead."""
    untold = Course.objects.filter(
        told__isnull=True, booked_at__gt=now - WORTH_TELLING, booked_at__lte=now, sessions__status__in=AHEAD
    )
    found = untold.select_related("episode__client__clinic").distinct()
    return [course for course in found if course.booked_at and now > course.booked_at + _grace(course)]


def _grace(course: Course) -> timedelta:
    return timedelta(minutes=course.episode.client.clinic.grace_minutes)


def _changes_due(now: datetime) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.filter(is_told=True, at__gt=now - WORTH_TELLING, at__lte=now)


def _tell_of_course(course: Course, now: datetime) -> bool:
    client = course.episode.client
    sessions = list(_shown(course.sessions.filter(status__in=AHEAD)))
    subject = _("Your visits at %(clinic)s") % {"clinic": client.clinic.name}
    files = [("visits.ics", calendar_file(course), "PUBLISH")]
    told = Told(course=course, client=client, at=now)
    return _send(told, subject, "booked", sessions, files, unsent=_changes_so_far(course, now))


def _changes_so_far(course: Course, now: datetime) -> list[Told]:
    """Changes made before the client was told of the course: its message shows the dates as they are now."""
    client = course.episode.client
    return [
        Told(change=change, client=client, at=now)
        for change in _changes_due(now)
        if any(session.course_id == course.pk for session in _sessions_of(change, client))
    ]


def _sessions_of(change: ChangeRequest, client: Client) -> list[Session]:
    """The client's visits that the change was about, as they are now; what was moved on since is left to that move."""
    if change.kind == ChangeKind.MOVED:
        found = Session.objects.filter(relocations__change=change, client=client).exclude(Exists(_later(change)))
    else:
        found = Session.objects.filter(pk__in=change.asked, client=client)
    return list(_shown(found))


def _later(change: ChangeRequest) -> QuerySet[Relocation]:
    """Later moves of a visit that the client hears of: the message about those says where it stands, once."""
    return Relocation.objects.filter(session=OuterRef("pk"), change__at__gt=change.at, change__is_told=True)


def _shown(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.select_related("client__clinic", "therapist", "place__clinic", "course").order_by("starts_at")


def _clients_of(change: ChangeRequest) -> list[Client]:
    """Whom the change is about and who has not been told of it."""
    told = Told.objects.filter(change=change).values("client")
    if change.kind == ChangeKind.MOVED:
        found = Client.objects.filter(sessions__relocations__change=change)
    else:
        found = Client.objects.filter(sessions__in=change.asked)
    return list(found.exclude(pk__in=told).select_related("clinic").distinct())


def _tell_of_change(change: ChangeRequest, client: Client, now: datetime) -> bool:
    """Whoever has not been told of the course yet hears of the change with it, or, when nothing is left, of neither."""
    told_of = Told.objects.filter(course__isnull=False).values("course")
    before = now - WORTH_TELLING
    sessions = [
        session
        for session in _sessions_of(change, client)
        if told_of.filter(course=session.course_id).exists()
        or (session.course.booked_at and session.course.booked_at <= before)
    ]
    if not sessions:
        return False
    if change.kind == ChangeKind.MOVED:
        subject = _("New times at %(clinic)s") % {"clinic": client.clinic.name}
        files = [("visits.ics", moved_file(sessions), "PUBLISH")]
    else:
        subject = _("Cancelled at %(clinic)s") % {"clinic": client.clinic.name}
        files = [
            (f"cancelled-{number}.ics", cancelled_file(session), "CANCEL") for number, session in enumerate(sessions, 1)
        ]
    return _send(Told(change=change, client=client, at=now), subject, change.kind, sessions, files)


def _send(
    told: Told, subject: str, kind: str, sessions: list[Session], files: list[File], unsent: Iterable[Told] = ()
) -> bool:
    """Write down that the client is told, then tell them; whoever comes second finds it written and is silent."""
    client = told.client
    if not client.email:
        return False
    zone = client.clinic.zoneinfo
    lines = [f"{in_words(session, zone)}, {session.therapist.name}, {session.place.name}" for session in sessions]
    body = render_to_string("book/told.txt", {"kind": kind, "lines": lines, "clinic": client.clinic})
    message = EmailMessage(subject, body, None, [client.email])
    for name, data, method in files:
        message.attach(name, data.decode(), f"text/calendar; method={method}")
    try:
        with transaction.atomic():
            told.save(force_insert=True)
            Told.objects.bulk_create(unsent, ignore_conflicts=True)
            message.send()
    except IntegrityError:
        return False
    except OSError:
        logger.warning("A message about visits could not be sent; the next run tries again.")
        return False
    return True
