"""What may other apps use of the measures and their reading?"""

from ischia.clinic.track.forecasting import horizons_of
from ischia.clinic.track.models import MeasureEntry, MeasureError
from ischia.clinic.track.presenters import AskedShown, asked_shown, how_long
from ischia.clinic.track.queries import EpisodeProgress, due_now, entries_of, episode_for, progress_of
from ischia.clinic.track.services import fill_measures, mark_as_error
from ischia.clinic.track.stopping import put_stops_in_place

__all__ = [
    "AskedShown",
    "EpisodeProgress",
    "MeasureEntry",
    "MeasureError",
    "asked_shown",
    "due_now",
    "entries_of",
    "episode_for",
    "fill_measures",
    "horizons_of",
    "how_long",
    "mark_as_error",
    "progress_of",
    "put_stops_in_place",
]
