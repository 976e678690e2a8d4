"""What may two people weigh at a review that no rule weighs: the forecast, and the client's own goals?

CLINICAL.md section 8 decides by safety, change, reactions and sessions. It names no chance below which a course should
stop, and a forecast is about people like this one, not about this one: so it is told, and never decides.
"""

from collections.abc import Iterable, Iterator

from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import Chance, Forecast, NoForecast, Progress, by_figure, number

ACTIVITIES = InstrumentId("psfs")
NOT_A_REASON = "A forecast alone is no reason to stop or to go on: it shows how people like this got on."


def beside(progress: Progress, forecasts: Iterable[Forecast | NoForecast], goals: Iterable[str]) -> tuple[str, ...]:
    """The sentences that stand beside a decision."""
    return (*_goals(progress, tuple(goals)), *_forecasts(forecasts))


def _goals(progress: Progress, goals: tuple[str, ...]) -> Iterator[str]:
    if goals:
        yield f"Goals: {'; '.join(goals)}."
    scores = progress.series.get(ACTIVITIES, ())
    if len(scores) > 1:
        yield f"Own activities: {number(scores[0].value)} of 10 at the start, {number(scores[-1].value)} now."
    elif goals:
        yield "Own activities were not rated twice, so nobody can say how near the goals are."


def _forecasts(forecasts: Iterable[Forecast | NoForecast]) -> Iterator[str]:
    told = [one for one in forecasts if isinstance(one, Forecast)]
    for one in told:
        yield f"{one.label}: {one.sentence}"
        yield from _chances(one)
    if told:
        yield NOT_A_REASON


def _chances(forecast: Forecast) -> Iterator[str]:
    """By the review and by the end of the course: the chance by the general rule, and that by the other figure."""
    for outlook in forecast.outlooks:
        if outlook.horizon.name not in _HORIZONS or not outlook.chances:
            continue
        chance, *others = outlook.chances
        when = _HORIZONS[outlook.horizon.name]
        beside = "".join(f", and about {_in_hundred(other)} {by_figure(other)}" for other in others)
        yield f"{forecast.label}: about {_in_hundred(chance)} in 100 such people are clearly better by {when}{beside}."


def _in_hundred(chance: Chance) -> int:
    return round(chance.probability * 100)


_HORIZONS = {"review": "the review", "end_of_course": "the end of the course"}
