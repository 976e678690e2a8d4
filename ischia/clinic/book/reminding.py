"""Who is reminded of which visit, and when? Read from what is booked now, so reminders follow moves and cancellations.

One by e-mail the day before, one by text message shortly before, as the clinic has set it and the client wants it. Who
booked or moved a visit after its reminder would have gone out needs none. The two never come together: once the second
is due, the first is not sent any more. Whether a visit still stands is asked again at the moment of sending.
"""

from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.change_presenters import in_words
from ischia.clinic.book.models import Session
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.messaging.api import (
    Category,
    Message,
    MessagingRules,
    absolute,
    gets_texts,
    keys_written,
    language_of,
    quiet_hours_of,
    rules_of,
    write_message,
)
from ischia.clinic.people.api import ConsentKind, taken_back
from ischia.clinic.places.api import Clinic

EMAIL, TEXT = "reminder", "reminder_soon"
KINDS = (EMAIL, TEXT)

SHORT_NOTICE = timedelta(hours=1)
"""A text that the quiet hours would hold up until less than this before the visit goes out the evening before."""

BEFORE_NIGHT = timedelta(minutes=30)
"""So long before the quiet hours begin: a worker that is a little late must still be in time."""

LAST_MOMENT = timedelta(minutes=15)
"""Nobody needs to be reminded later than this."""

NIGHT_AND_DAY = timedelta(hours=24)

SYSTEM = Actor.system("reminders")


def remind_of_visits(*, now: datetime) -> int:
    """Writes every reminder that is due, each once, and says how many."""
    return sum(_remind_at(clinic, now) for clinic in Clinic.objects.all())


def _remind_at(clinic: Clinic, now: datetime) -> int:
    rules = rules_of(clinic)
    hours = {EMAIL: rules.email_reminder_hours, TEXT: rules.text_reminder_hours}
    return sum(_remind(kind, clinic, rules, now) for kind, ahead in hours.items() if ahead)


def _remind(kind: str, clinic: Clinic, rules: MessagingRules, now: datetime) -> int:
    """Writes the reminders of one kind; every visit is looked at for which one could be due, the night before too."""
    hours = _hours(kind, rules) or 0
    rows = Session.objects.filter(
        client__clinic=clinic,
        status__in=AHEAD,
        starts_at__gt=now,
        starts_at__lte=now + timedelta(hours=hours) + NIGHT_AND_DAY,
    )
    rows = rows.filter(~_wants_none())
    sessions = list(rows.select_related("client__clinic", "therapist", "place", "course__episode"))
    written = keys_written(kind, [str(session.pk) for session in sessions])
    return sum(_write(kind, session, rules, now) for session in sessions if key_of(kind, session) not in written)


def _wants_none() -> Exists:
    """Whether the client of a visit took back the agreement to be reminded."""
    return Exists(taken_back(ConsentKind.REMINDERS).filter(client=OuterRef("client")))


def _write(kind: str, session: Session, rules: MessagingRules, now: datetime) -> int:
    """Writes the reminder if its time has come and the visit was booked before that."""
    at = due_at(kind, session, rules)
    if now < at or _last_told(session) > at:
        return 0
    until = _too_late_at(kind, session, rules)
    if now >= until:
        return 0
    with translation.override(language_of(session.client)):
        facts = {
            "when": in_words(session, session.client.clinic.zoneinfo),
            "therapist": session.therapist.name,
            "place": session.place.name,
            "link": absolute(reverse("web:me")),
        }
    written = write_message(
        actor=SYSTEM,
        client=session.client,
        episode=session.course.episode,
        kind=kind,
        key=key_of(kind, session),
        about=str(session.pk),
        facts=facts,
        now=now,
        not_after=until,
    )
    return len(written)


def _hours(kind: str, rules: MessagingRules) -> int | None:
    return rules.email_reminder_hours if kind == EMAIL else rules.text_reminder_hours


def due_at(kind: str, session: Session, rules: MessagingRules) -> datetime:
    """When this reminder of the visit goes out: so many hours before, in the morning, or on the evening before."""
    at = session.starts_at - timedelta(hours=_hours(kind, rules) or 0)
    quiet = quiet_hours_of(session.client.clinic, rules)
    if quiet.next_awake(at) <= session.starts_at - SHORT_NOTICE:
        return quiet.next_awake(at)
    return quiet.last_awake(at) - BEFORE_NIGHT


def _too_late_at(kind: str, session: Session, rules: MessagingRules) -> datetime:
    """When it makes no sense any more: the visit begins, or the second reminder is due."""
    last = session.starts_at - LAST_MOMENT
    if kind == EMAIL and rules.text_reminder_hours and gets_texts(session.client, Category.REMINDERS):
        return min(last, due_at(TEXT, session, rules))
    return last


def _last_told(session: Session) -> datetime:
    """When the client last had a hand in when the visit is: booked it, or had it moved."""
    booked_at = session.course.booked_at
    return max(session.changed_at, booked_at) if booked_at else session.changed_at


def key_of(kind: str, session: Session) -> str:
    """One reminder of a kind for each time that a visit has had."""
    return f"{kind}:{session.pk}:{session.starts_at.astimezone(UTC):%Y%m%dT%H%M}"


def still_stands(message: Message, now: datetime) -> bool:
    """Whether the visit is still ahead, at the time that the reminder says, and the client still wants to be told."""
    session = Session.objects.filter(~_wants_none(), pk=message.about, status__in=AHEAD, starts_at__gt=now).first()
    return session is not None and message.key == key_of(message.kind, session)
