"""Which of booking's work comes round by itself?"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ischia.clinic.book.reminding import KINDS, remind_of_visits, still_stands
from ischia.clinic.book.telling import MOVED, move_stands, tell_clients
from ischia.clinic.messaging.api import Job, put_job_in_place, when_wanted


def put_jobs_in_place() -> None:
    """Clients are told of what was booked, and reminded of what is ahead."""
    put_job_in_place(
        Job(
            name="book.tell_clients",
            label=_("Tell clients of bookings"),
            every=timedelta(minutes=1),
            run=_tell,
        )
    )
    put_job_in_place(Job(name="book.reminders", label=_("Remind of visits"), every=timedelta(minutes=5), run=_remind))
    for kind in KINDS:
        when_wanted(kind, still_stands)
    when_wanted(MOVED, move_stands)


def _tell(now: datetime) -> int:
    return tell_clients(now=now)


def _remind(now: datetime) -> int:
    return remind_of_visits(now=now)
