"""Which of the waitlist's work comes round by itself?"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ischia.clinic.book.waitlist.offering import advance_offers
from ischia.clinic.book.waitlist.telling import OFFERED, is_open
from ischia.clinic.messaging.api import Job, put_job_in_place, when_wanted
from ischia.clinic.places.api import Clinic


def put_jobs_in_place() -> None:
    """Offers that ran out go on to the next person, and nobody is told of one that no longer stands."""
    when_wanted(OFFERED, is_open)
    put_job_in_place(
        Job(
            name="waitlist.advance_offers",
            label=_("Offer freed times to the next person"),
            every=timedelta(minutes=2),
            run=advance_all,
        )
    )


def advance_all(now: datetime) -> int:
    """Passes on the offers of every clinic that have run out; how many were made."""
    return sum(advance_offers(clinic=clinic, now=now) for clinic in Clinic.objects.all())
