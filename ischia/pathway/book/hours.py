"""When does a therapist work, as instants, given weekly hours in wall-clock time?

Two days a year the clock changes. A wall-clock time that does not exist is read as the moment the clock jumps; one that
comes twice is read as its first coming, for beginnings and for ends alike. So a shift across the spring change is an
hour shorter, one across the autumn change an hour longer, and one that lies wholly in the missing hour is not worked.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ischia.pathway.book.minutes import MinuteSpan, busy_minutes, floor_minute, joined, to_spans, without
from ischia.pathway.book.values import Span, WeeklyHours
from ischia.pathway.shared.errors import Refused

MIDNIGHT = time(0, 0)
_DAY = timedelta(days=1)


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        Refused: `unknown_zone`.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise Refused("unknown_zone", f"There is no time zone called {name}.", field="zone") from missing


def check_hours(hours: WeeklyHours) -> None:
    """Refuse hours that nobody can work: a day that does not exist, an end before the start, an unknown zone."""
    zone_named(hours.zone)
    if not 0 <= hours.weekday <= 6:
        raise Refused("unknown_weekday", "Weekdays run from 0 (Monday) to 6 (Sunday).", field="weekday")
    if hours.end != MIDNIGHT and hours.end <= hours.start:
        raise Refused("hours_end_before_start", "The hours end before they start.", field="end")
    if hours.valid_from and hours.valid_until and hours.valid_until < hours.valid_from:
        raise Refused(
            "validity_ends_before_start", "The hours stop being valid before they begin.", field="valid_until"
        )


@lru_cache(maxsize=65_536)
def wall_clock_minute(zone: str, day: date, clock: time) -> int:
    """The epoch minute at which the clocks of `zone` show `clock` on `day`, read as the module says."""
    info = zone_named(zone)
    local = datetime.combine(day, clock, info)
    before = local.utcoffset()
    after = local.replace(fold=1).utcoffset()
    if before is None or after is None:
        raise Refused("unknown_zone", f"{zone} does not say how far it is from UTC.", field="zone")
    if before < after:  # the clock jumps forward over this time
        return _jump(info, local.astimezone(UTC) - (after - before), local.astimezone(UTC))
    return floor_minute(local)


def _jump(info: ZoneInfo, before: datetime, after: datetime) -> int:
    """The minute between `before` and `after` at which the offset of `info` changes."""
    low, high = floor_minute(before), floor_minute(after)
    offset_before = before.astimezone(info).utcoffset()
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    while high - low > 1:
        middle = (low + high) // 2
        if (epoch + timedelta(minutes=middle)).astimezone(info).utcoffset() == offset_before:
            low = middle
        else:
            high = middle
    return high


def local_day(instant: datetime, zone: str) -> date:
    """The date that the clocks of `zone` show at `instant`, which must be aware."""
    return instant.astimezone(zone_named(zone)).date()


def whole_days(days: Iterable[date], zone: str) -> list[MinuteSpan]:
    """The local `days` from midnight to midnight as joined, sorted spans of epoch minutes; 23 to 25 hours each."""
    return joined(
        (wall_clock_minute(zone, day, MIDNIGHT), wall_clock_minute(zone, day + _DAY, MIDNIGHT)) for day in days
    )


def working_minutes(hours: Iterable[WeeklyHours], first: date, last: date) -> list[MinuteSpan]:
    """Every working span of the local dates `first` to `last` inclusive, joined and sorted, in epoch minutes."""
    return joined(span for pattern in hours for span in _resolved(pattern, first, last))


@lru_cache(maxsize=8_192)
def _resolved(pattern: WeeklyHours, first: date, last: date) -> tuple[MinuteSpan, ...]:
    start = max(first, pattern.valid_from or first)
    end = min(last, pattern.valid_until or last)
    day = start + timedelta(days=(pattern.weekday - start.weekday()) % 7)
    spans = []
    while day <= end:
        span = _on(pattern, day)
        if span[0] < span[1]:
            spans.append(span)
        day += timedelta(days=7)
    return tuple(spans)


def _on(pattern: WeeklyHours, day: date) -> MinuteSpan:
    ends_on = day + _DAY if pattern.end == MIDNIGHT else day
    return (
        wall_clock_minute(pattern.zone, day, pattern.start),
        wall_clock_minute(pattern.zone, ends_on, pattern.end),
    )


def working_spans(
    hours: Iterable[WeeklyHours], first: date, last: date, *, time_off: Sequence[Span] = ()
) -> tuple[Span, ...]:
    """Working time on the local dates `first` to `last` inclusive as UTC spans, less `time_off`."""
    return to_spans(without(working_minutes(hours, first, last), busy_minutes(time_off)))
