"""What is said at the desk about a move: where it goes, everything in the way, what is free instead, what was done?"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.book.forms import slot_key
from ischia.clinic.book.models import Relocation, Session
from ischia.clinic.book.overriding import OVERRIDABLE
from ischia.clinic.book.presenters import Names
from ischia.clinic.book.taken import SlotTaken
from ischia.clinic.diary.api import Conflict, ConflictKind
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A free time: how a form names it, and in words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalShown:
    """Why nothing was moved: all that is in the way, what is free near it, whether a reason would book it anyhow."""

    message: str
    conflicts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    may_override: bool = False


def show_refusal(refusal: Refused, names: Names, zone: ZoneInfo) -> RefusalShown:
    """A refusal for a page or for the calendar's script."""
    if not isinstance(refusal, SlotTaken):
        return RefusalShown(message=refusal.message)
    free = [slot for each in refusal.alternatives for slot in each.instead]
    return RefusalShown(
        message=_("Nothing was moved."),
        conflicts=tuple(_conflict(conflict, names) for conflict in refusal.conflicts),
        choices=choices(free, names, zone, with_day=True),
        may_override=all(conflict.kind in OVERRIDABLE for conflict in refusal.conflicts),
    )


def choices(slots: Sequence[Slot], names: Names, zone: ZoneInfo, *, with_day: bool = False) -> tuple[Choice, ...]:
    """Free times as one line each: clock and place, or with `with_day` the day and the therapist as well."""
    return tuple(Choice(key=slot_key(slot), label=_label(slot, names, zone, with_day=with_day)) for slot in slots)


def _label(slot: Slot, names: Names, zone: ZoneInfo, *, with_day: bool) -> str:
    local, place = slot.start.astimezone(zone), names.places.get(slot.place, "")
    if not with_day:
        return f"{local:%H:%M}, {place}"
    return f"{date_format(local, 'l j F, H:i')}, {names.therapists.get(slot.therapist, '')}, {place}"


def where_now(session: Session, zone: ZoneInfo) -> str:
    """ "Monday 30 November, 10:00, Callum Drever, Harbour (Leith)"."""
    when = date_format(session.starts_at.astimezone(zone), "l j F, H:i")
    return f"{when}, {session.therapist.name}, {session.room.name} ({session.place.name})"


def moved_in_words(row: Relocation, zone: ZoneInfo) -> str:
    """Who was moved, from where and to where."""
    parts = {
        "client": row.session.client.name,
        "before": date_format(row.from_starts_at.astimezone(zone), "l j F, H:i"),
        "by": f"{row.from_therapist.name}, {row.from_room.name}",
        "after": date_format(row.to_starts_at.astimezone(zone), "l j F, H:i"),
        "to": f"{row.to_therapist.name}, {row.to_room.name}",
    }
    return _("%(client)s moved from %(before)s (%(by)s) to %(after)s (%(to)s).") % parts


def _conflict(conflict: Conflict, names: Names) -> str:
    """One thing in the way, for those who can do something about it."""
    words = {
        ConflictKind.THERAPIST: _("%(therapist)s has another visit then, or is getting the room ready for one."),
        ConflictKind.ROOM: _("No room is free then, or not the one you chose."),
        ConflictKind.CLIENT: _("The client has another visit at this time."),
        ConflictKind.CLOSED: _("%(place)s is closed then."),
        ConflictKind.DAY_FULL: _("%(therapist)s has as many visits on this day as they take."),
        ConflictKind.TOO_MUCH_DEEP_WORK: _("It would be more deep work than %(therapist)s does in a day."),
        ConflictKind.UNREGISTERED: _("%(therapist)s's registration ends before this day."),
        ConflictKind.TOO_SOON: _("This time is over already."),
        ConflictKind.TOO_FAR: _("This time is further ahead than we book."),
        ConflictKind.NOT_WORKING: _("%(therapist)s does not work then in %(place)s."),
        ConflictKind.OFF_GRID: _("Visits begin at full steps of the clock only."),
    }
    slot = conflict.slot
    parts = {"therapist": names.therapists.get(slot.therapist, ""), "place": names.places.get(slot.place, "")}
    return words[conflict.kind] % parts
