"""What would a worker send now? For tests about what reaches people, without a worker of its own."""

from datetime import datetime

from django.core import mail
from django.core.mail import EmailMessage

from ischia.clinic.messaging.api import Message
from ischia.clinic.messaging.carriers import carriers_here
from ischia.clinic.messaging.delivering import deliver_next


def sent(now: datetime) -> list[EmailMessage]:
    """Every e-mail that goes out at `now`, in order."""
    before = len(mail.outbox)
    while deliver_next(now=now, carriers=carriers_here()):
        pass
    return mail.outbox[before:]


def links(kind: str) -> list[str]:
    """The links in messages of a kind, oldest first, as paths; the second channel's are the first one's."""
    rows = Message.objects.filter(kind=kind).order_by("created_at").values_list("key", "facts")
    paths = {key: str(facts["link"]) for key, facts in rows}
    return [path[path.index("/", path.find("//") + 2 if "//" in path else 0) :] for path in paths.values()]
