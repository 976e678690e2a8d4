"""What carries a message out of the house? The contract of every carrier, and which ones this installation has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from ischia.clinic.messaging.models import Channel
from ischia.clinic.messaging.writing import File


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message ready to go. `id` is the message's own, the same at every attempt; `text` is all a text message has.

    `stop_link` is where the reader can unsubscribe; empty where it belongs to treatment.
    """

    id: UUID
    to: str
    text: str
    subject: str = ""
    sender: str = ""
    reply_to: str = ""
    stop_link: str = ""
    files: Sequence[File] = field(default=())


class NotSent(Exception):
    """It has certainly not gone out. `reason` is a code; `is_final`: trying again will not help."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_final = reason, is_final


class OutcomeUnknown(Exception):
    """It may have gone out, or not: the answer was lost. `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Carrier(Protocol):
    """Takes letters to people. Everything that can fail before the letter is handed over fails in `open`."""

    is_idempotent: bool
    """Whether the same letter handed over twice reaches its reader once: only then may it be, after a crash."""

    def open(self) -> None:
        """Reach the other side. Raises `NotSent`."""
        ...

    def send(self, letter: Letter) -> str:
        """Hand the letter over; the name that the other side gave it. Raises `NotSent` or `OutcomeUnknown`."""
        ...

    def close(self) -> None:
        """Let go; never raises."""
        ...


Carriers = Mapping[Channel, Carrier]


def carriers_here() -> Carriers:
    """One carrier for each channel that this installation has (`ISCHIA_CARRIERS`)."""
    return {Channel(channel): import_string(path)() for channel, path in settings.ISCHIA_CARRIERS.items()}
