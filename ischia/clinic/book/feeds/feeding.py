"""How does a therapist or a client follow their visits in a calendar of their own, and how do they stop it?

The address is the key: who knows it can read it, so it can be replaced or ended at any time, and says nothing about
health. A therapist's feed carries initials, a client's when, where and with whom.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.calendar import event_of
from ischia.clinic.book.feeds.models import CalendarFeed
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.secrets import hash_of, new_secret
from ischia.clinic.people.api import Client, Therapist
from ischia.interop.ical.api import CalendarEvent, published
from ischia.pathway.shared.errors import NotFound, Refused

KEPT = timedelta(days=30)
"""How long past and cancelled visits stay in a feed: long enough for every calendar to have heard."""

OFF = (Status.CANCELLED, Status.LATE_CANCELLED)
RELATED = ("client", "therapist", "place__clinic", "room", "course")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is served: the file, what it is known by, and when anything in it last changed."""

    data: bytes
    etag: str
    changed_at: datetime


def make_feed(*, actor: Actor, owner: Therapist | Client, now: datetime) -> str:
    """A new private address for this person's visits; an earlier one stops working. Answers the secret, once."""
    secret = new_secret()
    with transaction.atomic():
        replaced = _end(owner, now)
        feed = CalendarFeed.objects.create(**_owned_by(owner), token_hash=hash_of(secret), made_at=now)
        record(actor=actor, action="feeds.made", subject=feed, detail={"replaced": replaced})
    return secret


def end_feed(*, actor: Actor, owner: Therapist | Client, now: datetime) -> None:
    """Ends this person's address, if there is one."""
    with transaction.atomic():
        if _end(owner, now):
            record(actor=actor, action="feeds.ended", subject=owner)


def feed_by_secret(secret: str) -> CalendarFeed:
    """The feed behind an address.

    Raises:
        NotFound: there never was one.
        Refused: `feed_ended`: it was replaced or ended, or the therapist no longer works here.
    """
    rows = CalendarFeed.objects.select_related("therapist__clinic", "client__clinic")
    feed = rows.filter(token_hash=hash_of(secret)).first()
    if feed is None:
        raise NotFound("No such calendar")
    if feed.ended_at is not None or (feed.therapist and not feed.therapist.is_active):
        raise Refused("feed_ended", "This calendar address has been ended.")
    return feed


def has_feed(owner: Therapist | Client) -> bool:
    """Whether there is an address that works."""
    return CalendarFeed.objects.filter(**_owned_by(owner), ended_at=None).exists()


def feed_of(feed: CalendarFeed, now: datetime) -> Feed:
    """The calendar as it is now. The same visits give the same bytes."""
    owner = feed.therapist or feed.client
    if owner is None:
        raise NotFound("No such calendar")
    sessions = _sessions(owner, now)
    if feed.therapist:
        events = [_for_therapist(session) for session in sessions]
    else:
        of = Counter(_numbered(sessions))
        events = [event_of(session, of=of[session.course_id]) for session in sessions]
    data = published(events, name=owner.clinic.name)
    changed_at = max([feed.made_at, *(session.changed_at for session in sessions)])
    return Feed(data=data, etag=f'"{sha256(data).hexdigest()}"', changed_at=changed_at)


def _owned_by(owner: Therapist | Client) -> dict[str, Therapist | Client]:
    return {"therapist": owner} if isinstance(owner, Therapist) else {"client": owner}


def _end(owner: Therapist | Client, now: datetime) -> int:
    return CalendarFeed.objects.filter(**_owned_by(owner), ended_at=None).update(ended_at=now)


def _sessions(owner: Therapist | Client, now: datetime) -> list[Session]:
    """Booked visits from a month ago on; cancelled ones while the cancelling is not older than that."""
    rows = Session.objects.filter(**_owned_by(owner), ends_at__gt=now - KEPT).exclude(status=Status.HELD)
    rows = rows.exclude(status__in=OFF, changed_at__lt=now - KEPT).exclude(course__booked_at=None)
    return list(rows.select_related(*RELATED).order_by("starts_at", "pk"))


def _numbered(sessions: list[Session]) -> list[object]:
    """The course of every visit of these courses, held ones aside: how many visits each course has."""
    courses = {session.course_id for session in sessions}
    rows = Session.objects.filter(course__in=courses).exclude(status=Status.HELD)
    return list(rows.values_list("course_id", flat=True))


def _for_therapist(session: Session) -> CalendarEvent:
    return CalendarEvent(
        uid=f"session-{session.pk}@ischia",
        revision=session.revision,
        start=session.starts_at,
        end=session.ends_at,
        summary=_("Visit: %(initials)s") % {"initials": initials(session.client.name)},
        description="",
        location=f"{session.place.name}, {session.room.name}",
        changed_at=session.changed_at,
        is_cancelled=session.status in OFF,
    )


def initials(name: str) -> str:
    """ "A. R." for Ailsa Rennie."""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part)
