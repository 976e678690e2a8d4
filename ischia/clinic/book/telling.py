"""What do clients hear of their visits, and when? One message and one file for a whole course, one for each change.

Nobody is told of a course before its grace period is over, so what is undone leaves no trace. What to tell of a course
is therefore read from what is booked, by a job that comes round; a message that a dead worker did not write is written
by the next. A change is told in the transaction that makes it. Visits that are over are told of to nobody.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.calendar import calendar_file, cancelled_file, moved_file
from ischia.clinic.book.change_presenters import in_words
from ischia.clinic.book.models import ChangeKind, ChangeRequest, Course, Relocation, Session
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.messaging.api import File, Message, absolute, keys_written, language_of, write_message
from ischia.clinic.people.api import Client

WORTH_TELLING = timedelta(days=1)
"""A message that could not be sent for longer than this helps nobody any more."""

BOOKED, MOVED, CANCELLED = "booking_confirmed", "booking_changed", "booking_cancelled"
UNDOES = "undo-"
"""What the key of a request begins with that takes another back."""

SYSTEM = Actor.system("bookings")
RELATED = ("client__clinic", "therapist", "place__clinic", "course__episode")


def tell_clients(*, now: datetime) -> int:
    """Writes the message of every booked course whose grace is over, and says how many. Twice is once."""
    due = list(_courses_due(now))
    written = keys_written(BOOKED, [str(course.pk) for course in due])
    return sum(_tell_of_course(course, now) for course in due if _key(course) not in written)


def _courses_due(now: datetime) -> Iterable[Course]:
    """Booked courses whose grace is over, for as long as it is worth telling. What was undone has nothing ahead."""
    recent = Course.objects.filter(booked_at__gt=now - WORTH_TELLING, booked_at__lte=now, sessions__status__in=AHEAD)
    return (
        course for course in recent.select_related("episode__client__clinic").distinct() if _is_settled(course, now)
    )


def _is_settled(course: Course, now: datetime) -> bool:
    """Whether the course is booked and can no longer be taken back."""
    grace = timedelta(minutes=course.episode.client.clinic.grace_minutes)
    return course.booked_at is not None and now > course.booked_at + grace


def _key(course: Course) -> str:
    return f"course:{course.pk}"


def _tell_of_course(course: Course, now: datetime) -> int:
    sessions = list(course.sessions.filter(status__in=AHEAD, starts_at__gt=now).select_related(*RELATED))
    if not sessions:
        return 0
    files = [_calendar("visits.ics", calendar_file(course), "PUBLISH")]
    return _write(SYSTEM, BOOKED, _key(course), str(course.pk), sessions, files, now)


def tell_of_change(*, actor: Actor, change: ChangeRequest, sessions: Sequence[Session], now: datetime) -> None:
    """Writes to every client of a change that is to be told, in its transaction: one message and file for each.

    `sessions` are those it moved or cancelled, as they are now. A client who has not been told of the course hears of
    the change with it, or, when nothing of it is left, of neither; one who never heard of a change hears of no undoing.
    """
    if not change.is_told:
        return
    shown = Session.objects.filter(pk__in=[session.pk for session in sessions], starts_at__gt=now)
    of_client: dict[Client, list[Session]] = {}
    for session in _known(shown.select_related(*RELATED).order_by("starts_at"), now):
        of_client.setdefault(session.client, []).append(session)
    for client, theirs in of_client.items():
        if not _was_never_heard_of(change, client):
            _tell_of_change(actor, change, theirs, now)


def _known(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """Those of courses that their client has been told of, or will not be told of any more."""
    booked = [session for session in sessions if session.course.booked_at is not None]
    told = keys_written(BOOKED, {str(session.course_id) for session in booked})
    before = now - WORTH_TELLING
    return [
        session
        for session in booked
        if _key(session.course) in told or (session.course.booked_at and session.course.booked_at <= before)
    ]


def _tell_of_change(actor: Actor, change: ChangeRequest, sessions: Sequence[Session], now: datetime) -> None:
    key = f"change:{change.pk}:{sessions[0].client_id}"
    if change.kind == ChangeKind.MOVED:
        files = [_calendar("visits.ics", moved_file(sessions), "PUBLISH")]
        later = now + timedelta(minutes=sessions[0].client.clinic.grace_minutes)
        _write(actor, MOVED, key, str(change.pk), sessions, files, now, not_before=later)
        return
    files = [
        _calendar(f"cancelled-{number}.ics", cancelled_file(session), "CANCEL")
        for number, session in enumerate(sessions, 1)
    ]
    _write(actor, CANCELLED, key, str(change.pk), sessions, files, now)


def _was_never_heard_of(change: ChangeRequest, client: Client) -> bool:
    """Whether this takes a change back of which nothing has been sent: then its message is dropped and that is all."""
    if not change.request_key.startswith(UNDOES):
        return False
    key = f"change:{change.request_key.removeprefix(UNDOES)}:{client.pk}"
    return not Message.objects.filter(key=key, waiting__isnull=True).exists()


def move_stands(message: Message, now: datetime) -> bool:
    """Whether a move is still to be told: a visit of it is ahead, and no later move that is told was about it."""
    change = UUID(message.about)
    later = Relocation.objects.filter(change__is_told=True).exclude(change=change)
    for row in Relocation.objects.filter(change=change, session__client=message.client_id):
        session = Session.objects.filter(pk=row.session_id, status__in=AHEAD, starts_at=row.to_starts_at)
        is_ahead = session.filter(starts_at__gt=now, therapist=row.to_therapist_id).exists()
        if is_ahead and not later.filter(session=row.session_id, change__at__gt=message.created_at).exists():
            return True
    return False


def _calendar(name: str, data: bytes, method: str) -> File:
    return File(name=name, data=data, content_type=f"text/calendar; method={method}")


def _write(
    actor: Actor,
    kind: str,
    key: str,
    about: str,
    sessions: Sequence[Session],
    files: Sequence[File],
    now: datetime,
    *,
    not_before: datetime | None = None,
) -> int:
    client, episodes = sessions[0].client, {session.course.episode_id for session in sessions}
    with translation.override(language_of(client)):
        zone = client.clinic.zoneinfo
        lines = [f"{in_words(session, zone)}, {session.therapist.name}, {session.place.name}" for session in sessions]
    written = write_message(
        actor=actor,
        client=client,
        episode=sessions[0].course.episode if len(episodes) == 1 else None,
        kind=kind,
        key=key,
        about=about,
        facts={"visits": "\n".join(lines), "link": absolute(reverse("web:me"))},
        now=now,
        not_before=not_before,
        not_after=now + WORTH_TELLING,
        attachments=files,
    )
    return len(written)
