"""What does a forecast say, from when on, and what stands beside it?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ischia.knowledge.records import Instrument, Knowledge, RecoveryPrior
from ischia.pathway.plan.api import CourseSpec
from ischia.pathway.track.api import (
    Caveat,
    Forecast,
    Horizon,
    NoForecast,
    Score,
    WhyNone,
    forecast,
    forecasts,
    usual_horizons,
)
from tests.spec.track.example_priors import BORROWED, EASE, FUNCTION, LEG_PAIN, NOT_VERIFIED, PRIOR, known

START = date(2026, 9, 1)
LONG_AGO = START - timedelta(weeks=80)
COURSE = CourseSpec(
    sessions=4,
    spacing_minimum_days=5,
    spacing_ideal_days=10,
    spacing_maximum_days=14,
    session_minutes=45,
    review_after_session=4,
    review_by_day=21,
    decision_needed_after=6,
    hard_maximum=10,
)
REVIEW, WEEK_12 = Horizon(name="review", on=START + timedelta(days=28)), Horizon(name="week_12", on=date(2026, 11, 24))


def scored(*values: float, instrument: Instrument = LEG_PAIN, days: tuple[int, ...] = ()) -> tuple[Score, ...]:
    """Scores a week apart, or on the given days after the start."""
    on = days or tuple(range(0, 7 * len(values), 7))
    return tuple(
        Score(instrument=instrument.id, on=START + timedelta(days=day), value=value)
        for day, value in zip(on, values, strict=True)
    )


def asked(
    scores: tuple[Score, ...],
    *,
    instrument: Instrument = LEG_PAIN,
    onset_on: date | None = LONG_AGO,
    knowledge: Knowledge | None = None,
    expects_to_last: bool = False,
    horizons: tuple[Horizon, ...] = (REVIEW, WEEK_12),
) -> Forecast | NoForecast:
    return forecast(
        instrument.id,
        scores,
        horizons=horizons,
        onset_on=onset_on,
        today=START + timedelta(weeks=26),
        knowledge=knowledge or known(),
        expects_to_last=expects_to_last,
    )


def made(
    scores: tuple[Score, ...],
    *,
    instrument: Instrument = LEG_PAIN,
    onset_on: date | None = LONG_AGO,
    knowledge: Knowledge | None = None,
    expects_to_last: bool = False,
) -> Forecast:
    answer = asked(
        scores, instrument=instrument, onset_on=onset_on, knowledge=knowledge, expects_to_last=expects_to_last
    )
    assert isinstance(answer, Forecast), answer
    return answer


def chance(answer: Forecast) -> float:
    """The chance of a change that matters, on the last day."""
    return answer.outlooks[-1].chances[0].probability


def width(answer: Forecast) -> float:
    return answer.outlooks[-1].band.high - answer.outlooks[-1].band.low


@pytest.mark.parametrize(
    ("days", "values", "why"),
    [
        pytest.param((0,), (6,), WhyNone.TOO_FEW_SCORES, id="one"),
        pytest.param((0, 7), (6, 5), WhyNone.TOO_FEW_SCORES, id="two"),
        pytest.param((0, 7, 7), (6, 5, 5), WhyNone.TOO_FEW_SCORES, id="three-but-two-on-one-day"),
        pytest.param((0, 30, 90), (6, 5, 4), WhyNone.DAYS_HAVE_PASSED, id="newest-after-the-last-day-ahead"),
    ],
)
def test_there_is_no_forecast_without_three_days_of_scores_and_a_day_ahead(
    days: tuple[int, ...], values: tuple[float, ...], why: WhyNone
) -> None:
    answer = asked(scored(*values, days=days))
    assert isinstance(answer, NoForecast)
    assert answer.why is why


def test_three_days_of_scores_are_enough() -> None:
    assert len(made(scored(6, 5, 5)).scores) == 3


def test_a_measure_that_nobody_followed_has_no_forecast() -> None:
    answer = asked(scored(12, 11, 10, 9, instrument=FUNCTION), instrument=FUNCTION)
    assert isinstance(answer, NoForecast)
    assert answer.why is WhyNone.NOBODY_FOLLOWED


def test_every_measure_with_scores_is_answered_in_the_knowledges_order() -> None:
    given = (*scored(4, 5, 5, instrument=EASE), *scored(12, instrument=FUNCTION), *scored(6, 5, 5))
    answers = forecasts(given, horizons=(WEEK_12,), onset_on=None, today=WEEK_12.on, knowledge=known())
    assert [answer.instrument for answer in answers] == ["nprs_leg", "rmdq_24", "ease"]


@pytest.mark.parametrize(
    ("values", "at_least", "at_most"),
    [
        pytest.param((7, 6, 5, 4, 3, 2), 0.9, 1.0, id="steadily-better"),
        pytest.param((6, 6, 5, 6, 6, 6), 0.0, 0.1, id="no-change"),
        pytest.param((4, 5, 5, 6, 6, 7), 0.0, 0.02, id="worse"),
        pytest.param((7, 5, 3, 3, 7, 6), 0.0, 0.4, id="better-then-a-flare"),
        pytest.param((6, 5, 5), 0.3, 0.8, id="too-early-to-be-sure"),
    ],
)
def test_the_chance_of_a_gain_that_matters_follows_the_scores(
    values: tuple[float, ...], at_least: float, at_most: float
) -> None:
    assert at_least <= chance(made(scored(*values))) <= at_most


def test_the_plain_sentence_says_people_like_you_and_how_much_matters() -> None:
    assert made(scored(7, 6, 5, 4, 3, 2)).sentence == (
        "Of 10 people with scores like yours, more than 9 would have a gain that matters (at least 2 points and 30 %) "
        "by 24 November 2026, more than 9 by the figure for sciatica (at least 3 points), and 8 or more would score "
        "0 to 3 for leg pain."
    )


def test_the_change_that_matters_in_sciatica_stands_beside_the_general_one() -> None:
    chances = made(scored(7, 6, 5, 4)).outlooks[-1].chances
    assert [(each.population, each.points, each.percent) for each in chances] == [
        ("back_pain", 2, 30),
        ("sciatica", 3.04, 0),
    ]
    assert chances[1].probability < chances[0].probability


def test_more_scores_narrow_the_band() -> None:
    widths = [width(made(scored(*[6, 5, 5, 4, 4, 4, 4, 4, 4][:count]))) for count in (3, 6, 9)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 1.2 * widths[-1]


def test_the_fan_runs_weekly_from_the_newest_score_to_the_last_day_within_the_scale() -> None:
    answer = made(scored(6, 5, 5, days=(0, 6, 15)))
    days = [(band.on - START).days for band in answer.fan]
    assert days == [15, 22, 28, 29, 36, 43, 50, 57, 64, 71, 78, 84]
    for band in answer.fan:
        ends = [0, band.low, band.inner_low, band.middle, band.inner_high, band.high, 10]
        assert ends == sorted(ends)


def test_only_days_after_the_newest_score_are_looked_ahead_to() -> None:
    answer = made(scored(6, 5, 5, 4, 4, 4))
    assert [outlook.horizon.name for outlook in answer.outlooks] == ["week_12"]


def test_the_usual_days_ahead_are_the_review_the_tenth_weekly_session_and_week_12() -> None:
    days = {horizon.name: (horizon.on - START).days for horizon in usual_horizons(START)}
    assert days == {"review": 28, "end_of_course": 63, "week_12": 84}


def test_with_a_plan_the_review_and_the_end_are_the_plans_own_and_the_soonest_comes_first() -> None:
    found = usual_horizons(START, course=COURSE, course_from=START + timedelta(days=14))
    assert [(horizon.name, (horizon.on - START).days) for horizon in found] == [
        ("review", 14 + 21),
        ("end_of_course", 14 + 3 * 10),
        ("week_12", 84),
    ]


@pytest.mark.parametrize(
    ("today", "review"),
    [
        pytest.param(27, 28, id="still-ahead"),
        pytest.param(28, 28, id="on-the-day"),
        pytest.param(29, 56, id="passed-so-the-next"),
        pytest.param(57, 84, id="passed-twice"),
        pytest.param(90, 84, id="none-after-week-12"),
    ],
)
def test_after_a_review_has_passed_the_next_is_looked_ahead_to(today: int, review: int) -> None:
    found = usual_horizons(START, today=START + timedelta(days=today))
    assert {horizon.name: (horizon.on - START).days for horizon in found}["review"] == review


@pytest.mark.parametrize(
    ("onset_on", "expects_to_last"),
    [
        pytest.param(LONG_AGO, False, id="pain-for-over-three-months"),
        pytest.param(None, True, id="expects-it-to-last"),
        pytest.param(LONG_AGO, True, id="both"),
    ],
)
def test_what_a_source_says_shifts_the_odds_of_improving(onset_on: date | None, expects_to_last: bool) -> None:  # noqa: FBT001 - a case of the table
    usual = made(scored(6, 5, 5), onset_on=None).improving
    shifted = made(scored(6, 5, 5), onset_on=onset_on, expects_to_last=expects_to_last).improving
    by = (0.41 if onset_on else 1) * (0.27 if expects_to_last else 1)
    assert shifted / (1 - shifted) == pytest.approx(by * usual / (1 - usual))


@pytest.mark.parametrize(("days", "is_long"), [(91, False), (92, True)])
def test_pain_is_long_from_over_three_months_before_the_first_score(days: int, is_long: bool) -> None:  # noqa: FBT001 - a case of the table
    usual = made(scored(6, 5, 5), onset_on=None).improving
    found = made(scored(6, 5, 5), onset_on=START - timedelta(days=days)).improving
    assert (found < usual) is is_long


@pytest.mark.parametrize(
    ("weeks_before", "prior", "values", "caveats"),
    [
        pytest.param(80, PRIOR, (6, 5, 5), [], id="long-pain-verified-numbers"),
        pytest.param(11, PRIOR, (6, 5, 5), [Caveat.MAY_BE_NATURAL_RECOVERY], id="first-score-within-12-weeks"),
        pytest.param(12, PRIOR, (6, 5, 5), [], id="first-score-at-12-weeks"),
        pytest.param(None, PRIOR, (6, 5, 5), [Caveat.ONSET_UNKNOWN], id="onset-not-known"),
        pytest.param(80, PRIOR, (6, 5, 5, 4, 4, 10), [Caveat.UNUSUAL_COURSE], id="newest-score-unlike-the-others"),
        pytest.param(80, PRIOR, (9, 9, 9, 8, 9, 1), [Caveat.UNUSUAL_COURSE], id="unlike-for-the-better-too"),
        pytest.param(80, BORROWED, (6, 5, 5), [Caveat.BORROWED_COURSE], id="course-of-another-measure"),
        pytest.param(80, NOT_VERIFIED, (6, 5, 5), [Caveat.NOT_VERIFIED], id="numbers-not-verified"),
    ],
)
def test_caveats_stand_beside_it(
    weeks_before: int | None, prior: RecoveryPrior, values: tuple[float, ...], caveats: list[Caveat]
) -> None:
    onset_on = None if weeks_before is None else START - timedelta(weeks=weeks_before)
    answer = made(scored(*values), onset_on=onset_on, knowledge=known(prior))
    assert list(answer.caveats) == [Caveat.PEOPLE_LIKE_YOU, Caveat.NOT_FROM_MASSAGE, *caveats]


@pytest.mark.parametrize("caveat", list(Caveat))
def test_every_caveat_has_its_sentence(caveat: Caveat) -> None:
    assert caveat.sentence.endswith(".")


def test_nothing_is_said_about_massage_but_that_nothing_can_be_said() -> None:
    answer = made(scored(7, 6, 5, 4))
    assert "massage" not in answer.sentence
    assert [each for each in Caveat if "massage" in each.sentence] == [Caveat.NOT_FROM_MASSAGE]


def test_the_same_scores_give_the_same_forecast() -> None:
    scores = scored(7, 6, 5, 4)
    assert made(scores) == made(scores)


def test_an_important_change_that_nobody_published_leaves_only_the_band() -> None:
    bare = replace(LEG_PAIN, important_change=None, important_change_percent=None)
    knowledge = replace(
        known(replace(PRIOR, sciatica_important_change=None)), instruments={LEG_PAIN.id: bare, EASE.id: EASE}
    )
    answer = made(scored(7, 6, 5, 4), knowledge=knowledge)
    assert answer.outlooks[-1].chances == ()
    assert answer.sentence.startswith("Of 10 people with scores like yours, 8 or more would score")
