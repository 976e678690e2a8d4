"""`tell_clients`: sends what clients have to hear of their visits: booked, moved or cancelled."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ischia.clinic.book.telling import tell_clients


class Command(BaseCommand):
    """The worker does so every minute; twice at once does no harm."""

    help = "Send clients one message for each course booked, and one for each change of their visits."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tell_clients(now=timezone.now())} messages sent")
