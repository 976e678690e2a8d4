"""What may these therapists do? Only what the hard rules of matching look at, read in one go, for every booking."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ischia.clinic.audit.api import key, keys, prepared
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic
from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.values import Registration, Skill, TherapistProfile


def credentials(clinic: Clinic, therapists: Collection[UUID]) -> dict[UUID, TherapistProfile]:
    """Those who work at the clinic, with their registrations and skills and nothing of what a client may like."""
    names: dict[UUID, str] = {}
    registrations: dict[UUID, dict[Registration, None]] = defaultdict(dict)
    skills: dict[UUID, dict[Skill, None]] = defaultdict(dict)
    for therapist, name, body, number, checked_on, expires_on, technique, evidence in _credentials.rows(
        clinic=clinic.pk, therapists=list(therapists)
    ):
        names[therapist] = name
        if number is not None:
            entry = Registration(body=body, number=number, checked_on=checked_on, expires_on=expires_on)
            registrations[therapist][entry] = None
        if technique is not None:
            skills[therapist][Skill(technique=TechniqueId(technique), evidence=evidence)] = None
    return {one: _profile(one, name, tuple(registrations[one]), tuple(skills[one])) for one, name in names.items()}


@prepared
def _credentials(therapists: int) -> QuerySet[Therapist, Any]:
    """A row for every pair of a registration and a skill of somebody."""
    people = Therapist.objects.filter(clinic=key("clinic"), is_active=True, pk__in=keys("therapists", therapists))
    in_order = people.order_by("pk", "registrations__body", "registrations__number", "skills__technique")
    return in_order.values_list(
        "pk",
        "name",
        *(f"registrations__{name}" for name in ("body", "number", "checked_on", "expires_on")),
        *(f"skills__{name}" for name in ("technique", "evidence")),
    )


def _profile(
    therapist: UUID, name: str, registrations: tuple[Registration, ...], skills: tuple[Skill, ...]
) -> TherapistProfile:
    return TherapistProfile(
        id=str(therapist),
        name=name,
        gender="",
        registrations=registrations,
        skills=skills,
        languages=frozenset(),
        places=frozenset(),
        step_free_places=frozenset(),
        price=0,
        next_free=None,
    )
