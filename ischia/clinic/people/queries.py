"""Who is there? Every query that a page repeats over fetches what the page shows, in a fixed number of SQL queries."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from ischia.clinic.audit.api import key, keys, prepared, whole
from ischia.clinic.people.models import Client, Episode, Registration, Skill, Therapist, User
from ischia.clinic.people.policies import check_can_read_client, check_can_read_episode
from ischia.clinic.places.api import Clinic, Place
from ischia.pathway.shared.errors import NotFound


def therapists_of(clinic: Clinic) -> QuerySet[Therapist]:
    """The clinic's active therapists with places, skills and registrations: four SQL queries however many there are."""
    return (
        Therapist.objects.filter(clinic=clinic, is_active=True)
        .select_related("clinic")
        .prefetch_related("places", "skills", "registrations")
    )


def therapists_with_all(clinic: Clinic) -> list[Therapist]:
    """The same read at once, with `treats_at`, `entries` and `training`: four short statements."""
    people = _people.instances(Therapist, clinic=clinic.pk)
    for each in people:
        each.clinic, each.treats_at, each.entries, each.training = clinic, [], [], []
    by_key = {each.pk: each for each in people}
    if by_key:
        places: dict[UUID, Place] = {}
        for place in _places.related_instances(Place, also=OF, therapists=list(by_key)):
            by_key[vars(place)["of"]].treats_at.append(places.setdefault(place.pk, place))
        for entry in _registrations.instances(Registration, therapists=list(by_key)):
            by_key[entry.therapist_id].entries.append(entry)
        for skill in _skills.instances(Skill, therapists=list(by_key)):
            by_key[skill.therapist_id].training.append(skill)
    return people


OF = ("of",)


@prepared
def _people() -> QuerySet[Therapist, Any]:
    return whole(Therapist.objects.filter(clinic=key("clinic"), is_active=True))


@prepared
def _places(therapists: int) -> QuerySet[Place, Any]:
    places = Place.objects.annotate(of=F("therapists")).filter(of__in=keys("therapists", therapists))
    return whole(places, also=OF)


@prepared
def _registrations(therapists: int) -> QuerySet[Registration, Any]:
    return whole(Registration.objects.filter(therapist__pk__in=keys("therapists", therapists)))


@prepared
def _skills(therapists: int) -> QuerySet[Skill, Any]:
    return whole(Skill.objects.filter(therapist__pk__in=keys("therapists", therapists)))


def therapist_of(user: Any) -> Therapist | None:
    """The therapist that this user is, if any."""
    if not isinstance(user, User):
        return None
    return Therapist.objects.select_related("clinic").filter(user=user, is_active=True).first()


def client_of(user: Any, clinic: Clinic) -> Client | None:
    """The record that this user has as a client of the clinic, if any."""
    return Client.objects.filter(user=user, clinic=clinic).first() if isinstance(user, User) else None


def clients_of(clinic: Clinic) -> QuerySet[Client]:
    """Every client of the clinic, by name."""
    return Client.objects.filter(clinic=clinic)


def open_episode_of(client: Client) -> Episode | None:
    """The client's latest open episode, if any."""
    return client.episodes.filter(closed_at__isnull=True).first()


def episodes_of(client: Client) -> QuerySet[Episode]:
    """Every episode of the client, latest first."""
    return Episode.objects.filter(client=client).select_related("client__clinic")


def registrations_expiring(clinic: Clinic) -> QuerySet[Registration]:
    """The clinic's registrations, first to run out first."""
    return Registration.objects.filter(therapist__clinic=clinic).select_related("therapist").order_by("expires_on")


def readable_client(user: Any, client_id: UUID | str) -> Client:
    """The client, if this user may read the record; else NotFound."""
    client = Client.objects.select_related("clinic").filter(pk=client_id).first()
    if client is None:
        raise NotFound("No such client")
    check_can_read_client(user, client)
    return client


def readable_episode(user: Any, episode_id: UUID | str) -> Episode:
    """The episode, if this user may read the health record it belongs to; else NotFound."""
    episode = episode_by_id(episode_id)
    check_can_read_episode(user, episode)
    return episode


def episode_by_id(episode_id: UUID | str) -> Episode:
    """The episode with its client and their clinic; else NotFound. Whoever asks checks who may."""
    episode = _episode.first(Episode, *WITH_CLIENT, episode=episode_id)
    if episode is None:
        raise NotFound("No such episode")
    return episode


WITH_CLIENT = ("client", "client__clinic")


@prepared
def _episode() -> QuerySet[Episode, Any]:
    return whole(Episode.objects.filter(pk=key("episode")), *WITH_CLIENT)
