"""How is it written down that a client is reached differently from now on?"""

from datetime import date

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import Client
from ischia.pathway.shared.errors import Refused


def correct_phone(*, actor: Actor, client: Client, phone: str) -> None:
    """The client's phone number; nothing is written when it is the same or empty."""
    phone = phone.strip()
    if not phone or phone == client.phone:
        return
    with transaction.atomic():
        client.phone = phone
        client.save(update_fields=["phone"])
        record(actor=actor, action="people.client_corrected", subject=client, detail={"fields": ["phone"]})


def change_contact(
    *, actor: Actor, client: Client, name: str, email: str, phone: str, date_of_birth: date | None, today: date
) -> None:
    """Keeps the new details; the audit row says which fields changed, and not to what.

    Raises:
        Refused: `no_name`, `born_later` (a date of birth to come), each with its field.
    """
    if not name.strip():
        raise Refused("no_name", "A client needs a name.", field="name")
    if date_of_birth is not None and date_of_birth > today:
        raise Refused("born_later", "This date is still to come.", field="date_of_birth")
    new = {"name": name.strip(), "email": email.strip(), "phone": phone.strip(), "date_of_birth": date_of_birth}
    with transaction.atomic():
        row = Client.objects.select_for_update().get(pk=client.pk)
        changed = sorted(field for field, value in new.items() if getattr(row, field) != value)
        if not changed:
            return
        for field in changed:
            setattr(row, field, new[field])
        row.save(update_fields=changed)
        record(actor=actor, action="people.client_changed", subject=row, detail={"fields": changed})
