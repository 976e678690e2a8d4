"""What of a client does this app erase when they are erased?"""

from ischia.clinic.people.api import Client
from ischia.clinic.receipts.models import LetOff

ERASED = "erased"


def erase_reasons(client: Client) -> None:
    """Why nothing was asked, in staff's own words. That a session was let off stays: it is still not to be paid."""
    rows = list(LetOff.objects.filter(session__client=client))
    LetOff.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.reason = ERASED
    LetOff.objects.bulk_create(rows)
