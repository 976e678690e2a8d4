"""Who is asked by message to fill in an intake or to check in, and is it still open when the message goes out?"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session
from ischia.clinic.intake.check_in_queries import AHEAD, sessions_to_check_in
from ischia.clinic.intake.models import CheckIn
from ischia.clinic.intake.queries import intake_states
from ischia.clinic.messaging.api import Job, Message, absolute, put_job_in_place, when_wanted, write_message
from ischia.clinic.people.api import Client

ASKER = Actor.system("forms before a visit")
EVERY = timedelta(minutes=10)
_NEEDED = ("course__episode", "client__clinic", "therapist")


def put_in_place() -> None:
    """Called once, when the application starts."""
    put_job_in_place(Job(name="intake", label=_("Questions before the first visit"), every=EVERY, run=_ask_intakes))
    put_job_in_place(Job(name="check_in", label=_("Check-in before a visit"), every=EVERY, run=_ask_check_ins))
    when_wanted("intake", _intake_is_open)
    when_wanted("check_in", _is_to_check_in)


def ask_for_intakes(*, now: datetime) -> int:
    """Asks everybody who has a visit ahead and whose intake is open, once each time it falls due; says how many."""
    first: dict[Any, Session] = {}
    ahead = Session.objects.filter(status__in=AHEAD, starts_at__gt=now).exclude(course__booked_at=None)
    for session in ahead.select_related(*_NEEDED).order_by("starts_at"):
        first.setdefault(session.course.episode_id, session)
    states = intake_states(first, now=now)
    asked = {_intake_key(session, states): session for key, session in first.items() if states[key].state.is_open}
    return sum(_ask_intake(key, asked[key], now) for key in _unasked(asked))


def ask_for_check_ins(*, now: datetime) -> int:
    """Asks everybody whose visit is less than two days away and who has not checked in, once a visit; says how many."""
    asked = {_check_in_key(session): session for session in sessions_to_check_in(now).select_related(*_NEEDED)}
    return sum(_ask_check_in(key, asked[key], now) for key in _unasked(asked))


def _ask_intakes(now: datetime) -> int:
    return ask_for_intakes(now=now)


def _ask_check_ins(now: datetime) -> int:
    return ask_for_check_ins(now=now)


def _unasked(keys: Iterable[str]) -> list[str]:
    asked = set(Message.objects.filter(key__in=list(keys)).values_list("key", flat=True))
    return [key for key in keys if key not in asked]


def _intake_key(session: Session, states: Any) -> str:
    last = states[session.course.episode_id].sent_at
    return f"intake:{session.course.episode_id}:{last:%Y%m%d}" if last else f"intake:{session.course.episode_id}"


def _check_in_key(session: Session) -> str:
    """A visit that is moved is asked about anew."""
    return f"check-in:{session.pk}:{session.starts_at:%Y%m%d%H%M}"


def _ask_intake(key: str, session: Session, now: datetime) -> bool:
    booked_at = session.course.booked_at or now
    grace = booked_at + timedelta(minutes=session.client.clinic.grace_minutes)
    link = reverse("intake:start", args=[session.course.episode_id])
    return _ask("intake", key, session, link, now=now, not_before=max(now, grace))


def _ask_check_in(key: str, session: Session, now: datetime) -> bool:
    link = reverse("intake:check_in", args=[session.pk])
    return _ask("check_in", key, session, link, now=now, not_before=now)


def _ask(kind: str, key: str, session: Session, link: str, *, now: datetime, not_before: datetime) -> bool:
    written = write_message(
        actor=ASKER,
        client=session.client,
        kind=kind,
        key=key,
        facts={"when": _when(session), "link": absolute(link)},
        now=now,
        episode=session.course.episode,
        not_before=not_before,
        not_after=session.starts_at,
        about=str(session.pk),
    )
    return bool(written)


def _when(session: Session) -> str:
    local = timezone.localtime(session.starts_at, _clinic_zone(session.client))
    return f"{date_format(local, 'l j F Y')}, {local:%H:%M}"


def _clinic_zone(client: Client) -> Any:
    return client.clinic.zoneinfo


def _intake_is_open(message: Message, now: datetime) -> bool:
    """Whether it was not sent since, and a visit is still ahead."""
    if message.episode_id is None or not intake_states([message.episode_id], now=now)[message.episode_id].state.is_open:
        return False
    return Session.objects.filter(course__episode=message.episode_id, status__in=AHEAD, starts_at__gt=now).exists()


def _is_to_check_in(message: Message, now: datetime) -> bool:
    """Whether the visit still takes place when the message says, and nobody has answered."""
    session = Session.objects.filter(pk=message.about, status__in=AHEAD, starts_at__gt=now).first()
    if session is None or message.key != _check_in_key(session):
        return False
    return not CheckIn.objects.filter(session=session).exists()
