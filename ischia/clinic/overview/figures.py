"""What do the figures of a clinic come to: how full it is, who did not come, what waits for somebody?

Sums are made by the database. Nine statements at most, however many sessions there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum

from ischia.clinic.book.api import Course, Session, Status
from ischia.clinic.decide.api import DecisionRecord
from ischia.clinic.diary.api import hours_by_place, shut_in, time_off_of, weekly_hours
from ischia.clinic.people.api import Episode, Registration, Therapist
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.api import Clearance, Screening
from ischia.clinic.track.api import MeasureEntry
from ischia.clinic.treat.api import Ending, SessionRecord
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.book.api import Span, local_day, without, working_minutes
from ischia.pathway.plan.api import REVIEW_BY_DAY
from ischia.pathway.screen.api import Outcome
from ischia.pathway.track.outcomes import CourseOutcome, Group, Pair, outcomes

WEEKS = 4
LOOKED_BACK = timedelta(weeks=WEEKS)
REVIEW_LOOKED_BACK = timedelta(weeks=8)
MAIN = InstrumentId("nprs_leg")

AHEAD = (Status.BOOKED, Status.CONFIRMED)
CAME = (Status.DONE, Status.ARRIVED, Status.IN_SESSION)
TOOK_TIME = (*AHEAD, *CAME, Status.NO_SHOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A therapist and one of their registrations; None where there is none."""

    therapist: UUID
    name: str
    is_active: bool
    registration: Registration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the dashboard shows. `filled` is in minutes; `outcome` is None where no course counts yet."""

    since: datetime
    filled: Share
    no_shows: Share
    late_cancelled: Share
    running: int
    reviews_due: int
    clearances_waiting: int
    registered: tuple[Registered, ...]
    outcome: Group | None


def figures_of(clinic: Clinic, *, knowledge: Knowledge, now: datetime) -> Figures:
    """Everything, of the last four whole weeks and of this moment."""
    until = datetime.combine(now.astimezone(clinic.zoneinfo).date(), time(0), clinic.zoneinfo)
    window = Span(until - LOOKED_BACK, until)
    registered = _registered(clinic)
    therapists = list({one.therapist for one in registered})
    counted = _sessions(therapists, window)
    ahead = Session.objects.filter(therapist__in=therapists, starts_at__gt=now, status__in=AHEAD).order_by()
    due = counted["came"] + counted["no_show"]
    return Figures(
        since=window.start,
        filled=Share(part=counted["minutes"] or 0, whole=_working(clinic, therapists, window)),
        no_shows=Share(part=counted["no_show"], whole=due),
        late_cancelled=Share(part=counted["late"], whole=due + counted["late"]),
        running=ahead.aggregate(running=Count("course", distinct=True))["running"],
        reviews_due=_reviews_due(therapists, ahead, now),
        clearances_waiting=_clearances_waiting(clinic),
        registered=registered,
        outcome=_outcome(clinic, knowledge, now),
    )


def _registered(clinic: Clinic) -> tuple[Registered, ...]:
    """Every therapist with each registration; one without any has an empty one. One statement."""
    rows = Therapist.objects.filter(clinic=clinic).order_by("registrations__expires_on", "name")
    names = ("body", "number", "expires_on", "checked_on")
    found = rows.values_list("pk", "name", "is_active", *(f"registrations__{name}" for name in names))
    return tuple(
        Registered(
            therapist=key,
            name=name,
            is_active=is_active,
            registration=Registration(**dict(zip(names, values, strict=True))) if values[0] is not None else None,
        )
        for key, name, is_active, *values in found
    )


def _sessions(therapists: Sequence[UUID], window: Span) -> Mapping[str, Any]:
    """Counts of the window. One statement."""
    minutes = F("service__minutes") + F("service__preparation_minutes") + F("service__recovery_minutes")
    rows = Session.objects.filter(
        therapist__in=therapists, starts_at__gte=window.start, starts_at__lt=window.end
    ).order_by()
    return rows.aggregate(
        came=Count("pk", filter=Q(status__in=CAME)),
        no_show=Count("pk", filter=Q(status=Status.NO_SHOW)),
        late=Count("pk", filter=Q(status=Status.LATE_CANCELLED)),
        minutes=Sum(minutes, filter=Q(status__in=TOOK_TIME)),
    )


def _working(clinic: Clinic, therapists: Sequence[UUID], window: Span) -> int:
    """Minutes in the window in which therapists could have been booked. Three statements."""
    off, shut = time_off_of(therapists, window), shut_in(clinic, window)
    first, last = local_day(window.start, clinic.zone), local_day(window.end, clinic.zone) - timedelta(days=1)
    total = 0
    for (therapist, place), rows in hours_by_place(therapists).items():
        away = sorted([*off[therapist], *shut.of_place(place)])
        spans = without(working_minutes(weekly_hours(rows, clinic.zone), first, last), away)
        total += sum(end - start for start, end in spans)
    return total


def _reviews_due(therapists: Sequence[UUID], ahead: QuerySet[Session, Any], now: datetime) -> int:
    """Courses whose visits are over, the last within eight weeks, and nobody has decided since they were chosen."""
    lately = Session.objects.filter(
        therapist__in=therapists, starts_at__gte=now - REVIEW_LOOKED_BACK, starts_at__lte=now, status=Status.DONE
    ).order_by()
    decided = DecisionRecord.objects.filter(episode=OuterRef("episode"), decided_at__gte=OuterRef("held_at"))
    over = Course.objects.filter(pk__in=lately.values("course"), episode__closed_at__isnull=True)
    return over.exclude(pk__in=ahead.values("course")).filter(~Exists(decided)).count()


def _clearances_waiting(clinic: Clinic) -> int:
    """Open episodes whose last safety check asks a clinician first, and none has answered since."""
    checks = Screening.objects.filter(
        outcome=Outcome.CLINICIAN_FIRST.value, episode__client__clinic=clinic, episode__closed_at__isnull=True
    )
    later = Screening.objects.filter(episode=OuterRef("episode"), completed_at__gt=OuterRef("completed_at"))
    answered = Clearance.objects.filter(episode=OuterRef("episode"), recorded_at__gte=OuterRef("completed_at"))
    return checks.filter(~Exists(later), ~Exists(answered)).count()


def _outcome(clinic: Clinic, knowledge: Knowledge, now: datetime) -> Group | None:
    """Leg pain in all courses, exactly as the outcomes page counts it. One statement."""
    entries = MeasureEntry.objects.filter(episode=OuterRef("pk"), instrument=MAIN, error__isnull=True)
    given = SessionRecord.objects.filter(episode=OuterRef("pk"), ending=Ending.DONE).order_by()
    first, newest = entries.order_by("on", "-entered_at"), entries.order_by("-on", "-entered_at")
    begun = Subquery(given.values("episode").annotate(first=Min("on")).values("first"))
    settled = now.astimezone(clinic.zoneinfo).date() - timedelta(days=REVIEW_BY_DAY)
    rows = Episode.objects.filter(client__clinic=clinic).order_by().annotate(begun=begun).filter(begun__lte=settled)
    scores = rows.annotate(
        first=Subquery(first.values("value")[:1]),
        first_on=Subquery(first.values("on")[:1]),
        newest=Subquery(newest.values("value")[:1]),
        newest_on=Subquery(newest.values("on")[:1]),
    )
    courses = [_course(*row) for row in scores.values_list("first", "first_on", "newest", "newest_on")]
    found = [one for one in outcomes(courses, knowledge) if one.instrument == MAIN]
    return found[0].all_courses if found else None


def _course(first: float | None, first_on: Any, newest: float | None, newest_on: Any) -> CourseOutcome:
    if first is None:
        return CourseOutcome(techniques=frozenset())
    pair = Pair(first=first, newest=newest if newest_on > first_on else None)
    return CourseOutcome(techniques=frozenset(), pairs={MAIN: pair})
