"""What was written to whom, and what became of it?"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from ischia.clinic.messaging.models import Delivery, Message, State
from ischia.clinic.people.api import Client, Episode
from ischia.clinic.places.api import Clinic


def messages_of(episode: Episode) -> QuerySet[Message]:
    """Every message of the episode, latest first, with what became of each. Two SQL queries."""
    return _shown(Message.objects.filter(episode=episode))


def messages_to(client: Client) -> QuerySet[Message]:
    """Every message about the client, of whichever episode or none, latest first. Two SQL queries."""
    return _shown(Message.objects.filter(client=client))


def keys_written(kind: str, about: Collection[str]) -> frozenset[str]:
    """The keys of what was written of this kind about these. One SQL query."""
    return frozenset(Message.objects.filter(kind=kind, about__in=about).values_list("key", flat=True))


def given_up(clinic: Clinic) -> QuerySet[Message]:
    """The clinic's messages that were given up and neither sent nor queued again since, latest first. Two queries."""
    deliveries = Delivery.objects.filter(message=OuterRef("pk"))
    lost = Message.objects.filter(Exists(deliveries.filter(state=State.GIVEN_UP)), client__clinic=clinic)
    return _shown(lost.exclude(Exists(deliveries.filter(state=State.SENT))).filter(waiting__isnull=True))


def _shown(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_related("client__clinic").prefetch_related("deliveries")
