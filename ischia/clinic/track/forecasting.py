"""How will the scores of an episode go on, for people like this client? Told from the first session on.

Whoever the newest safety check sends away is told no forecast: it would only draw attention from what to do now.
"""

from collections.abc import Mapping
from datetime import date

from ischia.clinic.people.api import Episode
from ischia.clinic.screen.api import latest_screening
from ischia.clinic.track.queries import EpisodeProgress
from ischia.clinic.treat.api import Ending
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.screen.api import Outcome
from ischia.pathway.track.api import Forecast, NoForecast, forecasts, usual_horizons


def forecasts_of(
    episode: Episode, read: EpisodeProgress, *, knowledge: Knowledge, today: date
) -> Mapping[InstrumentId, Forecast | NoForecast]:
    """A forecast, or why there is none, by measure. Without a session there is no horizon, so nothing is told."""
    given = [row.on for row in read.records if row.ending == Ending.DONE]
    if not given or _is_sent_away(episode):
        return {}
    told = forecasts(
        [score for series in read.progress.series.values() for score in series],
        horizons=usual_horizons(given[0]),
        onset_on=episode.onset_on,
        today=today,
        knowledge=knowledge,
    )
    return {one.instrument: one for one in told}


def _is_sent_away(episode: Episode) -> bool:
    newest = latest_screening(episode)
    return newest is not None and newest.outcome in {Outcome.URGENT, Outcome.EMERGENCY}
