"""Which visits ask for a check-in, and what was said in one?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, QuerySet

from ischia.clinic.book.api import Session, Status
from ischia.clinic.intake.models import CheckIn
from ischia.clinic.screen.api import findings_from_json
from ischia.knowledge.records import FindingId
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.findings import Findings

OPENS = timedelta(hours=48)
"""So long before a visit its check-in opens."""

AHEAD = (Status.BOOKED, Status.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn:
    """The last check-in of one visit, in short. `is_worse`: something fires that did not in the safety check."""

    answered_at: datetime
    is_alarming: bool
    is_worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBefore:
    """What the client told before a visit: the answers, and the pain from 0 to 10 where it was said."""

    answered_at: datetime
    answers: Findings
    leg_pain: str
    back_pain: str
    is_alarming: bool


def is_open(session: Session, now: datetime) -> bool:
    """Whether the client can check in for this visit now."""
    return session.status in AHEAD and session.starts_at - OPENS <= now < session.starts_at


def sessions_to_check_in(now: datetime) -> QuerySet[Session]:
    """Visits whose check-in is open and that nobody has answered, first to come first."""
    answered = CheckIn.objects.filter(session=OuterRef("pk"))
    opening = Session.objects.filter(status__in=AHEAD, starts_at__gt=now, starts_at__lte=now + OPENS)
    return opening.exclude(Exists(answered)).order_by("starts_at")


def with_check_in(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """The visits, each with `is_checked_in`: no query of its own."""
    return sessions.annotate(is_checked_in=Exists(CheckIn.objects.filter(session=OuterRef("pk"))))


def check_ins(sessions: Collection[UUID]) -> dict[UUID, CheckedIn]:
    """The last check-in of each of these visits that has one: one SQL query, however many."""
    rows = CheckIn.objects.filter(session__in=list(sessions)).defer("told", "verdict").order_by("answered_at")
    return {
        row.session_id: CheckedIn(answered_at=row.answered_at, is_alarming=row.is_alarming, is_worse=row.is_worse)
        for row in rows
    }


def latest_check_in(session: Session) -> CheckIn | None:
    """The last check-in of the visit."""
    return CheckIn.objects.filter(session=session).order_by("answered_at").last()


def told_before(session: Session) -> ToldBefore | None:
    """What the client told last before the visit, for the therapist to go through with them."""
    row = latest_check_in(session)
    if row is None:
        return None
    answers = findings_from_json(row.told)
    return ToldBefore(
        answered_at=row.answered_at,
        answers=answers,
        leg_pain=_number(answers, "leg_pain_intensity"),
        back_pain=_number(answers, "back_pain_intensity"),
        is_alarming=row.is_alarming,
    )


def verdict_of_check_in(row: CheckIn) -> Verdict:
    """What the answers came to, under the knowledge of that day."""
    return msgspec.convert(row.verdict, Verdict)


def _number(answers: Findings, id: str) -> str:
    value = answers.known(FindingId(id))
    return "" if value is None else f"{value:g}" if isinstance(value, int | float) else ""
