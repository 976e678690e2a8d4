"""What of the questions to clinicians goes when a client is erased?"""

from ischia.clinic.people.api import Client
from ischia.clinic.screen.models import ClearanceRequest, ClearanceStep


def erase_questions(client: Client) -> None:
    """Who was asked, and what they wrote for the clinic: it may name the client. The clearance itself stays."""
    ClearanceStep.objects.filter(request__episode__client=client).delete()
    ClearanceRequest.objects.filter(episode__client=client).delete()
