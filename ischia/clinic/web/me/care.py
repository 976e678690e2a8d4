"""What does a client see on the first page of their own area?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from ischia.clinic.book.api import Course, Session, upcoming_for
from ischia.clinic.conversation.api import unread_for
from ischia.clinic.decide.api import is_stopped
from ischia.clinic.intake.api import standing_of, with_check_in, with_intake
from ischia.clinic.people.api import Client, Episode
from ischia.clinic.track.api import AskedShown, asked_shown, due_now, entries_of, how_long
from ischia.clinic.web.me.next_step import Facts, NextStep, begin, steps
from ischia.knowledge import load_knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCare:
    """The client's open episode, what to do next and then, the visits ahead, and the questions that are due."""

    next_step: NextStep
    then: tuple[NextStep, ...]
    episode: Episode | None
    upcoming: tuple[Session, ...]
    due: tuple[AskedShown, ...] = ()
    takes: str = ""
    """How long filling in what is due takes, in words."""


def my_care(client: Client, *, user: Any, now: datetime, shares_health: bool = True) -> MyCare:
    """Everything the first page shows `user`; without `shares_health` nothing of the health record."""
    upcoming = tuple(with_check_in(upcoming_for(client, now)))
    episode = _open_episode(client, now)
    if episode is None:
        return MyCare(next_step=begin(), then=(), episode=None, upcoming=upcoming)
    episode.client = client
    is_holding: bool = episode.is_holding
    due, takes = _due(episode, now) if shares_health and not is_holding else ((), "")
    found = steps(
        Facts(
            episode=episode,
            upcoming=upcoming,
            intake=standing_of(episode, now=now),
            measures=takes,
            unread=_unread(user, episode) if shares_health and not is_holding else 0,
            is_holding=is_holding,
            is_stopped=episode.is_stopped,
            shares_health=shares_health,
            now=now,
        )
    )
    return MyCare(next_step=found[0], then=found[1:], episode=episode, upcoming=upcoming, due=due, takes=takes)


def _open_episode(client: Client, now: datetime) -> Any:
    """The open episode with what the steps look at: one query."""
    held = Course.objects.filter(episode=OuterRef("pk"), booked_at=None, held_until__gt=now)
    found = with_intake(client.episodes.filter(closed_at__isnull=True))
    return found.annotate(is_holding=Exists(held), is_stopped=is_stopped()).first()


def _unread(user: Any, episode: Episode) -> int:
    return unread_for(user, episode.client.clinic).get(episode.pk, 0)


def _due(episode: Episode, now: datetime) -> tuple[tuple[AskedShown, ...], str]:
    """The measures that the client can fill in today, in plain words, and how long that takes."""
    knowledge, today = load_knowledge(), timezone.localdate(now)
    due = due_now(episode, entries_of(episode), knowledge=knowledge, today=today)
    return tuple(asked_shown(one, knowledge) for one in due), how_long(due, knowledge)
