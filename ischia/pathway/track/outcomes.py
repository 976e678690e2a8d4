"""How many courses brought a change that matters, how sure is that, and what were they like at the start?

A count over many courses, never a comparison of people or therapists. Who gets which technique is chosen, not drawn by
lot, so groups differ from the start: the case mix stands beside every share, and groups too small to say anything have
nothing but their size.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from ischia.knowledge.records import Instrument, InstrumentId, Knowledge, Role, TechniqueId
from ischia.pathway.track.change import better_by, needed_from

FEWEST_COURSES = 20
"""Below so many courses measured twice a group is shown by its size alone (a setting of this house)."""

Z_95, Z_998 = 1.959964, 3.090232
"""Normal quantiles that hold 95 % and 99.8 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The first and the newest score of one measure; `newest` None: it was never measured a second time."""

    first: float
    newest: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOutcome:
    """One course: techniques given, weeks from onset to the first session (None: not known), scores by measure."""

    techniques: frozenset[TechniqueId]
    weeks_since_onset: float | None = None
    pairs: Mapping[InstrumentId, Pair] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A share (0 to 1) with the ends of its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The median and the quartiles."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a group large enough says. `reached` of `measured` courses changed for the better by what counts.

    `no_room` courses began too well for that and are in neither number. `at_least` and `at_most` are the share if none,
    or all, of those not measured twice had reached it.
    """

    reached: int
    measured: int
    no_room: int
    interval: Interval
    at_least: float
    at_most: float
    first_score: Spread
    weeks_since_onset: Spread | None
    onset_unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All courses, or those in which one technique was given; `shown` is None below `FEWEST_COURSES`."""

    technique: TechniqueId | None
    courses: int
    measured: int
    shown: Shown | None

    @property
    def completeness(self) -> float:
        """The share of courses that were measured twice."""
        return self.measured / self.courses if self.courses else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureOutcome:
    """One measure: all courses, then by technique in the knowledge's order. A course counts with every technique."""

    instrument: InstrumentId
    all_courses: Group
    by_technique: tuple[Group, ...]


def outcomes(courses: Iterable[CourseOutcome], knowledge: Knowledge) -> tuple[MeasureOutcome, ...]:
    """Every outcome measure that was taken in some course, in the knowledge's order."""
    every = tuple(courses)
    taken = {name for course in every for name in course.pairs}
    return tuple(
        _measure(instrument, every, knowledge)
        for name, instrument in knowledge.instruments.items()
        if name in taken and instrument.role is Role.OUTCOME and _has_yardstick(instrument)
    )


def wilson(reached: int, measured: int, z: float = Z_95) -> Interval:
    """The share with its score interval (Wilson 1927, J Am Stat Assoc 22:209-212): never outside 0 and 1.

    Raises ValueError for `measured` 0.
    """
    if not measured:
        raise ValueError(measured)
    share, spread = reached / measured, z * z / measured
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / measured + spread / (4 * measured)) / (1 + spread)
    return Interval(share=share, low=max(0.0, middle - half), high=min(1.0, middle + half))


def funnel_limits(share: float, measured: float, z: float) -> tuple[float, float]:
    """Between which shares a group of this size lies by chance alone, if its true share is `share`.

    Control limits of a funnel plot by the normal approximation (Spiegelhalter 2005, Stat Med 24:1185-1202).
    """
    half = z * math.sqrt(share * (1 - share) / measured)
    return max(0.0, share - half), min(1.0, share + half)


def _has_yardstick(instrument: Instrument) -> bool:
    return needed_from(instrument, instrument.high) is not None


def _measure(instrument: Instrument, courses: Sequence[CourseOutcome], knowledge: Knowledge) -> MeasureOutcome:
    members: dict[TechniqueId, list[CourseOutcome]] = {name: [] for name in knowledge.techniques}
    for course in courses:
        for technique in course.techniques & members.keys():
            members[technique].append(course)
    return MeasureOutcome(
        instrument=instrument.id,
        all_courses=_group(instrument, None, courses),
        by_technique=tuple(_group(instrument, name, group) for name, group in members.items() if group),
    )


def _group(instrument: Instrument, technique: TechniqueId | None, courses: Sequence[CourseOutcome]) -> Group:
    pairs = [(course, course.pairs[instrument.id]) for course in courses if instrument.id in course.pairs]
    twice = [(course, pair.first, pair.newest) for course, pair in pairs if pair.newest is not None]
    return Group(
        technique=technique, courses=len(courses), measured=len(twice), shown=_shown(instrument, twice, courses)
    )


def _shown(
    instrument: Instrument, twice: Sequence[tuple[CourseOutcome, float, float]], courses: Sequence[CourseOutcome]
) -> Shown | None:
    able = [(course, first, newest) for course, first, newest in twice if _has_room(instrument, first)]
    if len(able) < FEWEST_COURSES:
        return None
    reached = sum(_is_reached(instrument, first, newest) for _course, first, newest in able)
    weeks = [course.weeks_since_onset for course, _first, _newest in able]
    unmeasured = len(courses) - len(twice)
    return Shown(
        reached=reached,
        measured=len(able),
        no_room=len(twice) - len(able),
        interval=wilson(reached, len(able)),
        at_least=reached / (len(able) + unmeasured),
        at_most=(reached + unmeasured) / (len(able) + unmeasured),
        first_score=_spread([first for _course, first, _newest in able]),
        weeks_since_onset=_known_spread(weeks),
        onset_unknown=sum(each is None for each in weeks),
    )


def _has_room(instrument: Instrument, first: float) -> bool:
    """Whether the scale has room for the change that counts from this first score."""
    best = instrument.low if instrument.better == "lower" else instrument.high
    needed = needed_from(instrument, first)
    return needed is not None and abs(best - first) >= needed


def _is_reached(instrument: Instrument, first: float, newest: float) -> bool:
    needed = needed_from(instrument, first)
    return needed is not None and better_by(instrument, first, newest) >= needed


def _known_spread(values: Iterable[float | None]) -> Spread | None:
    known = [each for each in values if each is not None]
    return _spread(known) if len(known) >= FEWEST_COURSES else None


def _spread(values: Sequence[float]) -> Spread:
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Spread(low=low, middle=middle, high=high)
