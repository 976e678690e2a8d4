"""What may two people weigh at a review that no rule weighs? The forecast and the client's own goals."""

from datetime import date, timedelta

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.decide.api import beside
from ischia.pathway.track.api import Progress, Score, forecasts, progress, usual_horizons

KNOWLEDGE = load_knowledge()
FIRST = date(2026, 11, 2)
LEG, ACTIVITIES = InstrumentId("nprs_leg"), InstrumentId("psfs")


def weekly(instrument: InstrumentId, *values: float) -> tuple[Score, ...]:
    return tuple(
        Score(instrument=instrument, on=FIRST + timedelta(weeks=week), value=value) for week, value in enumerate(values)
    )


def read(*scores: Score) -> Progress:
    return progress(scores, sessions_done=3, onset_on=None, today=FIRST + timedelta(weeks=3), knowledge=KNOWLEDGE)


def told(*scores: Score, goals: tuple[str, ...] = ()) -> tuple[str, ...]:
    given = forecasts(
        scores,
        horizons=usual_horizons(FIRST),
        onset_on=None,
        today=FIRST + timedelta(weeks=3),
        knowledge=KNOWLEDGE,
    )
    return beside(read(*scores), given, goals)


def test_goals_stand_with_what_can_be_said_of_them() -> None:
    assert told(*weekly(ACTIVITIES, 3, 6), goals=("walk to the shop",)) == (
        "Goals: walk to the shop.",
        "Own activities: 3 of 10 at the start, 6 now.",
    )


def test_goals_that_nobody_measured_are_said_to_be_so() -> None:
    assert told(goals=("walk to the shop",))[1] == (
        "Own activities were not rated twice, so nobody can say how near the goals are."
    )


def test_two_scores_make_no_forecast() -> None:
    assert told(*weekly(LEG, 7, 6)) == ()


def test_three_scores_tell_the_chance_by_the_review_and_by_the_end_and_that_it_is_no_reason() -> None:
    said = told(*weekly(LEG, 7, 7, 7))

    assert any("clearly better by the review" in line for line in said)
    assert any("clearly better by the end of the course" in line for line in said)
    assert said[-1] == "A forecast alone is no reason to stop or to go on: it shows how people like this got on."


def test_the_figure_for_sciatica_stands_beside_the_general_rule_at_each_day() -> None:
    said = [line for line in told(*weekly(LEG, 7, 7, 7)) if "clearly better by" in line]

    assert len(said) == 2
    assert all("by the figure for sciatica (at least 3 points)" in line for line in said)


def test_a_measure_without_a_figure_for_sciatica_tells_one_chance() -> None:
    assert not any("figure for sciatica" in line for line in told(*weekly(InstrumentId("nprs_back"), 7, 7, 7)))
