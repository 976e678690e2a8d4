"""What does a repair try to keep, and what does each thing that it cannot keep cost?

`WISHES` and `spacing` are the whole list. Each wish is one function that says how far a slot misses it, 0 when it is
kept, and its weight in penalty points. The weights express what people ask for first; they are ours, not a study's.
That a session is placed at all is worth more than all of this together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from ischia.pathway.book.course_cost import half_day, in_a_window
from ischia.pathway.book.hours import zone_named
from ischia.pathway.book.repair_values import Affected, Penalty, RepairProblem, Spacing
from ischia.pathway.book.values import Slot

SHORT_NOTICE = timedelta(hours=24)


@lru_cache(maxsize=65_536)
def local(zone: str, instant: datetime) -> datetime:
    """The instant as the clocks of `zone` show it."""
    return instant.astimezone(zone_named(zone))


def local_day(problem: RepairProblem, slot: Slot) -> date:
    """The calendar day on which a slot begins."""
    return local(problem.zone, slot.start).date()


def same_day(problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    """0 on the same day, else one more than the days between: to stay on the day matters most."""
    days = abs((local_day(problem, slot) - local_day(problem, affected.slot)).days)
    return days + 1 if days else 0


def same_therapist(_problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    return int(slot.therapist != affected.slot.therapist)


def same_place(_problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    return int(slot.place != affected.slot.place)


def close_to_the_old_time(problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    """Quarter hours between the old and the new time of day."""
    new, old = local(problem.zone, slot.start), local(problem.zone, affected.slot.start)
    return abs((new.hour - old.hour) * 60 + new.minute - old.minute) // 15


def short_notice(problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    """1 when the client has to come at another time and hears of it less than 24 hours before."""
    return int(slot.start != affected.slot.start and slot.start < problem.now + SHORT_NOTICE)


def notice_already_given(_problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    """1 when somebody who has been told a time already is told another one."""
    return int(affected.is_told and slot.start != affected.slot.start)


def within_wishes(problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    """How many of the client's wishes (half day, weekdays, hours) the slot misses."""
    when = local(problem.zone, slot.start)
    misses_half_day = affected.half_day not in ("any", half_day(when))
    misses_weekday = bool(affected.weekdays) and when.weekday() not in affected.weekdays
    misses_windows = bool(affected.windows) and not in_a_window(affected.windows, slot, problem.zone)
    return misses_half_day + misses_weekday + misses_windows


def spacing(plan: Spacing, days: int) -> int:
    """How far two neighbouring sessions, `days` apart, miss the ideal; beyond the longest each day counts double.

    Convex in `days`, which the model relies on.
    """
    return abs(days - plan.ideal) + max(0, days - plan.maximum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing to keep: its name, what a unit of missing it costs, and how far a slot misses it."""

    name: str
    weight: int
    misses: Callable[[RepairProblem, Affected, Slot], int]


WISHES = (
    Wish(name="same_day", weight=12, misses=same_day),
    Wish(name="same_therapist", weight=15, misses=same_therapist),
    Wish(name="same_place", weight=15, misses=same_place),
    Wish(name="close_to_the_old_time", weight=1, misses=close_to_the_old_time),
    Wish(name="short_notice", weight=10, misses=short_notice),
    Wish(name="notice_already_given", weight=10, misses=notice_already_given),
    Wish(name="within_wishes", weight=8, misses=within_wishes),
)
SPACING = "spacing"
SPACING_WEIGHT = 4


def penalties(problem: RepairProblem, affected: Affected, slot: Slot) -> tuple[Penalty, ...]:
    """What a slot costs by itself: each wish that it misses, without the spacing."""
    missed = ((wish, wish.misses(problem, affected, slot)) for wish in WISHES)
    return tuple(Penalty(name=wish.name, points=wish.weight * units) for wish, units in missed if units)
