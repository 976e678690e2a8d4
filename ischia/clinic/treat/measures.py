"""Who keeps the measures that are filled in at a session?

A later stage does (`track`), and an earlier one may not import it. So this file says what a session needs of it, and
`track` puts itself in place when the application starts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.shared.findings import Answer
from ischia.pathway.treat.api import SessionRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What today's list says about measures: those still to fill in, in plain words, and how leg pain went."""

    missing: tuple[str, ...] = ()
    leg_pain: str = ""


class Measured(Protocol):
    """The measures of one session's episode, read once when they are first asked for."""

    def due(self, *, today: date) -> tuple[InstrumentId, ...]:
        """What is to be filled in at the session."""
        ...

    def says(self, record: SessionRecord, *, knowledge: Knowledge) -> tuple[str, tuple[str, ...]]:
        """The headline of progress with this record's answers counted in, and each of its scores as a sentence."""
        ...


class KeepsMeasures(Protocol):
    """What a session needs of the stage that keeps measures."""

    def glance(self, sessions: Iterable[Session], *, today: date) -> dict[UUID, Glance]:
        """What is due and what changed at each session, by the session's key: three SQL queries."""
        ...

    def measured(self, session: Session) -> Measured:
        """What was measured up to this session."""
        ...

    def weighed(self, session: Session, *, since: datetime) -> Mapping[str, Answer]:
        """What the safety check looks at of the measures entered in this episode since then, by finding."""
        ...

    def keep(
        self, *, actor: Actor, session: Session, record: SessionRecord, knowledge: Knowledge, now: datetime
    ) -> None:
        """Write this record's answers down, inside the caller's transaction. Raises what scoring raises."""
        ...


_KEEPERS: list[KeepsMeasures] = []


def put_in_place(keeper: KeepsMeasures) -> None:
    """Called once, by the app that keeps measures."""
    _KEEPERS[:] = [keeper]


def keeper() -> KeepsMeasures:
    """The one in place."""
    return _KEEPERS[0]
