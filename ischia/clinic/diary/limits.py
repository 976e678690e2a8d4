"""Which days of which therapist are closed because enough is booked, and who sets how much is enough?

A day counts the sessions that start on it by the clinic's clock, and the deep minutes planned in them: firm ones, and
holds that have not run out. A therapist's own numbers go before the clinic's; where neither says one there is no limit.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, DateField, F, FilteredRelation, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from ischia.clinic.audit.api import Actor, Bound, key, keys, moment, prepared, record
from ischia.clinic.diary.models import OccupancyState
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic, check_day_limits
from ischia.pathway.book.api import DayLoad, Span, local_day

UNLIMITED = 32_767
"""More than any day holds, so that a missing limit compares like one; the columns take no larger number."""


def full_days(
    *,
    clinic: Clinic,
    therapists: Collection[UUID] | None,
    window: Span,
    deep_minutes: int,
    now: datetime,
    without: Collection[UUID] = (),
) -> dict[UUID, frozenset[date]]:
    """The clinic's local days in the window that take no further session with so many deep minutes, by therapist.

    Therapists None: all of the clinic. Therapists with no such day are left out. `without` are occupancies to look
    through. One query, which gives a row for each full day and none for the others.
    """
    return full_days_of_all(
        windows={clinic: window}, therapists=therapists, deep_minutes=deep_minutes, now=now, without=without
    )


def full_days_of_all(
    *,
    windows: Mapping[Clinic, Span],
    therapists: Collection[UUID] | None,
    deep_minutes: int,
    now: datetime,
    without: Collection[UUID] = (),
) -> dict[UUID, frozenset[date]]:
    """The same for several clinics, each with its window, and still in one query."""
    first = min(local_day(window.start, clinic.zone) for clinic, window in windows.items())
    last = max(local_day(window.end, clinic.zone) for clinic, window in windows.items())
    rows = _loads([clinic.pk for clinic in windows], therapists, first, last, now, without)
    is_too_deep = Q(deep__gt=F("most_deep") - deep_minutes) if deep_minutes else Q(pk=None)
    found: dict[UUID, set[date]] = defaultdict(set)
    for therapist, day, most_deep in rows.filter(is_too_deep | Q(booked__gte=F("most_sessions"))).values_list(
        "pk", "taken__day", "most_deep"
    ):
        if day is None or deep_minutes > most_deep:
            found[therapist].update(_days(first, last))
        else:
            found[therapist].add(day)
    return {therapist: frozenset(days) for therapist, days in found.items()}


def day_loads(
    *,
    clinic: Clinic,
    days: Collection[tuple[UUID, date]],
    now: datetime,
    without: Collection[UUID] = (),
) -> dict[tuple[UUID, date], DayLoad]:
    """What each of these days of these therapists holds, and the most of it. One query.

    Therapists without a limit are left out.
    """
    therapists, dates = {therapist for therapist, _ in days}, [day for _, day in days]
    empty: dict[UUID, DayLoad] = {}
    found: dict[tuple[UUID, date], DayLoad] = {}
    for therapist, on, booked, deep, most_sessions, most_deep in _day_loads.rows(
        clinic=clinic.pk,
        therapists=list(therapists),
        first=min(dates),
        last=max(dates),
        now=now,
        without=list(without),
    ):
        empty[therapist] = DayLoad(most_sessions=_limit(most_sessions), most_deep_minutes=_limit(most_deep))
        if on is not None:
            found[therapist, on] = replace(empty[therapist], sessions=booked, deep_minutes=deep)
    return {key: found.get(key, empty[key[0]]) for key in days if key[0] in empty}


@prepared
def _day_loads(therapists: int, without: int) -> QuerySet[Any, Any]:
    first, last = Bound("first", DateField()), Bound("last", DateField())
    people, looked_through = keys("therapists", therapists), keys("without", without)
    return _loads([key("clinic")], people, first, last, moment("now"), looked_through).values_list(
        "pk", "taken__day", "booked", "deep", "most_sessions", "most_deep"
    )


def _limit(number: int) -> int | None:
    return None if number == UNLIMITED else number


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _loads(
    clinics: Collection[Any],
    therapists: Collection[Any] | None,
    first: date | Bound,
    last: date | Bound,
    now: datetime | Bound,
    without: Collection[Any],
) -> QuerySet[Any]:
    """A row for each limited therapist and day with anything on it; one without a day where there is nothing at all."""
    counts = Q(occupancies__state=OccupancyState.FIRM) | Q(
        occupancies__state=OccupancyState.HELD, occupancies__expires_at__gt=now
    )
    taken = Q(occupancies__day__range=(first, last)) & counts
    if without:
        taken &= ~Q(occupancies__pk__in=without)
    rows = Therapist.objects.filter(clinic__pk__in=clinics)
    if therapists is not None:
        rows = rows.filter(pk__in=therapists)
    return (
        rows.annotate(
            most_sessions=_most("sessions_a_day"),
            most_deep=_most("deep_minutes_a_day"),
            taken=FilteredRelation("occupancies", condition=taken),
        )
        .filter(Q(most_sessions__lt=UNLIMITED) | Q(most_deep__lt=UNLIMITED))
        .order_by()
        .values("pk", "taken__day", "most_sessions", "most_deep")
        .annotate(booked=Count("taken"), deep=Coalesce(Sum("taken__deep_minutes"), 0))
    )


def _most(name: str) -> Coalesce:
    return Coalesce(F(name), F(f"clinic__{name}"), Value(UNLIMITED), output_field=IntegerField())


def set_day_limits(
    *, actor: Actor, therapist: Therapist, sessions_a_day: int | None, deep_minutes_a_day: int | None
) -> None:
    """Says how many sessions and how many minutes of deep work a therapist takes on in a day; None: as the clinic says.

    What is booked already stays. Raises:
        Refused: `no_sessions_a_day`, `too_many_a_day`.
    """
    check_day_limits(sessions_a_day=sessions_a_day, deep_minutes_a_day=deep_minutes_a_day)
    with transaction.atomic():
        therapist.sessions_a_day = sessions_a_day
        therapist.deep_minutes_a_day = deep_minutes_a_day
        therapist.save(update_fields=["sessions_a_day", "deep_minutes_a_day"])
        record(
            actor=actor,
            action="diary.day_limits_set",
            subject=therapist,
            detail={"sessions_a_day": sessions_a_day, "deep_minutes_a_day": deep_minutes_a_day},
        )
