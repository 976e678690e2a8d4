"""Who may fill in an intake, and who may read one?

The client fills in their own, and whoever may act for the client; the care team reads it as health data.
"""

from typing import Any
from uuid import UUID

from ischia.clinic.book.api import Session
from ischia.clinic.people.api import (
    Client,
    Episode,
    can_act_as_client,
    can_write_health_record,
    check_can_write_health_record,
)
from ischia.pathway.shared.errors import NotFound


def check_can_fill_in(user: Any, client: Client) -> None:
    """To everybody but the client and those who act for them, the pages do not exist: staff read, clients tell."""
    if not can_act_as_client(user, client, health=True):
        raise NotFound("No such intake")


def can_read_intake(user: Any, client: Client) -> bool:
    """The client's therapists and the owner: the page for staff."""
    return can_write_health_record(user, client)


def own_episode(user: Any, episode_id: UUID | str) -> Episode:
    """The episode that this user may fill in for; else NotFound."""
    episode = _episode(episode_id)
    check_can_fill_in(user, episode.client)
    return episode


def own_session(user: Any, session_id: UUID | str) -> Session:
    """The visit that this user may check in for; else NotFound."""
    needed = ("course__episode", "client__clinic", "therapist", "place")
    session = Session.objects.select_related(*needed).filter(pk=session_id).first()
    if session is None:
        raise NotFound("No such visit")
    check_can_fill_in(user, session.client)
    return session


def episode_for_staff(user: Any, episode_id: UUID | str) -> Episode:
    """The episode, for somebody of the care team; else NotFound, or Refused where only the name may be seen."""
    episode = _episode(episode_id)
    check_can_write_health_record(user, episode.client)
    return episode


def _episode(episode_id: UUID | str) -> Episode:
    episode = Episode.objects.select_related("client__clinic").filter(pk=episode_id).first()
    if episode is None:
        raise NotFound("No such episode")
    return episode
