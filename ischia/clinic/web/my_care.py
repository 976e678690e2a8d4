"""What does a client see in their own area, and what is the next step?"""

from dataclasses import dataclass
from datetime import datetime

from ischia.clinic.people.api import Client, Episode, episodes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCare:
    """The client's episodes, latest first."""

    episode: Episode | None
    episodes: tuple[Episode, ...]
    now: datetime


def my_care(client: Client, *, now: datetime) -> MyCare:
    """Everything the client area shows."""
    episodes = tuple(episodes_of(client))
    return MyCare(episode=next((each for each in episodes if each.is_open), None), episodes=episodes, now=now)
