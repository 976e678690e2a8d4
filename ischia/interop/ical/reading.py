"""When is somebody busy, going by a calendar from elsewhere?

Only stretches of time leave this file: no titles, people or places. Repetitions, exceptions, whole days and time zones
are read; cancelled and free ("transparent") events block nothing. A time without a zone is the clinic's own.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]  # ships no types
from icalendar import Calendar, Component

from ischia.interop.ical.lines import Block, BrokenCalendar, events_by_line
from ischia.pathway.book.api import Span

TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
A_FEW = 4
TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
MOST_SPANS = 5_000
AROUND = timedelta(days=2)


def busy_spans(data: bytes, *, zone: str, window: Span) -> tuple[Span, ...]:
    """Every busy stretch that touches `window`, in UTC, sorted, those that meet joined.

    Raises:
        BrokenCalendar: with the line and the reason.
    """
    blocks = events_by_line(data)
    calendar = _parsed(data)
    events = list(calendar.walk("VEVENT"))
    for event, block in zip(events, blocks, strict=True):
        _check(event, block)
    home = ZoneInfo(zone)
    spans = [
        span
        for occurrence in _occurrences(calendar, events, blocks, window)
        if _blocks(occurrence) and (span := _span(occurrence, home)) is not None and span.overlaps(window)
    ]
    joined = tuple(_joined(spans))
    if len(joined) > MOST_SPANS:
        raise BrokenCalendar(f"There are more than {MOST_SPANS} busy stretches in the time that can be booked.")
    return joined


def _parsed(data: bytes) -> Calendar:
    """All calendars of the file as one; exports sometimes hold several."""
    try:
        found = Calendar.from_ical(data, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError) as broken:
        raise BrokenCalendar(f"The calendar cannot be read: {broken}") from broken
    calendar = found[0]
    for other in found[1:]:
        for component in other.subcomponents:
            calendar.add_component(component)
    return calendar


def _check(event: Component, block: Block) -> None:
    """Refuse what would put a busy stretch at a wrong time or run for ever."""
    for name, message in event.errors:
        if name is None or name.upper() in TIMES:
            raise BrokenCalendar(f"{name or 'A line'} cannot be read: {message}", line=block.line_of(name or ""))
    if "DTSTART" not in event:
        raise BrokenCalendar("This event does not say when it starts (DTSTART).", line=block.line)
    for name in TIMES:
        for prop in _all(event.get(name)):
            _check_property(name, prop, block)
    start, end = event.get("DTSTART"), event.get("DTEND")
    if end is not None and "DURATION" in event:
        raise BrokenCalendar("This event has both DTEND and DURATION.", line=block.line_of("DURATION"))
    if end is not None and isinstance(start.dt, datetime) != isinstance(end.dt, datetime):
        raise BrokenCalendar("One of DTSTART and DTEND is a day and the other a time.", line=block.line_of("DTEND"))
    if end is not None and _is_before(end.dt, start.dt):
        raise BrokenCalendar("This event ends before it starts.", line=block.line_of("DTEND"))


def _is_before(end: Any, start: Any) -> bool:
    """Without zones where only one of the two has one: they are then compared as they are written."""
    if isinstance(end, datetime) and (end.tzinfo is None) != (start.tzinfo is None):
        end, start = end.replace(tzinfo=None), start.replace(tzinfo=None)
    return bool(end < start)


def _check_property(name: str, prop: Any, block: Block) -> None:
    line = block.line_of(name)
    if name == "RRULE":
        _check_rule(prop, line)
        return
    zone = getattr(prop, "params", {}).get("TZID")
    moments = [each.dt for each in prop.dts] if hasattr(prop, "dts") else [getattr(prop, "dt", None)]
    if zone and any(isinstance(each, datetime) and each.tzinfo is None for each in moments):
        raise BrokenCalendar(f"The time zone {zone} is not known and not explained in the file.", line=line)


def _check_rule(rule: Any, line: int) -> None:
    often = str(next(iter(rule.get("FREQ", ())), "")).upper()
    if not often:
        raise BrokenCalendar("This repetition does not say how often (FREQ).", line=line)
    if often in TOO_OFTEN or any(len(rule.get(part, ())) > A_FEW for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise BrokenCalendar("An event that repeats this often is not read; at most a few times a day.", line=line)


def _all(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _occurrences(calendar: Calendar, events: list[Component], blocks: list[Block], window: Span) -> list[Any]:
    """Every occurrence around the window. When they cannot be worked out, the event to blame is looked for."""
    first, last = window.start - AROUND, window.end + AROUND
    try:
        return list(recurring_ical_events.of(calendar).between(first, last))
    except Exception as broken:
        for event, block in zip(events, blocks, strict=True):
            _check_alone(event, block, first, last)
        raise BrokenCalendar(f"The events cannot be worked out: {broken}") from broken


def _check_alone(event: Component, block: Block, first: datetime, last: datetime) -> None:
    alone = Calendar()
    alone.add_component(event)
    try:
        recurring_ical_events.of(alone).between(first, last)
    except Exception as broken:
        raise BrokenCalendar(f"This event cannot be worked out: {broken}", line=block.line) from broken


def _blocks(event: Any) -> bool:
    """Whether an occurrence takes time: not when it is cancelled, or marked as free."""
    is_cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    is_free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    is_free_elsewhere = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    return not (is_cancelled or is_free or is_free_elsewhere)


def _span(event: Any, home: ZoneInfo) -> Span | None:
    """The stretch of one occurrence; None when it takes no time."""
    start = event.start
    end = event.end
    begin, finish = _instant(start, home), _instant(end, home)
    if not isinstance(start, datetime) and finish <= begin:
        finish = _instant(start + timedelta(days=1), home)
    return Span(begin, finish) if finish > begin else None


def _instant(moment: date | datetime, home: ZoneInfo) -> datetime:
    """A day begins at midnight, and a time without a zone is read, by the clinic's clocks."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(0))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return _by_the_clock(moment, home)


def _by_the_clock(wall: datetime, home: ZoneInfo) -> datetime:
    """A wall-clock time; one that is missing is the moment the clock jumps, one that comes twice its first coming."""
    there = wall.replace(tzinfo=home)
    instant = there.astimezone(UTC)
    if instant.astimezone(home).replace(tzinfo=None) == wall:
        return instant
    return _jump(wall, home)


def _jump(wall: datetime, home: ZoneInfo) -> datetime:
    """The first instant at which clocks show `wall` or later, for a time that no clock shows."""
    before = wall.replace(tzinfo=home, fold=0).utcoffset() or timedelta()
    after = wall.replace(tzinfo=home, fold=1).utcoffset() or timedelta()
    instant = (wall - max(before, after)).replace(tzinfo=UTC)
    while instant.astimezone(home).replace(tzinfo=None) < wall:
        instant += timedelta(minutes=1)
    return instant


def _joined(spans: list[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in sorted(spans):
        if current is not None and span.start <= current.end:
            current = Span(current.start, max(current.end, span.end))
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current
