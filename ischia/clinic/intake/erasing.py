"""What of a client does this app erase when they are erased, and when were they here last?"""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from ischia.clinic.book.api import Session, Status
from ischia.clinic.intake.models import IntakeAnswers, IntakeDraft
from ischia.clinic.people.api import Client

CAME = (Status.ARRIVED, Status.IN_SESSION, Status.DONE)


def erase_told(client: Client) -> None:
    """What the client told before visits: it names people, telephone numbers and more. That it was told stays."""
    IntakeAnswers.objects.filter(intake__episode__client=client).delete()
    IntakeDraft.objects.filter(episode__client=client).delete()


def last_visit(client: Client) -> date | None:
    """The day of the last visit that took place; None for somebody who never came."""
    found = Session.objects.filter(client=client, status__in=CAME).aggregate(last=Max("starts_at"))["last"]
    return timezone.localdate(found, client.clinic.zoneinfo) if found else None
