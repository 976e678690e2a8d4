"""Which papers does a client have at the clinic?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from ischia.clinic.decide.api import SentLetter
from ischia.clinic.intake.api import Intake
from ischia.clinic.people.api import Client
from ischia.clinic.receipts.api import (
    PackageLine,
    ReceiptLine,
    open_packages,
    package_lines,
    receipt_lines,
    receipts_of,
)
from ischia.clinic.screen.api import Clearance


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document that can be opened. `address` is empty for what is only told here."""

    title: str
    at: datetime | date
    address: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Everything on the page of documents. Papers about health are empty where they are not shared."""

    letters: tuple[Paper, ...]
    clearances: tuple[Paper, ...]
    intakes: tuple[Paper, ...]
    receipts: tuple[ReceiptLine, ...]
    packages: tuple[PackageLine, ...]
    episode: UUID | None


def documents_of(client: Client, *, today: date, shares_health: bool) -> Documents:
    """The client's papers, the newest first."""
    episode = client.episodes.values_list("pk", flat=True).first() if shares_health else None
    return Documents(
        letters=_letters(client) if shares_health else (),
        clearances=_clearances(client) if shares_health else (),
        intakes=_intakes(client) if shares_health else (),
        receipts=receipt_lines(receipts_of(client)),
        packages=package_lines(open_packages(client, today=today)),
        episode=episode,
    )


def _letters(client: Client) -> tuple[Paper, ...]:
    rows = SentLetter.objects.filter(episode__client=client).defer("letter")
    return tuple(
        Paper(
            title=_("Discharge summary") if row.kind == "discharge" else _("Progress letter"),
            at=row.sent_at,
            address=reverse("decide:sent_letter", args=[row.episode_id, row.pk]),
            text=_("to %s") % row.clinician if row.clinician else "",
        )
        for row in rows
    )


def _clearances(client: Client) -> tuple[Paper, ...]:
    """What clinicians answered: no page of its own, the answer stands here."""
    rows = Clearance.objects.filter(episode__client=client).order_by("-recorded_at")
    return tuple(
        Paper(
            title=_("Answer of %(name)s, %(role)s") % {"name": row.clinician_name, "role": row.clinician_role},
            at=row.answered_on,
            text=answer_in_words(row.answer),
        )
        for row in rows
    )


def answer_in_words(answer: str) -> str:
    """A clinician's answer in the client's words."""
    return {
        "yes": _("Yes, massage is suitable"),
        "yes_with_limits": _("Yes, with limits"),
        "no": _("No, massage is not advised"),
    }.get(answer, answer)


def _intakes(client: Client) -> tuple[Paper, ...]:
    rows = Intake.objects.filter(episode__client=client).order_by().values("episode").annotate(at=Max("sent_at"))
    return tuple(
        Paper(
            title=_("What you told us before your visits"),
            at=row["at"],
            address=reverse("intake:sent", args=[row["episode"]]),
        )
        for row in rows.order_by("-at")
    )
