"""What was measured in an episode, how does it read, and what is due?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ischia.clinic.people.api import Episode
from ischia.clinic.track.mapping import scores_of
from ischia.clinic.track.models import MeasureEntry
from ischia.clinic.treat.api import Ending, SessionRecord, check_can_read_care, records_of
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.shared.errors import NotFound
from ischia.pathway.track.api import Progress, due_instruments, progress


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeProgress:
    """The reading of an episode and the rows that it rests on."""

    progress: Progress
    records: tuple[SessionRecord, ...]
    entries: tuple[MeasureEntry, ...]


def episode_for(user: Any, episode_id: UUID | str) -> Episode:
    """The episode, if this user may follow its care; else NotFound."""
    episode = Episode.objects.select_related("client__clinic").filter(pk=episode_id).first()
    if episode is None:
        raise NotFound("No such episode")
    check_can_read_care(user, episode.client)
    return episode


def entries_of(episode: Episode) -> QuerySet[MeasureEntry]:
    """Every entry that counts, oldest first; entries marked as an error do not."""
    return MeasureEntry.objects.filter(episode=episode, error__isnull=True)


def progress_of(
    episode: Episode, *, knowledge: Knowledge, today: date, rows: Iterable[SessionRecord] | None = None
) -> EpisodeProgress:
    """The episode's progress up to today: two SQL queries. `rows` are its signed records, if they are known already."""
    entries = tuple(entries_of(episode))
    records = tuple(records_of(episode) if rows is None else rows)
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
    for entry in MeasureEntry.objects.filter(episode__in=list(episodes), error__isnull=True):
        found[entry.episode_id].append(entry)
    return found


def due_now(read: EpisodeProgress, *, today: date) -> tuple[InstrumentId, ...]:
    """What the client may fill in before the next session."""
    filled = {InstrumentId(entry.instrument): entry.on for entry in read.entries}
    return due_instruments(session_number=read.progress.sessions_done + 1, today=today, last_filled=filled)
