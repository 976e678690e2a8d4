"""Who has told what before the first visit, and who still has to?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from ischia.clinic.intake.models import Intake, IntakeDraft
from ischia.clinic.intake.steps import STAYS_CURRENT
from ischia.clinic.people.api import Episode


class IntakeState(StrEnum):
    """Where the intake of an episode stands. All but `DONE` are to be filled in before the next visit."""

    MISSING = "missing"
    BEGUN = "begun"
    DUE_AGAIN = "due_again"
    DONE = "done"

    @property
    def is_open(self) -> bool:
        return self is not IntakeState.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeStanding:
    """One episode's intake: when it was last sent, if ever."""

    state: IntakeState
    sent_at: datetime | None = None


def intake_states(episodes: Collection[UUID], *, now: datetime) -> dict[UUID, IntakeStanding]:
    """Where the intake of each of these episodes stands: one SQL query, however many."""
    rows: QuerySet[Any] = with_intake(Episode.objects.filter(pk__in=list(episodes))).order_by()
    return {
        key: standing_at(sent_at, saved_at, now)
        for key, sent_at, saved_at in rows.values_list("pk", "intake_sent_at", "intake_saved_at")
    }


def with_intake(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    """The episodes, each with what `standing_of` looks at: no query of its own."""
    sent = Intake.objects.filter(episode=OuterRef("pk")).order_by("-version").values("sent_at")[:1]
    draft = IntakeDraft.objects.filter(episode=OuterRef("pk")).values("saved_at")[:1]
    return episodes.annotate(intake_sent_at=Subquery(sent), intake_saved_at=Subquery(draft))


def standing_of(episode: Any, *, now: datetime) -> IntakeStanding:
    """Where the intake of an episode from `with_intake` stands."""
    return standing_at(episode.intake_sent_at, episode.intake_saved_at, now)


def intake_state(episode: Episode, *, now: datetime) -> IntakeStanding:
    """Where the intake of this episode stands."""
    return intake_states([episode.pk], now=now)[episode.pk]


def standing_at(sent_at: datetime | None, saved_at: datetime | None, now: datetime) -> IntakeStanding:
    """Where an intake stands that was last sent and last saved then."""
    if sent_at is not None and now - sent_at <= STAYS_CURRENT:
        return IntakeStanding(state=IntakeState.DONE, sent_at=sent_at)
    if saved_at is not None:
        return IntakeStanding(state=IntakeState.BEGUN, sent_at=sent_at)
    return IntakeStanding(state=IntakeState.DUE_AGAIN if sent_at else IntakeState.MISSING, sent_at=sent_at)


def draft_of(episode: Episode) -> IntakeDraft | None:
    """What has been typed so far, if anything."""
    return IntakeDraft.objects.filter(episode=episode).first()


def intakes_of(episode: Episode) -> list[Intake]:
    """Every intake of the episode with its answers, the newest first."""
    return list(Intake.objects.filter(episode=episode).select_related("told"))


def latest_answers(episode: Episode) -> dict[str, dict[str, Any]]:
    """What the client told last, in this episode or an earlier one; empty when they never did."""
    newest = (
        Intake.objects.filter(episode__client=episode.client_id, told__isnull=False)
        .select_related("told")
        .order_by("-sent_at")
        .first()
    )
    answers: dict[str, dict[str, Any]] = newest.told.answers if newest else {}
    return answers
