"""How do therapists in the database become what matching looks at?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Place, Service
from ischia.clinic.plan.api import CarePlan
from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.api import Position, kilometres_between
from ischia.pathway.match.values import Distance, Load, Registration, Skill, TherapistProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What belongs to a therapist in one search beyond their own rows: free times, load, and how far their places are.

    `kilometres` holds the places that are on the map, where somebody said where they come from.
    """

    next_free: Mapping[UUID, datetime] = field(default_factory=dict)
    loads: Mapping[UUID, Load] = field(default_factory=dict)
    kilometres: Mapping[UUID, float] = field(default_factory=dict)
    treated_by: frozenset[UUID] = frozenset()


NOTHING_AROUND = Around()


def profile(
    therapist: Therapist, *, places: Iterable[Place], service: Service, around: Around = NOTHING_AROUND
) -> TherapistProfile:
    """One therapist as matching sees them. `therapists_with_all` has read registrations and skills with theirs.

    `places` are those the client would come to: the distance is that of the nearest.
    """
    reached = list(places)
    return TherapistProfile(
        id=str(therapist.pk),
        name=therapist.name,
        gender=therapist.gender,
        registrations=tuple(
            Registration(body=entry.body, number=entry.number, checked_on=entry.checked_on, expires_on=entry.expires_on)
            for entry in therapist.entries
        ),
        skills=tuple(
            Skill(technique=TechniqueId(skill.technique), evidence=skill.evidence) for skill in therapist.training
        ),
        languages=frozenset(therapist.languages),
        places=frozenset(str(place.pk) for place in reached),
        step_free_places=frozenset(str(place.pk) for place in reached if place.step_free),
        price=service.price_minor,
        next_free=around.next_free.get(therapist.pk),
        has_treated_before=therapist.pk in around.treated_by,
        conditions=therapist.conditions,
        access={str(place.pk): frozenset(place.access) for place in reached},
        distance=_nearest(reached, around.kilometres),
        load=around.loads.get(therapist.pk),
    )


def kilometres_to(places: Iterable[Place], here: Position) -> dict[UUID, float]:
    """How far each place is that is on the map."""
    return {
        place.pk: kilometres_between(here, Position(latitude=place.latitude, longitude=place.longitude))
        for place in places
        if place.latitude is not None and place.longitude is not None
    }


def techniques_of(care_plan: CarePlan) -> frozenset[TechniqueId]:
    """The techniques that a stored plan works with."""
    return frozenset(TechniqueId(block["technique"]) for block in care_plan.plan["blocks"])


def _nearest(places: Iterable[Place], kilometres: Mapping[UUID, float]) -> Distance | None:
    known = [(kilometres[place.pk], place.name) for place in places if place.pk in kilometres]
    if not known:
        return None
    far, name = min(known)
    return Distance(place=name, kilometres=far)
