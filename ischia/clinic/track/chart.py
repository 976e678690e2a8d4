"""How is a series of scores drawn, so that it can be read in print, in grey and by a screen reader?

All positions are worked out here; the template only sets them into SVG attributes, since the pages' security policy
allows no inline style. Everything is told apart by shape or pattern, never by colour alone, and the same numbers stand
in a table behind the chart (`ischia.clinic.track.chart_words`).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from ischia.clinic.track.chart_values import Chart, Dot, Drawn, Fan, Stretch, Target, Tick
from ischia.clinic.track.chart_words import (
    LONG_GAP,
    day_in_words,
    forecast_in_words,
    is_long_gap,
    notes,
    rows,
    sessions_in_words,
    short_day,
)
from ischia.knowledge.records import Instrument, Role
from ischia.pathway.track.api import Band, Forecast, Score, needed_from, number

WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 36, 348, 34, 208
GAP_OF_LABELS = 66
ROOM_FOR_HALF_A_LABEL = 34

NATURAL_RECOVERY = timedelta(weeks=12)
"""How long after onset improvement is labelled (CLINICAL.md section 8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """From days and points to positions."""

    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        span = (self.last - self.first).days or 1
        within = min(max((day - self.first).days, 0), span)
        return round(LEFT + (RIGHT - LEFT) * within / span, 1)

    def y(self, value: float) -> float:
        within = min(max(value, self.low), self.high)
        return round(BOTTOM - (BOTTOM - TOP) * (within - self.low) / (self.high - self.low), 1)


def chart(drawn: Drawn) -> Chart:
    """Draw one instrument."""
    frame = _frame(drawn)
    instrument, baseline = drawn.instrument, drawn.scores[0].value
    return Chart(
        id=str(instrument.id),
        title=instrument.label,
        summary=drawn.summary,
        notes=tuple(notes(drawn)),
        joined=tuple(_points(run, frame) for run in _runs(drawn.scores) if len(run) > 1),
        gaps=tuple(_points(pair, frame) for pair in pairwise(drawn.scores) if is_long_gap(*pair)),
        dots=tuple(_dots(drawn.scores, frame)),
        crosses=tuple(
            Dot(x=frame.x(one.on), y=frame.y(one.value), label=f"{day_in_words(one.on)}: {number(one.value)}")
            for one in drawn.struck
        ),
        ticks=_ticks(frame),
        days=_days(drawn, frame),
        sessions=tuple(frame.x(day) for day in drawn.sessions),
        sessions_said=sessions_in_words(drawn.sessions),
        band=_band(instrument, baseline, frame),
        error=number(instrument.detectable_change),
        target=_target(instrument, baseline, frame),
        natural=_natural(drawn.onset_on, frame),
        fan=_fan(drawn, frame),
        rows=tuple(rows(drawn)),
        better="bottom" if instrument.better == "lower" else "top",
        unit=instrument.unit,
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
    )


def fan_of(drawn: Drawn) -> tuple[Band, ...]:
    """The forecast's bands, from the newest score on; empty where nothing is forecast."""
    return drawn.forecast.fan if isinstance(drawn.forecast, Forecast) else ()


def _frame(drawn: Drawn) -> _Frame:
    scored = [*(one.on for one in drawn.scores), *(one.on for one in drawn.struck)]
    known = [*scored, *drawn.sessions, *(band.on for band in fan_of(drawn))]
    silence_ends = min(drawn.today, drawn.scores[-1].on + LONG_GAP)
    low, high = _scale(drawn)
    return _Frame(first=min(known), last=max(*known, silence_ends), low=low, high=high)


def _scale(drawn: Drawn) -> tuple[float, float]:
    """The whole scale of a measure; of a sign, whose bounds only catch slips of typing, the part that is used."""
    instrument = drawn.instrument
    if instrument.role is not Role.SIGN:
        return instrument.low, instrument.high
    values = [*(one.value for one in drawn.scores), *(one.value for one in drawn.struck)]
    margin = 2 * (instrument.detectable_change or 0.0) or 1.0
    low = max(instrument.low, 5 * math.floor((min(values) - margin) / 5))
    return low, min(instrument.high, 5 * math.ceil((max(values) + margin) / 5))


def _runs(scores: Sequence[Score]) -> Iterator[list[Score]]:
    """The scores in runs without a long gap."""
    run = [scores[0]]
    for before, after in pairwise(scores):
        if is_long_gap(before, after):
            yield run
            run = []
        run.append(after)
    yield run


def _points(scores: Iterable[Score], frame: _Frame) -> str:
    return " ".join(f"{frame.x(one.on)},{frame.y(one.value)}" for one in scores)


def _dots(scores: Sequence[Score], frame: _Frame) -> Iterator[Dot]:
    """Every score; the first and the last have their number written beside them."""
    for place, one in enumerate(scores):
        is_named = place in (0, len(scores) - 1)
        yield Dot(
            x=frame.x(one.on),
            y=frame.y(one.value),
            label=f"{day_in_words(one.on)}: {number(one.value)}",
            value=number(one.value) if is_named else "",
        )


def _ticks(frame: _Frame) -> tuple[Tick, ...]:
    middle = (frame.low + frame.high) / 2
    return tuple(Tick(at=frame.y(value), text=number(value)) for value in (frame.low, middle, frame.high))


def _days(drawn: Drawn, frame: _Frame) -> tuple[Tick, ...]:
    """As many day labels as fit without touching, the last day of the picture always among them."""
    last = _day_tick(max(drawn.scores[-1].on, *(band.on for band in fan_of(drawn)), drawn.scores[0].on), frame)
    kept: list[Tick] = []
    for one in drawn.scores:
        tick = _day_tick(one.on, frame)
        if (not kept or tick.at - kept[-1].at >= GAP_OF_LABELS) and last.at - tick.at >= GAP_OF_LABELS:
            kept.append(tick)
    return (*kept, last)


def _day_tick(day: date, frame: _Frame) -> Tick:
    at = frame.x(day)
    anchor = "end" if at > RIGHT - ROOM_FOR_HALF_A_LABEL else "start" if at < LEFT + ROOM_FOR_HALF_A_LABEL else "middle"
    return Tick(at=at, text=short_day(day), anchor=anchor)


def _band(instrument: Instrument, baseline: float, frame: _Frame) -> Stretch | None:
    """Around the first score: where a change may be measurement error."""
    error = instrument.detectable_change
    if error is None:
        return None
    top, bottom = frame.y(baseline + error), frame.y(baseline - error)
    return Stretch(at=top, length=round(bottom - top, 1))


def _target(instrument: Instrument, baseline: float, frame: _Frame) -> Target | None:
    """From where on the person counts as better. A sign has no published change that matters, only its error."""
    needed = None if instrument.role is Role.SIGN else needed_from(instrument, baseline)
    if needed is None:
        return None
    value = baseline - needed if instrument.better == "lower" else baseline + needed
    if not instrument.low <= value <= instrument.high:
        return None
    return Target(y=frame.y(value), points=number(needed))


def _natural(onset_on: date | None, frame: _Frame) -> Stretch | None:
    """The part of the picture that lies within twelve weeks of onset."""
    if onset_on is None or onset_on + NATURAL_RECOVERY <= frame.first:
        return None
    start, end = frame.x(max(onset_on, frame.first)), frame.x(onset_on + NATURAL_RECOVERY)
    return Stretch(at=start, length=round(end - start, 1)) if end > start else None


def _fan(drawn: Drawn, frame: _Frame) -> Fan | None:
    if not isinstance(drawn.forecast, Forecast):
        return None
    bands = fan_of(drawn)
    upper = [f"{frame.x(band.on)},{frame.y(band.high)}" for band in bands]
    lower = [f"{frame.x(band.on)},{frame.y(band.low)}" for band in reversed(bands)]
    sentence, caveats = forecast_in_words(drawn.forecast, is_own=drawn.is_own)
    return Fan(outline=" ".join((*upper, *lower)), sentence=sentence, caveats=caveats)
