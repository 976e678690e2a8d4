"""What was measured in an episode, how does it read, and what is due?"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ischia.clinic.audit.api import key, keys, prepared, whole
from ischia.clinic.people.api import Episode, User, episode_by_id
from ischia.clinic.track.asking import asked_of, due_of
from ischia.clinic.track.mapping import scores_of
from ischia.clinic.track.models import MeasureEntry
from ischia.clinic.treat.api import Ending, SessionRecord, check_can_read_care, every_record_of
from ischia.knowledge.records import Knowledge
from ischia.pathway.track.api import Asked, Progress, progress


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeProgress:
    """The reading of an episode and the rows that it rests on."""

    progress: Progress
    records: tuple[SessionRecord, ...]
    entries: tuple[MeasureEntry, ...]


def episode_for(user: Any, episode_id: UUID | str) -> Episode:
    """The episode, if this user may follow its care; else NotFound."""
    episode = episode_by_id(episode_id)
    check_can_read_care(user, episode.client)
    return episode


def every_entry_of(episode: Episode) -> list[MeasureEntry]:
    """Every entry, those marked as an error too, oldest first."""
    return _every.related_instances(MeasureEntry, "error", episode=episode.pk)


@prepared
def _every() -> QuerySet[MeasureEntry, Any]:
    return whole(MeasureEntry.objects.filter(episode=key("episode")), "error")


def names_of_users(ids: Collection[str]) -> dict[str, str]:
    """The names of these people by id, as audit rows carry it; a job has none."""
    people = [id for id in ids if _is_key(id)]
    found = User.objects.filter(pk__in=people) if people else ()
    return {str(user.pk): user.name for user in found}


def _is_key(id: str) -> bool:
    try:
        UUID(id)
    except ValueError:
        return False
    return True


def entries_of(episode: Episode) -> QuerySet[MeasureEntry]:
    """Every entry that counts, oldest first; entries marked as an error do not."""
    return MeasureEntry.objects.filter(episode=episode, error__isnull=True)


def progress_of(
    episode: Episode,
    *,
    knowledge: Knowledge,
    today: date,
    rows: Iterable[SessionRecord] | None = None,
    counting: Iterable[MeasureEntry] | None = None,
) -> EpisodeProgress:
    """The episode's progress up to today: two SQL queries.

    `rows` are its signed records and `counting` the entries that count, if they are known already.
    """
    entries = tuple(entries_by_episode([episode.pk])[episode.pk] if counting is None else counting)
    records = tuple(every_record_of(episode) if rows is None else rows)
    read = progress(
        scores_of(entries),
        sessions_done=sum(record.ending == Ending.DONE for record in records),
        onset_on=episode.onset_on,
        today=today,
        knowledge=knowledge,
    )
    return EpisodeProgress(progress=read, records=records, entries=entries)


def entries_by_episode(episodes: Iterable[UUID]) -> dict[UUID, list[MeasureEntry]]:
    """Every entry that counts of each episode, oldest first: one SQL query."""
    found: dict[UUID, list[MeasureEntry]] = defaultdict(list)
    wanted = list(episodes)
    for entry in _counting.instances(MeasureEntry, episodes=wanted) if wanted else ():
        found[entry.episode_id].append(entry)
    return found


def filled_in(episodes: Iterable[UUID]) -> dict[UUID, list[MeasureEntry]]:
    """The same with no more than what was filled in, when, and its value: one short SQL query."""
    found: dict[UUID, list[MeasureEntry]] = defaultdict(list)
    wanted = list(episodes)
    for entry in _filled_in.instances(MeasureEntry, *FILLED_IN, episodes=wanted) if wanted else ():
        found[entry.episode_id].append(entry)
    return found


FILLED_IN = ("id", "episode_id", "instrument", "on", "value")


@prepared
def _filled_in(episodes: int) -> QuerySet[MeasureEntry, Any]:
    entries = MeasureEntry.objects.filter(episode__pk__in=keys("episodes", episodes), error__isnull=True)
    return entries.values_list(*FILLED_IN)


@prepared
def _counting(episodes: int) -> QuerySet[MeasureEntry, Any]:
    return whole(MeasureEntry.objects.filter(episode__pk__in=keys("episodes", episodes), error__isnull=True))


def due_now(
    episode: Episode, entries: Iterable[MeasureEntry], *, knowledge: Knowledge, today: date, for_client: bool = True
) -> tuple[Asked, ...]:
    """What is to be filled in today, from the entries that count: two SQL queries."""
    asked = asked_of([episode.pk], {episode.pk: list(entries)}, knowledge=knowledge, today=today)
    return due_of(asked[episode.pk], knowledge=knowledge, for_client=for_client)
