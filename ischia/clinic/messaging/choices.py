"""By which channels does a client want which messages?"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.messaging.models import CARE, Category, Channel, NotificationChoice
from ischia.clinic.messaging.phone_numbers import number_to_text
from ischia.clinic.people.api import Client
from ischia.pathway.shared.errors import Refused


class Chosen(NamedTuple):
    """Whether messages of a category come by e-mail, and whether by text."""

    email: bool
    text: bool

    @property
    def channels(self) -> frozenset[Channel]:
        return frozenset(
            channel for channel, wanted in ((Channel.EMAIL, self.email), (Channel.TEXT, self.text)) if wanted
        )


DEFAULTS: Mapping[Category, Chosen] = {
    category: Chosen(email=True, text=category in {Category.REMINDERS, Category.WAITLIST}) for category in Category
}
"""What holds until a client chooses: everything by e-mail, and what cannot wait by text too."""


def chosen_by(client: Client) -> Mapping[Category, Chosen]:
    """What the client wants, for every category. One SQL query."""
    rows = {
        Category(row.category): Chosen(email=row.email, text=row.text)
        for row in NotificationChoice.objects.filter(client=client)
    }
    return {**DEFAULTS, **rows}


def language_of(client: Client) -> str:
    """In which language the client is written to."""
    return client.clinic.locale


def gets_texts(client: Client, category: Category) -> bool:
    """Whether a text message of the category would reach the client: wanted, and with a number. One SQL query."""
    return chosen_by(client)[category].text and bool(number_to_text(client.phone, client.clinic.locale))


def choose_notifications(
    *, actor: Actor, client: Client, category: Category, email: bool, text: bool, now: datetime
) -> NotificationChoice:
    """Notes by which channels the client wants messages of the category.

    Raises:
        Refused: `care_by_email` where e-mail would be switched off for what belongs to treatment.
    """
    if category in CARE and not email:
        raise Refused(
            "care_by_email", "Messages that belong to your treatment come by e-mail.", field=f"{category.value}_email"
        )
    with transaction.atomic():
        choice, _ = NotificationChoice.objects.update_or_create(
            client=client, category=category, defaults={"email": email, "text": text, "chosen_at": now}
        )
        record(
            actor=actor,
            action="messaging.notifications_chosen",
            subject=client,
            detail={"category": category.value, "by_email": email, "by_text": text},
        )
    return choice
