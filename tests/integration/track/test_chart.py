"""Charts: every number also in the table, patterns and shapes instead of colour, honest about what is not known."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from ischia.clinic.track.chart import BOTTOM, GAP_OF_LABELS, LEFT, RIGHT, TOP, chart
from ischia.clinic.track.chart_values import Drawn, Struck
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import Caveat, Forecast, NoForecast, Score, WhyNone, forecast, usual_horizons

KNOWLEDGE = load_knowledge()
LEG, PSFS, SLR, RMDQ = (InstrumentId(name) for name in ("nprs_leg", "psfs", "slr_angle", "rmdq_24"))
DAY = date(2026, 9, 7)
WEEK = timedelta(weeks=1)


def drawn(*values: float, name: InstrumentId = LEG, every: timedelta = WEEK) -> Drawn:
    scores = tuple(Score(instrument=name, on=DAY + place * every, value=value) for place, value in enumerate(values))
    return Drawn(instrument=KNOWLEDGE.instruments[name], scores=scores, summary="As it is.", today=scores[-1].on)


def foretold(one: Drawn, *, onset_on: date | None = DAY - 20 * WEEK) -> Drawn:
    told = forecast(
        one.instrument.id,
        one.scores,
        horizons=usual_horizons(DAY),
        onset_on=onset_on,
        today=one.today,
        knowledge=KNOWLEDGE,
    )
    return replace(one, forecast=told, onset_on=onset_on)


def test_lower_on_a_pain_scale_lies_lower_and_later_lies_further_right() -> None:
    first, last = chart(drawn(8, 4)).dots

    assert first.y < last.y
    assert (first.x, last.x) == (LEFT, RIGHT)


def test_on_a_scale_that_runs_the_other_way_the_change_that_matters_lies_above_the_start() -> None:
    shown = chart(drawn(3, 6, name=PSFS))

    assert shown.better == "top"
    assert shown.target is not None
    assert shown.target.y < shown.dots[0].y


@pytest.mark.parametrize(("first", "points"), [(10, "3"), (8, "2.4"), (5, "2.3")])
def test_the_change_that_matters_hangs_on_the_first_score(first: float, points: str) -> None:
    target = chart(drawn(first, first)).target

    assert target is not None
    assert target.points == points


def test_a_first_score_without_room_has_no_line_and_says_why() -> None:
    shown = chart(drawn(1, 0))

    assert shown.target is None
    assert any("cannot show a gain that counts (2.3 points)" in note for note in shown.notes)


@pytest.mark.parametrize(("values", "said"), [((10, 9), "the worst there is"), ((8, 0), "the best there is")])
def test_the_ends_of_a_scale_are_named(values: tuple[float, ...], said: str) -> None:
    assert any(said in note for note in chart(drawn(*values)).notes)


def test_the_band_of_measurement_error_ends_at_the_scale() -> None:
    band = chart(drawn(9, 9)).band

    assert band is not None
    assert (band.at, band.at < band.end <= BOTTOM) == (TOP, True)


def test_a_sign_has_its_error_and_no_change_that_matters() -> None:
    shown = chart(drawn(40, 55, name=SLR))

    assert shown.target is None
    assert shown.band is not None
    assert shown.unit


def test_scores_far_apart_are_joined_by_a_broken_line_and_the_table_says_so() -> None:
    shown = chart(drawn(8, 6, every=8 * WEEK))

    assert (len(shown.joined), len(shown.gaps)) == (0, 1)
    assert shown.rows[1].note == "8 weeks after the one before"


@pytest.mark.parametrize(("days", "gaps"), [(28, 0), (29, 1)])
def test_four_weeks_without_a_score_are_no_gap_yet(days: int, gaps: int) -> None:
    shown = chart(drawn(8, 6, every=timedelta(days=days)))

    assert len(shown.gaps) == gaps
    assert bool(shown.rows[1].note) is bool(gaps)


def test_a_score_marked_as_an_error_is_a_cross_beside_the_line_and_struck_in_the_table() -> None:
    shown = chart(replace(drawn(8, 4), struck=(Struck(on=DAY + timedelta(days=3), value=0, why="Wrong client."),)))

    assert (len(shown.crosses), len(shown.dots)) == (1, 2)
    assert [(row.value, row.is_struck) for row in shown.rows] == [("8", False), ("0", True), ("4", False)]
    assert shown.rows[1].note == "marked as an error, does not count: Wrong client."


@pytest.mark.parametrize(("scores", "has_fan"), [((8, 7), False), ((8, 7, 5), True)])
def test_the_fan_opens_from_the_third_score_on(scores: tuple[float, ...], *, has_fan: bool) -> None:
    shown = chart(foretold(drawn(*scores)))

    assert (shown.fan is not None) is has_fan
    assert has_fan or "A forecast needs scores from at least three days." in shown.notes


def test_every_number_of_the_fan_stands_in_the_table_with_its_caveats_below() -> None:
    one = foretold(drawn(8, 7, 5))
    shown = chart(one)

    assert isinstance(one.forecast, Forecast)
    assert shown.fan is not None
    assert len(shown.rows) == 3 + len(one.forecast.fan) - 1
    assert len(shown.fan.outline.split()) == 2 * len(one.forecast.fan)
    assert shown.fan.caveats[0] == "This shows how people like you got on. It is not your own future."


def test_a_forecast_is_said_to_others_in_other_words() -> None:
    fan = chart(replace(foretold(drawn(8, 7, 5)), is_own=False)).fan

    assert fan is not None
    assert "yours" not in fan.sentence
    assert not any(re.search(r"\byour?\b", caveat) for caveat in fan.caveats)


def test_every_caveat_can_be_said_to_others() -> None:
    one = foretold(drawn(8, 7, 5))
    assert isinstance(one.forecast, Forecast)
    every = replace(one, is_own=False, forecast=replace(one.forecast, caveats=tuple(Caveat)))
    fan = chart(every).fan

    assert fan is not None
    assert not any(re.search(r"\byour?\b", caveat, re.IGNORECASE) for caveat in fan.caveats)


def test_the_first_twelve_weeks_of_pain_are_marked_as_far_as_they_are_in_the_picture() -> None:
    inside = chart(replace(drawn(8, 7, 5, every=4 * WEEK), onset_on=DAY - 6 * WEEK)).natural
    past = chart(replace(drawn(8, 7), onset_on=DAY - 12 * WEEK)).natural

    assert inside is not None
    assert inside.at == LEFT < inside.end < RIGHT
    assert past is None


def test_one_score_alone_can_be_drawn() -> None:
    shown = chart(drawn(8))

    assert (len(shown.dots), shown.joined, shown.days[-1].text) == (1, (), "7 Sep")


def test_labels_of_days_do_not_touch() -> None:
    shown = chart(drawn(*range(10, 0, -1)))
    places = [day.at for day in shown.days]

    assert all(later - earlier >= GAP_OF_LABELS for earlier, later in pairwise(places))


def test_no_position_leaves_the_picture() -> None:
    one = replace(foretold(drawn(10, 10, 0)), sessions=(DAY, DAY + WEEK), onset_on=DAY - 300 * WEEK)
    html = render_to_string("track/parts/chart.html", {"chart": chart(one)})

    for pair in re.findall(r'points="([^"]*)"', html):
        for point in pair.split():
            x, y = (float(part) for part in point.split(","))
            assert (LEFT <= x <= RIGHT, TOP <= y <= BOTTOM) == (True, True)


def test_the_picture_reads_without_colour_and_aloud() -> None:
    one = replace(foretold(drawn(8, 7, 5)), sessions=(DAY,), onset_on=DAY - 2 * WEEK)
    html = render_to_string("track/parts/chart.html", {"chart": chart(one)})

    assert html.count("<pattern") == 2
    assert '<svg class="chart__picture" viewBox="0 0 360 250" role="img" aria-labelledby=' in html
    assert "<desc" in html
    assert "May be measurement error: 2.3 points either way" in html
    assert "Forecast: where 80 of 100 such people would be" in html
    assert "May be natural recovery" in html
    assert "Sessions: 7 Sep 2026." in html
    assert "style=" not in html


def test_where_nobody_was_followed_there_is_no_fan() -> None:
    told = NoForecast(instrument=RMDQ, label="", why=WhyNone.NOBODY_FOLLOWED, scores=3)
    shown = chart(replace(drawn(12, 10, 8, name=RMDQ), forecast=told))

    assert shown.fan is None
    assert "No study that we know of shows how this measure changes over time." in shown.notes
