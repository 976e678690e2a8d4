"""What is written when somebody sends a message or reads one, and who is told?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.conversation.models import Post, ReadMark
from ischia.clinic.conversation.queries import addresses_of_care_team
from ischia.clinic.conversation.signs import judged
from ischia.clinic.messaging.api import absolute, write_message
from ischia.clinic.people.api import Episode, Role, User
from ischia.clinic.screen.api import verdict_to_json
from ischia.knowledge.records import Knowledge
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.errors import Refused

ONE_NOTICE = timedelta(minutes=15)
"""Messages of one side within this time are told of once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody sends: the text, the warning signs a client has ticked, and the key of the request."""

    text: str
    request_key: UUID
    ticked: Collection[str] = ()


def send_post(
    *, author: User, episode: Episode, from_client: bool, written: Written, knowledge: Knowledge, now: datetime
) -> Post:
    """Adds a message to the conversation and tells the other side, without a word of it. Sent twice it is there once.

    Ticked signs are judged, kept with the message, and the care team is told at once.
    Raises Refused `episode_closed`.
    """
    actor = Actor.of(author)
    with transaction.atomic():
        episode = Episode.objects.select_for_update(of=("self",)).select_related("client__clinic").get(pk=episode.pk)
        before = Post.objects.filter(author=author, request_key=written.request_key).first()
        if before is not None:
            return before
        if not episode.is_open:
            raise Refused("episode_closed", "This course is over. Please call us.")
        verdict = judged(episode, written.ticked, knowledge) if written.ticked else None
        last = Post.objects.filter(episode=episode).order_by("-sent_at").first()
        post = _kept(author, episode, written, verdict, now, from_client=from_client)
        record(
            actor=actor,
            action="conversation.sent",
            subject=post,
            detail={"episode": str(episode.pk), "outcome": post.outcome},
        )
        if verdict is not None:
            _alert(actor, post, now)
        elif last is None or last.from_client != from_client or last.sent_at < now - ONE_NOTICE:
            _tell(actor, post, now)
    return post


def mark_read(*, user: User, episode: Episode, until: datetime) -> None:
    """This user has read everything up to then. No audit row: opening the page has left one."""
    mark = ReadMark(user=user, episode=episode, read_until=until)
    ReadMark.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["episode", "user"], update_fields=["read_until"]
    )


def _kept(
    author: User, episode: Episode, written: Written, verdict: Verdict | None, now: datetime, *, from_client: bool
) -> Post:
    return Post.objects.create(
        episode=episode,
        author=author,
        from_client=from_client,
        text=written.text.strip(),
        ticked=sorted(written.ticked),
        verdict=verdict_to_json(verdict) if verdict else None,
        outcome=verdict.outcome if verdict else "",
        request_key=written.request_key,
        sent_at=now,
    )


def _tell(actor: Actor, post: Post, now: datetime) -> None:
    if post.from_client:
        _write_to_team(actor, post, "conversation_team", addresses_of_care_team(post.episode.client), now)
        return
    write_message(
        actor=actor,
        client=post.episode.client,
        episode=post.episode,
        kind="conversation",
        key=f"conversation-{post.pk}",
        facts={"link": _link(post)},
        now=now,
    )


def _alert(actor: Actor, post: Post, now: datetime) -> None:
    """To the therapists and every owner, whatever the hour."""
    addresses = addresses_of_care_team(post.episode.client, roles=(Role.OWNER,))
    _write_to_team(actor, post, "conversation_alarm", addresses, now)


def _write_to_team(actor: Actor, post: Post, kind: str, addresses: Collection[str], now: datetime) -> None:
    for address in addresses:
        write_message(
            actor=actor,
            client=post.episode.client,
            episode=post.episode,
            kind=kind,
            key=f"{kind}-{post.pk}-{address}"[:120],
            facts={"link": _link(post)},
            address=address,
            now=now,
        )


def _link(post: Post) -> str:
    return absolute(reverse("conversation:thread", args=[post.episode_id]))
