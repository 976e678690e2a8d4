"""How is time counted so that a search over many diaries stays cheap?

Inside the search an instant is a whole number of minutes since 1970-01-01T00:00Z. A span is `(first, end)`, half open;
a range of starts is `(first, last)`, both included, because it lists what may be chosen.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from ischia.pathway.book.values import Span

MinuteSpan = tuple[int, int]
StartRange = tuple[int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def floor_minute(instant: datetime) -> int:
    """The minute that holds `instant`, which must be aware."""
    return (instant - _EPOCH) // _MINUTE


def ceil_minute(instant: datetime) -> int:
    """The first whole minute that is not before `instant`, which must be aware."""
    return -((_EPOCH - instant) // _MINUTE)


def instant(minute: int) -> datetime:
    """The aware UTC datetime of an epoch minute."""
    return _EPOCH + timedelta(minutes=minute)


def busy_minutes(spans: Iterable[Span]) -> list[MinuteSpan]:
    """Spans rounded outwards to whole minutes and sorted, so that nothing busy is ever taken for free."""
    return sorted((floor_minute(span.start), ceil_minute(span.end)) for span in spans)


def open_minutes(spans: Iterable[Span]) -> list[MinuteSpan]:
    """Spans rounded inwards to whole minutes and sorted, so that nothing closed is ever taken for open."""
    inward = ((ceil_minute(span.start), floor_minute(span.end)) for span in spans)
    return sorted((first, end) for first, end in inward if first < end)


def to_spans(minutes: Iterable[MinuteSpan]) -> tuple[Span, ...]:
    return tuple(Span(instant(first), instant(end)) for first, end in minutes)


def joined(spans: Iterable[MinuteSpan]) -> list[MinuteSpan]:
    """The same time as disjoint, sorted spans; spans that touch become one."""
    result: list[MinuteSpan] = []
    for first, end in sorted(spans):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((first, end))
    return result


def without(spans: Sequence[MinuteSpan], removed: Sequence[MinuteSpan]) -> list[MinuteSpan]:
    """What is left of disjoint, sorted `spans` when every one of `removed` is taken away."""
    if not removed:
        return list(spans)
    cuts = joined(removed)
    result: list[MinuteSpan] = []
    at = 0
    for first, end in spans:
        while at < len(cuts) and cuts[at][1] <= first:
            at += 1
        result.extend(_pieces(first, end, cuts, at))
    return result


def _pieces(first: int, end: int, cuts: Sequence[MinuteSpan], at: int) -> Iterable[MinuteSpan]:
    cursor = first
    while at < len(cuts) and cuts[at][0] < end:
        if cuts[at][0] > cursor:
            yield cursor, cuts[at][0]
        cursor = max(cursor, cuts[at][1])
        at += 1
    if cursor < end:
        yield cursor, end
