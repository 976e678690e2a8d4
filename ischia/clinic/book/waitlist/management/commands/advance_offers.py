"""`advance_offers`: passes offers that ran out to the next person. Nothing is wrong without it, only slower."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ischia.clinic.book.waitlist.coming_round import advance_all


class Command(BaseCommand):
    """The worker does so every few minutes; twice at once does no harm."""

    help = "Pass waitlist offers that have run out to the next person."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{advance_all(timezone.now())} offers made")
