"""What is proposed, held, booked and due?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from ischia.clinic.audit.api import key, prepared
from ischia.clinic.book.models import Course, Session, Status
from ischia.clinic.book.statuses import AHEAD, BOOKED_OR_LATER, TAKING_TIME, UNDER_WAY
from ischia.clinic.people.api import Client, Episode, Therapist
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.shared.errors import NotFound

RELATED = ("client__clinic", "therapist", "place", "room", "service", "course__episode")


def own_holds(episode: Episode) -> list[UUID]:
    """The occupancies that the episode's own unconfirmed courses hold."""
    return list(Session.objects.filter(course__episode=episode, status=Status.HELD).values_list("occupancy", flat=True))


def sessions_left(care_plan: CarePlan, now: datetime) -> int:
    """How many sessions of the plan are neither booked, held nor done."""
    held = Q(status=Status.HELD, course__held_until__gt=now)
    counting = Session.objects.filter(held | Q(status__in=BOOKED_OR_LATER), course__care_plan=care_plan)
    return max(0, care_plan.sessions - counting.count())


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an episode has of visits already: when those start that are booked or over, and which are only held.

    `of_plan` counts those booked or over under the plan that was asked about, which a new plan leaves behind.
    """

    starts: tuple[datetime, ...]
    of_plan: int
    held: tuple[UUID, ...]


def standing(care_plan: CarePlan) -> Standing:
    """Where the episode of the plan stands. One query."""
    found = _of_episode.rows(episode=care_plan.episode_id)
    kept = [(plan, start) for _, status, plan, start in found if status != Status.HELD]
    return Standing(
        starts=tuple(start for _, start in kept),
        of_plan=sum(plan == care_plan.pk for plan, _ in kept),
        held=tuple(session for session, status, *_ in found if status == Status.HELD),
    )


@prepared
def _of_episode() -> QuerySet[Session, Any]:
    taking = Session.objects.filter(course__episode=key("episode"), status__in=(Status.HELD, *BOOKED_OR_LATER))
    return taking.order_by().values_list("pk", "status", "course__care_plan_id", "starts_at")


def starts_of(episodes: Collection[UUID]) -> dict[UUID, list[datetime]]:
    """When the visits of each episode start that are booked or have been. One query."""
    found: dict[UUID, list[datetime]] = {}
    rows = Session.objects.filter(course__episode__in=episodes, status__in=BOOKED_OR_LATER)
    for episode, start in rows.order_by("starts_at").values_list("course__episode_id", "starts_at"):
        found.setdefault(episode, []).append(start)
    return found


def held_course(episode: Episode, now: datetime) -> Course | None:
    """The course that this episode holds at the moment: still there after a reload, with its `held_until`."""
    courses = Course.objects.filter(episode=episode, booked_at=None, held_until__gt=now, sessions__status=Status.HELD)
    return courses.order_by("-held_at").first()


def course_detail(course_id: UUID | str) -> Course:
    """A course with its sessions, people and status records. Raises NotFound. Whoever asks checks the policy."""
    course = (
        Course.objects.select_related("episode__client__clinic", "care_plan", "service")
        .prefetch_related(
            Prefetch("sessions", Session.objects.select_related("therapist", "place", "room", "service")),
            "sessions__status_records",
        )
        .filter(pk=course_id)
        .first()
    )
    if course is None:
        raise NotFound("No such course")
    return course


def session_detail(session_id: UUID | str) -> Session:
    """A session with everybody and everything it names. Raises NotFound. Whoever asks checks the policy."""
    detail = (*RELATED, "course__episode__client__clinic", "course__care_plan")
    session = Session.objects.select_related(*detail).filter(pk=session_id).first()
    if session is None:
        raise NotFound("No such session")
    return session


def today_for(therapist: Therapist, now: datetime) -> QuerySet[Session]:
    """The therapist's sessions on the local day of `now`, in order; cancelled ones and mere holds are left out."""
    zone = therapist.clinic.zoneinfo
    begin = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    end = datetime.combine(begin.date() + timedelta(days=1), time(0), zone)
    shown = (*BOOKED_OR_LATER, Status.NO_SHOW)
    return Session.objects.filter(
        therapist=therapist, starts_at__gte=begin, starts_at__lt=end, status__in=shown
    ).select_related(*RELATED)


def upcoming_for(client: Client, now: datetime) -> QuerySet[Session]:
    """The client's booked sessions that have not ended, in order."""
    return Session.objects.filter(client=client, ends_at__gt=now, status__in=(*AHEAD, *UNDER_WAY)).select_related(
        *RELATED
    )


def history_for(client: Client, now: datetime) -> QuerySet[Session]:
    """The client's sessions that are over or will not take place, latest first; holds and undone ones are left out."""
    over = Q(status__in=TAKING_TIME, ends_at__lte=now) & ~Q(status=Status.HELD)
    ended = Q(status__in=(Status.DONE, Status.NO_SHOW, Status.LATE_CANCELLED, Status.CANCELLED))
    undone = Q(status_records__reason__in=("undone", "released"))
    return (
        Session.objects.filter(Q(client=client) & (over | ended))
        .exclude(undone)
        .select_related(*RELATED)
        .order_by("-starts_at")
    )


def sessions_of(episode: Episode) -> QuerySet[Session]:
    """Every session of an episode that was booked, in order."""
    return Session.objects.filter(course__episode=episode, course__booked_at__isnull=False).select_related(*RELATED)
