"""`read_outside_calendars`: fetches every outside calendar that has an address. Run it every quarter of an hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.feeds.importing import refresh_outside
from ischia.clinic.book.feeds.models import OutsideCalendar


class Command(BaseCommand):
    """One calendar that fails does not keep the others from being read."""

    help = "Fetch and read the outside calendars of therapists."

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("outside calendars")
        rows = OutsideCalendar.objects.exclude(url="").select_related("therapist__clinic")
        done = [refresh_outside(actor=actor, outside=outside, now=timezone.now()) for outside in rows]
        self.stdout.write(f"{sum(done)} calendars read, {len(done) - sum(done)} failed")
