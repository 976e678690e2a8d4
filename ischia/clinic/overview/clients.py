"""What does the desk see of one client: contacts, visits, what was paid? No clinical notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ischia.clinic.book.api import Session, history_for, upcoming_for
from ischia.clinic.people.api import Client
from ischia.clinic.receipts.api import (
    OwingLine,
    PackageLine,
    ReceiptLine,
    owing_lines,
    owing_of,
    package_lines,
    packages_of,
    receipt_lines,
    receipts_of,
)

MOST_VISITS = 30
MOST_RECEIPTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientShown:
    """One client as the desk sees them."""

    upcoming: tuple[Session, ...]
    history: tuple[Session, ...]
    owing: tuple[OwingLine, ...]
    packages: tuple[PackageLine, ...]
    receipts: tuple[ReceiptLine, ...]
    accepted: str


def client_shown(client: Client, *, now: datetime) -> ClientShown:
    """Everything on the desk's page of a client. Five queries, however much there is."""
    upcoming, history = tuple(upcoming_for(client, now)), tuple(history_for(client, now)[:MOST_VISITS])
    return ClientShown(
        upcoming=upcoming,
        history=history,
        owing=owing_lines(owing_of(client), client.clinic),
        packages=package_lines(packages_of(client)),
        receipts=receipt_lines(receipts_of(client).select_related("of")[:MOST_RECEIPTS]),
        accepted=_accepted((*upcoming, *history)),
    )


def _accepted(sessions: Iterable[Session]) -> str:
    """The version of the cancellation policy that was accepted last; empty when none was."""
    courses = {session.course for session in sessions if session.course.booked_at}
    latest = max(courses, key=lambda course: course.held_at, default=None)
    return latest.policy_version if latest else ""
