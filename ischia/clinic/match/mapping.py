"""How do therapists in the database become what matching looks at?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Place, Service
from ischia.clinic.plan.api import CarePlan
from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.values import Registration, Skill, TherapistProfile


def profile(
    therapist: Therapist,
    *,
    places: Iterable[Place],
    service: Service,
    next_free: Mapping[UUID, Sequence[datetime]],
    treated_by: Collection[UUID] = (),
) -> TherapistProfile:
    """One therapist as matching sees them. Expects registrations and skills to be prefetched."""
    reached = list(places)
    return TherapistProfile(
        id=str(therapist.pk),
        name=therapist.name,
        gender=therapist.gender,
        registrations=tuple(
            Registration(body=entry.body, number=entry.number, checked_on=entry.checked_on, expires_on=entry.expires_on)
            for entry in therapist.registrations.all()
        ),
        skills=tuple(
            Skill(technique=TechniqueId(skill.technique), evidence=skill.evidence) for skill in therapist.skills.all()
        ),
        languages=frozenset(therapist.languages),
        places=frozenset(str(place.pk) for place in reached),
        step_free_places=frozenset(str(place.pk) for place in reached if place.step_free),
        price=service.price_minor,
        next_free=min(next_free.get(therapist.pk, ()), default=None),
        has_treated_before=therapist.pk in treated_by,
    )


def techniques_of(care_plan: CarePlan) -> frozenset[TechniqueId]:
    """The techniques that a stored plan works with."""
    return frozenset(TechniqueId(block["technique"]) for block in care_plan.plan["blocks"])
