"""Whom does a freed time fit, in which order, and at which slot of it?

Fair means: by the time of joining, among those whom the time fits. Somebody whom it does not fit keeps their place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ischia.clinic.book.lengths import services_for
from ischia.clinic.book.mapping import course_request, deep_minutes_of
from ischia.clinic.book.models import Session
from ischia.clinic.book.policies import gate_for
from ischia.clinic.book.queries import sessions_left
from ischia.clinic.book.reviews import Review, review_ahead
from ischia.clinic.book.statuses import AHEAD, BOOKED_OR_LATER
from ischia.clinic.book.waitlist.models import EntryStatus, FreedTime, WaitlistEntry
from ischia.clinic.diary.api import free_slots
from ischia.clinic.match.api import techniques_of, why_not_offered
from ischia.clinic.places.api import Clinic, Service
from ischia.clinic.plan.api import CarePlan, latest_care_plan
from ischia.pathway.book.api import Permission, Slot, Span, half_day

RELATED = ("episode__client__clinic", "service", "place", "instead_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Somebody whom a time fits, and the slot of which service they would get."""

    entry: WaitlistEntry
    slot: Slot
    service: Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of one therapist's time at one place, whatever the reason it is looked at."""

    clinic: Clinic
    therapist: UUID
    place: UUID
    span: Span

    @classmethod
    def of(cls, freed: FreedTime) -> "Stretch":
        return cls(
            clinic=freed.place.clinic,
            therapist=freed.therapist_id,
            place=freed.place_id,
            span=Span(freed.starts_at, freed.ends_at),
        )


def waiting_in_order(clinic: Clinic, now: datetime) -> QuerySet[WaitlistEntry]:
    """Everybody who waits and whose last day has not passed, first come first."""
    today = now.astimezone(clinic.zoneinfo).date()
    rows = WaitlistEntry.objects.filter(episode__client__clinic=clinic, status=EntryStatus.WAITING, until__gte=today)
    return rows.select_related(*RELATED).prefetch_related("therapists").order_by("joined_at", "id")


def who_fits(stretch: Stretch, now: datetime, *, among: Iterable[WaitlistEntry] | None = None) -> Iterator[Fit]:
    """Those whom the stretch fits, in the fair order, each examined only when it is their turn."""
    waiting = waiting_in_order(stretch.clinic, now) if among is None else among
    for entry in waiting:
        fit = fit_of(entry, stretch, now)
        if fit is not None:
            yield fit


def fit_of(entry: WaitlistEntry, stretch: Stretch, now: datetime) -> Fit | None:
    """The first slot of the stretch that this person could book now, and as which service, if there is one."""
    if not wishes_allow(entry, stretch):
        return None
    care_plan = latest_care_plan(entry.episode)
    if care_plan is None or not _may_book(entry, care_plan, stretch, now):
        return None
    review = review_ahead(care_plan, zone=stretch.clinic.zone)
    service = service_of(entry, review)
    found = free_slots(
        clinic=stretch.clinic,
        service=service,
        now=now,
        therapists={stretch.therapist},
        place=stretch.place,
        window=stretch.span,
        client=entry.episode.client_id,
        without=[entry.instead_of.occupancy_id] if entry.instead_of else (),
        deep_minutes=deep_minutes_of(care_plan, service),
    )
    zone = stretch.clinic.zoneinfo
    inside = (slot for slot in found if stretch.span.start <= slot.start and slot.end <= stretch.span.end)
    wanted = (slot for slot in inside if _wants(entry, slot, zone) and _spaced(entry, care_plan, slot))
    slot = next((slot for slot in wanted if _is_before_review(entry, review, slot)), None)
    return None if slot is None else Fit(entry=entry, slot=slot, service=service)


def service_of(entry: WaitlistEntry, review: Review) -> Service:
    """What this person would get: a first visit or a review may be longer; a visit that becomes earlier stays so."""
    return entry.service if entry.instead_of else services_for(entry.episode, entry.service, 1, review=review.visit)[0]


def service_now(entry: WaitlistEntry) -> Service:
    """The same, as the plan and its review stand now."""
    care_plan = latest_care_plan(entry.episode)
    if care_plan is None:
        return entry.service
    return service_of(entry, review_ahead(care_plan, zone=entry.episode.client.clinic.zone))


def wishes_allow(entry: WaitlistEntry, stretch: Stretch) -> bool:
    """Whether therapist, place and date are what this person asked for; no query beyond the entry's own rows."""
    wanted = {therapist.pk for therapist in entry.therapists.all()}
    day = stretch.span.start.astimezone(stretch.clinic.zoneinfo).date()
    return (
        (not wanted or stretch.therapist in wanted)
        and entry.place_id in (None, stretch.place)
        and day <= entry.until
        and (entry.instead_of is None or stretch.span.start < entry.instead_of.starts_at)
    )


def window_of(start: datetime, zone: ZoneInfo) -> str:
    """ "0-morning" for a Monday before noon, in wall-clock time."""
    local = start.astimezone(zone)
    return f"{local.weekday()}-{half_day(local)}"


def _wants(entry: WaitlistEntry, slot: Slot, zone: ZoneInfo) -> bool:
    is_earlier = entry.instead_of is None or slot.start < entry.instead_of.starts_at
    return is_earlier and (not entry.windows or window_of(slot.start, zone) in entry.windows)


def _may_book(entry: WaitlistEntry, care_plan: CarePlan, stretch: Stretch, now: datetime) -> bool:
    """The gate, something left to book or to move, and a therapist on offer for this plan."""
    if gate_for(entry.episode, now=now).permission is not Permission.CONFIRM:
        return False
    if entry.instead_of is None:
        if not sessions_left(care_plan, now):
            return False
    elif entry.instead_of.status not in AHEAD:
        return False
    return not why_not_offered(
        clinic=stretch.clinic,
        service=entry.service,
        therapists={stretch.therapist},
        techniques=techniques_of(care_plan),
        now=now,
    )


def _is_before_review(entry: WaitlistEntry, review: Review, slot: Slot) -> bool:
    if entry.instead_of is None:
        return review.hindrance([slot.start]) is None
    return review.allows_move({entry.instead_of.starts_at: slot.start})


def _spaced(entry: WaitlistEntry, care_plan: CarePlan, slot: Slot) -> bool:
    """No nearer to another booked visit of this problem than the plan allows, and no visit overtakes another."""
    client = entry.episode.client
    least = course_request(care_plan, client.clinic).spacing_minimum_days
    zone = client.clinic.zoneinfo
    visit = entry.instead_of
    booked = Session.objects.filter(course__episode=entry.episode, status__in=BOOKED_OR_LATER)
    starts = booked.values_list("pk", "starts_at")
    others = [start for key, start in starts if visit is None or key != visit.pk]
    day = slot.start.astimezone(zone).date()
    if any(abs((day - other.astimezone(zone).date()).days) < least for other in others):
        return False
    return visit is None or all(other < slot.start for other in others if other < visit.starts_at)
