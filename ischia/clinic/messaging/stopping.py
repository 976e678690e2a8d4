"""How does somebody say "no more of these" with one click, without signing in?

The link in an e-mail is signed, names a client and a category, and can do nothing but switch that category's e-mails
off. It does not run out: an old message must still be one from which one can unsubscribe.
"""

from datetime import datetime
from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from ischia.clinic.audit.api import Actor
from ischia.clinic.messaging.choices import choose_notifications, chosen_by
from ischia.clinic.messaging.models import CARE, Category
from ischia.clinic.people.api import Client
from ischia.pathway.shared.errors import NotFound

_SALT = "messaging.stop"


class Stop(NamedTuple):
    """Who wants no more of what."""

    client: Client
    category: Category


def stop_path(client: Client, category: Category) -> str:
    """The path of the page on which the client can switch the category's e-mails off."""
    token = signing.dumps([str(client.pk), category.value], salt=_SALT)
    return reverse("messaging:stop", args=[token])


def read_stop(token: str) -> Stop:
    """What the token stands for; NotFound for one that we did not make."""
    try:
        key, category = signing.loads(token, salt=_SALT)
        stop = Stop(Client.objects.select_related("clinic").get(pk=key), Category(category))
    except (signing.BadSignature, ValueError, Client.DoesNotExist) as wrong:
        raise NotFound("No such link") from wrong
    if stop.category in CARE:
        raise NotFound("No such link")
    return stop


def stop(*, token: str, now: datetime) -> Stop:
    """Switches the category's e-mails off. Twice is once."""
    wanted = read_stop(token)
    choose_notifications(
        actor=Actor.link(id=str(wanted.client.pk), label="client"),
        client=wanted.client,
        category=wanted.category,
        email=False,
        text=chosen_by(wanted.client)[wanted.category].text,
        now=now,
    )
    return wanted
