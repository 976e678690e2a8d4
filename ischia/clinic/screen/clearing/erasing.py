"""What of the questions to clinicians ends when a client goes, and what of them is erased?"""

from datetime import datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import Client
from ischia.clinic.screen.clearing.requests import withdraw_request
from ischia.clinic.screen.models import CLOSED, ClearanceRequest, ClearanceStep


def close_questions(*, actor: Actor, client: Client, now: datetime) -> None:
    """No clinician is asked about the client any more, nor reminded."""
    for request in ClearanceRequest.objects.filter(episode__client=client).exclude(steps__status__in=CLOSED):
        withdraw_request(actor=actor, request=request, now=now)


def erase_questions(client: Client) -> None:
    """Who was asked, and what they wrote for the clinic: it may name the client. The clearance itself stays."""
    ClearanceStep.objects.filter(request__episode__client=client).delete()
    ClearanceRequest.objects.filter(episode__client=client).delete()
