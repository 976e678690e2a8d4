"""How will the scores of an episode go on, for people like this client? Told from the first session on.

Whoever the newest safety check sends away is told no forecast: it would only draw attention from what to do now.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from ischia.clinic.people.api import Episode
from ischia.clinic.screen.api import latest_screening
from ischia.clinic.track.queries import EpisodeProgress
from ischia.clinic.treat.api import Ending, SessionRecord
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.plan.api import CourseSpec
from ischia.pathway.screen.api import Outcome
from ischia.pathway.track.api import Forecast, Horizon, NoForecast, forecasts, usual_horizons


def forecasts_of(
    episode: Episode, read: EpisodeProgress, *, knowledge: Knowledge, today: date
) -> Mapping[InstrumentId, Forecast | NoForecast]:
    """A forecast, or why there is none, by measure. Without a session there is no horizon, so nothing is told."""
    given = [row.on for row in read.records if row.ending == Ending.DONE]
    if not given or _is_sent_away(episode):
        return {}
    told = forecasts(
        [score for series in read.progress.series.values() for score in series],
        horizons=_horizons(episode, today),
        onset_on=episode.onset_on,
        today=today,
        knowledge=knowledge,
    )
    return {one.instrument: one for one in told}


def horizons_of(given: Sequence[tuple[date, UUID]], course: CourseSpec | None, *, today: date) -> tuple[Horizon, ...]:
    """The days to look ahead to. `given` are day and care plan of every session that took place, oldest first."""
    if not given:
        return ()
    began = next(on for on, plan in given if plan == given[-1][1])
    return usual_horizons(given[0][0], course=course, course_from=began, today=today)


def _horizons(episode: Episode, today: date) -> tuple[Horizon, ...]:
    """The same for one episode: one SQL query."""
    rows = SessionRecord.objects.filter(episode=episode, ending=Ending.DONE).order_by("on", "signed_at")
    told = list(rows.values_list("on", "session__course__care_plan_id", "session__course__care_plan__plan__course"))
    raw = told[-1][2] if told else None
    course = msgspec.convert(raw, CourseSpec) if raw and "review_after_session" in raw else None
    return horizons_of([(on, plan) for on, plan, _raw in told], course, today=today)


def _is_sent_away(episode: Episode) -> bool:
    newest = latest_screening(episode)
    return newest is not None and newest.outcome in {Outcome.URGENT, Outcome.EMERGENCY}
