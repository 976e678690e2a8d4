"""What may others use of the waitlist?"""

from ischia.clinic.book.waitlist.answering import accept_offer, decline_offer, offer_by_id, offer_by_secret
from ischia.clinic.book.waitlist.fitting import Fit, Stretch, slot_for, waiting_in_order, who_fits
from ischia.clinic.book.waitlist.joining import WINDOWS, WaitWishes, join_waitlist, leave_waitlist
from ischia.clinic.book.waitlist.models import (
    EntryStatus,
    FreedTime,
    Offer,
    OfferStatus,
    WaitlistEntry,
    WaitlistRecord,
)
from ischia.clinic.book.waitlist.offering import advance, advance_offers, answer_by, offer_by_hand

__all__ = [
    "WINDOWS",
    "EntryStatus",
    "Fit",
    "FreedTime",
    "Offer",
    "OfferStatus",
    "Stretch",
    "WaitWishes",
    "WaitlistEntry",
    "WaitlistRecord",
    "accept_offer",
    "advance",
    "advance_offers",
    "answer_by",
    "decline_offer",
    "join_waitlist",
    "leave_waitlist",
    "offer_by_hand",
    "offer_by_id",
    "offer_by_secret",
    "slot_for",
    "waiting_in_order",
    "who_fits",
]
