"""Is what a message tells still so, at the moment of sending? The app that writes a kind of message knows.

Messaging stands below those apps. So they put a check in place when the application starts, as in
`ischia.clinic.book.reviews`: a reminder of a visit that was cancelled or moved since is not sent.
"""

from collections.abc import Callable
from datetime import datetime

from ischia.clinic.messaging.kinds import kind_called
from ischia.clinic.messaging.models import Message

Check = Callable[[Message, datetime], bool]

_CHECKS: dict[str, Check] = {}


def when_wanted(kind: str, check: Check) -> None:
    """From now on messages of the kind are sent only where `check(message, now)` says yes."""
    _CHECKS[kind_called(kind).id] = check


def is_wanted(message: Message, now: datetime) -> bool:
    """Whether what the message tells is still so. Without a check it is."""
    check = _CHECKS.get(message.kind)
    return check is None or check(message, now)
