"""What does a letter say? One object, which the page, the PDF and the print all read."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What the letter is for. A discharge summary can be written once the course has ended."""

    PROGRESS = "progress"
    DISCHARGE = "discharge"


class Reader(StrEnum):
    """Who reads it: the client, or a clinician whom the client shows it to."""

    CLIENT = "client"
    CLINICIAN = "clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One technique as it was given: in how many sessions, minutes in all, pressure of 5."""

    technique: str
    sessions: int
    minutes: int
    pressure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure from the first score to the newest, against measurement error."""

    measure: str
    first: str
    newest: str
    error: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decision, or what is proposed while nobody has decided; `by` is empty then."""

    action: str
    reasons: tuple[str, ...]
    by: str
    on: date | None
    otherwise_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One page. Every text is in the reader's words already; lists are short enough for one sheet."""

    kind: Kind
    reader: Reader
    language: str
    title: str
    clinic: str
    contact: tuple[str, ...]
    client: str
    born_on: date | None
    onset_on: date | None
    said: str
    found: tuple[str, ...]
    sessions: str
    given: tuple[Given, ...]
    worked_on: str
    measured: tuple[Measured, ...]
    cautions: tuple[str, ...]
    decided: Decided
    limits: tuple[str, ...]
    events: tuple[str, ...]
    at_home: tuple[str, ...]
    watch_for: tuple[str, ...]
    treated_by: tuple[str, ...]
    knowledge_version: str
    written_by: str
    written_at: datetime
