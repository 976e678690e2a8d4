"""What does the worker do for questions to clinicians: remind, and not send what is settled?"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ischia.clinic.messaging.api import Job, Message
from ischia.clinic.screen.clearing.requests import remind_clinicians
from ischia.clinic.screen.clearing.standing import is_open
from ischia.clinic.screen.models import ClearanceRequest

ABOUT_REQUESTS = ("clearance_request", "clearance_reminder")


def _remind(now: datetime) -> int:
    return remind_clinicians(now=now)


REMINDING = Job(name="remind_clinicians", label=_("Reminding clinicians"), every=timedelta(hours=1), run=_remind)


def is_still_asked(message: Message, now: datetime) -> bool:
    """Whether the question that the message carries is still out."""
    asked = ClearanceRequest.objects.filter(pk=message.about).prefetch_related("steps").first()
    return asked is not None and is_open(asked, now)
