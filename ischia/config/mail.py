"""Where does e-mail go on the demo? To the console and to one file a message, never off the machine."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class ConsoleAndFileBackend(BaseEmailBackend):
    """Prints each message, or that there is one, and keeps it under `var/mail` as a file that its owner alone reads."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.ISCHIA_VAR) / "mail"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            _keep(folder, message)
            _print(message)
        return len(email_messages)


def _keep(folder: Path, message: EmailMessage) -> None:
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.eml"
    path.touch(mode=0o600)
    path.write_bytes(message.message().as_bytes())


def _print(message: EmailMessage) -> None:
    """All of a sign-in code, which somebody waits for; of what the worker sends only that it was sent."""
    head = f"--- e-mail to {', '.join(message.to)}: {message.subject}"
    is_by_worker = "Auto-Submitted" in message.extra_headers
    sys.stdout.write(f"{head} (/messages/demo/)\n" if is_by_worker else f"{head}\n{message.body}\n---\n")
    sys.stdout.flush()
