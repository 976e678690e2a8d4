"""What may other apps use of messaging? `write_message`, above all: everything that is to reach a person goes there."""

from ischia.clinic.messaging.addresses import absolute
from ischia.clinic.messaging.choices import DEFAULTS, Chosen, choose_notifications, chosen_by, gets_texts, language_of
from ischia.clinic.messaging.jobs import Job, put_job_in_place
from ischia.clinic.messaging.kinds import KINDS, Kind
from ischia.clinic.messaging.models import (
    CARE,
    Category,
    Channel,
    Delivery,
    Message,
    MessagingRules,
    NotificationChoice,
    State,
)
from ischia.clinic.messaging.queries import keys_written, messages_of, messages_to
from ischia.clinic.messaging.rules import quiet_hours_of, rules_of
from ischia.clinic.messaging.wanted import when_wanted
from ischia.clinic.messaging.working import WorkerThread
from ischia.clinic.messaging.writing import File, write_message

__all__ = [
    "CARE",
    "DEFAULTS",
    "KINDS",
    "Category",
    "Channel",
    "Chosen",
    "Delivery",
    "File",
    "Job",
    "Kind",
    "Message",
    "MessagingRules",
    "NotificationChoice",
    "State",
    "WorkerThread",
    "absolute",
    "choose_notifications",
    "chosen_by",
    "gets_texts",
    "keys_written",
    "language_of",
    "messages_of",
    "messages_to",
    "put_job_in_place",
    "quiet_hours_of",
    "rules_of",
    "when_wanted",
    "write_message",
]
