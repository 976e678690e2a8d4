"""How does a letter reach its reader? It is kept as it was sent, and a message leads there; none travels by e-mail.

The client comes to their own page, signed in. A clinician has no account: a secure link opens this one letter for four
weeks, as often as they like, until it runs out or somebody here withdraws it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.decide.letters.letter import Kind, Letter, Reader
from ischia.clinic.decide.letters.writing import Writer, write
from ischia.clinic.decide.models import SentLetter
from ischia.clinic.messaging.api import absolute, write_message
from ischia.clinic.people.api import ConsentKind, Episode, User, has_taken_back, issue_link, withdraw_links
from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.errors import BadInput, InputFault, Refused

PURPOSE = "letter"
LINK_LASTS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinician:
    """Who outside the clinic a letter goes to. `has_agreed`: the client wants this person to read it."""

    name: str
    email: str
    has_agreed: bool


def send_letter(
    *,
    actor: Actor,
    sender: User,
    episode: Episode,
    kind: Kind,
    request_key: UUID,
    knowledge: Knowledge,
    now: datetime,
    clinician: Clinician | None = None,
) -> SentLetter:
    """Write the letter from the record as it stands, keep it, and tell its reader: the client, or this clinician.

    The same `request_key` sends once. Raises BadInput for a clinician without a name, an address or the client's
    agreement, and Refused: `not_ended` as `write` does, `no_address` for a client without an e-mail address,
    `consent_taken_back` for a client who no longer wants us to write to clinicians, `request_key_reused` for
    another letter under the same key.
    """
    _check(episode, clinician)
    reader = Reader.CLIENT if clinician is None else Reader.CLINICIAN
    letter = write(kind, reader, episode=episode, writer=Writer(name=sender.name, at=now), knowledge=knowledge)
    with transaction.atomic():
        sent, is_new = SentLetter.objects.get_or_create(
            request_key=request_key,
            defaults={
                "episode": episode,
                "kind": kind,
                "reader": reader,
                "letter": msgspec.to_builtins(letter),
                "clinician": clinician.name.strip() if clinician else "",
                "clinician_email": clinician.email.strip() if clinician else "",
                "link_until": now + LINK_LASTS if clinician else None,
                "knowledge_version": letter.knowledge_version,
                "sent_by": sender,
                "sent_name": sender.name,
                "sent_at": now,
            },
        )
        if (sent.episode_id, sent.kind, sent.reader) != (episode.pk, kind, reader):
            raise Refused("request_key_reused", "This request was already used for something else.")
        if is_new:
            _tell(actor, sent, now)
            record(
                actor=actor,
                action="decide.letter_sent",
                subject=sent,
                detail={"kind": kind.value, "reader": reader.value, "episode": str(episode.pk)},
            )
    return sent


def withdraw_letter(*, actor: Actor, sent: SentLetter, now: datetime) -> None:
    """End the clinician's link: sent to the wrong address, or the client thought again. The letter stays on record."""
    with transaction.atomic():
        if not withdraw_links(actor=actor, purpose=PURPOSE, subject_id=sent.pk, now=now):
            raise Refused("no_open_link", "No link to this letter is open any more.")
        record(actor=actor, action="decide.letter_withdrawn", subject=sent)


def letter_of(sent: SentLetter) -> Letter:
    """The letter as it was sent."""
    return msgspec.convert(sent.letter, Letter)


def _check(episode: Episode, clinician: Clinician | None) -> None:
    if clinician is None:
        if not episode.client.email:
            raise Refused("no_address", "There is no e-mail address on record. Please print the letter instead.")
        return
    if has_taken_back(episode.client, ConsentKind.CONTACT_CLINICIAN):
        raise Refused("consent_taken_back", _("The client has taken back the agreement that we write to clinicians."))
    faults = []
    if not clinician.name.strip():
        faults.append(InputFault(field="clinician", reason=_("Say who the letter goes to.")))
    try:
        validate_email(clinician.email.strip())
    except ValidationError:
        faults.append(InputFault(field="email", reason=_("Give the clinician's e-mail address.")))
    if not clinician.has_agreed:
        faults.append(InputFault(field="agreed", reason=_("A letter goes out only if the client agrees.")))
    if faults:
        raise BadInput(tuple(faults))


def _tell(actor: Actor, sent: SentLetter, now: datetime) -> None:
    """One message with a link and nothing else about anybody."""
    episode, key = sent.episode, f"letter-{sent.pk}"
    if sent.link_until is None:
        link = absolute(reverse("decide:sent_letter", args=[episode.pk, sent.pk]))
        facts = {"link": link}
        write_message(actor=actor, client=episode.client, episode=episode, kind="letter", key=key, facts=facts, now=now)
        return
    token = issue_link(actor=actor, purpose=PURPOSE, subject_id=sent.pk, expires_at=sent.link_until, now=now)
    until = timezone.localtime(sent.link_until, episode.client.clinic.zoneinfo)
    write_message(
        actor=actor,
        client=episode.client,
        episode=episode,
        kind="letter_to_clinician",
        key=key,
        facts={
            "link": absolute(reverse("decide:letter_by_link", args=[token])),
            "until": date_format(until, "l j F Y"),
        },
        address=sent.clinician_email,
        now=now,
    )
