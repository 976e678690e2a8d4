"""Which courses has a clinic given, and what was measured in them? Three SQL queries, however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Clinic
from ischia.clinic.track.models import MeasureEntry
from ischia.clinic.treat.api import Ending, SessionRecord
from ischia.knowledge.records import InstrumentId, TechniqueId
from ischia.pathway.plan.api import REVIEW_BY_DAY
from ischia.pathway.track.outcomes import CourseOutcome, Pair

SETTLED_AFTER = timedelta(days=REVIEW_BY_DAY)
"""From how long after its first session a course counts: its review is due by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """The courses that count, and how many began too recently to count."""

    settled: tuple[CourseOutcome, ...]
    too_recent: int


@dataclass(slots=True)
class _Gathered:
    """What is known of one episode while the rows go by."""

    first_on: date
    techniques: set[TechniqueId] = field(default_factory=set)
    first: dict[InstrumentId, tuple[date, float]] = field(default_factory=dict)
    newest: dict[InstrumentId, tuple[date, float]] = field(default_factory=dict)


def courses_of(clinic: Clinic, *, today: date) -> Courses:
    """Every course of the clinic in which massage was given. A course is an episode's treatment as a whole."""
    gathered = _treated(clinic)
    _add_scores(gathered, clinic)
    settled = {key: one for key, one in gathered.items() if one.first_on + SETTLED_AFTER <= today}
    onsets = dict(Episode.objects.filter(client__clinic=clinic).values_list("id", "onset_on"))
    return Courses(
        settled=tuple(_course(one, onsets.get(key)) for key, one in settled.items()),
        too_recent=len(gathered) - len(settled),
    )


def _treated(clinic: Clinic) -> dict[UUID, _Gathered]:
    rows = SessionRecord.objects.filter(episode__client__clinic=clinic, ending=Ending.DONE).order_by()
    gathered: dict[UUID, _Gathered] = {}
    for key, on, work in rows.values_list("episode_id", "on", "record__work").iterator():
        one = gathered.setdefault(key, _Gathered(first_on=on))
        one.first_on = min(one.first_on, on)
        one.techniques.update(TechniqueId(part["technique"]) for part in work or ())
    return gathered


def _add_scores(gathered: dict[UUID, _Gathered], clinic: Clinic) -> None:
    """The first and the newest score of each measure, as each client's own progress page takes them."""
    rows = MeasureEntry.objects.filter(episode__client__clinic=clinic, error__isnull=True).order_by("on", "entered_at")
    for key, name, on, value in rows.values_list("episode_id", "instrument", "on", "value").iterator():
        one = gathered.get(key)
        if one is None:
            continue
        measure = InstrumentId(name)
        if measure not in one.first or one.first[measure][0] == on:
            one.first[measure] = (on, value)
        one.newest[measure] = (on, value)


def _course(one: _Gathered, onset_on: date | None) -> CourseOutcome:
    return CourseOutcome(
        techniques=frozenset(one.techniques),
        weeks_since_onset=None if onset_on is None else (one.first_on - onset_on).days / 7,
        pairs=dict(_pairs(one)),
    )


def _pairs(one: _Gathered) -> Iterator[tuple[InstrumentId, Pair]]:
    for name, (first_on, first) in one.first.items():
        newest_on, newest = one.newest[name]
        yield name, Pair(first=first, newest=newest if newest_on > first_on else None)
