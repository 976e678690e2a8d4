"""What does the review propose for an episode, and what did people make of it before?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from ischia.clinic.audit.api import key, prepared, whole
from ischia.clinic.book.api import upcoming_for
from ischia.clinic.decide.models import DecisionRecord
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.api import plan_of
from ischia.clinic.screen.api import Clearance, Screening, expired_rules, latest_screening, verdict_of
from ischia.clinic.track.api import EpisodeProgress, horizons_of, progress_of
from ischia.clinic.treat.api import Ending, SessionRecord, record_of
from ischia.knowledge.records import FindingId, Knowledge, Level
from ischia.pathway.book.api import ClearanceAnswer
from ischia.pathway.decide.api import Action, Decision, beside, decide, facts, review_is_due, tells_deficit
from ischia.pathway.shared.findings import Findings
from ischia.pathway.track.api import Horizon, forecasts
from ischia.pathway.treat.api import is_covered


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The proposed decision with what it rests on, and the answers given so far, newest first.

    `screening` is the newest safety check.
    """

    decision: Decision
    facts: Findings
    read: EpisodeProgress
    answers: tuple[DecisionRecord, ...]
    screening: Screening | None = None

    @property
    def standing(self) -> DecisionRecord | None:
        """The newest answer, while it answers what is proposed now: nothing graver, and no visit since."""
        newest = self.answers[0] if self.answers else None
        if newest is None or newest.proposed["action"] != self.decision.action:
            return None
        is_as_grave = newest.proposed["refer"] == self.decision.refer
        is_as_far = newest.facts.get("sessions_done") == self.facts.known(FindingId("sessions_done"))
        return newest if is_as_grave and is_as_far else None


SENT_AWAY = frozenset({Level.URGENT, Level.EMERGENCY})
"""Who is referred so is told what to do now, and no forecast (decision 0105)."""

WITH_PLAN = ("session", "session__course", "session__course__care_plan")
WITH_NEW_PLAN = ("plan_after", "plan_after__care_plan")


@prepared
def _records() -> QuerySet[SessionRecord, Any]:
    return whole(SessionRecord.objects.filter(episode=key("episode")), *WITH_PLAN)


@prepared
def _answers() -> QuerySet[DecisionRecord, Any]:
    return whole(DecisionRecord.objects.filter(episode=key("episode")), *WITH_NEW_PLAN)


def proposal_for(episode: Episode, *, knowledge: Knowledge, today: date) -> Proposal:
    """Weigh what is on record today: at most six SQL queries."""
    rows = tuple(_records.related_instances(SessionRecord, *WITH_PLAN, episode=episode.pk))
    read = progress_of(episode, knowledge=knowledge, today=today, rows=rows)
    done = [(row.on, row.session.course.care_plan_id) for row in rows if row.ending == Ending.DONE]
    screening = latest_screening(episode)
    verdict = verdict_of(screening) if screening else None
    answers = tuple(_answers.related_instances(DecisionRecord, *WITH_NEW_PLAN, episode=episode.pk))
    open_rows = tuple(row for row in rows if not answers or row.signed_at > answers[0].decided_at)
    cleared = _clearance(episode, screening, open_rows)
    if cleared is not None:
        open_rows = tuple(row for row in open_rows if not _is_answered(row, cleared))
    known = facts(
        read.progress,
        tuple(record_of(row) for row in rows),
        verdict=verdict,
        has_clearance=_has_clearance(screening, cleared),
        today=today,
        knowledge=knowledge,
        unanswered=tuple(record_of(row) for row in open_rows),
    )
    plan = rows[-1].session.course.care_plan if rows else None
    course = plan_of(plan).course if plan else None
    due = review_is_due(
        sessions_done=read.progress.sessions_done,
        first_session_on=done[0][0] if done else None,
        today=today,
        course=course,
    )
    decision = decide(known, knowledge, review_is_due=due)
    is_sent_away = decision.refer in SENT_AWAY or (verdict is not None and verdict.level in SENT_AWAY)
    horizons = () if is_sent_away else horizons_of(done, course, today=today)
    said = _beside(episode, read, horizons, today, knowledge)
    return Proposal(
        decision=replace(decision, beside=said),
        facts=known,
        read=read,
        answers=answers,
        screening=screening,
    )


def still_booked(episode: Episode, answers: Sequence[DecisionRecord], *, now: datetime) -> int:
    """How many visits are booked ahead although the newest answer ended the course; a person cancels them."""
    if not answers or answers[0].action not in (Action.STOP_AND_REFER, Action.DISCHARGE):
        return 0
    return upcoming_for(episode.client, now).filter(course__episode=episode).count()


def _beside(
    episode: Episode,
    read: EpisodeProgress,
    horizons: tuple[Horizon, ...],
    today: date,
    knowledge: Knowledge,
) -> tuple[str, ...]:
    """What the forecast and the client's goals say.

    Without a session there is no horizon, and no forecast; nor is there one for whoever is sent away (decision 0105).
    """
    scores = [score for series in read.progress.series.values() for score in series]
    told = forecasts(
        scores if horizons else (),
        horizons=horizons,
        onset_on=episode.onset_on,
        today=today,
        knowledge=knowledge,
    )
    return beside(read.progress, told, episode.goals or ())


def _clearance(episode: Episode, screening: Screening | None, unanswered: Sequence[SessionRecord]) -> Clearance | None:
    """A clinician's latest answer where it is a yes, asked for only where it could change a fact."""
    asks_first = screening is not None and screening.level == Level.CLINICIAN_FIRST
    if not asks_first and not any(tells_deficit(record_of(row)) for row in unanswered):
        return None
    answers = Clearance.objects.filter(episode=episode).select_related("screening")
    latest = answers.order_by("-recorded_at").first()
    return None if latest is None or latest.answer == ClearanceAnswer.NO else latest


def _is_answered(row: SessionRecord, cleared: Clearance) -> bool:
    """Whether the clinician could know what was told at the session: it was on record, and had happened."""
    return row.signed_at <= cleared.recorded_at and row.on <= cleared.answered_on


def _has_clearance(screening: Screening | None, cleared: Clearance | None) -> bool:
    """Whether a clinician's yes covers what the newest check asks a clinician about."""
    if screening is None or cleared is None or screening.level != Level.CLINICIAN_FIRST:
        return False
    expired = expired_rules(cleared.screening, screening)
    return is_covered(verdict_of(screening), verdict_of(cleared.screening), expired=expired)
