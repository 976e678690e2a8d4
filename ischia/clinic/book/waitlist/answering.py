"""What happens when somebody takes an offer, lets it pass, or is not there to answer?

Accepting books exactly the slot that was offered, closes the wait and the freed time, in one transaction. The freed
time's row is locked first, so two answers come one after the other and the second is told what the first did.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.models import Session
from ischia.clinic.book.moving import Move, move_sessions
from ischia.clinic.book.secrets import hash_of
from ischia.clinic.book.services import book_course
from ischia.clinic.book.waitlist.fitting import service_now
from ischia.clinic.book.waitlist.models import EntryStatus, FreedTime, Offer, OfferStatus
from ischia.clinic.book.waitlist.offering import advance
from ischia.clinic.book.waitlist.records import entry_becomes, offer_becomes
from ischia.clinic.diary.api import lock, release
from ischia.clinic.plan.api import latest_care_plan
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import NotFound, Refused

RELATED = ("entry__episode__client__clinic", "entry__service", "entry__instead_of", "freed", "session")

WHY_NOT = {
    OfferStatus.ACCEPTED: ("offer_used", "This offer has been accepted already."),
    OfferStatus.DECLINED: ("offer_declined", "This offer was declined, and the time went to the next person."),
    OfferStatus.EXPIRED: ("offer_expired", "This offer has run out, and the time went to the next person."),
    OfferStatus.WITHDRAWN: ("offer_withdrawn", "This offer no longer stands."),
}


def offer_by_secret(secret: str) -> Offer:
    """The offer that a link carries. Raises NotFound."""
    offer = Offer.objects.select_related(*RELATED).filter(token_hash=hash_of(secret)).first()
    if offer is None:
        raise NotFound("No such offer")
    return offer


def offer_by_id(offer_id: UUID) -> Offer:
    """The offer. Raises NotFound. Whoever asks checks the policy."""
    offer = Offer.objects.select_related(*RELATED).filter(pk=offer_id).first()
    if offer is None:
        raise NotFound("No such offer")
    return offer


def check_open(offer: Offer, now: datetime) -> None:
    """Refuse an offer that can no longer be answered, and say plainly why."""
    if offer.status == OfferStatus.OPEN and offer.expires_at <= now:
        raise Refused(*WHY_NOT[OfferStatus.EXPIRED])
    if offer.status != OfferStatus.OPEN:
        raise Refused(*WHY_NOT[OfferStatus(offer.status)])


def accept_offer(*, actor: Actor, offer: Offer, policy_version: str, now: datetime) -> Session:
    """Books the slot of the offer, or moves the visit that the person wanted earlier. All of it or nothing.

    Raises:
        Refused: `offer_used`, `offer_expired`, `offer_declined`, `offer_withdrawn`, or whatever booking or moving
            refuses (`gate_shut`, `clearance_first`, `policy_first`, `slot_taken`, ...): then the offer stands.
    """
    with transaction.atomic():
        freed = _locked(offer)
        offer = offer_by_id(offer.pk)
        check_open(offer, now)
        slot = slot_of_offer(offer)
        lock(therapists={freed.therapist_id}, places={freed.place_id})
        release(occupancies=[offer.occupancy_id])
        offer.session = _booked(actor, offer, slot, policy_version, now)
        offer_becomes(actor=actor, offer=offer, status=OfferStatus.ACCEPTED, now=now)
        entry_becomes(actor=actor, entry=offer.entry, status=EntryStatus.BOOKED, now=now)
        _close(freed, "booked", now)
        detail = {"entry": str(offer.entry_id), "session": str(offer.session.pk)}
        record(actor=actor, action="waitlist.accepted", subject=offer, detail=detail)
        return offer.session


def _booked(actor: Actor, offer: Offer, slot: Slot, policy_version: str, now: datetime) -> Session:
    entry, key = offer.entry, f"waitlist offer {offer.pk}"
    if entry.instead_of is not None:
        session = Session.objects.select_related(
            "client__clinic", "service", "course__episode__client__clinic", "course__care_plan"
        ).get(pk=entry.instead_of.pk)
        moved = move_sessions(
            actor=actor, moves=[Move(session=session, slot=slot)], now=now, request_key=key, reason="waitlist"
        )
        return moved.sessions[0]
    care_plan = latest_care_plan(entry.episode)
    if care_plan is None:
        raise Refused("no_plan", "There is no plan to book for.")
    course = book_course(
        actor=actor,
        episode=entry.episode,
        care_plan=care_plan,
        service=entry.service,
        services=[service_now(entry)],
        slots=[slot],
        request_key=key,
        policy_version=policy_version,
        now=now,
    )
    return course.sessions.get()


def decline_offer(*, actor: Actor, offer: Offer, now: datetime) -> None:
    """Lets the time pass to the next person. The wait goes on, and keeps its place. Declining twice is declining once.

    Raises:
        Refused: `offer_used`, `offer_expired`, `offer_withdrawn`.
    """
    with transaction.atomic():
        _locked(offer)
        offer = offer_by_id(offer.pk)
        if offer.status == OfferStatus.DECLINED:
            return
        check_open(offer, now)
        release(occupancies=[offer.occupancy_id])
        offer_becomes(actor=actor, offer=offer, status=OfferStatus.DECLINED, now=now)
        record(actor=actor, action="waitlist.declined", subject=offer, detail={"entry": str(offer.entry_id)})
        advance(freed=offer.freed_id, actor=actor, now=now)


def withdraw_offer(*, actor: Actor, offer: Offer, now: datetime, reason: str) -> None:
    """Takes an open offer back and passes the time on; inside the caller's transaction."""
    _locked(offer)
    offer = offer_by_id(offer.pk)
    if offer.status != OfferStatus.OPEN:
        return
    release(occupancies=[offer.occupancy_id])
    offer_becomes(actor=actor, offer=offer, status=OfferStatus.WITHDRAWN, now=now, reason=reason)
    advance(freed=offer.freed_id, actor=actor, now=now)


def slot_of_offer(offer: Offer) -> Slot:
    """Exactly what was offered."""
    freed = offer.freed
    return Slot(therapist=str(freed.therapist_id), place=str(freed.place_id), start=offer.starts_at, end=offer.ends_at)


def _locked(offer: Offer) -> FreedTime:
    return FreedTime.objects.select_for_update().get(pk=offer.freed_id)


def _close(freed: FreedTime, why: str, now: datetime) -> None:
    freed.closed_at, freed.closed_why = now, why
    freed.save(update_fields=["closed_at", "closed_why"])
