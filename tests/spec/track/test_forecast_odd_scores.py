"""What does a forecast make of scores that are odd: strays, ends of the scale, gaps, doubles, the wrong way round?"""

import math
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from ischia.pathway.shared.errors import BadInput
from ischia.pathway.track.api import Band, Forecast, Score, forecast
from tests.spec.track.example_priors import EASE, FUNCTION, LEG_PAIN, PRIOR, known
from tests.spec.track.test_forecast import START, WEEK_12, made, scored

TODAY = START + timedelta(weeks=10)


def asked(scores: tuple[Score, ...], *, opened_on: date | None = None) -> Forecast:
    answer = forecast(
        LEG_PAIN.id,
        scores,
        horizons=(WEEK_12,),
        onset_on=None,
        today=TODAY,
        knowledge=known(),
        opened_on=opened_on,
    )
    assert isinstance(answer, Forecast)
    return answer


def last_band(answer: Forecast) -> Band:
    return answer.outlooks[-1].band


@pytest.mark.parametrize("position", [1, 3, 4])
def test_one_stray_score_moves_the_middle_by_less_than_a_point(position: int) -> None:
    values = [5.0, 4, 4, 3, 3, 3, 3]
    stray = [*values[:position], 10, *values[position + 1 :]]
    assert abs(last_band(made(scored(*stray))).middle - last_band(made(scored(*values))).middle) < 1


def test_a_stray_score_would_move_it_further_if_none_were_expected() -> None:
    regular, stray = scored(5, 4, 4, 3, 3, 3, 3), scored(5, 4, 4, 10, 3, 3, 3)
    strict = known(replace(PRIOR, stray_share=0.0))
    usual = last_band(made(stray)).middle - last_band(made(regular)).middle
    without = last_band(made(stray, knowledge=strict)).middle - last_band(made(regular, knowledge=strict)).middle
    assert abs(usual) < abs(without)


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        pytest.param((0, 0, 0, 0), 0, 2, id="floor"),
        pytest.param((10, 10, 10, 10), 6.5, 10, id="ceiling"),
        pytest.param((10, 0, 10, 0), 0, 10, id="from-end-to-end"),
    ],
)
def test_the_ends_of_the_scale_hold_the_band(values: tuple[float, ...], low: float, high: float) -> None:
    band = last_band(made(scored(*values)))
    assert low <= band.low <= band.middle <= band.high <= high


def test_zero_all_along_leaves_nothing_to_gain() -> None:
    assert made(scored(0, 0, 0, 0)).outlooks[-1].chances[0].probability < 0.05


def test_a_scale_on_which_more_is_better_is_forecast_the_other_way_round() -> None:
    pain = last_band(made(scored(7, 6, 5, 5)))
    ease = last_band(made(scored(3, 4, 5, 5, instrument=EASE), instrument=EASE))
    mirrored = [10 - end for end in (pain.high, pain.inner_high, pain.middle, pain.inner_low, pain.low)]
    assert [ease.low, ease.inner_low, ease.middle, ease.inner_high, ease.high] == pytest.approx(mirrored)


def test_the_chance_of_a_gain_is_the_same_whichever_way_the_scale_runs() -> None:
    pain = made(
        scored(7, 6, 5, 5),
        knowledge=replace(
            known(), instruments={LEG_PAIN.id: replace(LEG_PAIN, important_change_percent=None), EASE.id: EASE}
        ),
    )
    ease = made(scored(3, 4, 5, 5, instrument=EASE), instrument=EASE)
    assert ease.outlooks[-1].chances[0].probability == pytest.approx(pain.outlooks[-1].chances[0].probability)


def test_dates_may_come_in_any_order() -> None:
    forecasts = [asked(order) for order in permutations(scored(7, 6, 5, 4))]
    assert all(each == forecasts[0] for each in forecasts)


def test_a_score_entered_twice_counts_once() -> None:
    once = scored(7, 6, 5, 4)
    assert asked((*once, once[-1], once[0])) == asked(once)


def test_of_two_scores_on_one_day_the_later_one_given_stands() -> None:
    corrected = scored(7, 6, 9, 5, days=(0, 7, 14, 14))
    assert asked(corrected) == asked(scored(7, 6, 5))


def test_scores_of_other_measures_are_left_aside() -> None:
    assert asked((*scored(7, 6, 5), *scored(20, instrument=FUNCTION))) == asked(scored(7, 6, 5))


def test_a_gap_of_two_months_is_no_obstacle() -> None:
    answer = asked(scored(7, 6, 6, 3, days=(0, 3, 7, 65)))
    assert answer.fan[0].on == START + timedelta(days=65)
    assert last_band(answer).middle < last_band(asked(scored(7, 6, 6, days=(0, 3, 7)))).middle


def test_an_estimated_score_between_the_steps_of_the_scale_is_read_as_it_is() -> None:
    between = last_band(made(scored(6, 5.5, 5.5))).middle
    assert last_band(made(scored(6, 5, 5))).middle < between < last_band(made(scored(6, 6, 6))).middle


@pytest.mark.parametrize(
    ("values", "days", "field", "reason"),
    [
        pytest.param((7, math.nan, 5), (0, 7, 14), "nprs_leg.value", "nan is not a number.", id="not-a-number"),
        pytest.param((7, math.inf, 5), (0, 7, 14), "nprs_leg.value", "inf is not a number.", id="infinite"),
        pytest.param((7, 11, 5), (0, 7, 14), "nprs_leg.value", "11 is not between 0 and 10.", id="above-the-scale"),
        pytest.param((7, -1, 5), (0, 7, 14), "nprs_leg.value", "-1 is not between 0 and 10.", id="below-the-scale"),
        pytest.param((7, 6, 5), (0, 7, 71), "nprs_leg.on", "2026-11-11 lies after today.", id="after-today"),
        pytest.param(
            (7, 6, 5),
            (-1, 7, 14),
            "nprs_leg.on",
            "2026-08-31 lies before the episode began, 2026-09-01.",
            id="before-the-episode",
        ),
    ],
)
def test_a_score_that_cannot_be_is_refused_with_its_reason(
    values: tuple[float, ...], days: tuple[int, ...], field: str, reason: str
) -> None:
    with pytest.raises(BadInput) as refused:
        asked(scored(*values, days=days), opened_on=START)
    assert [(fault.field, fault.reason) for fault in refused.value.faults] == [(field, reason)]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        asked(scored(math.nan, 12, 5, days=(-1, 7, 90)), opened_on=START)
    assert len(refused.value.faults) == 4


def test_no_command_waits_for_scipy_before_a_forecast_is_made() -> None:
    code = "import sys, ischia.cli, ischia.pathway.track.api; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
