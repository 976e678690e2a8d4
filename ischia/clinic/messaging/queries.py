"""What was written to whom, and what became of it?"""

from django.db.models import QuerySet

from ischia.clinic.messaging.models import Message
from ischia.clinic.people.api import Client, Episode


def messages_of(episode: Episode) -> QuerySet[Message]:
    """Every message of the episode, latest first, with what became of each. Two SQL queries."""
    return _shown(Message.objects.filter(episode=episode))


def messages_to(client: Client) -> QuerySet[Message]:
    """Every message about the client, of whichever episode or none, latest first. Two SQL queries."""
    return _shown(Message.objects.filter(client=client))


def _shown(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_related("client__clinic").prefetch_related("deliveries")
