"""In which words does a message reach somebody: the clinic's own, or the kind's?"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.messaging.kinds import EVERYWHERE, Kind
from ischia.clinic.messaging.models import ClinicWording, Message
from ischia.clinic.messaging.placeholders import fill, has_stray_brace, unknown_in
from ischia.clinic.people.api import Client
from ischia.clinic.places.api import Clinic
from ischia.pathway.shared.errors import Refused

TEXT_MESSAGE = 160
"""So many characters of the basic set fit into one text message (3GPP TS 23.038)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Subject and text of an e-mail, and the text message (`short`, empty where the kind has none)."""

    subject: str
    text: str
    short: str = ""


def own_words(kind: Kind, language: str) -> Words:
    """The kind's own words, in a language or the nearest there is."""
    with translation.override(language):
        return Words(subject=str(kind.subject), text=str(kind.text), short=str(kind.short))


def words_for(clinic: Clinic, kind: Kind, language: str) -> Words:
    """The clinic's words for the kind in this language, else the kind's own. One SQL query."""
    row = ClinicWording.objects.filter(clinic=clinic, kind=kind.id, language=language).first()
    return own_words(kind, language) if row is None else Words(subject=row.subject, text=row.text, short=row.short)


def filled(words: Words, facts: Mapping[str, str]) -> Words:
    """The words with the facts in their places. A subject is one line whatever its facts say."""
    return Words(
        subject=" ".join(fill(words.subject, facts).split()),
        text=fill(words.text, facts),
        short=" ".join(fill(words.short, facts).split()),
    )


def facts_everywhere(clinic: Clinic, name: str) -> dict[str, str]:
    """The facts that every kind has."""
    return {"name": name, "clinic": clinic.name, "clinic_phone": clinic.phone}


def composed(message: Message, kind: Kind) -> Words:
    """What the message says. Expects its client and clinic loaded. One SQL query."""
    client: Client = message.client
    name = "" if message.address else client.name
    return filled(
        words_for(client.clinic, kind, message.language), {**message.facts, **facts_everywhere(client.clinic, name)}
    )


def sample(clinic: Clinic, kind: Kind, words: Words) -> Words:
    """What a message with these words would look like."""
    return filled(words, {**kind.placeholders, **facts_everywhere(clinic, "Ailsa Rennie")})


def known_in(kind: Kind) -> tuple[str, ...]:
    """Every placeholder that the kind's words may use."""
    return (*EVERYWHERE, *kind.placeholders)


def fault_in(kind: Kind, wording: str) -> tuple[str, str] | None:
    """What is wrong with one of the kind's wordings, as a code and in words; None when it can be sent."""
    if unknown := unknown_in(wording, known_in(kind)):
        said = gettext("We have nothing to put in place of {placeholder}.")
        return "unknown_placeholder", said.replace("placeholder", unknown[0])
    if has_stray_brace(wording):
        return "stray_brace", gettext("A curly bracket stands alone: write a placeholder whole.")
    return None


def check_words(kind: Kind, words: Words) -> None:
    """Refuse words that cannot be sent.

    Raises:
        Refused: `unknown_placeholder`, `stray_brace`, `no_words`, each with its field.
    """
    fields = {"subject": words.subject, "text": words.text, **({"short": words.short} if kind.short else {})}
    for name, value in fields.items():
        if not value.strip():
            raise Refused("no_words", gettext("Write something, or go back to our words."), field=name)
        if fault := fault_in(kind, value):
            raise Refused(fault[0], fault[1], field=name)


def word(*, actor: Actor, clinic: Clinic, kind: Kind, language: str, words: Words) -> ClinicWording:
    """Takes the clinic's own words for a kind of message in a language.

    Raises:
        Refused: as `check_words`.
    """
    check_words(kind, words)
    with transaction.atomic():
        row, _ = ClinicWording.objects.update_or_create(
            clinic=clinic,
            kind=kind.id,
            language=language,
            defaults={"subject": words.subject, "text": words.text, "short": words.short},
        )
        record(
            actor=actor,
            action="messaging.worded",
            subject=clinic,
            detail={"kind": kind.id, "language": language},
        )
    return row


def reset_words(*, actor: Actor, clinic: Clinic, kind: Kind, language: str) -> None:
    """Goes back to the kind's own words."""
    with transaction.atomic():
        ClinicWording.objects.filter(clinic=clinic, kind=kind.id, language=language).delete()
        record(
            actor=actor,
            action="messaging.wording_reset",
            subject=clinic,
            detail={"kind": kind.id, "language": language},
        )


def worded_kinds(clinic: Clinic) -> frozenset[tuple[str, str]]:
    """The kinds for which the clinic has words of its own, with their languages. One SQL query."""
    return frozenset(ClinicWording.objects.filter(clinic=clinic).values_list("kind", "language"))
