"""How are hours, time off and closures told?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.diary.models import Closure, Occupancy, TimeOff, WorkingHours
from ischia.pathway.book.api import ToldTime, told

REPAIR = "/book/repair/"
MIDNIGHT = time(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRow:
    """One row of weekly hours. `validity` is empty for hours without a first or last day."""

    id: str
    day: str
    clock: str
    place: str
    validity: str
    is_over: bool
    is_one_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfHours:
    """The hours of one weekday or of one date."""

    name: str
    rows: tuple[HoursRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchRow:
    """One stretch of time off, or one closure; `sessions` lie in it, and `repair` re-places them."""

    id: str
    what: str
    when: str
    reason: str
    sessions: int
    repair: str
    from_calendar: bool = False


def days_of_hours(rows: Sequence[WorkingHours], today: date) -> list[DayOfHours]:
    """The days of the week in their order, then single dates; what is over is left out."""
    shown = [_hours_row(row, today) for row in sorted(rows, key=_in_the_week)]
    by_day = groupby((row for row in shown if not row.is_over), key=lambda row: row.day)
    return [DayOfHours(name=name, rows=tuple(found)) for name, found in by_day]


def _in_the_week(row: WorkingHours) -> tuple[bool, int, date, time]:
    return _is_one_day(row), 0 if _is_one_day(row) else row.weekday, row.valid_from or date.min, row.start


def _is_one_day(row: WorkingHours) -> bool:
    return row.valid_from is not None and row.valid_from == row.valid_until


def _hours_row(row: WorkingHours, today: date) -> HoursRow:
    one_day = row.valid_from if _is_one_day(row) else None
    return HoursRow(
        id=str(row.pk),
        day=date_format(one_day, "l j F Y") if one_day else str(row.get_weekday_display()),
        clock=f"{row.start:%H:%M}\u2013{'24:00' if row.end == MIDNIGHT else format(row.end, '%H:%M')}",
        place=row.place.name,
        validity="" if one_day else _validity(row),
        is_over=row.valid_until is not None and row.valid_until < today,
        is_one_day=one_day is not None,
    )


def _validity(row: WorkingHours) -> str:
    first = date_format(row.valid_from, "j F Y") if row.valid_from else ""
    last = date_format(row.valid_until, "j F Y") if row.valid_until else ""
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s") % {"first": first}
    return _("until %(last)s") % {"last": last} if last else ""


def time_off_rows(rows: Sequence[TimeOff], taken: Sequence[Occupancy], zone: ZoneInfo) -> list[StretchRow]:
    """Time off with the number of sessions that lie in it; `taken` are the therapist's."""
    return [
        StretchRow(
            id=str(row.pk),
            what="",
            when=when(row.starts_at, row.ends_at, zone),
            reason=row.reason,
            sessions=sum(_lies_in(each, row) for each in taken),
            repair=_repair(row, therapist=row.therapist_id),
            from_calendar=bool(row.source),
        )
        for row in rows
    ]


def closure_rows(rows: Sequence[Closure], taken: Sequence[Occupancy], zone: ZoneInfo) -> list[StretchRow]:
    """Closures with the number of sessions that lie in them; `taken` are the clinic's, with their rooms."""
    return [
        StretchRow(
            id=str(row.pk),
            what=_what(row),
            when=when(row.starts_at, row.ends_at, zone),
            reason=row.reason,
            sessions=sum(_lies_in(each, row) and _is_there(each, row) for each in taken),
            repair=_repair(row, room=row.room_id, place=None if row.room_id else row.place_id),
        )
        for row in rows
    ]


def _what(row: Closure) -> str:
    if row.place is None:
        return _("The whole clinic")
    return row.place.name if row.room is None else f"{row.place.name}, {row.room.name}"


def _lies_in(taken: Occupancy, row: TimeOff | Closure) -> bool:
    return taken.client_from < row.ends_at and row.starts_at < taken.client_until


def _is_there(taken: Occupancy, row: Closure) -> bool:
    return row.room_id == taken.room_id if row.room_id else row.place_id in (None, taken.room.place_id)


def _repair(row: TimeOff | Closure, **where: object) -> str:
    named = {name: str(value) for name, value in where.items() if value is not None}
    return f"{REPAIR}?{urlencode({**named, 'from': row.starts_at.isoformat(), 'until': row.ends_at.isoformat()})}"


def when(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """A stretch by the clinic's clock: whole days without times, one day named once."""
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if first.time() == MIDNIGHT == last.time():
        until = last.date() - timedelta(days=1)
        days = [date_format(first, "D j F Y")] + ([date_format(until, "D j F Y")] if until > first.date() else [])
        return " \u2013 ".join(days)
    end = f"{last:%H:%M}" if first.date() == last.date() else date_format(last, "D j F Y, H:i")
    return f"{date_format(first, 'D j F Y, H:i')} \u2013 {end}"


def time_in_words(instant: datetime, clinic_zone: str, browser_zone: str = "") -> str:
    """An instant by the clinic's clock; with the zone and the client's own time where theirs shows something else."""
    found = told(instant, clinic_zone, browser_zone)
    here = date_format(found.clinics, "l j F, H:i") + (f" {found.short_zone}" if found.short_zone else "")
    if found.theirs is None:
        return here
    theirs = date_format(found.theirs, "H:i" if found.theirs.date() == found.clinics.date() else "l j F, H:i")
    return _("%(here)s (%(place)s time; %(theirs)s where you are)") % _both(found, here, theirs)


def _both(found: ToldTime, here: str, theirs: str) -> dict[str, str]:
    return {"here": here, "place": found.place, "theirs": theirs}
