"""What is a chart in words: its table, and what has to be said about its scores?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ischia.clinic.track.chart_values import Drawn, Row
from ischia.knowledge.records import Role
from ischia.pathway.track.api import Band, Caveat, Forecast, NoForecast, Score, needed_from, number

DAYS_IN_A_WEEK = 7

LONG_GAP = timedelta(days=28)
"""From when on two scores are not joined by a solid line: twice the longest time between two askings in a course."""


def is_long_gap(before: Score, after: Score) -> bool:
    return after.on - before.on > LONG_GAP


def day_in_words(day: date) -> str:
    return _written(day, "j M Y", get_language())


def short_day(day: date) -> str:
    return _written(day, "j M", get_language())


@lru_cache(maxsize=2048)
def _written(day: date, as_told: str, _language: str | None) -> str:
    """A page of charts says the same few days many times over."""
    return date_format(day, as_told)


def sessions_in_words(days: Sequence[date]) -> str:
    """The days of the sessions, as the triangles show them."""
    return "; ".join(day_in_words(day) for day in days)


def rows(drawn: Drawn) -> Iterator[Row]:
    """Every number of the picture: scores that count, those struck out, and the bands of the forecast."""
    counted = [(one.on, _score_row(drawn, place)) for place, one in enumerate(drawn.scores)]
    struck = [
        (one.on, Row(day=day_in_words(one.on), value=number(one.value), note=_not_counted(one.why), is_struck=True))
        for one in drawn.struck
    ]
    yield from (row for _on, row in sorted((*counted, *struck), key=lambda pair: pair[0]))
    if isinstance(drawn.forecast, Forecast):
        yield from (_band_row(band) for band in drawn.forecast.fan[1:])


def _score_row(drawn: Drawn, place: int) -> Row:
    one = drawn.scores[place]
    said = []
    if place and is_long_gap(drawn.scores[place - 1], one):
        weeks = _weeks(drawn.scores[place - 1], one)
        said += [_("%(weeks)d weeks after the one before") % {"weeks": weeks}]
    said += [_("an estimate, not every question was answered")] if one.missing else []
    return Row(day=day_in_words(one.on), value=number(one.value), note="; ".join(said))


def _weeks(before: Score, after: Score) -> int:
    return (after.on - before.on).days // DAYS_IN_A_WEEK


def _not_counted(why: str) -> str:
    return _("marked as an error, does not count: %(why)s") % {"why": why}


def _band_row(band: Band) -> Row:
    ends = _("%(low)s to %(high)s") % {"low": number(band.low), "high": number(band.high)}
    return Row(day=day_in_words(band.on), value=ends, note=_("forecast, 80 of 100 such people"))


def notes(drawn: Drawn) -> Iterator[str]:
    """What limits the reading of this chart: ends of the scale, no room to improve, long gaps, no forecast."""
    yield from _scale_ends(drawn)
    gaps = [_weeks(before, after) for before, after in pairwise(drawn.scores) if is_long_gap(before, after)]
    if gaps:
        yield _("There was no score for %(weeks)d weeks: nobody knows how it was in between.") % {"weeks": max(gaps)}
    if isinstance(drawn.forecast, NoForecast):
        yield drawn.forecast.why.sentence


def _scale_ends(drawn: Drawn) -> Iterator[str]:
    instrument, first, last = drawn.instrument, drawn.scores[0].value, drawn.scores[-1].value
    if instrument.role is Role.SIGN:
        return
    best, worst = instrument.low, instrument.high
    if instrument.better == "higher":
        best, worst = worst, best
    needed = needed_from(instrument, first)
    if needed is not None and abs(best - first) < needed:
        yield _("The first score was so good that this scale cannot show a gain that counts (%(points)s points).") % {
            "points": number(needed)
        }
    elif first == worst:
        yield _("The first score was the worst there is: a worsening could not show here.")
    if len(drawn.scores) > 1 and last == best:
        yield _("The newest score is the best there is: more improvement cannot show here.")


def forecast_in_words(forecast: Forecast, *, is_own: bool) -> tuple[str, tuple[str, ...]]:
    """The forecast's sentence and its caveats, said to the person or to somebody else."""
    if is_own:
        return forecast.sentence, tuple(caveat.sentence for caveat in forecast.caveats)
    said = forecast.sentence.replace("scores like yours", "scores like these")
    return said, tuple(_said_to_others(caveat) for caveat in forecast.caveats)


def _said_to_others(caveat: Caveat) -> str:
    return {
        Caveat.PEOPLE_LIKE_YOU: _("This shows how people like the client got on. It is not the client's own future."),
        Caveat.MAY_BE_NATURAL_RECOVERY: _(
            "The pain began less than 12 weeks before these scores. In that time many people get better by themselves."
        ),
        Caveat.ONSET_UNKNOWN: _(
            "Nobody knows when the pain began. If it is new, this may be someone getting better by themselves."
        ),
        Caveat.UNUSUAL_COURSE: _(
            "The newest score is not what the earlier ones led us to expect. Trust this forecast less."
        ),
    }.get(caveat, caveat.sentence)
