"""Who treats a client, going by sessions? The answer that `ischia.clinic.people.care_team` asks for."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ischia.clinic.audit.api import key, prepared
from ischia.clinic.book.models import Session, Status
from ischia.clinic.people.api import Client, Role
from ischia.pathway.screen.api import Outcome

STILL_THERE = (Role.THERAPIST, Role.OWNER)
"""Whoever treats works at the clinic as one of these; a role that was taken away ends the access with it."""


TREATED_IN = (Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SESSION, Status.DONE)
"""Sessions that give access: booked, under way or done. One that was only held, cancelled or missed gives none."""

WAITS_FOR_CLINICIAN = Q(status=Status.HELD, clearance=None, screening__outcome=Outcome.CLINICIAN_FIRST.value)
"""A hold that a clinician's answer has to come before: its therapist records that answer."""


def treats_by_session(user: Any, client: Client) -> bool:
    """Whether the user is an active therapist of the clinic with a session booked, under way or done with the client.

    So is whoever has to record a clinician's answer before a held session can be booked.
    """
    return bool(_treated.rows(client=client.pk, user=user.pk, clinic=client.clinic_id))


@prepared
def _treated() -> QuerySet[Session, Any]:
    sessions = Session.objects.filter(
        Q(status__in=TREATED_IN) | WAITS_FOR_CLINICIAN,
        client=key("client"),
        therapist__is_active=True,
        therapist__user=key("user"),
        therapist__user__memberships__clinic=key("clinic"),
        therapist__user__memberships__role__in=STILL_THERE,
    )
    return sessions.order_by().values_list("pk")[:1]


def seen_in_sessions(client: Client) -> frozenset[UUID]:
    """The therapists of sessions with this client that were held to the end."""
    done = Session.objects.filter(client=client, status=Status.DONE)
    return frozenset(done.order_by().values_list("therapist", flat=True).distinct())
