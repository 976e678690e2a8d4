"""How does somebody hear that a time has come free for them? By e-mail, once the offer is saved.

The message says when, where and with whom, and nothing about health. Whoever has no address is called by the desk.
"""

import logging

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.book.waitlist.models import Offer
from ischia.clinic.messaging.api import absolute

logger = logging.getLogger(__name__)


def tell_of_offer(offer: Offer, secret: str) -> None:
    """Sends the offer when the transaction that makes it is saved; nothing is sent for one that is not."""
    client = offer.entry.episode.client
    if not client.email:
        return
    zone = client.clinic.zoneinfo
    start, until = timezone.localtime(offer.starts_at, zone), timezone.localtime(offer.expires_at, zone)
    context = {
        "clinic": client.clinic,
        "when": date_format(start, "l j F Y, H:i"),
        "until": date_format(until, "l j F, H:i"),
        "therapist": offer.freed.therapist.name,
        "place": offer.freed.place,
        "instead_of": offer.entry.instead_of,
        "link": absolute(reverse("book:waitlist:offer", args=[secret])),
    }
    subject = _("A time has come free at %(clinic)s") % {"clinic": client.clinic.name}
    body = render_to_string("waitlist/offer.txt", context)
    address = client.email
    transaction.on_commit(lambda: _send(subject, body, address), robust=True)


def _send(subject: str, body: str, address: str) -> None:
    send_mail(subject, body, None, [address])
