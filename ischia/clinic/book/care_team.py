"""Who treats a client, going by sessions? The answer that `ischia.clinic.people.care_team` asks for."""

from typing import Any
from uuid import UUID

from ischia.clinic.book.models import Session, Status
from ischia.clinic.people.api import Client, Role

STILL_THERE = (Role.THERAPIST, Role.OWNER)
"""Whoever treats works at the clinic as one of these; a role that was taken away ends the access with it."""


def treats_by_session(user: Any, client: Client) -> bool:
    """Whether the user is an active therapist of the clinic with a session, past or coming, with this client."""
    return Session.objects.filter(
        client=client,
        therapist__is_active=True,
        therapist__user=user,
        therapist__user__memberships__clinic=client.clinic_id,
        therapist__user__memberships__role__in=STILL_THERE,
    ).exists()


def seen_in_sessions(client: Client) -> frozenset[UUID]:
    """The therapists of sessions with this client that were held to the end."""
    done = Session.objects.filter(client=client, status=Status.DONE)
    return frozenset(done.order_by().values_list("therapist", flat=True).distinct())
