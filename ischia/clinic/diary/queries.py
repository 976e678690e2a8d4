"""What is free?

Every search reads what is kept of the free time, in a constant number of queries, and leaves the rest to
`ischia.pathway.book`. A hold that has run out counts as free; no job has to tidy it away.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from ischia.clinic.audit.api import Bound
from ischia.clinic.diary.availability_search import FreeStarts, Search, search
from ischia.clinic.diary.availability_sources import Asking
from ischia.clinic.diary.mapping import service_times
from ischia.clinic.diary.models import Occupancy, OccupancyState, WorkingHours
from ischia.clinic.places.api import Clinic, Service
from ischia.pathway.book.api import MinuteSpan, ServiceTimes, Slot, Span, busy_minutes

LONGEST = timedelta(days=1)
"""No occupancy is longer (the database says so), so a search for neighbours looks back no further."""


def active(now: datetime | Bound) -> Q:
    """Occupancies that count: firm ones, and holds that have not run out."""
    return Q(state=OccupancyState.FIRM) | Q(state=OccupancyState.HELD, expires_at__gt=now)


def bookable_window(clinic: Clinic, now: datetime, window: Span | None = None) -> Span:
    """From the end of the notice period to the horizon, within `window` if one is given."""
    opens = now + timedelta(minutes=clinic.notice_minutes)
    closes = now + timedelta(days=clinic.horizon_days)
    if window is None:
        return Span(opens, closes)
    opens, closes = max(opens, window.start), min(closes, window.end)
    return Span(opens, max(opens, closes))


def free_slots(
    *,
    clinic: Clinic,
    service: Service,
    now: datetime,
    therapists: Collection[UUID] | None = None,
    place: UUID | None = None,
    window: Span | None = None,
    client: UUID | None = None,
    without: Collection[UUID] = (),
    deep_minutes: int = 0,
) -> tuple[Slot, ...]:
    """Every start that can be booked, in order. `therapists` None: all of the clinic; ids in a Slot are UUID texts.

    `client`: their own sessions are kept free of. `without` are occupancies to look through, such as the asker's own
    holds. `deep_minutes`: the minutes of deep work planned in the session, for the therapists' limits a day.
    """
    asking = Asking(now=now, without=without)
    within = bookable_window(clinic, now, window)
    return search(
        Search(
            windows={clinic: within},
            times=service_times(service),
            asking=asking,
            therapists=therapists,
            place=place,
            taken=[] if client is None else _client_spans(client, within, asking),
            deep_minutes=deep_minutes,
        )
    ).in_order()


def free_in_network(
    *, windows: Mapping[Clinic, Span], times: ServiceTimes, now: datetime, deep_minutes: int = 0
) -> FreeStarts:
    """Every start that can be booked at several clinics, each with its window, for a service of the same length."""
    within = {clinic: bookable_window(clinic, now, window) for clinic, window in windows.items()}
    return search(Search(windows=within, times=times, asking=Asking(now=now), deep_minutes=deep_minutes))


def next_free(
    *,
    clinic: Clinic,
    service: Service,
    now: datetime,
    therapists: Collection[UUID] | None = None,
    place: UUID | None = None,
    days: int = 1,
    deep_minutes: int = 0,
) -> dict[UUID, list[datetime]]:
    """The first bookable start of each therapist on each of the first `days` days of the clinic that have one.

    Who has nothing at all is left out.
    """
    wanted = _from_now_on(clinic, service, now, therapists, place, deep_minutes)
    return search(wanted).first_of_days(days)


def next_half_days(
    *,
    clinic: Clinic,
    service: Service,
    now: datetime,
    therapists: Collection[UUID] | None = None,
    place: UUID | None = None,
    deep_minutes: int = 0,
) -> dict[UUID, dict[str, datetime]]:
    """Each therapist's first bookable start in a morning, in an afternoon and in an evening, by the clinic's clock.

    A half day without any is left out, and so is who has nothing at all.
    """
    wanted = _from_now_on(clinic, service, now, therapists, place, deep_minutes)
    return search(wanted).first_of_half_days()


def _from_now_on(
    clinic: Clinic,
    service: Service,
    now: datetime,
    therapists: Collection[UUID] | None,
    place: UUID | None,
    deep_minutes: int,
) -> Search:
    """All that can be booked at the clinic, up to its horizon."""
    return Search(
        windows={clinic: bookable_window(clinic, now)},
        times=service_times(service),
        asking=Asking(now=now),
        therapists=therapists,
        place=place,
        deep_minutes=deep_minutes,
    )


def next_in_network(
    *, clinics: Collection[Clinic], times: ServiceTimes, now: datetime, days: int = 1, deep_minutes: int = 0
) -> dict[UUID, list[datetime]]:
    """The same for all therapists of several clinics and a service of the same length."""
    windows = {clinic: bookable_window(clinic, now) for clinic in clinics}
    wanted = Search(windows=windows, times=times, asking=Asking(now=now), deep_minutes=deep_minutes)
    return search(wanted).first_of_days(days)


def _client_spans(client: UUID, window: Span, asking: Asking) -> list[MinuteSpan]:
    rows = (
        Occupancy.objects.filter(active(asking.now), client=client)
        .filter(client_from__lt=window.end, client_until__gt=window.start)
        .exclude(pk__in=asking.without)
        .values_list("client_from", "client_until")
    )
    return busy_minutes(Span(first, until) for first, until in rows)


def working_hours_of(therapist: UUID) -> QuerySet[WorkingHours]:
    """The weekly hours of one therapist with their places."""
    return WorkingHours.objects.filter(therapist=therapist).select_related("place")
