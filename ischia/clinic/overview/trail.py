"""Who saw or changed what? The rows of the trail that an owner asks for, in sentences.

A row holds ids and codes; names are looked up here, so that whoever is erased is nameless here too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Event
from ischia.clinic.people.api import Client, Membership, User
from ischia.clinic.places.api import Clinic
from ischia.clinic.transfer.api import rows_of

A_PAGE = 50
READ = "audit.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the owner filters by; empty fields ask for nothing."""

    person: str = ""
    subject: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act: when, who, what in words, and where there is more of the same subject."""

    when: str
    who: str
    role: str
    what: str
    subject: str
    subject_id: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One page of the trail, the newest first."""

    lines: tuple[Line, ...]
    has_more: bool


def trail_of(clinic: Clinic, asked: Asked) -> Trail:
    """The acts that were asked for. Four statements at most."""
    start = (asked.page - 1) * A_PAGE
    rows = rows_of(Event, clinic).filter(_wanted(clinic, asked)).order_by("-at", "-id")
    found = list(rows[start : start + A_PAGE + 1])
    shown = found[:A_PAGE]
    names = _names(shown)
    return Trail(lines=tuple(_line(event, names, clinic) for event in shown), has_more=len(found) > A_PAGE)


def _wanted(clinic: Clinic, asked: Asked) -> Q:
    wanted = Q()
    if asked.person:
        wanted &= Q(actor_id=asked.person)
    if asked.subject:
        wanted &= Q(subject_id=asked.subject)
    if asked.action:
        wanted &= Q(action=asked.action) if asked.action == READ else Q(action__startswith=f"{asked.action}.")
    if asked.first:
        wanted &= Q(at__gte=_midnight(asked.first, clinic))
    if asked.last:
        wanted &= Q(at__lt=_midnight(asked.last + timedelta(days=1), clinic))
    return wanted


def _midnight(day: date, clinic: Clinic) -> datetime:
    return datetime.combine(day, time(0), clinic.zoneinfo)


def _names(events: Iterable[Event]) -> Mapping[str, str]:
    """Names of the users and clients that these acts are by and about. Two statements."""
    keys = {key for event in events for key in (event.actor_id, event.subject_id) if _is_key(key)}
    users = User.objects.filter(pk__in=keys).values_list("pk", "name", "email")
    clients = Client.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(key): name or email for key, name, email in users} | {str(key): name for key, name in clients}


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _line(event: Event, names: Mapping[str, str], clinic: Clinic) -> Line:
    subject = names.get(event.subject_id, "")
    kind = kind_in_words(event.subject_type)
    return Line(
        when=date_format(event.at.astimezone(clinic.zoneinfo), "j M Y, H:i:s"),
        who=names.get(event.actor_id, event.actor_label if _is_key(event.actor_id) else event.actor_id),
        role=role_in_words(event.actor_kind, event.actor_label),
        what=_what(event),
        subject=f"{kind} {subject}".strip() if subject else kind,
        subject_id=event.subject_id,
        details=tuple(_details(event.detail)),
    )


def _what(event: Event) -> str:
    """What was done, in words made from the code: people.client_registered is "client registered"."""
    if event.action == READ:
        part = str(event.detail.get("part", "record")).replace(".", " ").replace("_", " ")
        return _("looked at: %(part)s") % {"part": part}
    return event.action.partition(".")[2].replace("_", " ")


def _details(detail: Mapping[str, Any]) -> Iterable[str]:
    """What the row holds besides, codes and numbers as they are; lists by their length."""
    for name, value in detail.items():
        if name == "part":
            continue
        label = name.replace("_", " ")
        if isinstance(value, list) and len(value) > 2:
            yield _("%(label)s: %(number)d") % {"label": label, "number": len(value)}
        else:
            yield f"{label}: {_plain(value)}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return " → ".join(str(one) for one in value)
    return str(value)


def kind_in_words(subject_type: str) -> str:
    """What sort of row it is: "people.client" is "client"."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject_type.partition(".")[2] or subject_type


def role_in_words(kind: str, label: str) -> str:
    """In which role somebody acted; a job and a link say so."""
    if kind == "system":
        return _("the program")
    if kind == "link":
        return _("by a link: %(label)s") % {"label": label}
    return label.replace("_", " ")


def staff_of(clinic: Clinic) -> Sequence[tuple[str, str]]:
    """Whom the trail can be narrowed to: everybody who works here, by name. One statement."""
    rows = Membership.objects.filter(clinic=clinic).select_related("user").order_by("user__name")
    return [(str(row.user_id), row.user.name or row.user.email) for row in rows]


def areas() -> Sequence[tuple[str, str]]:
    """What the trail can be narrowed to: looking, or one area of work."""
    return [
        (READ, _("Looking at records")),
        ("people", _("People: clients, therapists, consents")),
        ("places", _("Places, services and policies")),
        ("diary", _("Hours and closures")),
        ("screen", _("Safety checks and clearances")),
        ("plan", _("Plans")),
        ("book", _("Booking")),
        ("receipts", _("Payments")),
        ("messaging", _("Messages")),
        ("treat", _("Session records")),
        ("track", _("Measures")),
        ("decide", _("Decisions and letters")),
        ("transfer", _("Import and export")),
    ]
