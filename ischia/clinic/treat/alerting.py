"""Who hears at once that a response to massage needed medical care? The audit log, and every owner by e-mail.

The e-mail leads to the safety log and says nothing about anybody: notes and names stay with those who treat (decision
0063).
"""

from datetime import datetime

from django.urls import reverse

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.messaging.api import absolute, write_message
from ischia.clinic.people.api import Membership, Role
from ischia.clinic.treat.models import SessionRecord
from ischia.pathway.treat.api import SessionRecord as Record


def alert_if_serious(*, actor: Actor, row: SessionRecord, done: Record, now: datetime) -> None:
    """Part of signing, inside its transaction."""
    kinds = [event.kind.value for event in done.adverse_events if event.is_serious]
    if not kinds:
        return
    record(actor=actor, action="treat.serious_event", subject=row, detail={"kinds": kinds})
    client = row.episode.client
    owners = Membership.objects.filter(clinic=client.clinic, role=Role.OWNER, user__is_active=True)
    for owner in owners.select_related("user"):
        write_message(
            actor=actor,
            client=client,
            episode=row.episode,
            kind="serious_response",
            key=f"serious-{row.pk}-{owner.user_id}",
            facts={"link": absolute(reverse("decide:safety"))},
            address=owner.user.email,
            now=now,
        )
