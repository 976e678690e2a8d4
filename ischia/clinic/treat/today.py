"""What does the therapist see of the day before anybody comes in?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import key, keys, moment, prepared, whole
from ischia.clinic.book.api import Session, Status
from ischia.clinic.screen.api import Screening, verdict_of
from ischia.clinic.treat.day_news import NO_NEWS, DayNews
from ischia.clinic.treat.mapping import record_of
from ischia.clinic.treat.measures import Glance, keeper
from ischia.clinic.treat.models import SessionRecord
from ischia.clinic.treat.presenters import Chip, verdict_chip
from ischia.clinic.treat.wording import event_name, limit_lines
from ischia.knowledge.records import Knowledge

DEAD = (Status.HELD, Status.CANCELLED, Status.LATE_CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One session of the day. `limits` and what follows are empty for the front desk, who does not see health."""

    id: UUID
    time: str
    client: str
    therapist: str
    number: int
    room: str
    status: Chip
    verdict: Chip | None = None
    limits: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    check_in: Chip | None = None
    unread: int = 0
    episode: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the rows need, fetched once for all of them, by episode or session."""

    screenings: dict[UUID, Screening]
    records: dict[UUID, SessionRecord]
    signed: frozenset[UUID]
    glances: dict[UUID, Glance]


def sessions_of_day(*, clinic: Any, user: Any, day: date, all_therapists: bool) -> list[Session]:
    """The day's sessions by the clinic's clock: one therapist's own, or everybody's."""
    zone = clinic.zoneinfo
    start = datetime.combine(day, datetime.min.time(), tzinfo=zone)
    end = start.replace(hour=23, minute=59, second=59)
    day_of_clinic = {"clinic": clinic.pk, "start": start, "end": end}
    if all_therapists:
        return _everybodys.related_instances(Session, *RELATED, **day_of_clinic)
    return _own.related_instances(Session, *RELATED, user=user.pk, **day_of_clinic)


RELATED = ("course", "course__episode", "client", "therapist", "room", "room__place")


@prepared
def _everybodys() -> QuerySet[Session, Any]:
    return whole(_of_day(), *RELATED)


@prepared
def _own() -> QuerySet[Session, Any]:
    return whole(_of_day().filter(therapist__user=key("user")), *RELATED)


def _of_day() -> QuerySet[Session]:
    found = Session.objects.filter(
        client__clinic=key("clinic"), starts_at__gte=moment("start"), starts_at__lte=moment("end")
    )
    return found.exclude(status__in=DEAD).order_by("starts_at")


def today_rows(
    sessions: list[Session], *, day: date, knowledge: Knowledge, with_health: bool, news: DayNews = NO_NEWS
) -> tuple[TodayRow, ...]:
    """The rows of the day, in a fixed number of SQL queries."""
    if not with_health:
        return tuple(_row(session, None, news, knowledge) for session in sessions)
    known = _known(sessions, day)
    return tuple(_row(session, known, news, knowledge) for session in sessions)


def _known(sessions: list[Session], day: date) -> _Known:
    episodes = {session.course.episode_id for session in sessions}
    today = [session.pk for session in sessions]
    screenings = _newest_checks.instances(Screening, *OF_CHECK, episodes=list(episodes)) if episodes else ()
    records = _records.instances(SessionRecord, *OF_RECORD, episodes=list(episodes)) if episodes else ()
    return _Known(
        screenings={screening.episode_id: screening for screening in screenings},
        records={record.episode_id: record for record in records if record.session_id not in today},
        signed=frozenset(record.session_id for record in records),
        glances=keeper().glance(sessions, today=day),
    )


OF_CHECK = ("id", "episode_id", "outcome", "verdict")
OF_RECORD = ("id", "session_id", "episode_id", "record")
"""What the list needs of a check and of a record: the rest is long, and loads if somebody asks for it."""


@prepared
def _newest_checks(episodes: int) -> QuerySet[Screening, Any]:
    newest = Screening.objects.filter(episode=OuterRef("episode")).order_by("-completed_at").values("pk")[:1]
    checks = Screening.objects.filter(episode__pk__in=keys("episodes", episodes), pk=Subquery(newest))
    return checks.order_by().values_list(*OF_CHECK)


@prepared
def _records(episodes: int) -> QuerySet[SessionRecord, Any]:
    records = SessionRecord.objects.filter(episode__pk__in=keys("episodes", episodes))
    return records.order_by("on").values_list(*OF_RECORD)


def _row(session: Session, known: _Known | None, news: DayNews, knowledge: Knowledge) -> TodayRow:
    bare = TodayRow(
        id=session.pk,
        time=f"{timezone.localtime(session.starts_at):%H:%M}",
        client=session.client.name,
        therapist=session.therapist.name,
        number=session.number,
        room=f"{session.room.place.name}, {session.room.name}",
        status=_status(session, known, news),
    )
    return bare if known is None else _with_health(bare, session, known, news, knowledge)


def _with_health(bare: TodayRow, session: Session, known: _Known, news: DayNews, knowledge: Knowledge) -> TodayRow:
    screening = known.screenings.get(session.course.episode_id)
    glance = known.glances.get(session.pk, Glance())
    verdict = verdict_of(screening) if screening else None
    return replace(
        bare,
        verdict=verdict_chip(screening.outcome) if screening else None,
        limits=tuple(line.text for line in limit_lines(verdict.limits, knowledge)) if verdict else (),
        changes=tuple(_changes(session, known, glance)),
        missing=() if session.pk in known.signed else (*news.forms(session), *glance.missing),
        check_in=None if session.pk in known.signed else news.check_in(session),
        unread=news.unread.get(session.course.episode_id, 0),
        episode=session.course.episode_id,
    )


def _changes(session: Session, known: _Known, glance: Glance) -> Iterable[str]:
    """What is different from last time: leg pain, and what the body said to the last session."""
    if glance.leg_pain:
        yield _("Leg pain %s") % glance.leg_pain
    last = known.records.get(session.course.episode_id)
    if last is None:
        return
    for event in record_of(last).adverse_events:
        yield _("Last time: %(what)s, %(hours)d h") % {"what": event_name(event.kind).lower(), "hours": event.hours}


def _status(session: Session, known: _Known | None, news: DayNews) -> Chip:
    if known and session.pk in known.signed:
        return Chip(text=_("Signed"), tone="calm", icon="lock")
    if session.pk in news.drafts:
        return Chip(text=_("Draft"), tone="care", icon="clock")
    return Chip(text=str(Status(session.status).label).capitalize())
