"""Which letters went out in an episode, to whom, and may they still be opened?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ischia.clinic.decide.letters.letter import Kind, Reader
from ischia.clinic.decide.models import SentLetter
from ischia.clinic.people.api import Episode
from ischia.pathway.shared.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class SentShown:
    """One letter that went out. `to` is empty where it went to the client."""

    title: str
    to: str
    by: str
    at: datetime
    page: str


def kept_letters(episode: Episode) -> tuple[SentShown, ...]:
    """Every letter that was sent, the newest first: one SQL query."""
    rows = SentLetter.objects.filter(episode=episode).defer("letter")
    return tuple(
        SentShown(
            title=titled(Kind(row.kind), Reader(row.reader)),
            to=row.clinician,
            by=row.sent_name,
            at=row.sent_at,
            page=reverse("decide:sent_letter", args=[episode.pk, row.pk]),
        )
        for row in rows
    )


def sent_letter_of(episode: Episode, sent_id: UUID) -> SentLetter:
    """One letter of this episode; else NotFound."""
    found = SentLetter.objects.filter(episode=episode, pk=sent_id).first()
    if found is None:
        raise NotFound("No such letter")
    return found


def titled(kind: Kind, reader: Reader) -> str:
    """What a letter is called in a list."""
    return {
        (Kind.PROGRESS, Reader.CLIENT): _("Progress letter for the client"),
        (Kind.PROGRESS, Reader.CLINICIAN): _("Progress letter for a clinician"),
        (Kind.DISCHARGE, Reader.CLIENT): _("Discharge summary for the client"),
        (Kind.DISCHARGE, Reader.CLINICIAN): _("Discharge summary for a clinician"),
    }[kind, reader]
