"""Is it helping, more than noise and nature?

One plain sentence first, then each measure, then what the reading may not claim. Nothing here is attributed to massage:
a person who measures themselves has no comparison group.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ischia.knowledge.records import InstrumentId, Knowledge, Role
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.track.change import RATINGS_OF_CHANGE, change
from ischia.pathway.track.headline import headline
from ischia.pathway.track.scoring import score
from ischia.pathway.track.values import Change, Progress, Reading, Score
from ischia.pathway.treat.values import SessionRecord

MAIN_MEASURES = (InstrumentId("nprs_leg"), InstrumentId("rmdq_24"))
"""What the overall reading goes by, first one measured first: leg pain, then daily function."""

NATURAL_RECOVERY_WEEKS = 12
"""Improvement in the first weeks after onset must be labelled (CLINICAL.md section 8, natural-history guard)."""

NOT_FROM_MASSAGE = (
    "These numbers show what changed, not why. Many people get better with time, so nobody can say from them how much "
    "the massage did."
)
MAY_BE_NATURAL = (
    f"This may be natural recovery. In the first {NATURAL_RECOVERY_WEEKS} weeks many people get better untreated."
)
ONSET_UNKNOWN = "We do not know when your pain began, so this may be natural recovery."
TOO_FEW = "There are too few answers to see a change yet. Each measure needs to be filled in at least twice."
PRORATED = "Some forms were not complete. Their scores are estimates from the answers given."

Series = dict[InstrumentId, tuple[Score, ...]]
"""Scores by instrument, oldest first."""


def scores_of(records: Iterable[SessionRecord], knowledge: Knowledge) -> tuple[Score, ...]:
    """Score every instrument that was filled in at the sessions. Raises what `score` raises."""
    return tuple(
        score(knowledge.instruments[name], answers, on=record.on)
        for record in records
        for name, answers in record.answers.items()
    )


def progress(
    scores: Iterable[Score], *, sessions_done: int, onset_on: date | None, today: date, knowledge: Knowledge
) -> Progress:
    """Read all scores of an episode. Raises BadInput when onset or a score lies after `today`."""
    series = _series(scores)
    _refuse_future(series, onset_on, today)
    changes = tuple(_changes(series, knowledge))
    overall, is_mixed = _overall(changes)
    may_be_natural = _may_be_natural(changes, series, onset_on, knowledge)
    return Progress(
        headline=headline(changes, overall=overall, is_mixed=is_mixed),
        overall=overall,
        is_mixed=is_mixed,
        changes=changes,
        series=series,
        sessions_done=sessions_done,
        weeks_since_onset=None if onset_on is None else (today - onset_on).days / 7,
        may_be_natural_recovery=may_be_natural,
        cautions=tuple(_cautions(changes, series, onset_on, may_be_natural=may_be_natural)),
        knowledge_version=knowledge.version,
    )


def _series(scores: Iterable[Score]) -> Series:
    """Scores by instrument, oldest first; of two on one day the later one given stands."""
    by_instrument: dict[InstrumentId, dict[date, Score]] = {}
    for one in scores:
        by_instrument.setdefault(one.instrument, {})[one.on] = one
    return {name: tuple(days[on] for on in sorted(days)) for name, days in by_instrument.items()}


def _refuse_future(series: Series, onset_on: date | None, today: date) -> None:
    faults = [
        InputFault(field=f"{name}.on", reason=f"{scores[-1].on} lies after today.")
        for name, scores in series.items()
        if scores[-1].on > today
    ]
    if onset_on is not None and onset_on > today:
        faults.append(InputFault(field="onset_on", reason=f"{onset_on} lies after today."))
    if faults:
        raise BadInput(tuple(faults))


def _changes(series: Series, knowledge: Knowledge) -> Iterator[Change]:
    """A change for every instrument measured twice (once for a rating of change), in the knowledge's order.

    A screen has none: two answers about mood say nothing about the leg.
    """
    for name, instrument in knowledge.instruments.items():
        scores = () if instrument.role is Role.SCREEN else series.get(name, ())
        if len(scores) > 1 or (scores and name in RATINGS_OF_CHANGE):
            yield change(instrument, scores[0], scores[-1])


def _overall(changes: tuple[Change, ...]) -> tuple[Reading, bool]:
    """The main measure's reading, and whether other outcomes say the opposite; a sign makes no picture mixed."""
    readings = {one.instrument: one.reading for one in changes if one.role is Role.OUTCOME}
    is_mixed = {Reading.IMPROVED, Reading.WORSE} <= set(readings.values())
    for name in MAIN_MEASURES:
        if name in readings:
            return readings[name], is_mixed
    return Reading.NOT_ENOUGH, is_mixed


def _may_be_natural(
    changes: tuple[Change, ...],
    series: Series,
    onset_on: date | None,
    knowledge: Knowledge,
) -> bool:
    """Whether an improvement was already seen inside the first weeks after onset, or onset is not known."""
    improved = [one for one in changes if one.reading is Reading.IMPROVED and one.role is Role.OUTCOME]
    if not improved or onset_on is None:
        return bool(improved)
    guard_ends = onset_on + timedelta(weeks=NATURAL_RECOVERY_WEEKS)
    return any(_improved_before(guard_ends, series[one.instrument], knowledge) for one in improved)


def _improved_before(day: date, scores: tuple[Score, ...], knowledge: Knowledge) -> bool:
    instrument = knowledge.instruments[scores[0].instrument]
    early = [one for one in scores if one.on < day]
    return any(change(instrument, scores[0], one).reading is Reading.IMPROVED for one in early)


def _cautions(
    changes: tuple[Change, ...],
    series: Series,
    onset_on: date | None,
    *,
    may_be_natural: bool,
) -> Iterator[str]:
    if not changes:
        yield TOO_FEW
    if may_be_natural:
        yield ONSET_UNKNOWN if onset_on is None else MAY_BE_NATURAL
    if any(one.missing for scores in series.values() for one in scores):
        yield PRORATED
    yield NOT_FROM_MASSAGE
