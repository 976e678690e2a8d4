"""How is a series of scores drawn, so that it can be read in print, in grey and by a screen reader?

All positions are worked out here; the template only sets them into SVG attributes, since the pages' security policy
allows no inline style. The same numbers stand in a table behind the chart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ischia.knowledge.records import Instrument
from ischia.pathway.track.api import IMPORTANT_PERCENT, Score, number

WIDTH, HEIGHT = 360, 232
LEFT, RIGHT, TOP, BOTTOM = 30, 348, 14, 190
GAP_OF_LABELS = 58


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One score as a dot; `label` says day and value."""

    x: float
    y: float
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One label at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The stretch around the first score in which a change may be measurement error."""

    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One instrument's chart and the table behind it."""

    id: str
    title: str
    summary: str
    line: str
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    days: tuple[Tick, ...]
    sessions: tuple[float, ...]
    band: Band | None
    error: str
    better_line: float | None
    rows: tuple[tuple[str, str], ...]
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """From days and points to positions."""

    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        span = (self.last - self.first).days or 1
        return round(LEFT + (RIGHT - LEFT) * (day - self.first).days / span, 1)

    def y(self, value: float) -> float:
        within = min(max(value, self.low), self.high)
        return round(BOTTOM - (BOTTOM - TOP) * (within - self.low) / (self.high - self.low), 1)


def chart(
    instrument: Instrument, scores: Sequence[Score], *, summary: str, sessions: Iterable[date], today: date
) -> Chart:
    """Draw one instrument. `sessions` are the days on which massage was given; `summary` says what the chart shows."""
    days = tuple(sessions)
    first = min((scores[0].on, *days))
    frame = _Frame(first=first, last=max(today, scores[-1].on), low=instrument.low, high=instrument.high)
    dots = tuple(_dot(score, frame) for score in scores)
    return Chart(
        id=str(instrument.id),
        title=instrument.label,
        summary=summary,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        dots=dots,
        ticks=_ticks(frame),
        days=_days(scores, frame),
        sessions=tuple(frame.x(day) for day in days),
        band=_band(instrument, scores[0].value, frame),
        error=number(instrument.detectable_change),
        better_line=_better_line(instrument, scores[0].value, frame),
        rows=tuple((_day(score.on), number(score.value)) for score in scores),
        direction=_("Lower is better.") if instrument.better == "lower" else _("Higher is better."),
    )


def _dot(score: Score, frame: _Frame) -> Dot:
    label = f"{_day(score.on)}: {number(score.value)}"
    return Dot(x=frame.x(score.on), y=frame.y(score.value), value=number(score.value), label=label)


def _ticks(frame: _Frame) -> tuple[Tick, ...]:
    middle = (frame.low + frame.high) / 2
    return tuple(Tick(at=frame.y(value), text=number(value)) for value in (frame.low, middle, frame.high))


def _days(scores: Sequence[Score], frame: _Frame) -> tuple[Tick, ...]:
    """As many day labels as fit without touching, the first and the last always among them."""
    kept: list[Tick] = []
    last = Tick(at=frame.x(scores[-1].on), text=f"{scores[-1].on:%-d %b}")
    for score in scores[:-1]:
        at = frame.x(score.on)
        if (not kept or at - kept[-1].at >= GAP_OF_LABELS) and last.at - at >= GAP_OF_LABELS:
            kept.append(Tick(at=at, text=f"{score.on:%-d %b}"))
    return (*kept, last)


def _band(instrument: Instrument, baseline: float, frame: _Frame) -> Band | None:
    error = instrument.detectable_change
    if error is None:
        return None
    top, bottom = frame.y(baseline + error), frame.y(baseline - error)
    return Band(y=top, height=round(bottom - top, 1))


def _better_line(instrument: Instrument, baseline: float, frame: _Frame) -> float | None:
    """Where the person would be better by the share that matters."""
    if not baseline:
        return None
    step = baseline * IMPORTANT_PERCENT / 100
    target = baseline - step if instrument.better == "lower" else baseline + step
    return frame.y(target) if instrument.low <= target <= instrument.high else None


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
