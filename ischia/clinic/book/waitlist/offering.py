"""How does freed time reach whoever waits: one person at a time, each with a hold on exactly that slot?

Nothing here needs a job to be right (decision 0040): an offer that ran out is noticed by whoever looks next. The
command `advance_offers` only makes sure that somebody looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.mapping import deep_minutes_of
from ischia.clinic.book.models import Session
from ischia.clinic.book.secrets import hash_of, new_secret
from ischia.clinic.book.waitlist.fitting import Fit, Stretch, waiting_in_order, who_fits
from ischia.clinic.book.waitlist.models import (
    EntryStatus,
    FreedTime,
    Offer,
    OfferStatus,
    WaitlistEntry,
)
from ischia.clinic.book.waitlist.records import entry_becomes, offer_becomes, write
from ischia.clinic.book.waitlist.telling import tell_of_offer
from ischia.clinic.diary.api import Occupancy, OccupancyState, Wish, any_room, examine, lock, release, take
from ischia.clinic.diary.api import Stretch as Taken
from ischia.clinic.messaging.api import quiet_hours_of
from ischia.clinic.places.api import Clinic, Place
from ischia.clinic.plan.api import latest_care_plan
from ischia.pathway.book.api import Slot, local_day
from ischia.pathway.shared.errors import Refused

SHORTEST = timedelta(minutes=15)
"""Nobody is asked to decide in less."""

SHARE = 4
"""When the time is soon, an offer takes no more than this part of what is left, so that others can be asked too."""

SYSTEM = Actor.system("waitlist")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Out of turn: who was passed over, and why staff did so."""

    reason: str
    passed_over: tuple[UUID, ...]


def note_freed(actor: Actor, session: Session, slot: Slot, cause: str, now: datetime) -> None:
    """Booked time has come free: keep it for offering, which starts once the change is saved."""
    reopened = _taken_back(actor, session, slot, now) if cause == "undone" else None
    if reopened is not None:
        transaction.on_commit(_advance_later(reopened.pk, now), robust=True)
        return
    if slot.start <= now or not _somebody_waits(session.client.clinic, now):
        return
    freed = _freed(slot, cause, session, now)
    transaction.on_commit(_advance_later(freed.pk, now), robust=True)


def _taken_back(actor: Actor, session: Session, slot: Slot, now: datetime) -> FreedTime | None:
    """An accepted offer whose booking is undone: its person waits again, in the old place, and the next is asked.

    The freed time that goes on, which whoever had it offered is not offered again; None when there is none.
    """
    accepted = Offer.objects.filter(session=session, status=OfferStatus.ACCEPTED, entry__instead_of=None)
    offer = accepted.select_related("entry").first()
    if offer is None:
        return None
    row = _locked(offer.freed_id)
    offer_becomes(actor=actor, offer=offer, status=OfferStatus.WITHDRAWN, now=now, reason="undone")
    try:
        with transaction.atomic():
            entry_becomes(actor=actor, entry=offer.entry, status=EntryStatus.WAITING, now=now, reason="undone")
    except IntegrityError:  # has joined once more meanwhile, and waits like that
        entry_becomes(actor=actor, entry=offer.entry, status=EntryStatus.ENDED, now=now, reason="undone")
    if (str(row.therapist_id), offer.starts_at) != (slot.therapist, slot.start):
        return None  # the visit has been moved since: the time of the offer was freed then
    row.closed_at, row.closed_why = None, ""
    row.save(update_fields=["closed_at", "closed_why"])
    return row


def _somebody_waits(clinic: Clinic, now: datetime) -> bool:
    return waiting_in_order(clinic, now).exists()


def _advance_later(freed: UUID, now: datetime) -> Callable[[], None]:
    def go_on() -> None:
        advance(freed=freed, actor=SYSTEM, now=now)

    return go_on


def _freed(slot: Slot, cause: str, session: Session | None, now: datetime) -> FreedTime:
    return FreedTime.objects.create(
        therapist_id=UUID(slot.therapist),
        place_id=UUID(slot.place),
        starts_at=slot.start,
        ends_at=slot.end,
        cause=cause,
        session=session,
        freed_at=now,
    )


def advance_offers(*, clinic: Clinic, now: datetime, actor: Actor = SYSTEM) -> int:
    """Moves every freed time on: offers that ran out pass to the next person. Answers how many offers were made."""
    waiting = FreedTime.objects.filter(place__clinic=clinic, closed_at=None).values_list("pk", flat=True)
    return sum(advance(freed=freed, actor=actor, now=now) is not None for freed in waiting)


def advance(*, freed: UUID, actor: Actor, now: datetime) -> Offer | None:
    """Offers one freed time to the next person whom it fits, unless somebody is still thinking. One transaction."""
    with transaction.atomic():
        row = _locked(freed)
        if row.closed_at is not None or _is_still_offered(row, actor, now):
            return None
        return _offer_to_next(row, actor, now)


def offer_by_hand(
    *, actor: Actor, entry: WaitlistEntry, slot: Slot, now: datetime, reason: str = "", freed: UUID | None = None
) -> Offer:
    """Staff offer a slot to somebody. Out of turn needs a reason, which is kept and audited with who was passed over.

    Raises:
        Refused: `out_of_turn` (a reason is needed), `does_not_fit`, `offered_already` (somebody is thinking about this
            time, or this person about another), `too_late_to_offer`, `time_taken`.
    """
    clinic = entry.episode.client.clinic
    if not Place.objects.filter(pk=slot.place, clinic=clinic).exists():
        raise Refused("does_not_fit", "This time is not at this clinic.", field="slot")
    with transaction.atomic():
        row = _freed(slot, "desk", None, now) if freed is None else _locked(freed)
        if row.closed_at is not None or _is_still_offered(row, actor, now):
            raise Refused("offered_already", "Somebody is thinking about this time, or it has been given.")
        fits = {fit.entry.pk: fit for fit in _candidates(row, now)}
        if entry.pk not in fits:
            raise Refused("does_not_fit", "This time does not fit what this person asked for, or cannot be booked.")
        turn = _turn(entry, list(fits), reason)
        offer = _offer(row, fits[entry.pk], actor, now, turn)
        if offer is None:
            raise Refused("time_taken", "Somebody else has just taken this time.")
        return offer


def _turn(entry: WaitlistEntry, in_order: list[UUID], reason: str) -> Turn | None:
    before = tuple(in_order[: in_order.index(entry.pk)])
    if before and not reason.strip():
        count = len(before)
        raise Refused(
            "out_of_turn", f"{count} joined before and fit too. Say why this person comes first.", field="reason"
        )
    return Turn(reason=reason.strip(), passed_over=before) if before else None


def _locked(freed: UUID) -> FreedTime:
    return FreedTime.objects.select_for_update(of=("self",)).select_related("place__clinic").get(pk=freed)


def _is_still_offered(row: FreedTime, actor: Actor, now: datetime) -> bool:
    """Whether somebody has an offer of this time; one that has run out ends here."""
    offer = row.offers.select_related("entry").filter(status=OfferStatus.OPEN).first()
    if offer is None:
        return False
    if offer.expires_at > now:
        return True
    release(occupancies=[offer.occupancy_id])
    offer_becomes(actor=actor, offer=offer, status=OfferStatus.EXPIRED, now=now)
    record(actor=actor, action="waitlist.offer_expired", subject=offer, detail={"entry": str(offer.entry_id)})
    return False


def _candidates(row: FreedTime, now: datetime) -> list[Fit]:
    """Whom this time fits, in order, without those who had it offered already or are thinking about another."""
    return [
        fit
        for fit in who_fits(Stretch.of(row), now)
        if not _has_had(fit.entry, row) and not _is_thinking(fit.entry, now)
    ]


def _has_had(entry: WaitlistEntry, row: FreedTime) -> bool:
    return row.offers.filter(entry=entry).exists()


def _is_thinking(entry: WaitlistEntry, now: datetime) -> bool:
    return entry.offers.filter(status=OfferStatus.OPEN, expires_at__gt=now).exists()


def _offer_to_next(row: FreedTime, actor: Actor, now: datetime) -> Offer | None:
    if answer_by(row.starts_at, row.place.clinic, now) is None:
        _close(row, "too_late", now)
        return None
    somebody_is_thinking = False
    for fit in who_fits(Stretch.of(row), now):
        if _has_had(fit.entry, row):
            continue
        if _is_thinking(fit.entry, now):
            somebody_is_thinking = True
            continue
        if offer := _offer(row, fit, actor, now, None):
            return offer
    if not somebody_is_thinking:
        _close(row, "nobody", now)
    return None


def _close(row: FreedTime, why: str, now: datetime) -> None:
    row.closed_at, row.closed_why = now, why
    row.save(update_fields=["closed_at", "closed_why"])


def answer_by(
    start: datetime, clinic: Clinic, now: datetime, *, no_later_than: datetime | None = None
) -> datetime | None:
    """Until when an offer made now is kept, or None when it is too late to make one. Never past the notice period.

    The clinic's `offer_minutes` from when the person hears of it, which in quiet hours is the morning; less when the
    time is soon: a quarter of what is left, but a quarter of an hour. One SQL query.
    """
    last = start - timedelta(minutes=clinic.notice_minutes)
    if no_later_than is not None:
        last = min(last, no_later_than)
    heard = quiet_hours_of(clinic).next_awake(now)
    left = last - heard
    if left < SHORTEST:
        return None
    return heard + min(timedelta(minutes=clinic.offer_minutes), max(SHORTEST, left / SHARE), left)


def _last_moment(entry: WaitlistEntry) -> datetime | None:
    """A booked visit can be moved until it would count as late; an offer to move it must be answered before."""
    if entry.instead_of is None:
        return None
    hours = entry.episode.client.clinic.cancel_window_hours
    return entry.instead_of.starts_at - timedelta(hours=hours)


def _offer(row: FreedTime, fit: Fit, actor: Actor, now: datetime, turn: Turn | None) -> Offer | None:
    """The offer with its hold; None when it is too late for this person or the time has just been taken."""
    clinic = row.place.clinic
    until = answer_by(fit.slot.start, clinic, now, no_later_than=_last_moment(fit.entry))
    if until is None:
        return None
    _end_open_offers(fit.entry, actor, now)
    held = _hold(fit, clinic, until, now)
    if held is None:
        return None
    secret = new_secret()
    offer = Offer.objects.create(
        entry=fit.entry,
        freed=row,
        starts_at=fit.slot.start,
        ends_at=fit.slot.end,
        occupancy=held,
        token_hash=hash_of(secret),
        offered_at=now,
        expires_at=until,
    )
    _write_down(actor, offer, now, turn)
    tell_of_offer(actor=actor, offer=offer, secret=secret, now=now)
    return offer


def _write_down(actor: Actor, offer: Offer, now: datetime, turn: Turn | None) -> None:
    reason = turn.reason if turn else ""
    write(actor=actor, entry=offer.entry, offer=offer, status=OfferStatus.OPEN, now=now, reason=reason)
    detail: dict[str, object] = {"entry": str(offer.entry_id), "freed": str(offer.freed_id)}
    if turn is None:
        record(actor=actor, action="waitlist.offered", subject=offer, detail=detail)
        return
    detail["passed_over"] = [str(each) for each in turn.passed_over]
    record(actor=actor, action="waitlist.offered_out_of_turn", subject=offer, detail=detail)


def _end_open_offers(entry: WaitlistEntry, actor: Actor, now: datetime) -> None:
    """An offer of another time that ran out without anybody noticing makes room for this one."""
    for offer in entry.offers.filter(status=OfferStatus.OPEN, expires_at__lte=now):
        release(occupancies=[offer.occupancy_id])
        offer_becomes(actor=actor, offer=offer, status=OfferStatus.EXPIRED, now=now)


def _hold(fit: Fit, clinic: Clinic, until: datetime, now: datetime) -> Occupancy | None:
    """The slot is taken from everybody else. Not from the person's own time: that is examined when they accept."""
    slot = fit.slot
    lock(therapists={UUID(slot.therapist)}, places={UUID(slot.place)})
    care_plan = latest_care_plan(fit.entry.episode)
    deep = deep_minutes_of(care_plan, fit.service) if care_plan else 0
    wish = Wish(slot=slot, service=fit.service, client=None, deep_minutes=deep)
    found = examine(clinic=clinic, wishes=[wish], now=now)
    if found.conflicts:
        return None
    taken = Taken(
        therapist=UUID(slot.therapist),
        room=found.rooms[0] or any_room(UUID(slot.place)),
        client=None,
        whole=wish.whole,
        session=wish.session,
        day=local_day(slot.start, clinic.zone),
        deep_minutes=deep,
    )
    try:
        with transaction.atomic():
            (held,) = take(stretches=[taken], state=OccupancyState.HELD, expires_at=until, run_out=found.run_out)
    except IntegrityError:
        return None
    return held
