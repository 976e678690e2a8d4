"""Which clients may book only after a clinician has answered, who was asked, and what comes next?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from ischia.clinic.book.api import Course, Session, Status, gates_for
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.api import RequestShown, Screening, last_requests
from ischia.pathway.book.api import Permission
from ischia.pathway.screen.api import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One client who waits: since which check, until when dates are kept, and the last question to a clinician."""

    screening: Screening
    held_until: datetime | None
    asked: RequestShown | None


def waiting_for_clinician(*, clinic: Clinic, therapist: Any, now: datetime) -> tuple[Waiting, ...]:
    """Every open episode whose last safety check may be held and not confirmed, the longest wait first.

    `therapist` narrows it to clients with a session, held or booked, with this user; None is for the whole clinic.
    Four SQL queries however many wait.
    """
    last = Screening.objects.filter(episode=OuterRef("episode")).order_by("-completed_at").values("pk")[:1]
    found = Screening.objects.filter(
        pk=Subquery(last),
        outcome=Outcome.CLINICIAN_FIRST.value,
        episode__client__clinic=clinic,
        episode__closed_at__isnull=True,
    )
    if therapist is not None:
        own = Session.objects.filter(therapist__user=therapist).values("client")
        found = found.filter(episode__client__in=own)
    held = Course.objects.filter(episode=OuterRef("episode"), booked_at=None, held_until__gt=now)
    until = held.filter(sessions__status=Status.HELD).order_by("-held_until").values("held_until")[:1]
    checks = list(found.select_related("episode__client__clinic").order_by("completed_at"))
    held_until = dict(found.annotate(held_until=Subquery(until)).values_list("pk", "held_until"))
    episodes = [check.episode_id for check in checks]
    gates, asked = gates_for(episodes, now=now), last_requests(episodes, now)
    return tuple(
        Waiting(screening=check, held_until=held_until[check.pk], asked=asked.get(check.episode_id))
        for check in checks
        if gates[check.episode_id].permission is Permission.HOLD
    )
