"""What else waits for a therapist today: unread messages, an intake that is missing, what a client checked in with?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ischia.clinic.book.api import Session
from ischia.clinic.conversation.api import unread_for
from ischia.clinic.intake.api import (
    CheckedIn,
    CheckIn,
    Intake,
    IntakeDraft,
    IntakeStanding,
    IntakeState,
    standing_at,
)
from ischia.clinic.treat.models import SessionDraft
from ischia.clinic.treat.presenters import Chip
from ischia.clinic.treat.timeline import rows_of
from ischia.pathway.screen.api import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNews:
    """Unread messages and intakes by episode, check-ins and begun notes by session.

    Empty for somebody who sees nothing of health.
    """

    unread: dict[UUID, int] = field(default_factory=dict)
    intakes: dict[UUID, IntakeStanding] = field(default_factory=dict)
    checked_in: dict[UUID, CheckedIn] = field(default_factory=dict)
    drafts: frozenset[UUID] = frozenset()

    def forms(self, session: Session) -> tuple[str, ...]:
        """What the client was to send before the visit and has not."""
        standing = self.intakes.get(session.course.episode_id)
        return (_intake_in_words(standing.state),) if standing and standing.state.is_open else ()

    def check_in(self, session: Session) -> Chip | None:
        """What the check-in before this visit came to; None when there was none, or it brought nothing new."""
        told = self.checked_in.get(session.pk)
        if told is None or not (told.is_alarming or told.is_worse):
            return None
        if told.is_alarming:
            return Chip(text=_("Warning sign in the check-in"), tone="warn", icon="alarm")
        return Chip(text=_("Something new in the check-in"), tone="care", icon="question")


NO_NEWS = DayNews()


def news_of_day(sessions: Iterable[Session], *, user: Any, clinic: Any, now: datetime) -> DayNews:
    """Everything for all sessions of the day in two SQL queries."""
    by_key = {session.pk: session for session in sessions}
    if not by_key:
        return NO_NEWS
    episodes = {session.course.episode_id for session in by_key.values()}
    rows = [(kind, at, code, is_worse, UUID(link)) for kind, at, code, is_worse, link in _rows(by_key, episodes)]
    sent = {key: at for kind, at, _code, _worse, key in rows if kind == "intake"}
    begun = {key: at for kind, at, _code, _worse, key in rows if kind == "begun"}
    return DayNews(
        unread=unread_for(user, clinic),
        intakes={key: standing_at(sent.get(key), begun.get(key), now) for key in episodes},
        checked_in={
            key: CheckedIn(answered_at=at, is_alarming=code in ALARMING, is_worse=is_worse.lower() in ("1", "true"))
            for kind, at, code, is_worse, key in rows
            if kind == "check_in"
        },
        drafts=frozenset(key for kind, _at, _code, _worse, key in rows if kind == "draft"),
    )


ALARMING = (Outcome.URGENT, Outcome.EMERGENCY)


def _rows(sessions: Collection[UUID], episodes: Collection[UUID]) -> Iterable[Any]:
    """Intakes, check-ins and drafts in one statement, the oldest first: of several the last one counts."""
    intakes = rows_of(Intake.objects.filter(episode__in=episodes), "intake", at="sent_at", link="episode_id")
    begun = rows_of(IntakeDraft.objects.filter(episode__in=episodes), "begun", at="saved_at", link="episode_id")
    drafts = rows_of(SessionDraft.objects.filter(session__in=sessions), "draft", at="saved_at", link="session_id")
    told = CheckIn.objects.filter(session__in=sessions)
    told_rows = rows_of(told, "check_in", at="answered_at", code="outcome", detail="is_worse", link="session_id")
    return intakes.union(begun, drafts, told_rows, all=True).order_by("entry_at")


def _intake_in_words(state: IntakeState) -> str:
    return {
        IntakeState.MISSING: _("Intake not sent"),
        IntakeState.BEGUN: _("Intake begun, not sent"),
        IntakeState.DUE_AGAIN: _("Intake is due again"),
    }[state]
