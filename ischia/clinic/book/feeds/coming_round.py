"""Which work with outside calendars comes round by itself?"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.feeds.importing import refresh_outside
from ischia.clinic.book.feeds.models import OutsideCalendar
from ischia.clinic.messaging.api import Job, put_job_in_place


def put_jobs_in_place() -> None:
    """Outside calendars that have an address are read."""
    put_job_in_place(
        Job(
            name="feeds.outside_calendars",
            label=_("Read therapists’ outside calendars"),
            every=timedelta(minutes=15),
            run=lambda now: sum(read_all(now)),
        )
    )


def read_all(now: datetime) -> list[bool]:
    """Fetches every outside calendar that has an address: for each whether that worked. One that fails stops none."""
    actor = Actor.system("outside calendars")
    rows = OutsideCalendar.objects.exclude(url="").select_related("therapist__clinic")
    return [refresh_outside(actor=actor, outside=outside, now=now) for outside in rows]
