"""What of a client does this app erase when they are erased?"""

from ischia.clinic.people.api import Client
from ischia.clinic.treat.models import DischargeNote


def erase_discharge_notes(client: Client) -> None:
    """The notes at the end of a treatment: free text about one person. That one was signed stays in the audit trail."""
    DischargeNote.objects.filter(episode__client=client).delete()
