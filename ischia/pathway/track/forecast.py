"""How will the scores go on, for people like this one?

The door of the forecast. Nothing here is attributed to massage, nothing is shown from fewer than three days of scores,
and the numbers are worked out without chance: the same scores give the same forecast. NumPy and SciPy are loaded only
once a forecast is really made, so that no other command waits for them.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from ischia.knowledge.records import EvidenceId, Instrument, InstrumentId, Knowledge, RecoveryPrior
from ischia.pathway.plan.api import HARD_MAXIMUM, REVIEW_BY_DAY, CourseSpec
from ischia.pathway.shared.errors import BadInput, InputFault
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
from ischia.pathway.track.forecast_wording import sentence
from ischia.pathway.track.progress import NATURAL_RECOVERY_WEEKS
from ischia.pathway.track.values import Score

FEWEST_SCORES = 3
"""From how many days of scores on there is a forecast (CLINICAL.md section 9)."""

LONG_PAIN = timedelta(days=91)
"""From when on pain counts as long: three months (CLINICAL.md section 9)."""

UNUSUAL = 0.02
"""How unlikely the newest score has to be, given the earlier ones, to be called unusual (a setting of this house)."""

SCIATICA_SOURCE = (EvidenceId("S29"),)
"""Where the important change in sciatica was published."""

BAND = (0.1, 0.25, 0.5, 0.75, 0.9)
WEEK = timedelta(weeks=1)
FURTHEST = timedelta(weeks=52)
"""How far ahead the cohorts were followed."""


def usual_horizons(
    started_on: date,
    *,
    course: CourseSpec | None = None,
    course_from: date | None = None,
    today: date | None = None,
) -> tuple[Horizon, ...]:
    """The review, the end of the course and week 12, soonest first. Week 12 counts from the first session.

    With a planned `course`, which began on `course_from`, the days are its own; without one they are those of a usual
    review and of the longest course (ten weekly sessions). Once the review lies before `today` it is the next one, as
    long as that comes by week 12.
    """
    began = course_from or started_on
    between = timedelta(days=course.review_by_day if course else REVIEW_BY_DAY)
    last = (course.sessions - 1) * timedelta(days=course.spacing_ideal_days) if course else (HARD_MAXIMUM - 1) * WEEK
    review, week_12 = began + between, started_on + 12 * WEEK
    while today is not None and review < today and review + between <= week_12:
        review += between
    horizons = (
        Horizon(name="review", on=review),
        Horizon(name="end_of_course", on=began + last),
        Horizon(name="week_12", on=week_12),
    )
    return tuple(sorted(horizons, key=lambda horizon: horizon.on))


def forecasts(
    scores: Iterable[Score],
    *,
    horizons: Sequence[Horizon],
    onset_on: date | None,
    today: date,
    knowledge: Knowledge,
    opened_on: date | None = None,
    expects_to_last: bool = False,
) -> tuple[Forecast | NoForecast, ...]:
    """Return a forecast, or why there is none, for every measure there are scores of, in the knowledge's order."""
    given = tuple(scores)
    measured = {one.instrument for one in given}
    return tuple(
        forecast(
            name,
            given,
            horizons=horizons,
            onset_on=onset_on,
            today=today,
            knowledge=knowledge,
            opened_on=opened_on,
            expects_to_last=expects_to_last,
        )
        for name in knowledge.instruments
        if name in measured
    )


def forecast(
    instrument: InstrumentId,
    scores: Iterable[Score],
    *,
    horizons: Sequence[Horizon],
    onset_on: date | None,
    today: date,
    knowledge: Knowledge,
    opened_on: date | None = None,
    expects_to_last: bool = False,
) -> Forecast | NoForecast:
    """Forecast one measure from its scores, given in any order; scores of other measures are left aside.

    Of two scores on one day the later one given stands. Horizons that are not after the newest score are left out.
    Raises BadInput for a score that is no number, off the scale, after `today` or before `opened_on`.
    """
    known = knowledge.instruments[instrument]
    series = _series(known, scores, today, opened_on)
    prior = knowledge.recovery_priors.get(instrument)
    ahead = tuple(horizon for horizon in horizons if series and series[-1].on < horizon.on <= series[0].on + FURTHEST)
    why = _why_none(prior, series, ahead)
    if prior is None or why is not None:
        return NoForecast(
            instrument=instrument, label=known.label, why=why or WhyNone.NOBODY_FOLLOWED, scores=len(series)
        )
    odds = _odds(prior, series[0].on, onset_on, expects_to_last=expects_to_last)
    return _made(_Case(known, prior, series, odds), ahead, onset_on, knowledge)


def _why_none(prior: RecoveryPrior | None, series: tuple[Score, ...], ahead: tuple[Horizon, ...]) -> WhyNone | None:
    if prior is None:
        return WhyNone.NOBODY_FOLLOWED
    if len(series) < FEWEST_SCORES:
        return WhyNone.TOO_FEW_SCORES
    return None if ahead else WhyNone.DAYS_HAVE_PASSED


def _series(instrument: Instrument, scores: Iterable[Score], today: date, opened_on: date | None) -> tuple[Score, ...]:
    """The scores of this instrument, oldest first, one a day."""
    of_instrument = [one for one in scores if one.instrument == instrument.id]
    faults = tuple(fault for one in of_instrument for fault in _faults(instrument, one, today, opened_on))
    if faults:
        raise BadInput(faults)
    by_day = {one.on: one for one in of_instrument}
    return tuple(by_day[on] for on in sorted(by_day))


def _faults(instrument: Instrument, one: Score, today: date, opened_on: date | None) -> Iterator[InputFault]:
    if not math.isfinite(one.value):
        yield InputFault(field=f"{instrument.id}.value", reason=f"{one.value} is not a number.")
    elif not instrument.low <= one.value <= instrument.high:
        reason = f"{one.value:g} is not between {instrument.low:g} and {instrument.high:g}."
        yield InputFault(field=f"{instrument.id}.value", reason=reason)
    if one.on > today:
        yield InputFault(field=f"{instrument.id}.on", reason=f"{one.on} lies after today.")
    if opened_on is not None and one.on < opened_on:
        yield InputFault(field=f"{instrument.id}.on", reason=f"{one.on} lies before the episode began, {opened_on}.")


def _odds(prior: RecoveryPrior, first_on: date, onset_on: date | None, *, expects_to_last: bool) -> float:
    """What is known of the person beside the scores, as far as a source says how much it shifts the odds."""
    odds = 1.0
    if onset_on is not None and first_on - onset_on > LONG_PAIN:
        odds *= prior.long_pain_odds
    return odds * prior.expects_to_last_odds if expects_to_last else odds


class _Case:
    """One person's posterior for one measure, and the same without the newest score."""

    def __init__(self, instrument: Instrument, prior: RecoveryPrior, series: tuple[Score, ...], odds: float) -> None:
        from ischia.pathway.track.forecast_model import Scale, model_of
        from ischia.pathway.track.forecast_posterior import posterior

        self.instrument = instrument
        self.prior = prior
        self.series = series
        self.scale = Scale.of(instrument)
        model = model_of(prior, self.scale)
        seen = [(self.day(one.on), self.scale.burden(one.value)) for one in series]
        self.person = posterior(model, seen, odds=odds)
        self.before = posterior(model, seen[:-1], odds=odds)

    def day(self, on: date) -> int:
        return (on - self.series[0].on).days


def _made(case: _Case, ahead: tuple[Horizon, ...], onset_on: date | None, knowledge: Knowledge) -> Forecast:
    outlooks = tuple(
        Outlook(horizon=horizon, band=_band(case, horizon.on), chances=tuple(_chances(case, horizon.on)))
        for horizon in ahead
    )
    return Forecast(
        instrument=case.instrument.id,
        label=case.instrument.label,
        scores=case.series,
        sentence=sentence(case.instrument, outlooks[-1]),
        improving=case.person.improving,
        outlooks=outlooks,
        fan=tuple(_band(case, on) for on in _fan_days(case.series[-1].on, ahead)),
        caveats=tuple(_caveats(case, onset_on)),
        citations=case.prior.backing.evidence,
        knowledge_version=knowledge.version,
    )


def _fan_days(newest: date, ahead: tuple[Horizon, ...]) -> list[date]:
    """A day a week from the newest score on, and every horizon."""
    last = max(horizon.on for horizon in ahead)
    weekly = {newest + weeks * WEEK for weeks in range((last - newest).days // WEEK.days + 1)}
    return sorted(weekly | {horizon.on for horizon in ahead})


def _band(case: _Case, on: date) -> Band:
    from ischia.pathway.track.forecast_posterior import score_quantiles

    burdens = score_quantiles(case.person, case.day(on), BAND)
    low, inner_low, middle, inner_high, high = sorted(case.scale.score(float(burden)) for burden in burdens)
    return Band(on=on, low=low, inner_low=inner_low, middle=middle, inner_high=inner_high, high=high)


def _chances(case: _Case, on: date) -> Iterator[Chance]:
    """By the general rule (points, and a share of the start), then by what was published for sciatica."""
    known, prior = case.instrument, case.prior
    if known.important_change is not None:
        percent = known.important_change_percent or 0.0
        yield _chance(case, on, ("back_pain", known.important_change, percent), known.backing.evidence)
    if prior.sciatica_important_change is not None:
        yield _chance(case, on, ("sciatica", prior.sciatica_important_change, 0.0), SCIATICA_SOURCE)


def _chance(case: _Case, on: date, rule: tuple[str, float, float], citations: tuple[EvidenceId, ...]) -> Chance:
    from ischia.pathway.track.forecast_posterior import chance_of_gain

    population, points, percent = rule
    return Chance(
        population=population,
        points=points,
        percent=percent,
        probability=chance_of_gain(case.person, case.day(on), points, percent),
        citations=citations,
    )


def _caveats(case: _Case, onset_on: date | None) -> Iterator[Caveat]:
    yield Caveat.PEOPLE_LIKE_YOU
    yield Caveat.NOT_FROM_MASSAGE
    if onset_on is None:
        yield Caveat.ONSET_UNKNOWN
    elif case.series[0].on < onset_on + NATURAL_RECOVERY_WEEKS * WEEK:
        yield Caveat.MAY_BE_NATURAL_RECOVERY
    if _is_unusual(case):
        yield Caveat.UNUSUAL_COURSE
    if case.prior.is_borrowed:
        yield Caveat.BORROWED_COURSE
    if not case.prior.backing.is_verified:
        yield Caveat.NOT_VERIFIED


def _is_unusual(case: _Case) -> bool:
    """Whether the newest score is one that the earlier ones made very unlikely, on either side."""
    from ischia.pathway.track.forecast_posterior import chance_of_score_at_most

    newest, step = case.series[-1], case.scale.step
    burden, day = case.scale.burden(newest.value), case.day(newest.on)
    at_most = chance_of_score_at_most(case.before, day, burden + step / 2) if burden < case.scale.range else 1.0
    at_least = 1 - chance_of_score_at_most(case.before, day, burden - step / 2) if burden > 0 else 1.0
    return min(at_most, at_least) < UNUSUAL / 2
