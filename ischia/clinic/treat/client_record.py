"""How is the record of an episode shown: which entries, in which words, leading where?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.book.api import Status
from ischia.clinic.messaging.api import KINDS
from ischia.clinic.people.api import Episode
from ischia.clinic.treat.presenters import verdict_chip
from ischia.clinic.treat.timeline import Entry
from ischia.knowledge.records import InstrumentId, Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """One line of the record. `tone` and `icon` as a tag has them; `address` is empty where there is no page."""

    time: str
    text: str
    detail: str
    address: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """The entries of one day."""

    day: date
    entries: tuple[EntryShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of what to show, with how many entries it has."""

    value: str
    label: str
    count: int
    is_chosen: bool


GROUPS: dict[str, tuple[str, ...]] = {
    "safety": ("check", "clearance", "check_in"),
    "plan": ("picture", "plan", "decision"),
    "sessions": ("visit", "record", "amendment", "discharge"),
    "measures": ("measure",),
    "letters": ("letter", "message", "post", "intake"),
}
"""What can be shown by itself, and which kinds of entries it holds."""


def group_name(group: str) -> str:
    return {
        "safety": _("Safety"),
        "plan": _("Plans and decisions"),
        "sessions": _("Sessions"),
        "measures": _("Measures"),
        "letters": _("Letters and messages"),
    }.get(group, _("Everything"))


def choices_shown(entries: Iterable[Entry], chosen: str) -> tuple[Choice, ...]:
    """Everything, and each group that has an entry."""
    kinds = [entry.kind for entry in entries]
    counted = {group: sum(kind in members for kind in kinds) for group, members in GROUPS.items()}
    return tuple(
        Choice(value=group, label=group_name(group), count=count, is_chosen=group == chosen)
        for group, count in {"": len(kinds), **counted}.items()
        if count
    )


def days_shown(
    entries: Iterable[Entry], chosen: str, episode: Episode, knowledge: Knowledge, zone: ZoneInfo
) -> tuple[DayShown, ...]:
    """The entries by day, the newest first."""
    kinds = GROUPS.get(chosen)
    days: dict[date, list[EntryShown]] = {}
    for entry in entries:
        if kinds is None or entry.kind in kinds:
            local = timezone.localtime(entry.at, zone)
            days.setdefault(local.date(), []).append(_shown(entry, local, episode, knowledge))
    return tuple(DayShown(day=day, entries=tuple(shown)) for day, shown in days.items())


Said = tuple[str, str]
"""What happened, and what else is to be said of it."""


def _shown(entry: Entry, local: datetime, episode: Episode, knowledge: Knowledge) -> EntryShown:
    text, detail = _WORDS[entry.kind](entry, knowledge)
    return EntryShown(
        time=f"{local:%H:%M}",
        text=text,
        detail=detail,
        address=_address(entry, episode),
        icon=_ICONS[entry.kind],
        tone=verdict_chip(entry.code).tone if entry.kind in ("check", "check_in") else "",
    )


def _check(entry: Entry, _knowledge: Knowledge) -> Said:
    when = _("before booking") if entry.detail == "booking" else _("at a visit")
    return _("Safety check: %s") % verdict_chip(entry.code).text, when


def _clearance(entry: Entry, _knowledge: Knowledge) -> Said:
    answers = {"yes": _("yes"), "yes_with_limits": _("yes, with limits"), "no": _("no")}
    return _("A clinician answered: %s") % answers.get(entry.code, entry.code), ""


def _plan(entry: Entry, _knowledge: Knowledge) -> Said:
    count = int(entry.detail)
    return _("Care plan"), ngettext("%d session", "%d sessions", count) % count


def _visit(entry: Entry, _knowledge: Knowledge) -> Said:
    return _("Session %s") % entry.detail, str(Status(entry.code).label)


def _record(entry: Entry, _knowledge: Knowledge) -> Said:
    return (_("Session stopped, signed") if entry.code == "stopped" else _("Session record signed")), ""


def _post(entry: Entry, _knowledge: Knowledge) -> Said:
    is_from_client = entry.code.lower() in ("1", "true")
    return (_("Message from the client") if is_from_client else _("Message from the care team")), ""


def _message(entry: Entry, _knowledge: Knowledge) -> Said:
    known = KINDS.get(entry.code)
    label = str(known.label) if known else entry.code
    return _("Sent: %s") % label, {"email": _("e-mail"), "text": _("text message")}.get(entry.detail, entry.detail)


def _check_in(entry: Entry, _knowledge: Knowledge) -> Said:
    return _("Check-in before a visit: %s") % verdict_chip(entry.code).text, ""


def _measure(entry: Entry, knowledge: Knowledge) -> Said:
    known = knowledge.instruments.get(InstrumentId(entry.code))
    return (known.label if known else entry.code), f"{float(entry.detail):g}"


def _decision(entry: Entry, _knowledge: Knowledge) -> Said:
    return _("Decision: %s") % entry.code.replace("_", " "), ""


def _letter(entry: Entry, _knowledge: Knowledge) -> Said:
    kind = _("Discharge summary sent") if entry.code == "discharge" else _("Progress letter sent")
    return kind, _("to a clinician") if entry.detail == "clinician" else _("to the client")


def _plain(words: Callable[[], str]) -> Callable[[Entry, Knowledge], Said]:
    return lambda _entry, _knowledge: (words(), "")


_WORDS: dict[str, Callable[[Entry, Knowledge], Said]] = {
    "check": _check,
    "clearance": _clearance,
    "picture": _plain(lambda: _("Picture of the leg pain")),
    "plan": _plan,
    "visit": _visit,
    "record": _record,
    "amendment": _plain(lambda: _("Amendment added")),
    "intake": _plain(lambda: _("Intake sent by the client")),
    "check_in": _check_in,
    "post": _post,
    "message": _message,
    "measure": _measure,
    "decision": _decision,
    "letter": _letter,
    "discharge": _plain(lambda: _("Discharge note signed")),
}
_ICONS = {
    **dict.fromkeys(("check", "check_in"), "shield"),
    "clearance": "doctor",
    **dict.fromkeys(("picture", "measure"), "chart"),
    **dict.fromkeys(("plan", "decision"), "leaf"),
    "visit": "calendar",
    **dict.fromkeys(("record", "amendment", "discharge"), "lock"),
    **dict.fromkeys(("letter", "message", "post", "intake"), "info"),
}
_PAGES = {
    "clearance": "screen:clearance",
    "measure": "track:progress",
    "decision": "decide:decision",
    "letter": "decide:letters",
    "post": "conversation:thread",
    "intake": "intake:told",
    "discharge": "treat:discharge",
}


def _address(entry: Entry, episode: Episode) -> str:
    if entry.kind in ("visit", "record", "amendment", "check_in"):
        return reverse("treat:session", args=[UUID(entry.link)])
    page = _PAGES.get(entry.kind)
    return reverse(page, args=[episode.pk]) if page else ""
