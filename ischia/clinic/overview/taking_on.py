"""How does an owner take somebody on, and what is still booked with somebody who is to go?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session, Status
from ischia.clinic.people.api import (
    Membership,
    Role,
    Therapist,
    TherapistDetails,
    add_member,
    ensure_user,
    take_on_therapist,
)
from ischia.clinic.places.api import Clinic
from ischia.pathway.shared.errors import Refused


def take_on(*, actor: Actor, clinic: Clinic, details: Mapping[str, Any]) -> Therapist:
    """Takes on a therapist who signs in by a code sent to their address. Nobody can book them without a registration.

    Raises:
        Refused: `works_here_already`, with its field.
    """
    with transaction.atomic():
        user = ensure_user(email=details["email"], name=details["name"])
        if Therapist.objects.filter(user=user).exists():
            raise Refused("works_here_already", "There is a therapist with this address already.", field="email")
        if not Membership.objects.filter(user=user, clinic=clinic).exists():
            add_member(actor=actor, clinic=clinic, user=user, role=Role.THERAPIST)
        told = TherapistDetails(
            name=details["name"],
            gender=details["gender"],
            languages=tuple(details["languages"]),
            about=details["about"],
            skills={},
        )
        return take_on_therapist(actor=actor, clinic=clinic, user=user, details=told, places=list(details["places"]))


def visits_ahead(therapist: Therapist, now: datetime) -> int:
    """How many visits are still booked with this therapist."""
    ahead = (Status.HELD, Status.BOOKED, Status.CONFIRMED)
    return Session.objects.filter(therapist=therapist, starts_at__gt=now, status__in=ahead).count()
