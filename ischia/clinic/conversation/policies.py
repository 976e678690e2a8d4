"""Who takes part in a conversation? The client and whoever acts for them with health; the therapists and the owner."""

from typing import Any
from uuid import UUID

from ischia.clinic.people.api import Client, Episode, can_act_as_client, can_write_health_record
from ischia.pathway.shared.errors import NotFound


def writes_as_client(user: Any, client: Client) -> bool:
    """Whether what this user writes comes from the client's side."""
    return can_act_as_client(user, client, health=True)


def check_takes_part(user: Any, episode_id: UUID) -> tuple[Episode, bool]:
    """The episode, and whether the user is on the client's side. NotFound for everybody who does not take part."""
    episode = Episode.objects.select_related("client__clinic").filter(pk=episode_id).first()
    if episode is None:
        raise NotFound("No such conversation")
    if writes_as_client(user, episode.client):
        return episode, True
    if can_write_health_record(user, episode.client):
        return episode, False
    raise NotFound("No such conversation")
