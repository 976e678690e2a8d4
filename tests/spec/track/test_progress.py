"""What does progress say first, and what does it refuse to claim?"""

from datetime import date, timedelta

import pytest

from ischia.knowledge.records import Instrument
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.track.api import Progress, Reading, Score, progress, said_to_others, scores_of
from ischia.pathway.treat.api import SessionRecord
from tests.spec.track.example_instruments import NPRS_LEG, PGIC, PHQ_2, PSFS, RMDQ, SBI, SLR, knowledge_with

TODAY = date(2026, 11, 22)
LONG_AGO = date(2026, 1, 1)
KNOWLEDGE = knowledge_with(NPRS_LEG, RMDQ, SBI, PSFS, PGIC, PHQ_2, SLR)


def scored(instrument: Instrument, *values: float, last: date = TODAY) -> tuple[Score, ...]:
    """Scores a week apart, the last one on `last`."""
    days = [last - timedelta(weeks=back) for back in reversed(range(len(values)))]
    return tuple(Score(instrument=instrument.id, on=on, value=value) for on, value in zip(days, values, strict=True))


def read(*scores: Score, onset_on: date | None = LONG_AGO) -> Progress:
    return progress(scores, sessions_done=4, onset_on=onset_on, today=TODAY, knowledge=KNOWLEDGE)


@pytest.mark.parametrize(
    ("scores", "headline"),
    [
        pytest.param(
            scored(NPRS_LEG, 7, 6, 4),
            "Your leg pain is down 3 points, more than the measurement error.",
            id="improved",
        ),
        pytest.param(
            scored(NPRS_LEG, 6, 3.7),
            "Your leg pain is down 2.3 points, as much as the measurement error.",
            id="improved-by-just-the-error",
        ),
        pytest.param(
            scored(NPRS_LEG, 6, 5),
            "Your leg pain is down 1 point, which is within the measurement error.",
            id="within-the-error",
        ),
        pytest.param(
            scored(NPRS_LEG, 9, 6.5),
            "Your leg pain is down 2.5 points, more than the measurement error, "
            "but less than the 30% that usually matters to people.",
            id="more-than-the-error-but-small",
        ),
        pytest.param(
            scored(NPRS_LEG, 4, 7),
            "Your leg pain is up 3 points, more than the measurement error.",
            id="worse",
        ),
        pytest.param(
            scored(NPRS_LEG, 4, 6),
            "Your leg pain is up 2 points. That may be measurement error, but we count it as worse.",
            id="worse-though-within-the-error",
        ),
        pytest.param(scored(NPRS_LEG, 6, 6), "Your leg pain is the same as at the start.", id="the-same"),
        pytest.param(
            (*scored(NPRS_LEG, 7, 4), *scored(RMDQ, 10, 16)),
            "The picture is mixed. Better: your leg pain. Worse: your trouble with daily tasks.",
            id="mixed-is-said-as-mixed",
        ),
        pytest.param(
            scored(NPRS_LEG, 7),
            "We cannot see a change yet: your leg pain needs to be rated at least twice.",
            id="one-score-is-no-change",
        ),
    ],
)
def test_one_plain_sentence_comes_first(scores: tuple[Score, ...], headline: str) -> None:
    assert read(*scores).headline == headline


@pytest.mark.parametrize(
    ("to_the_person", "to_others"),
    [
        ("Your leg pain is down 3 points.", "Leg pain is down 3 points."),
        (
            "The picture is mixed. Better: your leg pain. Worse: your back pain.",
            "The picture is mixed. Better: leg pain. Worse: back pain.",
        ),
    ],
)
def test_the_same_sentence_for_others_to_read(to_the_person: str, to_others: str) -> None:
    assert said_to_others(to_the_person) == to_others


def test_leg_pain_decides_the_overall_reading_even_when_function_differs() -> None:
    overall = read(*scored(NPRS_LEG, 7, 4), *scored(RMDQ, 10, 10)).overall

    assert overall is Reading.IMPROVED


def test_without_leg_pain_scores_daily_function_speaks() -> None:
    assert read(*scored(RMDQ, 16, 8)).overall is Reading.IMPROVED


@pytest.mark.parametrize(
    ("weeks_ago", "may_be_natural"),
    [
        pytest.param(6, True, id="six-weeks-after-onset"),
        pytest.param(12, False, id="exactly-twelve-weeks-after-onset"),
        pytest.param(40, False, id="long-after-onset"),
    ],
)
def test_early_improvement_is_labelled(weeks_ago: int, *, may_be_natural: bool) -> None:
    labelled = read(*scored(NPRS_LEG, 7, 4), onset_on=TODAY - timedelta(weeks=weeks_ago))

    assert labelled.may_be_natural_recovery is may_be_natural


def test_one_day_short_of_twelve_weeks_is_labelled() -> None:
    onset = TODAY - timedelta(weeks=12, days=-1)

    assert read(*scored(NPRS_LEG, 7, 4), onset_on=onset).may_be_natural_recovery


def test_improvement_seen_early_stays_labelled_when_time_goes_on() -> None:
    onset = TODAY - timedelta(weeks=13, days=-1)

    assert read(*scored(NPRS_LEG, 7, 4, 4), onset_on=onset).may_be_natural_recovery


def test_unknown_onset_is_not_taken_as_long_ago() -> None:
    labelled = read(*scored(NPRS_LEG, 7, 4), onset_on=None)

    assert labelled.may_be_natural_recovery
    assert labelled.weeks_since_onset is None
    assert any("do not know when your pain began" in caution for caution in labelled.cautions)


def test_no_improvement_needs_no_natural_recovery_label() -> None:
    assert not read(*scored(NPRS_LEG, 7, 7), onset_on=TODAY - timedelta(weeks=3)).may_be_natural_recovery


def test_nothing_is_attributed_to_massage() -> None:
    said = read(*scored(NPRS_LEG, 7, 2))

    assert any("not why" in caution for caution in said.cautions)
    assert "massage" not in said.headline


def test_an_estimated_score_is_said_to_be_one() -> None:
    whole, part = scored(SBI, 16, 12)
    estimated = Score(instrument=SBI.id, on=part.on, value=part.value, missing=("sitting",))

    assert any("estimates" in caution for caution in read(whole, estimated).cautions)


def test_baseline_is_the_first_day_in_whatever_order_scores_come() -> None:
    first, second = scored(NPRS_LEG, 7, 4)

    assert read(second, first).changes[0].baseline == first


def test_a_view_of_change_counts_from_the_first_one_on() -> None:
    assert [one.instrument for one in read(*scored(PGIC, 2)).changes] == ["pgic"]


def test_a_future_onset_or_score_is_refused() -> None:
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(BadInput) as bad:
        read(*scored(NPRS_LEG, 7, 4, last=tomorrow), onset_on=tomorrow)

    assert [fault.field for fault in bad.value.faults] == ["nprs_leg.on", "onset_on"]


def test_scores_come_from_the_answers_in_session_records() -> None:
    record = SessionRecord(number=1, on=TODAY, minutes=45, work=(), answers={NPRS_LEG.id: {"pain": 6}})

    assert [(one.instrument, one.value, one.on) for one in scores_of((record,), KNOWLEDGE)] == [("nprs_leg", 6, TODAY)]


def test_two_answers_about_mood_make_no_picture_mixed_and_no_change() -> None:
    mood = scored(PHQ_2, 0, 4)

    seen = read(*scored(NPRS_LEG, 7, 4), *mood)

    assert (seen.overall, seen.is_mixed) == (Reading.IMPROVED, False)
    assert [one.instrument for one in seen.changes] == [NPRS_LEG.id]
    assert len(seen.series[PHQ_2.id]) == 2


def test_a_sign_stands_beside_the_measures_and_makes_no_picture_mixed() -> None:
    seen = read(*scored(NPRS_LEG, 7, 4), *scored(SLR, 60, 40))

    assert (seen.overall, seen.is_mixed) == (Reading.IMPROVED, False)
    assert {one.instrument: one.reading for one in seen.changes}[SLR.id] is Reading.WORSE


def test_a_score_entered_twice_on_one_day_is_one_score() -> None:
    twice = (*scored(NPRS_LEG, 7, 4), *scored(NPRS_LEG, 4))

    assert [one.value for one in read(*twice).series[NPRS_LEG.id]] == [7, 4]
