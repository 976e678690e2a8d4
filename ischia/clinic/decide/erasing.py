"""Which letters can still be opened when a client goes, and what of them is erased?"""

from datetime import datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.decide.letters.sending import PURPOSE
from ischia.clinic.decide.models import SentLetter
from ischia.clinic.people.api import Client, withdraw_links


def close_letters(*, actor: Actor, client: Client, now: datetime) -> None:
    """No clinician opens a letter about the client any more."""
    letters = SentLetter.objects.filter(episode__client=client, link_until__gt=now)
    for key in letters.values_list("pk", flat=True):
        withdraw_links(actor=actor, purpose=PURPOSE, subject_id=key, now=now)


def erase_letters(client: Client) -> None:
    """Every letter: each holds the client's name and date of birth. That it was sent stays in the audit trail."""
    SentLetter.objects.filter(episode__client=client).delete()
