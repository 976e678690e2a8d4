"""How is a step of a wait or of an offer written down? The column repeats the latest row (decision 0045)."""

from datetime import datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.waitlist.models import EntryStatus, Offer, OfferStatus, WaitlistEntry, WaitlistRecord


def entry_becomes(*, actor: Actor, entry: WaitlistEntry, status: EntryStatus, now: datetime, reason: str = "") -> None:
    """The wait stands at `status` from now on."""
    entry.status = status
    entry.save(update_fields=["status"])
    write(actor=actor, entry=entry, offer=None, status=status, now=now, reason=reason)


def offer_becomes(*, actor: Actor, offer: Offer, status: OfferStatus, now: datetime, reason: str = "") -> None:
    """The offer stands at `status` from now on; the booked session is set before."""
    offer.status = status
    offer.save(update_fields=["status", "session"])
    write(actor=actor, entry=offer.entry, offer=offer, status=status, now=now, reason=reason)


def write(
    *, actor: Actor, entry: WaitlistEntry, offer: Offer | None, status: str, now: datetime, reason: str = ""
) -> None:
    """One more row of the story."""
    WaitlistRecord.objects.create(
        entry=entry,
        offer=offer,
        status=status,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        reason=reason.strip(),
    )
