"""How does somebody hear that a time has come free for them? By a message, written in the transaction of the offer.

It says when, where and with whom, and nothing about health. Whoever cannot be reached so is called by the desk.
"""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.waitlist.models import Offer, OfferStatus
from ischia.clinic.messaging.api import Message, absolute, language_of, write_message

OFFERED = "waitlist_offer"


def tell_of_offer(*, actor: Actor, offer: Offer, secret: str, now: datetime) -> None:
    """Writes the offer to the person, with the link that takes it; it is not sent once the offer has run out."""
    client = offer.entry.episode.client
    zone, earlier = client.clinic.zoneinfo, offer.entry.instead_of
    with translation.override(language_of(client)):
        replaced = date_format(earlier.starts_at.astimezone(zone), "l j F, H:i") if earlier else ""
        facts = {
            "when": date_format(offer.starts_at.astimezone(zone), "l j F Y, H:i"),
            "until": date_format(offer.expires_at.astimezone(zone), "l j F, H:i"),
            "therapist": offer.freed.therapist.name,
            "place": offer.freed.place.name,
            "instead_of": _("It would replace your visit on %(when)s.") % {"when": replaced} if replaced else "",
            "link": absolute(reverse("book:waitlist:offer", args=[secret])),
        }
    write_message(
        actor=actor,
        client=client,
        episode=offer.entry.episode,
        kind=OFFERED,
        key=f"offer:{offer.pk}",
        about=str(offer.pk),
        facts=facts,
        now=now,
        not_after=offer.expires_at,
    )


def is_open(message: Message, now: datetime) -> bool:
    """Whether the offer that a message is about still waits for an answer."""
    return Offer.objects.filter(pk=message.about, status=OfferStatus.OPEN, expires_at__gt=now).exists()
