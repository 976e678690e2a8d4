"""What of lists that were brought in goes: files left lying, and which row of theirs somebody was who was erased?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ischia.clinic.messaging.api import Job
from ischia.clinic.people.api import Client, Erasure
from ischia.clinic.places.api import Clinic
from ischia.clinic.transfer.models import BroughtIn, ImportDraft, Sort

KEPT_FOR = timedelta(days=1)
"""A file that was looked at and not brought in is deleted after this."""


def delete_old_drafts(now: datetime) -> int:
    """Deletes files that were left lying; how many."""
    deleted, _tables = ImportDraft.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted


DELETING = Job(
    name="transfer.drafts",
    label=_("Delete lists that were not brought in"),
    every=timedelta(hours=1),
    run=delete_old_drafts,
)


def mark_of(external_id: str) -> str:
    """What is kept of the other system's key of somebody who was erased: it knows the key again and does not tell it.

    It rests on this installation's secret: with another one, the key is not known again.
    """
    return f"erased:{salted_hmac('transfer.erased', external_id, algorithm='sha256').hexdigest()}"


def forget_where_from(client: Client) -> None:
    """Forgets who the client is in the other system, but for a mark: the same list must not bring them back."""
    for row in BroughtIn.objects.filter(sort=Sort.CLIENTS, row_id=client.pk):
        BroughtIn.objects.filter(pk=row.pk).update(external_id=mark_of(row.external_id))


def erased_in(clinic: Clinic, sort: Sort) -> frozenset[UUID]:
    """Which rows of the clinic are of people who were erased."""
    if sort is not Sort.CLIENTS:
        return frozenset()
    return frozenset(
        Erasure.objects.filter(request__client__clinic=clinic).values_list("request__client_id", flat=True)
    )
