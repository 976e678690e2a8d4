"""What may others use of the waitlist?"""

from ischia.clinic.book.waitlist.answering import accept_offer, decline_offer, offer_by_id, offer_by_secret
from ischia.clinic.book.waitlist.fitting import Fit, Stretch, fit_of, waiting_in_order, who_fits
from ischia.clinic.book.waitlist.joining import (
    HALF_DAYS,
    WINDOWS,
    WaitWishes,
    join_waitlist,
    leave_waitlist,
    window_code,
)
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
    "HALF_DAYS",
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
    "fit_of",
    "join_waitlist",
    "leave_waitlist",
    "offer_by_hand",
    "offer_by_id",
    "offer_by_secret",
    "waiting_in_order",
    "who_fits",
    "window_code",
]
