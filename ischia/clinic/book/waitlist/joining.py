"""How does somebody join the waitlist, and leave it?"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.models import Session
from ischia.clinic.book.policies import check_may_hold, gate_for
from ischia.clinic.book.queries import sessions_left
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.book.waitlist.answering import withdraw_offer
from ischia.clinic.book.waitlist.models import EntryStatus, OfferStatus, WaitlistEntry
from ischia.clinic.book.waitlist.records import entry_becomes, write
from ischia.clinic.match.api import service_for
from ischia.clinic.people.api import Episode, Therapist
from ischia.clinic.places.api import Place, Service
from ischia.clinic.plan.api import latest_care_plan
from ischia.pathway.shared.errors import Refused

HALF_DAYS = ("morning", "afternoon", "evening")


def window_code(weekday: int, half: str) -> str:
    """ "0-morning" for Monday mornings."""
    return f"{weekday}-{half}"


WINDOWS = tuple(window_code(weekday, half) for weekday in range(7) for half in HALF_DAYS)
SYSTEM = Actor.system("waitlist")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitWishes:
    """What somebody waits for. Empty `therapists` and `windows` mean any; `until` is the last day that would do.

    `windows` are codes of `WINDOWS`; `instead_of` is a booked visit that is to become earlier.
    """

    until: date
    therapists: Collection[UUID] = ()
    place: UUID | None = None
    windows: Collection[str] = field(default_factory=tuple)
    instead_of: UUID | None = None


def join_waitlist(*, actor: Actor, episode: Episode, wishes: WaitWishes, now: datetime) -> WaitlistEntry:
    """One more person waits, behind everybody who already does.

    Whoever has to ask a clinician first may wait, but is offered nothing before the answer.

    Raises:
        Refused: `gate_shut`, `no_plan`, `nothing_left`, `until_past`, `unknown_window`, `unknown_therapist`,
            `unknown_place`, `not_a_visit_ahead`, `already_waiting`.
    """
    care_plan = latest_care_plan(episode)
    check_may_hold(gate_for(episode, now=now))
    if care_plan is None:
        raise Refused("no_plan", "There is no plan to book for yet.")
    visit = _visit(episode, wishes)
    if visit is None and not sessions_left(care_plan, now):
        raise Refused("nothing_left", "Every visit of the plan is booked already.")
    _check(episode, wishes, now)
    service = visit.service if visit else service_for(episode.client.clinic, care_plan.session_minutes)
    try:
        with transaction.atomic():
            return _joined(actor, episode, service, visit, wishes, now)
    except IntegrityError:
        raise Refused("already_waiting", "You are on the waitlist for this already.") from None


def _joined(
    actor: Actor, episode: Episode, service: Service, visit: Session | None, wishes: WaitWishes, now: datetime
) -> WaitlistEntry:
    _end_outdated(episode, now)
    entry = WaitlistEntry.objects.create(
        episode=episode,
        service=service,
        place_id=wishes.place,
        windows=sorted(set(wishes.windows), key=WINDOWS.index),
        instead_of=visit,
        until=wishes.until,
        joined_at=now,
    )
    entry.therapists.set(Therapist.objects.filter(pk__in=wishes.therapists))
    write(actor=actor, entry=entry, offer=None, status=EntryStatus.WAITING, now=now)
    record(actor=actor, action="waitlist.joined", subject=entry, detail={"episode": str(episode.pk)})
    return entry


def leave_waitlist(*, actor: Actor, entry: WaitlistEntry, now: datetime, reason: str = "") -> None:
    """Ends a wait; what was offered passes to the next person. Leaving twice is leaving once.

    Raises:
        Refused: `not_waiting` once a visit was booked from it.
    """
    with transaction.atomic():
        for offer in entry.offers.filter(status=OfferStatus.OPEN):
            withdraw_offer(actor=actor, offer=offer, now=now, reason="left")
        row = WaitlistEntry.objects.select_for_update().get(pk=entry.pk)
        if row.status == EntryStatus.LEFT:
            return
        if row.status != EntryStatus.WAITING:
            raise Refused("not_waiting", "This wait is over already.")
        entry_becomes(actor=actor, entry=row, status=EntryStatus.LEFT, now=now, reason=reason)
        record(actor=actor, action="waitlist.left", subject=row)


def _end_outdated(episode: Episode, now: datetime) -> None:
    """A wait whose last day has passed does not stand in the way of a new one."""
    today = now.astimezone(episode.client.clinic.zoneinfo).date()
    for entry in WaitlistEntry.objects.filter(episode=episode, status=EntryStatus.WAITING, until__lt=today):
        entry_becomes(actor=SYSTEM, entry=entry, status=EntryStatus.ENDED, now=now, reason="last_day_passed")


def _visit(episode: Episode, wishes: WaitWishes) -> Session | None:
    if wishes.instead_of is None:
        return None
    visits = Session.objects.filter(course__episode=episode, status__in=AHEAD).select_related("service")
    visit = visits.filter(pk=wishes.instead_of).first()
    if visit is None:
        raise Refused("not_a_visit_ahead", "Choose one of the visits that are booked.", field="instead_of")
    return visit


def _check(episode: Episode, wishes: WaitWishes, now: datetime) -> None:
    clinic = episode.client.clinic
    if wishes.until < now.astimezone(clinic.zoneinfo).date():
        raise Refused("until_past", "Choose a last day that has not passed.", field="until")
    if unknown := set(wishes.windows) - set(WINDOWS):
        raise Refused("unknown_window", f"These times are not known: {', '.join(sorted(unknown))}.", field="windows")
    known = Therapist.objects.filter(clinic=clinic, is_active=True, pk__in=wishes.therapists).count()
    if known != len(set(wishes.therapists)):
        raise Refused("unknown_therapist", "Choose therapists of this clinic.", field="therapists")
    if wishes.place is not None and not Place.objects.filter(clinic=clinic, pk=wishes.place).exists():
        raise Refused("unknown_place", "Choose a place of this clinic.", field="place")
