"""When does a therapist work, as instants, given weekly hours in wall-clock time?

Two days a year the clock changes. A wall-clock time that does not exist is read as the moment the clock jumps; one that
comes twice is read as its first coming, for beginnings and for ends alike. So a shift across the spring change is an
hour shorter, one across the autumn change an hour longer, and one that lies wholly in the missing hour is not worked.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from ischia.pathway.book.minutes import MinuteSpan, busy_minutes, floor_minute, instant, joined, to_spans, without
from ischia.pathway.book.values import Span, WeeklyHours
from ischia.pathway.shared.errors import Refused

MIDNIGHT = time(0, 0)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
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
        near = get_close_matches(name, sorted(available_timezones()), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Refused("unknown_zone", f"There is no time zone called {name}.{hint}", field="zone") from missing


def check_hours(hours: WeeklyHours) -> None:
    """Refuse hours that nobody can work: a day that does not exist, an end before the start, an unknown zone.

    Raises:
        Refused: `unknown_zone`, `unknown_weekday`, `no_length`, `hours_end_before_start`, `validity_ends_before_start`,
            `no_such_day`.
    """
    zone_named(hours.zone)
    if not 0 <= hours.weekday <= 6:
        raise Refused("unknown_weekday", "Weekdays run from 0 (Monday) to 6 (Sunday).", field="weekday")
    _check_length(hours.start, hours.end)
    if hours.valid_from and hours.valid_until and hours.valid_until < hours.valid_from:
        raise Refused(
            "validity_ends_before_start",
            f"The hours stop being valid before they begin. The earliest last day is {hours.valid_from}.",
            field="valid_until",
        )
    if _first_day(hours) > (hours.valid_until or date.max):
        raise Refused(
            "no_such_day",
            f"No {WEEKDAYS[hours.weekday]} lies between the two days. The next one is {_first_day(hours)}.",
            field="weekday",
        )


def _check_length(start: time, end: time) -> None:
    if end == start != MIDNIGHT:
        raise Refused(
            "no_length", "The hours end when they start. The whole day runs from 00:00 to 00:00.", field="end"
        )
    if end != MIDNIGHT and end < start:
        raise Refused(
            "hours_end_before_start",
            f"The hours end before they start. Did you mean {end:%H:%M} to {start:%H:%M}?",
            field="end",
        )


def _first_day(hours: WeeklyHours) -> date:
    """The first day on or after `valid_from` that has the weekday."""
    start = hours.valid_from or date.min
    return start + timedelta(days=(hours.weekday - start.weekday()) % 7)


def check_stretch(starts_at: datetime, ends_at: datetime, *, now: datetime | None = None) -> None:
    """Refuse a stretch that ends before or when it starts, or, with `now`, one that is over.

    Raises:
        Refused: `ends_before_start`, `no_length`, `in_the_past`.
    """
    if ends_at < starts_at:
        raise Refused("ends_before_start", "This ends before it starts. Did you swap the two?", field="ends_at")
    if ends_at == starts_at:
        raise Refused("no_length", "This ends when it starts. It lasts at least one minute.", field="ends_at")
    if now is not None and ends_at <= now:
        raise Refused("in_the_past", "This is over already. It has to end later than now.", field="ends_at")


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


def instant_at(zone: str, day: date, clock: time) -> datetime:
    """The instant at which the clocks of `zone` show `clock` on `day`, read as the module says, in UTC."""
    return instant(wall_clock_minute(zone, day, clock))


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


def local_day(moment: datetime, zone: str) -> date:
    """The date that the clocks of `zone` show at `moment`, which must be aware."""
    return moment.astimezone(zone_named(zone)).date()


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
