"""Which measures are due, which are overdue, and which are done?

When a measure is asked for stands in its knowledge file (`asked`, the default set of CLINICAL.md section 6); the plan
says when the review is. Everything here follows from the plan, the days of the visits and the days of the entries.

The days around a moment on which an entry counts for it are settings of this house: the day before a visit, the days
from the visit before a review on, and a week of grace before something is called overdue.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ischia.knowledge.records import Instrument, InstrumentId, Knowledge, Moment
from ischia.pathway.plan.api import REVIEW_AFTER_SESSION, REVIEW_BY_DAY, CourseSpec
from ischia.pathway.track.headline import PLAIN_NAMES

TWO_WEEKS = timedelta(weeks=2)
TWELVE_WEEKS = timedelta(weeks=12)
A_DAY = timedelta(days=1)
A_WEEK = timedelta(weeks=1)
THIRD = 3
"""From which visit on people are asked how they see the change."""

Filled = Mapping[InstrumentId, Sequence[date]]
"""The days on which each measure was filled in, in any order."""


class State(StrEnum):
    """Where one asking stands, most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"
    DONE = "done"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One measure at one moment. `opens` to `due_on` is when it is due; `done_on` is the day of the entry for it."""

    instrument: InstrumentId
    moment: Moment
    opens: date
    due_on: date
    state: State
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The days of the visits, past and booked, oldest first.

    `decided_on` are the days of reviews that were answered; `ended_on` is the day the course was ended, if it was.
    """

    days: tuple[date, ...] = ()
    decided_on: tuple[date, ...] = ()
    ended_on: date | None = None

    @property
    def first(self) -> date | None:
        return self.days[0] if self.days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """When one asking opens, is due, becomes overdue and is past; `closes` None: it stays open."""

    moment: Moment
    opens: date
    due_on: date
    closes: date | None = None
    grace: timedelta = timedelta(0)

    def counts(self, day: date) -> bool:
        return self.opens <= day and (self.closes is None or day <= self.closes)


def schedule(
    knowledge: Knowledge, *, course: CourseSpec | None, visits: Visits, filled: Filled, today: date
) -> tuple[Asked, ...]:
    """Everything that was, is and will be asked in this course, by day and then in the knowledge's order."""
    found = [
        asked
        for instrument in knowledge.instruments.values()
        for asked in _asked(instrument, course, visits, sorted(filled.get(instrument.id, ())), today)
    ]
    return tuple(sorted(found, key=lambda one: one.due_on))


def due(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """What is to be filled in now, once per measure, the most pressing first and shortest measures before long ones."""
    open_now = [one for one in asked if one.state in {State.OVERDUE, State.DUE}]
    first = {one.instrument: one for one in sorted(open_now, key=lambda one: one.due_on, reverse=True)}
    return tuple(sorted(first.values(), key=_place))


def _place(one: Asked) -> tuple[int, int]:
    """Short forms before long ones, then as they are named to people: leg pain first."""
    names = list(PLAIN_NAMES)
    named = names.index(one.instrument) if one.instrument in names else len(names)
    return _ORDER.get(one.moment, len(_ORDER)), named


_ORDER = {
    moment: place
    for place, moment in enumerate((Moment.EVERY_VISIT, Moment.FROM_SESSION_THREE, Moment.EVERY_TWO_WEEKS))
}


def review_day(course: CourseSpec | None, visits: Visits) -> date | None:
    """The day of the next review: of the planned visit since the last one, or so many days after the first of them,
    whichever comes first. None before a first visit, and once the course has ended.
    """
    last = visits.decided_on[-1] if visits.decided_on else date.min
    since = [day for day in visits.days if day > last]
    if not since or visits.ended_on is not None:
        return None
    session = course.review_after_session if course else REVIEW_AFTER_SESSION
    by_day = since[0] + timedelta(days=course.review_by_day if course else REVIEW_BY_DAY)
    return min(since[session - 1], by_day) if len(since) >= session else by_day


def _asked(
    instrument: Instrument, course: CourseSpec | None, visits: Visits, filled: list[date], today: date
) -> Iterator[Asked]:
    windows = [
        window
        for moment in instrument.asked
        for window in _windows(moment, course, visits, filled, today)
        if visits.ended_on is None or window.due_on <= visits.ended_on or moment in _AFTERWARDS
    ]
    for window in windows:
        done_on = next((day for day in filled if window.counts(day)), None)
        yield Asked(
            instrument=instrument.id,
            moment=window.moment,
            opens=window.opens,
            due_on=window.due_on,
            state=State.DONE if done_on else _state(window, today),
            done_on=done_on,
        )


_AFTERWARDS = frozenset({Moment.DISCHARGE, Moment.TWELVE_WEEKS_AFTER})


def _state(window: _Window, today: date) -> State:
    if window.closes is not None and today > window.closes:
        return State.MISSED
    if today < window.opens:
        return State.LATER
    return State.OVERDUE if today > window.due_on + window.grace else State.DUE


def _windows(
    moment: Moment, course: CourseSpec | None, visits: Visits, filled: list[date], today: date
) -> Iterator[_Window]:
    match moment:
        case Moment.BASELINE:
            yield _baseline(course, visits, today)
        case Moment.EVERY_VISIT:
            yield from _at_visits(visits, today, begin=1)
        case Moment.FROM_SESSION_THREE:
            yield from _at_visits(visits, today, begin=THIRD)
        case Moment.EVERY_TWO_WEEKS:
            yield from _every_two_weeks(visits, filled, today)
        case Moment.REVIEW:
            yield from _review(course, visits)
        case Moment.DISCHARGE:
            if visits.ended_on is not None:
                yield _Window(moment=moment, opens=visits.ended_on - A_WEEK, due_on=visits.ended_on, grace=A_WEEK)
        case Moment.TWELVE_WEEKS_AFTER:
            if visits.ended_on is not None:
                on = visits.ended_on + TWELVE_WEEKS
                yield _Window(moment=moment, opens=on - A_WEEK, due_on=on, grace=A_WEEK)


def _baseline(course: CourseSpec | None, visits: Visits, today: date) -> _Window:
    """Before or at the first visit. Later it can still be given, until what is given counts for the review."""
    closes = next((window.opens - A_DAY for window in _review(course, visits)), None)
    return _Window(moment=Moment.BASELINE, opens=date.min, due_on=visits.first or today, closes=closes)


def _at_visits(visits: Visits, today: date, *, begin: int) -> Iterator[_Window]:
    """From the day before each visit to the day of it; before any visit is booked, the start is asked for at once."""
    moment = Moment.EVERY_VISIT if begin == 1 else Moment.FROM_SESSION_THREE
    if not visits.days and begin == 1:
        yield _Window(moment=moment, opens=date.min, due_on=today)
    for number, day in enumerate(visits.days, start=1):
        if number < begin:
            continue
        before = visits.days[number - 2] if number > 1 else date.min
        opens = max(day - A_DAY, before + A_DAY) if number > 1 else date.min
        yield _Window(moment=moment, opens=min(opens, day), due_on=day, closes=day)


def _every_two_weeks(visits: Visits, filled: list[date], today: date) -> Iterator[_Window]:
    """Each entry, and the next one two weeks after the latest; the first is asked for at the first visit."""
    for day in dict.fromkeys(filled):
        yield _Window(moment=Moment.EVERY_TWO_WEEKS, opens=day, due_on=day, closes=day)
    on = filled[-1] + TWO_WEEKS if filled else visits.first or today
    opens = on if filled else date.min
    yield _Window(moment=Moment.EVERY_TWO_WEEKS, opens=opens, due_on=on, grace=A_WEEK)


def _review(course: CourseSpec | None, visits: Visits) -> Iterator[_Window]:
    """The reviews that were answered, and the next one. Each opens after the visit before it, at most a week ahead."""
    following = review_day(course, visits)
    days = [*visits.decided_on, *([] if following is None else [following])]
    for place, on in enumerate(days):
        before = max((day for day in visits.days if day < on), default=on - A_WEEK)
        opens = max(before + A_DAY, on - A_WEEK + A_DAY)
        is_answered = place < len(visits.decided_on)
        yield _Window(moment=Moment.REVIEW, opens=opens, due_on=on, closes=on if is_answered else None, grace=A_WEEK)
