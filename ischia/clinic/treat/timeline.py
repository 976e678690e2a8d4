"""What has happened in an episode, in the order of time, whoever keeps it?

Every app says what it adds as one query of the same five columns, and the database puts them together in one statement.
Later stages add theirs when the application starts (`add_to_timeline`), as in `ischia.clinic.treat.measures`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from ischia.clinic.assess.api import Assessment
from ischia.clinic.book.api import Session
from ischia.clinic.conversation.api import Post
from ischia.clinic.intake.api import CheckIn, Intake
from ischia.clinic.messaging.api import Message
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.api import CarePlan
from ischia.clinic.screen.api import Clearance, Screening
from ischia.clinic.treat.models import Amendment, DischargeNote, SessionRecord

MOST_ENTRIES = 400
"""How many entries a page shows, the newest first; a course of treatment has some dozens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `code` and `detail` say more of it; `link` is the key of what it belongs to."""

    kind: str
    at: datetime
    code: str
    detail: str
    link: str


Source = Callable[[Episode], QuerySet[Any, Any]]
"""The rows of one kind, as `rows_of` makes them."""

COLUMNS = ("entry_kind", "entry_at", "entry_code", "entry_detail", "entry_link")


def rows_of(
    found: QuerySet[Any, Any], kind: str, *, at: str, code: str = "", detail: str = "", link: str = ""
) -> QuerySet[Any, Any]:
    """Name the five columns: the fields that hold the time, the code, the detail and the key of what it belongs to."""
    rows: QuerySet[Any, Any] = (
        found.order_by()
        .annotate(
            entry_kind=Value(kind, output_field=CharField()),
            entry_at=F(at),
            entry_code=_text(code),
            entry_detail=_text(detail),
            entry_link=_text(link),
        )
        .values_list(*COLUMNS)
    )
    return rows


def _text(field: str) -> Any:
    return Cast(F(field), CharField()) if field else Value("", output_field=CharField())


def _own_sources() -> tuple[Source, ...]:
    return (
        lambda episode: rows_of(
            Screening.objects.filter(episode=episode), "check", at="completed_at", code="outcome", detail="purpose"
        ),
        lambda episode: rows_of(
            Clearance.objects.filter(episode=episode), "clearance", at="recorded_at", code="answer"
        ),
        lambda episode: rows_of(Assessment.objects.filter(episode=episode), "picture", at="at"),
        lambda episode: rows_of(CarePlan.objects.filter(episode=episode), "plan", at="at", detail="sessions"),
        lambda episode: rows_of(
            Session.objects.filter(course__episode=episode),
            "visit",
            at="starts_at",
            code="status",
            detail="number",
            link="pk",
        ),
        lambda episode: rows_of(
            SessionRecord.objects.filter(episode=episode), "record", at="signed_at", code="ending", link="session_id"
        ),
        lambda episode: rows_of(
            Amendment.objects.filter(record__episode=episode), "amendment", at="at", link="record__session_id"
        ),
        lambda episode: rows_of(Intake.objects.filter(episode=episode), "intake", at="sent_at"),
        lambda episode: rows_of(
            CheckIn.objects.filter(session__course__episode=episode),
            "check_in",
            at="answered_at",
            code="outcome",
            link="session_id",
        ),
        lambda episode: rows_of(Post.objects.filter(episode=episode), "post", at="sent_at", code="from_client"),
        lambda episode: rows_of(
            Message.objects.filter(episode=episode), "message", at="created_at", code="kind", detail="channel"
        ),
        lambda episode: rows_of(DischargeNote.objects.filter(episode=episode), "discharge", at="signed_at"),
    )


_SOURCES: list[Source] = list(_own_sources())


def add_to_timeline(*sources: Source) -> None:
    """Called once, by an app of a later stage."""
    _SOURCES.extend(sources)


def timeline_of(episode: Episode) -> tuple[Entry, ...]:
    """Everything that happened, the newest first: one SQL query."""
    first, *others = (source(episode) for source in _SOURCES)
    rows: Iterable[Any] = first.union(*others, all=True).order_by("-entry_at", "entry_kind")[:MOST_ENTRIES]
    return tuple(Entry(kind=kind, at=at, code=code, detail=detail, link=link) for kind, at, code, detail, link in rows)
