"""What do the pages about the waitlist read?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from ischia.clinic.book.models import Session
from ischia.clinic.book.statuses import AHEAD, BOOKED_OR_LATER
from ischia.clinic.book.visits import is_late
from ischia.clinic.book.waitlist.fitting import RELATED, Stretch, waiting_in_order, wishes_allow
from ischia.clinic.book.waitlist.models import FreedTime, Offer, OfferStatus, WaitlistEntry
from ischia.clinic.diary.api import free_slots
from ischia.clinic.people.api import Client, Episode
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import Slot, Span
from ischia.pathway.shared.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of the day in which something can be booked, and how many of those who wait asked for such a time.

    `freed` is the freed time behind it, if it came free by a cancellation or a move.
    """

    stretch: Stretch
    asked_for: int
    freed: UUID | None = None


def entry_detail(entry_id: UUID) -> WaitlistEntry:
    """An entry with what a page shows. Raises NotFound. Whoever asks checks the policy."""
    rows = WaitlistEntry.objects.select_related(*RELATED, "instead_of__therapist").prefetch_related("therapists")
    entry = rows.filter(pk=entry_id).first()
    if entry is None:
        raise NotFound("No such entry")
    return entry


def entries_of(client: Client, now: datetime) -> list[WaitlistEntry]:
    """Everything that this client waits for."""
    return list(waiting_in_order(client.clinic, now).filter(episode__client=client))


def open_offer_of(entry: WaitlistEntry, now: datetime) -> Offer | None:
    """The offer that waits for this person's answer, if there is one."""
    rows = entry.offers.filter(status=OfferStatus.OPEN, expires_at__gt=now)
    return rows.select_related("freed__therapist", "freed__place").first()


def open_offers(clinic: Clinic, now: datetime) -> QuerySet[Offer]:
    """Every offer that waits for an answer, the first to run out first."""
    related = ("entry__episode__client", "freed__therapist", "freed__place")
    rows = Offer.objects.filter(freed__place__clinic=clinic, status=OfferStatus.OPEN, expires_at__gt=now)
    return rows.select_related(*related).order_by("expires_at")


def ahead_of(entry: WaitlistEntry, now: datetime) -> int:
    """How many joined before and could be asked first for a time that fits this entry."""
    earlier = waiting_in_order(entry.episode.client.clinic, now).filter(joined_at__lt=entry.joined_at)
    return sum(_could_want_the_same(entry, other) for other in earlier)


def _could_want_the_same(one: WaitlistEntry, other: WaitlistEntry) -> bool:
    people, others = ({each.pk for each in entry.therapists.all()} for entry in (one, other))
    return (
        (not people or not others or bool(people & others))
        and (one.place_id is None or other.place_id is None or one.place_id == other.place_id)
        and (not one.windows or not other.windows or bool(set(one.windows) & set(other.windows)))
    )


def movable_visits(episode: Episode, now: datetime) -> list[Session]:
    """Booked visits of this episode that could still become earlier."""
    rows = Session.objects.filter(course__episode=episode, status__in=AHEAD, starts_at__gt=now)
    found = rows.select_related("client__clinic", "course").order_by("starts_at")
    return [visit for visit in found if not is_late(visit, now)]


def gaps_on(clinic: Clinic, day: date, now: datetime, waiting: Iterable[WaitlistEntry]) -> list[Gap]:
    """What could be offered on a day: freed times that nobody thinks about, and every other bookable stretch."""
    waiting = list(waiting)
    span = _day(clinic, day)
    freed = FreedTime.objects.filter(
        place__clinic=clinic, closed_at=None, starts_at__gte=span.start, starts_at__lt=span.end, starts_at__gt=now
    ).select_related("place__clinic")
    thinking = {offer.freed_id for offer in open_offers(clinic, now)}
    gaps = [
        Gap(stretch=(stretch := Stretch.of(row)), asked_for=_asked_for(stretch, waiting), freed=row.pk)
        for row in freed
        if row.pk not in thinking
    ]
    known = {(gap.stretch.therapist, gap.stretch.span) for gap in gaps}
    for stretch in _bookable(clinic, span, now, waiting):
        if (stretch.therapist, stretch.span) not in known:
            gaps.append(Gap(stretch=stretch, asked_for=_asked_for(stretch, waiting)))
    return sorted(gaps, key=lambda gap: (gap.stretch.span.start, str(gap.stretch.therapist)))


def booked_on(clinic: Clinic, day: date) -> QuerySet[Session]:
    """What is booked on a day, in order."""
    span = _day(clinic, day)
    rows = Session.objects.filter(
        client__clinic=clinic, starts_at__gte=span.start, starts_at__lt=span.end, status__in=BOOKED_OR_LATER
    )
    return rows.select_related("client", "therapist", "place").order_by("starts_at", "therapist__name")


def _day(clinic: Clinic, day: date) -> Span:
    zone = clinic.zoneinfo
    return Span(datetime.combine(day, time(0), zone), datetime.combine(day + timedelta(days=1), time(0), zone))


def _asked_for(stretch: Stretch, waiting: Iterable[WaitlistEntry]) -> int:
    return sum(wishes_allow(entry, stretch) for entry in waiting)


def _bookable(clinic: Clinic, span: Span, now: datetime, waiting: list[WaitlistEntry]) -> list[Stretch]:
    """Bookable stretches of the day for the shortest service that anybody waits for; none when nobody waits."""
    if not waiting:
        return []
    service = min((entry.service for entry in waiting), key=lambda each: each.minutes)
    slots = free_slots(clinic=clinic, service=service, now=now, window=span)
    by_person = sorted(slots, key=_person_and_place)
    return [
        Stretch(clinic=clinic, therapist=UUID(therapist), place=UUID(place), span=span)
        for (therapist, place), run in groupby(by_person, key=_person_and_place)
        for span in _joined(sorted(run, key=lambda slot: slot.start))
    ]


def _person_and_place(slot: Slot) -> tuple[str, str]:
    return slot.therapist, slot.place


def _joined(run: list[Slot]) -> list[Span]:
    spans: list[Span] = []
    for slot in run:
        if spans and slot.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, slot.end)
        else:
            spans.append(Span(slot.start, slot.end))
    return spans
