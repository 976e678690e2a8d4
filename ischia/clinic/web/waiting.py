"""Which clients may book only after a clinician has answered, and whose turn is it to write the answer down?"""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from ischia.clinic.book.api import Course, Session, Status, gate_for
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.api import Screening
from ischia.pathway.book.api import Permission
from ischia.pathway.screen.api import Outcome


def waiting_for_clinician(*, clinic: Clinic, therapist: Any, now: datetime) -> tuple[Screening, ...]:
    """The last safety check of every open episode that may be held and not confirmed, the longest wait first.

    Each carries `held_until`, the end of the time for which its dates are kept; None when there are none.
    `therapist` narrows it to clients with a session, held or booked, with this user; None is for the whole clinic.
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
    found = found.annotate(held_until=Subquery(until))
    checks = found.select_related("episode__client__clinic").order_by("completed_at")
    return tuple(check for check in checks if gate_for(check.episode, now=now).permission is Permission.HOLD)
