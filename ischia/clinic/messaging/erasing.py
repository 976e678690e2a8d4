"""What of a client does this app erase when they are erased?"""

from ischia.clinic.messaging.models import Attachment, Delivery, Message, NotificationChoice, Waiting
from ischia.clinic.people.api import Client


def erase_messages(client: Client) -> None:
    """Every message about the client, sent or not: each names them. That it was written stays in the audit trail."""
    for table in (Waiting, Delivery, Attachment):
        table.objects.filter(message__client=client).delete()
    Message.objects.filter(client=client).delete()
    NotificationChoice.objects.filter(client=client).delete()
