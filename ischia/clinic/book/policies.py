"""What does the safety gate permit for an episode now?

The last completed safety check decides, whatever it was made for. A clinician's answer counts for the reasons it was
asked about: when a check names a new reason, or a later day's check one that speaks of its day only, it has to be asked
again. A "no" closes the gate until a clinician answers anew. A check older than six months has to be repeated
(PRODUCT.md section 1).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from ischia.clinic.audit.api import columns_of, key, prepared
from ischia.clinic.people.api import ConsentKind, Episode, taken_back
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.api import Clearance, Screening, expired_rules
from ischia.knowledge.records import Level
from ischia.pathway.book.api import ClearanceAnswer, Permission, permission, why_not
from ischia.pathway.screen.values import Outcome
from ischia.pathway.shared.errors import Refused

GOOD_FOR = timedelta(days=183)
NEEDED = (ConsentKind.TREATMENT, ConsentKind.HEALTH_DATA)
TAKEN_BACK = (
    "The agreement to be treated, or to have answers about health kept, was taken back. To book again, answer the "
    "safety questions anew and agree."
)
_completed_at, _recorded_at = attrgetter("completed_at"), attrgetter("recorded_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the gate permits, and the screening and clearance that it went by."""

    permission: Permission
    why_not: str
    screening: Screening | None
    clearance: Clearance | None


def gate_for(episode: Episode, *, now: datetime) -> Gate:
    """The gate as it stands. One query, two where a clinician has answered."""
    found = _last_check.rows(episode=episode.pk)
    if not found:
        return _gate(None, None, now)
    *columns, answered, is_taken_back = found[0]
    if is_taken_back:
        return _shut(TAKEN_BACK)
    screening = Screening.from_db(DEFAULT_DB_ALIAS, columns_of(Screening), columns)
    clearance = answered and Clearance.objects.select_related("screening").get(pk=answered)
    return _gate(screening, clearance, now)


@prepared
def _last_check() -> QuerySet[Screening, Any]:
    """The last safety check of an episode, and the key of the last answer of a clinician for it."""
    answers = Clearance.objects.filter(episode=OuterRef("episode")).order_by("-recorded_at")
    checks = Screening.objects.filter(episode=key("episode")).order_by("-completed_at")
    answered = checks.annotate(answered=Subquery(answers.values("pk")[:1]), is_taken_back=_is_taken_back())
    return answered.values_list(*columns_of(Screening), "answered", "is_taken_back")[:1]


def _is_taken_back() -> Exists:
    """Whether the client of a safety check took back the agreement to be treated or to have answers kept."""
    return Exists(taken_back(*NEEDED).filter(client=OuterRef("episode__client")))


def gates_for(episodes: Collection[UUID], *, now: datetime) -> dict[UUID, Gate]:
    """The gates of several episodes as they stand. One query, however many episodes."""
    screenings: dict[UUID, Screening] = {}
    clearances: dict[UUID, Clearance] = {}
    shut: set[UUID] = set()
    for check, answer, is_taken_back in _checks_with_answers(episodes):
        if is_taken_back:
            shut.add(check.episode_id)
        screenings[check.episode_id] = max(check, screenings.get(check.episode_id, check), key=_completed_at)
        if answer is not None:
            clearances[check.episode_id] = max(answer, clearances.get(check.episode_id, answer), key=_recorded_at)
    return {
        key: _shut(TAKEN_BACK) if key in shut else _gate(screenings.get(key), clearances.get(key), now)
        for key in episodes
    }


def _checks_with_answers(episodes: Collection[UUID]) -> Iterator[tuple[Screening, Clearance | None, bool]]:
    """Every safety check of the episodes, once for each answer of a clinician to it, and once where there is none.

    With each, whether the client has taken back what booking rests on.
    """
    columns, own = columns_of(Clearance), len(columns_of(Screening))
    rows = Screening.objects.filter(episode__in=episodes).order_by().annotate(is_taken_back=_is_taken_back())
    answers = (f"clearances__{column}" for column in columns)
    for row in rows.values_list(*columns_of(Screening), *answers, "is_taken_back"):
        check = Screening.from_db(DEFAULT_DB_ALIAS, columns_of(Screening), row[:own])
        answer = Clearance.from_db(DEFAULT_DB_ALIAS, columns, row[own:-1]) if row[own] else None
        if answer is not None:
            answer.screening = check
        yield check, answer, row[-1]


def _is_good(screening: Screening, now: datetime) -> bool:
    return screening.completed_at >= now - GOOD_FOR


def _gate(screening: Screening | None, latest: Clearance | None, now: datetime) -> Gate:
    if screening is None:
        return _shut("The safety questions come first.")
    if not _is_good(screening, now):
        return _shut("The safety questions were answered more than six months ago. Please answer them again.")
    clearance = _covering(latest, screening)
    answer = None if clearance is None else ClearanceAnswer(clearance.answer)
    outcome = Outcome(screening.outcome)
    return Gate(
        permission=permission(outcome, answer),
        why_not=why_not(outcome, answer),
        screening=screening,
        clearance=clearance,
    )


def hold_time(gate: Gate, clinic: Clinic) -> timedelta:
    """How long dates are kept: long enough to decide, or for a clinician to answer where that comes first."""
    if gate.permission is Permission.HOLD:
        return timedelta(hours=clinic.clearance_hold_hours)
    return timedelta(minutes=clinic.hold_minutes)


def _shut(why: str) -> Gate:
    return Gate(permission=Permission.NOTHING, why_not=why, screening=None, clearance=None)


def _covering(latest: Clearance | None, screening: Screening) -> Clearance | None:
    """The last answer for the episode, if it says no or covers every reason for which a clinician has to be asked."""
    if latest is None or latest.answer == ClearanceAnswer.NO or latest.screening_id == screening.pk:
        return latest
    seen = _to_be_asked(latest.screening.verdict) - expired_rules(latest.screening, screening)
    return latest if _to_be_asked(screening.verdict) <= seen else None


def _to_be_asked(verdict: dict[str, Any]) -> frozenset[str]:
    """The rules of a stored verdict for which a clinician is asked first."""
    return frozenset(reason["rule"] for reason in verdict["reasons"] if reason["level"] == Level.CLINICIAN_FIRST)


def check_may_hold(gate: Gate) -> Screening:
    """The screening that lets times be held. Refused (`gate_shut`)."""
    if gate.screening is None or gate.permission is Permission.NOTHING:
        raise Refused("gate_shut", gate.why_not)
    return gate.screening


def check_may_confirm(gate: Gate) -> Screening:
    """The screening that lets a course be booked. Refused (`gate_shut`, or `clearance_first` while only held)."""
    screening = check_may_hold(gate)
    if gate.permission is not Permission.CONFIRM:
        raise Refused("clearance_first", gate.why_not)
    return screening
