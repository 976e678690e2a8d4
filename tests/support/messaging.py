"""How do tests write a message without saying everything?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ischia.clinic.messaging.api import KINDS, Message, write_message
from tests.support.clinic import NOW, World


def facts_of(kind: str) -> dict[str, str]:
    """The kind's sample facts."""
    return dict(KINDS[kind].placeholders)


def write(
    world: World,
    *,
    kind: str = "measures_due",
    key: str = "a key",
    facts: Mapping[str, str] | None = None,
    now: datetime = NOW,
    **more: Any,
) -> tuple[Message, ...]:
    """A message to Ailsa about her episode, from the front desk."""
    given = {"client": world.ailsa, "episode": world.episode, **more}
    return write_message(
        actor=world.as_morag,
        kind=kind,
        key=key,
        facts=facts_of(kind) if facts is None else facts,
        now=now,
        **given,
    )
