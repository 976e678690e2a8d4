"""How does a message get into the outbox, in the transaction of what it tells of?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.messaging.choices import chosen_by, language_of
from ischia.clinic.messaging.kinds import Kind, kind_called
from ischia.clinic.messaging.models import Attachment, Channel, Message, Waiting
from ischia.clinic.people.api import Client, Episode


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to go with an e-mail, such as `text/calendar; method=PUBLISH`."""

    name: str
    data: bytes
    content_type: str


def write_message(
    *,
    actor: Actor,
    client: Client,
    kind: str,
    key: str,
    facts: Mapping[str, str],
    now: datetime,
    episode: Episode | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    attachments: Sequence[File] = (),
    about: str = "",
    address: str = "",
    language: str = "",
) -> tuple[Message, ...]:
    """Writes a message into the outbox, once for each channel that the kind has and the client wants.

    Part of the caller's transaction: nothing is sent of what is undone. The same `key` is written once a channel, so
    twice is once. `facts` are the kind's placeholders, all of them and no others. `address` is the e-mail address of
    somebody else than the client (a clinician, a therapist), whom the client's choices do not concern. `about` names
    what it is about, for `when_wanted`. `language` is the clinic's unless it is given.

    Returns what was written now: nothing where it was written before or nobody wants it.

    Raises:
        ValueError: an unknown kind, facts that are not its placeholders, an episode of another client.
    """
    declared = kind_called(kind)
    _check(declared, client, facts, episode)
    wanted = [
        Message(
            client=client,
            episode=episode,
            kind=kind,
            channel=channel,
            key=key,
            about=about,
            address=address,
            language=language or language_of(client),
            facts=dict(facts),
            created_at=now,
            not_before=max(now, not_before or now),
            not_after=not_after,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
        )
        for channel in _channels(declared, client, address)
    ]
    with transaction.atomic():
        written = _new_of(wanted)
        _queue(written, attachments)
        for message in written:
            record(
                actor=actor,
                action="messaging.written",
                subject=message,
                detail={"kind": kind, "channel": message.channel, "client": str(client.pk)},
            )
    return tuple(written)


def _check(kind: Kind, client: Client, facts: Mapping[str, str], episode: Episode | None) -> None:
    if set(facts) != set(kind.placeholders):
        message = f"{kind.id} takes the facts {sorted(kind.placeholders)}, not {sorted(facts)}"
        raise ValueError(message)
    if wrong := [name for name, value in facts.items() if not isinstance(value, str)]:
        message = f"{kind.id}: facts are texts, and {wrong} are not"
        raise ValueError(message)
    if episode is not None and episode.client_id != client.pk:
        message = "a message goes to the client whose episode it is about"
        raise ValueError(message)


def _channels(kind: Kind, client: Client, address: str) -> list[Channel]:
    """Somebody else gets an e-mail; the client what they chose."""
    if address:
        return [Channel.EMAIL]
    chosen = chosen_by(client)[kind.category].channels
    return [channel for channel in kind.channels if channel in chosen]


def _new_of(wanted: list[Message]) -> list[Message]:
    """Saves those whose key is new. Whoever comes second, in another transaction too, finds theirs not there."""
    Message.objects.bulk_create(wanted, ignore_conflicts=True)
    there = set(Message.objects.filter(pk__in=[message.pk for message in wanted]).values_list("pk", flat=True))
    return [message for message in wanted if message.pk in there]


def _queue(written: list[Message], attachments: Sequence[File]) -> None:
    Attachment.objects.bulk_create(
        [
            Attachment(message=message, name=file.name, data=file.data, content_type=file.content_type)
            for message in written
            if message.channel == Channel.EMAIL
            for file in attachments
        ]
    )
    Waiting.objects.bulk_create([Waiting(message=message, due_at=message.not_before) for message in written])
