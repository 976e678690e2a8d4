"""When would the other visits of a course take place, were one of them moved?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from ischia.pathway.book.hours import zone_named

WEEK = 7


class Pattern(StrEnum):
    """What the other visits keep."""

    SAME_WEEKDAY_AND_TIME = "weekday"
    """They follow the moved visit to its weekday and its time of day."""

    SAME_DISTANCE = "distance"
    """They move by as many days, each at its own time of day."""


def shifted(starts: Sequence[datetime], index: int, to: datetime, zone: str, pattern: Pattern) -> tuple[datetime, ...]:
    """Every start in UTC once visit `index` (from 0) begins at `to`. Wall-clock times stay across a clock change."""
    info = zone_named(zone)
    locals_ = [start.astimezone(info) for start in starts]
    there = to.astimezone(info)
    days = (there.date() - locals_[index].date()).days
    result = []
    for at, local in enumerate(locals_):
        if at == index:
            result.append(to.astimezone(UTC))
            continue
        day = local.date() + timedelta(days=days)
        if pattern is Pattern.SAME_WEEKDAY_AND_TIME:
            result.append(_instant(_nearest_weekday(day, there.weekday()), there.time(), zone))
        else:
            result.append(_instant(day, local.time(), zone))
    return tuple(result)


def _nearest_weekday(day: date, weekday: int) -> date:
    """The day of that weekday within three days of `day`."""
    ahead = (weekday - day.weekday()) % WEEK
    return day + timedelta(days=ahead if ahead <= WEEK // 2 else ahead - WEEK)


def _instant(day: date, clock: time, zone: str) -> datetime:
    """The instant at which the clocks show `clock`; a time that is jumped over counts as long after midnight."""
    return datetime.combine(day, clock, zone_named(zone)).astimezone(UTC)
