"""Which therapists of the clinic may be offered, in which order, and who are they?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from ischia.clinic.diary.api import next_free
from ischia.clinic.match.mapping import profile
from ischia.clinic.people.api import Therapist, therapists_of
from ischia.clinic.places.api import Clinic, Service
from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.api import rank
from ischia.pathway.match.values import Need, Ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """A ranking with the people in it, by the ids that the ranking carries, and when each is next free, once a day."""

    ranking: Ranking
    therapists: dict[str, Therapist]
    next_free: dict[UUID, list[datetime]]


def matches(
    *,
    clinic: Clinic,
    need: Need,
    service: Service,
    now: datetime,
    treated_by: Collection[UUID] = (),
    seed: str = "",
    days: int = 1,
    deep_minutes: int = 0,
    people: Sequence[Therapist] | None = None,
) -> Matches:
    """The clinic's therapists ranked for a need, with the weights of the clinic. `seed` settles ties: a client's id.

    `days` is for how many days the first free time is told, `deep_minutes` how much deep work a session holds; `people`
    are `therapists_of` the clinic if read already.
    """
    found = list(therapists_of(clinic)) if people is None else people
    place = UUID(need.place) if need.place else None
    free = next_free(clinic=clinic, service=service, now=now, place=place, days=days, deep_minutes=deep_minutes)
    profiles = [
        profile(one, places=one.places.all(), service=service, next_free=free, treated_by=treated_by) for one in found
    ]
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    ranking = rank(profiles, need, today=today, weights=clinic.match_weights, seed=seed)
    return Matches(ranking=ranking, therapists={str(one.pk): one for one in found}, next_free=free)


def why_not_offered(
    *,
    clinic: Clinic,
    service: Service,
    therapists: Collection[UUID],
    techniques: Collection[TechniqueId],
    now: datetime,
) -> dict[UUID, tuple[str, ...]]:
    """Those of `therapists` that must not be booked, and why: the hard rules of matching, asked again when booking."""
    people = Therapist.objects.filter(clinic=clinic, is_active=True, pk__in=therapists)
    found = list(people.prefetch_related("registrations", "skills"))
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    refused = not_offered(found, service=service, techniques=techniques, today=today)
    unknown = set(therapists) - {one.pk for one in found}
    return {**refused, **dict.fromkeys(unknown, ("Does not work at this clinic.",))}


def not_offered(
    people: Sequence[Therapist], *, service: Service, techniques: Collection[TechniqueId], today: date
) -> dict[UUID, tuple[str, ...]]:
    """The same of therapists read already, with registrations and skills. No query."""
    profiles = [profile(one, places=(), service=service, next_free={}) for one in people]
    ranking = rank(profiles, Need(techniques=frozenset(techniques)), today=today)
    return {UUID(one.therapist): one.why for one in ranking.not_offered}
