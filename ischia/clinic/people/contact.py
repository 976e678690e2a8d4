"""How is it written down that a client is reached differently from now on?"""

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import Client


def correct_phone(*, actor: Actor, client: Client, phone: str) -> None:
    """The client's phone number; nothing is written when it is the same or empty."""
    phone = phone.strip()
    if not phone or phone == client.phone:
        return
    with transaction.atomic():
        client.phone = phone
        client.save(update_fields=["phone"])
        record(actor=actor, action="people.client_corrected", subject=client, detail={"fields": ["phone"]})
