"""How much is booked with each therapist already, and what does the day of their next free time still take?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, QuerySet, Sum

from ischia.clinic.audit.api import Bound, keys, moment, prepared
from ischia.clinic.diary.api import Occupancy, active
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic
from ischia.pathway.match.values import Load

AHEAD = 14
"""Days whose sessions count as a therapist's load, from today."""

_Day = tuple[int, int]


def loads(
    *, clinic: Clinic, people: Iterable[Therapist], next_free: Mapping[UUID, datetime], now: datetime
) -> dict[UUID, Load]:
    """The load of each therapist. Firm sessions count, and holds that have not run out. One query."""
    found = list(people)
    zone = clinic.zoneinfo
    today = now.astimezone(zone).date()
    free_days = {therapist: start.astimezone(zone).date() for therapist, start in next_free.items()}
    last = today + timedelta(days=AHEAD - 1)
    booked = _booked(found, today, max([last, *free_days.values()]), now)
    return {
        one.pk: _load(
            one,
            clinic,
            upcoming=sum(count for day, (count, _deep) in booked[one.pk].items() if day <= last),
            taken=booked[one.pk].get(free_days[one.pk], (0, 0)) if one.pk in free_days else (0, 0),
        )
        for one in found
    }


def _booked(people: Iterable[Therapist], first: date, last: date, now: datetime) -> dict[UUID, dict[date, _Day]]:
    """Sessions and deep minutes of each therapist on each day that has any."""
    wanted = [one.pk for one in people]
    found: dict[UUID, dict[date, _Day]] = defaultdict(dict)
    rows = _taken.rows(therapists=wanted, first=first, last=last, now=now) if wanted else ()
    for therapist, day, count, deep in rows:
        found[therapist][day] = (count, deep)
    return found


@prepared
def _taken(therapists: int) -> QuerySet[Occupancy, Any]:
    """Of each therapist on each day: how many sessions, and their deep minutes."""
    days = (Bound("first", DateField()), Bound("last", DateField()))
    rows = Occupancy.objects.filter(
        active(moment("now")), therapist__pk__in=keys("therapists", therapists), day__gte=days[0], day__lte=days[1]
    )
    return rows.order_by().values_list("therapist", "day").annotate(Count("pk"), Sum("deep_minutes"))


def _load(one: Therapist, clinic: Clinic, *, upcoming: int, taken: _Day) -> Load:
    sessions, deep = taken
    most = clinic.sessions_a_day if one.sessions_a_day is None else one.sessions_a_day
    most_deep = clinic.deep_minutes_a_day if one.deep_minutes_a_day is None else one.deep_minutes_a_day
    return Load(
        upcoming=upcoming,
        days=AHEAD,
        sessions_left=None if most is None else max(0, most - sessions),
        most_sessions=most,
        deep_minutes_left=None if most_deep is None else max(0, most_deep - deep),
        most_deep_minutes=most_deep,
    )
