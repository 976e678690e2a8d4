"""How is a repair shown: what is affected, what is proposed and why, how good it is, and who knows?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.book.forms import slot_key
from ischia.clinic.book.models import Session
from ischia.clinic.book.repair.affected import Displaced
from ischia.clinic.book.repair.models import AppliedRepair, Repair, ToldOfRepair
from ischia.clinic.book.repair.services import Fate, lines_of
from ischia.pathway.book.api import Slot
from ischia.pathway.book.repair_values import RepairLine

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedShown:
    """One session that cannot stay."""

    client: str
    phone: str
    old: str
    cause: str
    is_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceShown:
    """One thing that can be decided about a session."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """One line of a proposal. `new` is empty when the session cannot be placed."""

    id: str
    client: str
    phone: str
    old: str
    new: str
    why: tuple[str, ...]
    choices: tuple[ChoiceShown, ...]
    clash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneShown:
    """One line of a repair that has been carried out."""

    id: str
    client: str
    phone: str
    email: str
    fate: str
    was: str
    now: str
    told: str
    has_calendar: bool


def show_affected(displaced: Sequence[Displaced], zone: ZoneInfo) -> tuple[AffectedShown, ...]:
    """The sessions that cannot stay, in order."""
    return tuple(
        AffectedShown(
            client=each.session.client.name,
            phone=each.session.client.phone,
            old=_where(each.session, zone),
            cause=each.cause,
            is_told=each.is_told,
        )
        for each in displaced
    )


def how_good(row: Repair) -> str:
    """How far the proposal can be from the best possible one, in words."""
    if row.unplaced > row.unplaced_bound:
        more = row.unplaced - row.unplaced_bound
        return ngettext(
            "Perhaps %(more)d more visit could be placed: the search was stopped before that was settled.",
            "Perhaps %(more)d more visits could be placed: the search was stopped before that was settled.",
            more,
        ) % {"more": more}
    if row.cost == row.cost_bound:
        return _("Proved best: no other way moves these visits with less disruption.")
    percent = -(-100 * (row.cost - row.cost_bound) // row.cost)
    return _("Within %(percent)d %% of the best possible.") % {"percent": percent}


def show_lines(
    row: Repair,
    sessions: Mapping[UUID, Session],
    names: Names,
    zone: ZoneInfo,
    *,
    chosen: Mapping[str, str],
    clashes: Mapping[str, str],
) -> tuple[LineShown, ...]:
    """The lines, those that cannot be placed first. `chosen`: what was posted, by session."""
    return tuple(
        _line(line, sessions[UUID(line.session)], names, zone, chosen.get(line.session), clashes.get(line.session, ""))
        for line in lines_of(row)
    )


def _line(
    line: RepairLine, session: Session, names: Names, zone: ZoneInfo, chosen: str | None, clash: str
) -> LineShown:
    default = slot_key(line.new) if line.new else "leave"
    slots = [*([line.new] if line.new else []), *line.instead]
    options = [(slot_key(slot), _slot_in_words(slot, names, zone)) for slot in slots]
    options += [
        ("leave", _("Leave it for now and call the client")),
        ("wait", _("Cancel it, at no charge, and put the client on the waitlist")),
        ("cancel", _("Cancel it, at no charge")),
    ]
    return LineShown(
        id=line.session,
        client=session.client.name,
        phone=session.client.phone,
        old=_slot_in_words(line.old, names, zone),
        new=_slot_in_words(line.new, names, zone) if line.new else "",
        why=line.reasons,
        choices=tuple(
            ChoiceShown(value=value, label=label, checked=value == (chosen or default)) for value, label in options
        ),
        clash=clash,
    )


def show_done(
    applied: AppliedRepair,
    sessions: Mapping[UUID, Session],
    told: Mapping[UUID, ToldOfRepair],
    names: Names,
    zone: ZoneInfo,
) -> tuple[DoneShown, ...]:
    """What became of each session, and who has been told."""
    old = {line.session: line.old for line in lines_of(applied.repair)}
    fates = {line["session"]: Fate(line["fate"]) for line in applied.lines}
    return tuple(
        _done(sessions[UUID(key)], fate, old[key], told.get(UUID(key)), names, zone) for key, fate in fates.items()
    )


def _done(
    session: Session, fate: Fate, old: Slot, told: ToldOfRepair | None, names: Names, zone: ZoneInfo
) -> DoneShown:
    words = {
        Fate.MOVED: _("moved"),
        Fate.CANCELLED: _("cancelled"),
        Fate.WAITING: _("cancelled, and on the waitlist"),
        Fate.LEFT: _("left as it was: call the client"),
    }
    return DoneShown(
        id=str(session.pk),
        client=session.client.name,
        phone=session.client.phone,
        email=session.client.email,
        fate=words[fate],
        was=_slot_in_words(old, names, zone),
        now=_where(session, zone) if fate is Fate.MOVED else "",
        told=_told(told, zone),
        has_calendar=fate is not Fate.LEFT,
    )


def _told(told: ToldOfRepair | None, zone: ZoneInfo) -> str:
    if told is None:
        return ""
    return _("Told %(how)s on %(when)s by the %(who)s") % {
        "how": told.get_how_display(),
        "when": _moment(told.at, zone),
        "who": told.actor_label.replace("_", " "),
    }


def _slot_in_words(slot: Slot, names: Names, zone: ZoneInfo) -> str:
    where = [names.get(slot.therapist, ""), names.get(slot.place, "")]
    return ", ".join([_moment(slot.start, zone), *(each for each in where if each)])


def _where(session: Session, zone: ZoneInfo) -> str:
    return f"{_moment(session.starts_at, zone)}, {session.therapist.name}, {session.place.name}, {session.room.name}"


def _moment(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{date_format(local, 'D j M')}, {local:%H:%M}"
