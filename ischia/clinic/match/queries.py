"""Which therapists of the clinic may be offered, in which order, and who are they?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from ischia.clinic.diary.api import next_half_days
from ischia.clinic.match.credentials import credentials
from ischia.clinic.match.loads import loads
from ischia.clinic.match.mapping import Around, kilometres_to, profile
from ischia.clinic.people.api import Therapist, therapists_with_all
from ischia.clinic.places.api import Clinic, Service
from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.api import Position, rank
from ischia.pathway.match.values import Need, Ranking, TherapistProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """A ranking with the people in it, by the ids that the ranking carries, and when each is next free.

    `next_free` has the first time in each half day that has one; `profiles` are the people as matching saw them.
    """

    ranking: Ranking
    therapists: Mapping[str, Therapist]
    profiles: Mapping[str, TherapistProfile]
    next_free: Mapping[UUID, Mapping[str, datetime]]


def matches(
    *,
    clinic: Clinic,
    need: Need,
    service: Service,
    now: datetime,
    treated_by: Collection[UUID] = (),
    seed: str = "",
    half_day: str | None = None,
    deep_minutes: int = 0,
    here: Position | None = None,
    people: Sequence[Therapist] | None = None,
) -> Matches:
    """The clinic's therapists ranked for a need, with the weights of the clinic. `seed` settles ties: a client's id.

    Only times of `half_day` count if one is given. `deep_minutes` is how much deep work a session holds, `here` where
    the client comes from; `people` are `therapists_with_all` of the clinic if read already.
    """
    found = therapists_with_all(clinic) if people is None else people
    place = UUID(need.place) if need.place else None
    free = next_half_days(clinic=clinic, service=service, now=now, place=place, deep_minutes=deep_minutes)
    if half_day is not None:
        free = {one: {half_day: starts[half_day]} for one, starts in free.items() if half_day in starts}
    zone = ZoneInfo(clinic.zone)
    first = {one: min(starts.values()).astimezone(zone) for one, starts in free.items()}
    around = Around(
        next_free=first,
        loads=loads(clinic=clinic, people=found, next_free=first, now=now),
        kilometres=_kilometres(found, here, place) if here else {},
        treated_by=frozenset(treated_by),
    )
    profiles = [profile(one, places=one.treats_at, service=service, around=around) for one in found]
    ranking = rank(profiles, need, today=now.astimezone(zone).date(), weights=clinic.match_weights, seed=seed)
    return Matches(
        ranking=ranking,
        therapists={str(one.pk): one for one in found},
        profiles={one.id: one for one in profiles},
        next_free=free,
    )


def _kilometres(people: Sequence[Therapist], here: Position, place: UUID | None) -> dict[UUID, float]:
    """How far the places are that the client would come to: the chosen one, or all."""
    places = {each.pk: each for one in people for each in one.treats_at if place in (None, each.pk)}
    return kilometres_to(places.values(), here)


def why_not_offered(
    *,
    clinic: Clinic,
    service: Service,
    therapists: Collection[UUID],
    techniques: Collection[TechniqueId],
    now: datetime,
) -> dict[UUID, tuple[str, ...]]:
    """Those of `therapists` that must not be booked, and why: the hard rules of matching, asked again when booking."""
    found = credentials(clinic, therapists)
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    ranking = rank(found.values(), Need(techniques=frozenset(techniques)), today=today)
    refused = {UUID(one.therapist): one.why for one in ranking.not_offered}
    unknown = set(therapists) - found.keys()
    return {**refused, **dict.fromkeys(unknown, ("Does not work at this clinic.",))}


def not_offered(
    people: Sequence[Therapist], *, service: Service, techniques: Collection[TechniqueId], today: date
) -> dict[UUID, tuple[str, ...]]:
    """The same of therapists read already, with registrations and skills. No query."""
    profiles = [profile(one, places=(), service=service) for one in people]
    ranking = rank(profiles, Need(techniques=frozenset(techniques)), today=today)
    return {UUID(one.therapist): one.why for one in ranking.not_offered}
