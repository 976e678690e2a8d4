"""How is a wait told: what somebody asked for, where they stand, and what is offered?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.book.forms import WEEKDAYS
from ischia.clinic.book.presenters import DateShown
from ischia.clinic.book.waitlist.fitting import Stretch
from ischia.clinic.book.waitlist.forms import HALF_DAY_LABELS
from ischia.clinic.book.waitlist.models import Offer, WaitlistEntry
from ischia.pathway.book.api import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferShown:
    """An offer as a calendar leaf, and until when it is kept."""

    id: str
    date: DateShown
    until: str
    replaces: str


def show_offer(offer: Offer, zone: ZoneInfo, now: datetime) -> OfferShown:
    """What is offered, in the clinic's time."""
    local = offer.starts_at.astimezone(zone)
    earlier = offer.entry.instead_of
    return OfferShown(
        id=str(offer.pk),
        date=DateShown(
            month=date_format(local, "M"),
            day=str(local.day),
            when=f"{date_format(local, 'l')}, {local:%H:%M}",
            where=f"{offer.freed.therapist.name}, {offer.freed.place.name}",
        ),
        until=moment(offer.expires_at, zone, now),
        replaces=date_format(earlier.starts_at.astimezone(zone), "l j F, H:i") if earlier else "",
    )


def moment(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """ "11:30" today, with the day otherwise."""
    local = instant.astimezone(zone)
    return date_format(local, "H:i" if local.date() == now.astimezone(zone).date() else "l j F, H:i")


def wishes_in_words(entry: WaitlistEntry, zone: ZoneInfo) -> tuple[str, ...]:
    """Each wish as one short line."""
    people = [therapist.name for therapist in entry.therapists.all()]
    lines = [
        _("With %(names)s") % {"names": _(" or ").join(people)} if people else _("With any therapist"),
        _("In %(place)s") % {"place": entry.place.name} if entry.place else _("At any place"),
        windows_in_words(entry.windows) or _("On any day, at any time"),
        _("Until %(day)s") % {"day": date_format(entry.until, "j F Y")},
    ]
    if entry.instead_of:
        when = date_format(entry.instead_of.starts_at.astimezone(zone), "l j F, H:i")
        lines.insert(0, _("Earlier than the visit on %(when)s") % {"when": when})
    return tuple(lines)


def windows_in_words(windows: Sequence[str]) -> str:
    """ "Mon morning, afternoon; Tue evening"."""
    labels = dict(WEEKDAYS)
    days: dict[str, list[str]] = {}
    for window in windows:
        day, half = window.split("-")
        days.setdefault(day, []).append(str(HALF_DAY_LABELS[half]).lower())
    return "; ".join(f"{labels[day]} {', '.join(halves)}" for day, halves in sorted(days.items()))


def place_in_line(ahead: int) -> str:
    """Where somebody stands, without a promise."""
    if not ahead:
        return _("You are next when a time comes free that fits you.")
    words = ngettext(
        "%(number)d person who joined before you may be asked first for times like yours.",
        "%(number)d people who joined before you may be asked first for times like yours.",
        ahead,
    )
    return words % {"number": ahead}


def not_yet(permission: Permission) -> str:
    """Why nothing can be offered at the moment, or nothing."""
    if permission is Permission.HOLD:
        return _("You keep your place. We can offer you a time once a clinician has said that massage is suitable.")
    if permission is Permission.NOTHING:
        return _("We cannot offer you a time as things are. The safety check says what comes first.")
    return ""


def stretch_key(stretch: Stretch) -> str:
    """How an address names a stretch."""
    return f"{stretch.therapist}|{stretch.place}|{stretch.span.start.isoformat()}|{stretch.span.end.isoformat()}"
