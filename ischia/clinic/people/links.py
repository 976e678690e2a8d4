"""How does one link open one thing for somebody without an account, and nothing else?

The token in the address is 256 random bits; we keep its hash. Looking (`open_link`) changes nothing, because mail
programs open links by themselves; the act itself uses the link up (`use_link`), once, whoever else holds it.
"""

import re
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import SecureLink
from ischia.pathway.shared.errors import Refused

TOKEN_BYTES = 32
_SECRET = re.compile(r"(?<=/)[\w:.-]{30,}")
UNKNOWN, EXPIRED, USED, WITHDRAWN = "link_unknown", "link_expired", "link_used", "link_withdrawn"
REFUSALS = frozenset({UNKNOWN, EXPIRED, USED, WITHDRAWN})


def issue_link(*, actor: Actor, purpose: str, subject_id: UUID, expires_at: datetime, now: datetime) -> str:
    """A new link's token, told this once: put it into the message and forget it."""
    token = token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        link = SecureLink.objects.create(
            purpose=purpose,
            subject_id=subject_id,
            token_hash=hash_of(token),
            issued_at=now,
            issued_by_kind=actor.kind,
            issued_by_id=actor.id,
            issued_by_label=actor.label,
            expires_at=expires_at,
        )
        record(
            actor=actor,
            action="people.link_issued",
            subject=link,
            detail={"purpose": purpose, "subject": str(subject_id)},
        )
    return token


def open_link(token: str, purpose: str, now: datetime) -> SecureLink:
    """The link behind a token. Raises Refused: `link_unknown`, `link_used`, `link_withdrawn` or `link_expired`.

    None of them says whether a person exists; only who holds the token learns that it once opened something.
    """
    link = SecureLink.objects.filter(token_hash=hash_of(token), purpose=purpose).first()
    if link is None:
        raise Refused(UNKNOWN, "This link does not lead anywhere.")
    if link.used_at is not None:
        raise Refused(USED, "This link was used already.")
    if link.withdrawn_at is not None:
        raise Refused(WITHDRAWN, "This link was withdrawn.")
    if link.expires_at <= now:
        raise Refused(EXPIRED, "This link has run out.")
    return link


def use_link(token: str, purpose: str, now: datetime) -> SecureLink:
    """Uses the link up inside the caller's transaction. Of two at once, one gets it and the other is Refused.

    Raises as `open_link`; RuntimeError outside a transaction: what the link was used for would not be held to it.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "use a link inside the transaction that does what it is for"
        raise RuntimeError(message)
    link = open_link(token, purpose, now)
    still_open = SecureLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None)
    if not still_open.update(used_at=now):
        open_link(token, purpose, now)  # says which: somebody used or withdrew it since
        raise Refused(USED, "This link was used already.")
    link.used_at = now
    return link


def withdraw_links(*, actor: Actor, purpose: str, subject_id: UUID, now: datetime) -> int:
    """Ends every link to the subject that has not been used; how many there were."""
    with transaction.atomic():
        open_ones = SecureLink.objects.filter(purpose=purpose, subject_id=subject_id, used_at=None, withdrawn_at=None)
        links = list(open_ones.select_for_update())
        open_ones.filter(pk__in=[link.pk for link in links]).update(withdrawn_at=now)
        for link in links:
            record(actor=actor, action="people.link_withdrawn", subject=link, detail={"purpose": purpose})
    return len(links)


def bearer(link: SecureLink, label: str) -> Actor:
    """Who acts with the link: its key, never its token. `label` is a role ("clearing clinician")."""
    return Actor.link(id=str(link.pk), label=label)


def hash_of(token: str) -> str:
    """What is kept of a token. A plain hash will do: there is nothing to guess from 256 random bits."""
    return sha256(token.encode()).hexdigest()


def without_secrets(text: str) -> str:
    """The text with the key of every secret link cut out; ids of rows, which open nothing by themselves, too."""
    return _SECRET.sub("…", text)
