"""What is asked for in an episode, by its plan, its visits and what was filled in?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import QuerySet

from ischia.clinic.audit.api import keys, prepared
from ischia.clinic.book.api import Session, Status, reviews_answered
from ischia.clinic.track.models import MeasureEntry
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.book.api import Allows
from ischia.pathway.plan.api import CourseSpec
from ischia.pathway.track.api import Asked, State, Visits, due, schedule

NOT_TAKING_PLACE = (Status.HELD, Status.CANCELLED, Status.LATE_CANCELLED, Status.NO_SHOW)


@dataclass(slots=True)
class _Gathered:
    """The days of the visits of one episode, and the course that its newest visit belongs to."""

    days: list[date] = field(default_factory=list)
    course: dict[str, Any] | None = None


def asked_of(
    episodes: Collection[UUID], entries: Mapping[UUID, Iterable[MeasureEntry]], *, knowledge: Knowledge, today: date
) -> dict[UUID, tuple[Asked, ...]]:
    """Everything asked for in each episode, from the entries that count: two SQL queries, however many episodes."""
    visits = _visits(episodes)
    answers = reviews_answered(episodes)
    found: dict[UUID, tuple[Asked, ...]] = {}
    for episode in episodes:
        gathered = visits.get(episode, _Gathered())
        given = answers.get(episode, ())
        ended = bool(given) and given[-1].allows is not Allows.THE_NEXT_BLOCK
        days = tuple(dict.fromkeys(gathered.days))
        found[episode] = schedule(
            knowledge,
            course=None if gathered.course is None else msgspec.convert(gathered.course, CourseSpec),
            visits=Visits(
                days=days,
                decided_on=tuple(one.at.date() for one in given),
                ended_on=given[-1].at.date() if ended else None,
            ),
            filled=_filled(entries.get(episode, ())),
            today=today,
        )
    return found


def due_of(asked: Iterable[Asked], *, knowledge: Knowledge, for_client: bool) -> tuple[Asked, ...]:
    """What is to be filled in now; a client is not asked for what the therapist measures."""
    return tuple(
        one for one in due(asked) if not for_client or knowledge.instruments[one.instrument].entered_by == "client"
    )


def is_overdue(one: Asked) -> bool:
    return one.state is State.OVERDUE


def _visits(episodes: Collection[UUID]) -> dict[UUID, _Gathered]:
    found: dict[UUID, _Gathered] = defaultdict(_Gathered)
    for episode, starts_at, zone, course in _booked.rows(episodes=list(episodes)) if episodes else ():
        gathered = found[episode]
        gathered.days.append(starts_at.astimezone(ZoneInfo(zone)).date())
        gathered.course = _whole(course)
    return found


@prepared
def _booked(episodes: int) -> QuerySet[Session, Any]:
    """Every visit of the episodes that takes place: the episode, the start, the clinic's zone, the planned course."""
    rows = Session.objects.filter(course__episode__pk__in=keys("episodes", episodes), course__booked_at__isnull=False)
    return (
        rows.exclude(status__in=NOT_TAKING_PLACE)
        .order_by("starts_at")
        .values_list("course__episode_id", "starts_at", "client__clinic__zone", "course__care_plan__plan__course")
    )


def _whole(course: dict[str, Any] | None) -> dict[str, Any] | None:
    """The course as it was planned, where the plan says all of it."""
    return course if course and "review_after_session" in course else None


def _filled(entries: Iterable[MeasureEntry]) -> dict[InstrumentId, list[date]]:
    found: dict[InstrumentId, list[date]] = defaultdict(list)
    for entry in entries:
        found[InstrumentId(entry.instrument)].append(entry.on)
    return found
