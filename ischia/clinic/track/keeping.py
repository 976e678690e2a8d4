"""How does `track` keep the measures that a session asks for? It fills the place that `treat.measures` describes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session
from ischia.clinic.track.asking import asked_of, due_of, is_overdue
from ischia.clinic.track.mapping import scores_of
from ischia.clinic.track.models import MeasureEntry
from ischia.clinic.track.queries import entries_by_episode, entries_of, filled_in
from ischia.clinic.track.services import fill_measures
from ischia.clinic.treat.api import Glance
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.shared.errors import Refused
from ischia.pathway.shared.findings import Answer
from ischia.pathway.track.api import PLAIN_NAMES, Asked, Score, number, progress, said_to_others, score
from ischia.pathway.track.measured import ON_REQUEST, findings_measured
from ischia.pathway.treat.api import SessionRecord

LEG_PAIN = "nprs_leg"


class Measured:
    """The entries that count in one session's episode, for the session page."""

    def __init__(self, session: Session) -> None:
        self._episode = session.course.episode

    @cached_property
    def _entries(self) -> list[MeasureEntry]:
        return entries_by_episode([self._episode.pk])[self._episode.pk]

    def due(self, *, today: date) -> tuple[InstrumentId, ...]:
        knowledge, key = load_knowledge(), self._episode.pk
        asked = asked_of([key], {key: self._entries}, knowledge=knowledge, today=today)
        return tuple(one.instrument for one in due_of(asked[key], knowledge=knowledge, for_client=False))

    def says(self, record: SessionRecord, *, knowledge: Knowledge) -> tuple[str, tuple[str, ...]]:
        new = tuple(_scored(record, knowledge))
        read = progress(
            (*scores_of(self._entries), *new),
            sessions_done=record.number,
            onset_on=self._episode.onset_on,
            today=record.on,
            knowledge=knowledge,
        )
        return said_to_others(read.headline), tuple(_sentence(one, knowledge) for one in new)


class Keeper:
    """Reads and writes measure entries for the session page."""

    def glance(self, sessions: Iterable[Session], *, today: date) -> dict[UUID, Glance]:
        wanted = list(sessions)
        episodes = {session.course.episode_id for session in wanted}
        entries = filled_in(episodes)
        knowledge = load_knowledge()
        asked = asked_of(episodes, entries, knowledge=knowledge, today=today)
        return {
            session.pk: _glance(
                entries.get(session.course.episode_id, []),
                due_of(asked[session.course.episode_id], knowledge=knowledge, for_client=False),
            )
            for session in wanted
        }

    def measured(self, session: Session) -> Measured:
        return Measured(session)

    def weighed(self, session: Session, *, since: datetime) -> Mapping[str, Answer]:
        entries = entries_of(session.course.episode).filter(entered_at__gt=since, instrument__in=ON_REQUEST)
        return findings_measured(scores_of(entries))

    def keep(
        self, *, actor: Actor, session: Session, record: SessionRecord, knowledge: Knowledge, now: datetime
    ) -> None:
        if record.answers:
            fill_measures(
                actor=actor,
                episode=session.course.episode,
                session=session,
                answers=record.answers,
                on=record.on,
                knowledge=knowledge,
                now=now,
            )


def _glance(entries: list[MeasureEntry], due: tuple[Asked, ...]) -> Glance:
    values = [number(entry.value) for entry in entries if entry.instrument == LEG_PAIN]
    return Glance(
        missing=tuple(_said(one) for one in due),
        leg_pain=" \u2192 ".join((values[0], *values[-1:])) if len(values) > 1 else "".join(values),
    )


def _said(one: Asked) -> str:
    name = PLAIN_NAMES.get(one.instrument, str(one.instrument)).replace("your ", "")
    return _("%(name)s (overdue)") % {"name": name} if is_overdue(one) else name


def _scored(record: SessionRecord, knowledge: Knowledge) -> Iterable[Score]:
    """The scores that can be given already; a form half filled in is left out until it is signed."""
    for name, answers in record.answers.items():
        try:
            yield score(knowledge.instruments[name], answers, on=record.on)
        except Refused:
            continue


def _sentence(one: Score, knowledge: Knowledge) -> str:
    instrument = knowledge.instruments[one.instrument]
    return f"{instrument.label}: {number(one.value)} of {number(instrument.high)}."
