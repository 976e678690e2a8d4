"""Where do the day's sessions lie in time? A strip above the list, for the eye; the list holds everything in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from ischia.clinic.book.api import Session

WIDTH = 640
MINUTES_AN_HOUR = 60
LANE = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One session: where it lies on the strip, in the strip's own units."""

    x: str
    y: str
    width: str
    label: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One full hour."""

    x: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The day from the first session's hour to the end of the last; `now` is empty outside of it."""

    width: int
    height: int
    hours: tuple[Hour, ...]
    bars: tuple[Bar, ...]
    now: str


def strip_of_day(sessions: list[Session], *, now: datetime, zone: ZoneInfo) -> Strip | None:
    """The sessions of one day, each therapist in a lane; None on a day without any."""
    if not sessions:
        return None
    first = min(_minute(session.starts_at, zone) for session in sessions) // MINUTES_AN_HOUR
    last = -(-max(_minute(session.ends_at, zone) for session in sessions) // MINUTES_AN_HOUR)
    scale = WIDTH / max((last - first) * MINUTES_AN_HOUR, 1)
    start = first * MINUTES_AN_HOUR
    lanes = {name: index for index, name in enumerate(dict.fromkeys(one.therapist_id for one in sessions))}

    def at(minute: int) -> str:
        return f"{(minute - start) * scale:.1f}"

    minute_now = _minute(now, zone)
    return Strip(
        width=WIDTH,
        height=LANE * len(lanes) + 26,
        hours=tuple(Hour(x=at(hour * MINUTES_AN_HOUR), label=f"{hour:02d}") for hour in range(first, last + 1)),
        bars=tuple(_bar(each, lanes[each.therapist_id], start, scale, now, zone) for each in sessions),
        now=at(minute_now) if first * MINUTES_AN_HOUR <= minute_now <= last * MINUTES_AN_HOUR else "",
    )


def _bar(session: Session, lane: int, start: int, scale: float, now: datetime, zone: ZoneInfo) -> Bar:
    begin, end = _minute(session.starts_at, zone), _minute(session.ends_at, zone)
    return Bar(
        x=f"{(begin - start) * scale + 1:.1f}",
        y=str(22 + lane * LANE),
        width=f"{max((end - begin) * scale - 2, 4):.1f}",
        label=initials(session.client.name),
        is_over=session.ends_at <= now,
    )


def initials(name: str) -> str:
    """Two letters at most: the strip is narrow, and the list has the name."""
    words: Iterable[str] = name.split()
    letters = [word[0].upper() for word in words]
    return "".join((letters[0], letters[-1]) if len(letters) > 1 else letters)


def _minute(instant: datetime, zone: ZoneInfo) -> int:
    local = timezone.localtime(instant, zone)
    return local.hour * MINUTES_AN_HOUR + local.minute
