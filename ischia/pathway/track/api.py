"""The door of `track`: is it helping, more than noise and nature?"""

from ischia.pathway.track.change import IMPORTANT_PERCENT, better_by, change, is_worse_beyond_error, needed_from, number
from ischia.pathway.track.effort import MOST_SECONDS, minutes_to_fill, seconds_to_fill
from ischia.pathway.track.forecast import FEWEST_SCORES, forecast, forecasts, usual_horizons
from ischia.pathway.track.forecast_values import (
    Band,
    Caveat,
    Chance,
    Forecast,
    Horizon,
    NoForecast,
    Outlook,
    WhyNone,
)
from ischia.pathway.track.forecast_wording import by_figure, gain
from ischia.pathway.track.form import form_text, important_changes
from ischia.pathway.track.headline import PLAIN_NAMES, plain_name, plain_sentence, said_to_others
from ischia.pathway.track.progress import progress, scores_of
from ischia.pathway.track.schedule import Asked, State, Visits, due, review_day, schedule
from ischia.pathway.track.scoring import SCORING_RULES, Answers, score, version_of
from ischia.pathway.track.values import Change, Progress, Reading, Score

__all__ = [
    "FEWEST_SCORES",
    "IMPORTANT_PERCENT",
    "MOST_SECONDS",
    "PLAIN_NAMES",
    "SCORING_RULES",
    "Answers",
    "Asked",
    "Band",
    "Caveat",
    "Chance",
    "Change",
    "Forecast",
    "Horizon",
    "NoForecast",
    "Outlook",
    "Progress",
    "Reading",
    "Score",
    "State",
    "Visits",
    "WhyNone",
    "better_by",
    "by_figure",
    "change",
    "due",
    "forecast",
    "forecasts",
    "form_text",
    "gain",
    "important_changes",
    "is_worse_beyond_error",
    "minutes_to_fill",
    "needed_from",
    "number",
    "plain_name",
    "plain_sentence",
    "progress",
    "review_day",
    "said_to_others",
    "schedule",
    "score",
    "scores_of",
    "seconds_to_fill",
    "usual_horizons",
    "version_of",
]
