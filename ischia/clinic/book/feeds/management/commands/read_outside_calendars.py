"""`read_outside_calendars`: fetches every outside calendar that has an address, as the worker does."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ischia.clinic.book.feeds.coming_round import read_all


class Command(BaseCommand):
    """One calendar that fails does not keep the others from being read."""

    help = "Fetch and read the outside calendars of therapists."

    def handle(self, *args: Any, **options: Any) -> None:
        done = read_all(timezone.now())
        self.stdout.write(f"{sum(done)} calendars read, {len(done) - sum(done)} failed")
