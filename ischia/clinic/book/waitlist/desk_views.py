"""How does the desk serve the waitlist: who waits, what is free on a day, whom it fits, and what they said?"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.book.models import Session
from ischia.clinic.book.waitlist.answering import accept_offer, decline_offer, offer_by_id
from ischia.clinic.book.waitlist.fitting import Fit, Stretch, service_now, waiting_in_order, who_fits
from ischia.clinic.book.waitlist.forms import read_day, read_instant
from ischia.clinic.book.waitlist.models import FreedTime, WaitlistEntry
from ischia.clinic.book.waitlist.offering import advance_offers, offer_by_hand
from ischia.clinic.book.waitlist.presenters import moment, show_offer, stretch_key, wishes_in_words
from ischia.clinic.book.waitlist.queries import Gap, booked_on, entry_detail, gaps_on, open_offers
from ischia.clinic.people.api import Role, can_book_for, require_role, therapists_of
from ischia.clinic.places.api import Clinic, clinic_of, places_of
from ischia.pathway.book.api import Slot, Span
from ischia.pathway.shared.errors import NotFound, Refused

DESK = (Role.FRONT_DESK, Role.OWNER)
CONFLICT = 409


@never_cache
@require_safe
@require_role(*DESK)
def desk(request: HttpRequest) -> HttpResponse:
    """The list beside a day; with a gap chosen, whom it fits in the fair order."""
    return _page(request, request.GET.get("day", ""), request.GET.get("gap", ""))


def _page(
    request: HttpRequest, day_text: str, gap_text: str, *, refusal: Refused | None = None, typed: str = ""
) -> HttpResponse:
    clinic, now = clinic_of(request), timezone.now()
    advance_offers(clinic=clinic, now=now)
    zone = clinic.zoneinfo
    day = read_day(day_text, now.astimezone(zone).date())
    waiting = list(waiting_in_order(clinic, now))
    stretch = _stretch(gap_text, clinic)
    booked = list(booked_on(clinic, day))
    if waiting or booked:
        clients = [*(entry.episode.client for entry in waiting), *(session.client for session in booked)]
        record_read(actor=Actor.of(request.user), subject=clinic, part="waitlist", shown=clients)
    offers = list(open_offers(clinic, now))
    names = {each.pk: each.name for each in therapists_of(clinic)} | {each.pk: each.name for each in places_of(clinic)}
    thinking = {offer.entry_id: moment(offer.expires_at, zone, now) for offer in offers}
    context: dict[str, Any] = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "today": now.astimezone(zone).date(),
        "gaps": [_gap(gap, names, clinic, gap_text) for gap in gaps_on(clinic, day, now, waiting)],
        "booked": [(session, _session_words(session, clinic)) for session in booked],
        "offers": [(offer, show_offer(offer, zone, now)) for offer in offers],
        "waiting": [(entry, wishes_in_words(entry, zone), thinking.get(entry.pk, "")) for entry in waiting],
        "gap": gap_text if stretch else "",
        "gap_words": _gap_words(stretch, names, clinic) if stretch else "",
        "fits": _fits(stretch, now, thinking) if stretch else [],
        "refusal": refusal,
        "typed": typed,
    }
    return render(request, "waitlist/desk.html", context, status=CONFLICT if refusal else 200)


def _gap(gap: Gap, names: dict[UUID, str], clinic: Clinic, chosen: str) -> dict[str, Any]:
    key = stretch_key(gap.stretch)
    return {
        "key": key,
        "words": _gap_words(gap.stretch, names, clinic),
        "asked_for": gap.asked_for,
        "is_freed": gap.freed is not None,
        "is_chosen": key == chosen,
    }


def _gap_words(stretch: Stretch, names: dict[UUID, str], clinic: Clinic) -> str:
    start, end = (each.astimezone(clinic.zoneinfo) for each in (stretch.span.start, stretch.span.end))
    return f"{start:%H:%M}\u2013{end:%H:%M}, {names.get(stretch.therapist, '')}, {names.get(stretch.place, '')}"


def _session_words(session: Session, clinic: Clinic) -> str:
    start, end = (each.astimezone(clinic.zoneinfo) for each in (session.starts_at, session.ends_at))
    return f"{start:%H:%M}\u2013{end:%H:%M}, {session.therapist.name}, {session.place.name}"


def _fits(stretch: Stretch, now: datetime, thinking: dict[UUID, str]) -> list[tuple[Fit, str, bool]]:
    """Each person whom the gap fits, the slot's start, and whether they are first among those who can be asked."""
    zone = stretch.clinic.zoneinfo
    found = [fit for fit in who_fits(stretch, now) if fit.entry.pk not in thinking]
    return [(fit, f"{fit.slot.start.astimezone(zone):%H:%M}", at == 0) for at, fit in enumerate(found)]


def _stretch(text: str, clinic: Clinic) -> Stretch | None:
    """The stretch that an address names, if it is one of this clinic."""
    parts = text.split("|")
    if len(parts) != 4:
        return None
    start, end = read_instant(parts[2]), read_instant(parts[3])
    try:
        therapist, place = UUID(parts[0]), UUID(parts[1])
    except ValueError:
        return None
    if start is None or end is None or end <= start or not places_of(clinic).filter(pk=place).exists():
        return None
    return Stretch(clinic=clinic, therapist=therapist, place=place, span=Span(start, end))


@require_POST
@require_role(*DESK)
def offer_to(request: HttpRequest) -> HttpResponse:
    """Offer a gap to somebody by hand; out of turn with a reason."""
    entry, stretch = _entry(request), _stretch(request.POST.get("gap", ""), clinic_of(request))
    start = read_instant(request.POST.get("start", ""))
    if stretch is None or start is None:
        raise Http404
    slot = Slot(
        therapist=str(stretch.therapist),
        place=str(stretch.place),
        start=start,
        end=start + timedelta(minutes=service_now(entry).minutes),
    )
    reason = request.POST.get("reason", "")
    try:
        offer_by_hand(
            actor=Actor.of(request.user),
            entry=entry,
            slot=slot,
            now=timezone.now(),
            reason=reason,
            freed=_freed(stretch),
        )
    except Refused as refusal:
        return _page(request, _day_of(request, start), request.POST["gap"], refusal=refusal, typed=reason)
    return redirect(f"{reverse('book:waitlist:desk')}?day={_day_of(request, start)}")


def _freed(stretch: Stretch) -> UUID | None:
    """The freed time that this stretch is, so that the offer continues its turn."""
    rows = FreedTime.objects.filter(
        therapist=stretch.therapist,
        place=stretch.place,
        starts_at=stretch.span.start,
        ends_at=stretch.span.end,
        closed_at=None,
    )
    return rows.values_list("pk", flat=True).first()


def _day_of(request: HttpRequest, start: datetime) -> str:
    day: date = start.astimezone(clinic_of(request).zoneinfo).date()
    return day.isoformat()


def _entry(request: HttpRequest) -> WaitlistEntry:
    try:
        entry = entry_detail(UUID(request.POST.get("entry", "")))
    except (ValueError, NotFound) as missing:
        raise Http404 from missing
    if not can_book_for(request.user, entry.episode.client):
        raise Http404
    return entry


@require_POST
@require_role(*DESK)
def answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """What somebody said on the phone. The desk reads them the cancellation policy first."""
    try:
        found = offer_by_id(offer_id)
    except NotFound as missing:
        raise Http404 from missing
    if not can_book_for(request.user, found.entry.episode.client):
        raise Http404
    actor, now, day = Actor.of(request.user), timezone.now(), _day_of(request, found.starts_at)
    try:
        if request.POST.get("do") == "accept":
            accept_offer(actor=actor, offer=found, policy_version=clinic_of(request).policy_version, now=now)
        else:
            decline_offer(actor=actor, offer=found, now=now)
    except Refused as refusal:
        return _page(request, day, "", refusal=refusal)
    return redirect(f"{reverse('book:waitlist:desk')}?day={day}")
