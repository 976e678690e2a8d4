"""`advance_offers`: passes offers that ran out to the next person. Nothing is wrong without it, only slower."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ischia.clinic.book.waitlist.offering import advance_offers
from ischia.clinic.places.api import Clinic


class Command(BaseCommand):
    """Run it every few minutes, from cron or by the worker; twice at once does no harm."""

    help = "Pass waitlist offers that have run out to the next person."

    def handle(self, *args: Any, **options: Any) -> None:
        made = sum(advance_offers(clinic=clinic, now=timezone.now()) for clinic in Clinic.objects.all())
        self.stdout.write(f"{made} offers made")
