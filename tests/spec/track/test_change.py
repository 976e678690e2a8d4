"""When is a change an improvement, a worsening, or nothing that can be told from measurement error?"""

from datetime import date

import pytest

from ischia.knowledge.records import Instrument
from ischia.pathway.track.api import Reading, Score, change, needed_from
from tests.spec.track.example_instruments import FLOOR, NPRS_LEG, PGIC, PHQ_2, PSFS, RMDQ, RMDQ_UNVERIFIED, SBI, SLR

IMPROVED, UNCHANGED, WORSE = Reading.IMPROVED, Reading.UNCHANGED, Reading.WORSE


def scored(instrument: Instrument, value: float, day: int) -> Score:
    return Score(instrument=instrument.id, on=date(2026, 11, day), value=value)


@pytest.mark.parametrize(
    ("instrument", "before", "after", "reading"),
    [
        pytest.param(NPRS_LEG, 6, 3, IMPROVED, id="pain-down-beyond-the-error-and-50-percent"),
        pytest.param(NPRS_LEG, 6, 3.7, IMPROVED, id="pain-down-by-just-the-error"),
        pytest.param(NPRS_LEG, 6, 4, UNCHANGED, id="pain-down-33-percent-but-within-the-error"),
        pytest.param(NPRS_LEG, 10, 7, IMPROVED, id="pain-down-by-exactly-30-percent"),
        pytest.param(NPRS_LEG, 10, 7.1, UNCHANGED, id="pain-down-beyond-the-error-but-29-percent"),
        pytest.param(NPRS_LEG, 5, 5, UNCHANGED, id="pain-the-same"),
        pytest.param(NPRS_LEG, 5, 6, UNCHANGED, id="pain-up-by-one-point"),
        pytest.param(NPRS_LEG, 5, 7, WORSE, id="pain-up-by-two-points-though-within-the-error"),
        pytest.param(NPRS_LEG, 0, 0, UNCHANGED, id="no-pain-stays-no-pain"),
        pytest.param(RMDQ, 15, 10, IMPROVED, id="function-better-by-the-error-and-33-percent"),
        pytest.param(RMDQ, 15, 11, UNCHANGED, id="function-better-within-the-error"),
        pytest.param(RMDQ, 20, 15, UNCHANGED, id="function-better-beyond-the-error-but-25-percent"),
        pytest.param(RMDQ, 20, 14, IMPROVED, id="function-better-by-exactly-30-percent"),
        pytest.param(RMDQ, 10, 15, WORSE, id="function-worse-by-half"),
        pytest.param(RMDQ, 20, 25, UNCHANGED, id="function-worse-beyond-the-error-but-25-percent"),
        pytest.param(RMDQ, 3, 4, UNCHANGED, id="function-33-percent-worse-within-a-verified-error"),
        pytest.param(RMDQ_UNVERIFIED, 3, 4, WORSE, id="an-unverified-error-does-not-talk-a-worsening-away"),
        pytest.param(SBI, 15, 9.7, IMPROVED, id="bother-down-by-exactly-the-error"),
        pytest.param(PSFS, 4, 6, IMPROVED, id="activities-up-by-the-error"),
        pytest.param(PSFS, 10 / 3, 16 / 3, IMPROVED, id="thirds-do-not-miss-the-border-by-a-bit"),
        pytest.param(PSFS, 0, 2, IMPROVED, id="from-unable-any-detectable-gain-counts"),
        pytest.param(PSFS, 6, 4, WORSE, id="activities-down-by-a-third"),
        pytest.param(SBI, 15, 9.8, UNCHANGED, id="bother-down-by-just-less-than-the-error"),
        pytest.param(SBI, 15, 9.6, IMPROVED, id="bother-down-by-just-more-than-the-error"),
        pytest.param(SLR, 50, 55.6, UNCHANGED, id="a-raise-just-under-the-error"),
        pytest.param(SLR, 50, 55.7, IMPROVED, id="a-raise-by-just-the-error-whatever-its-share"),
        pytest.param(SLR, 50, 55.8, IMPROVED, id="a-raise-just-over-the-error"),
        pytest.param(SLR, 50, 44.3, WORSE, id="a-raise-lower-by-just-the-error"),
        pytest.param(FLOOR, 20, 15.6, UNCHANGED, id="a-reach-just-under-the-error"),
        pytest.param(FLOOR, 20, 15.5, IMPROVED, id="a-reach-by-just-the-error-and-less-is-better"),
        pytest.param(FLOOR, 20, 24.5, WORSE, id="a-reach-further-from-the-floor-by-the-error"),
        pytest.param(PSFS, 8, 5.7, UNCHANGED, id="activities-down-beyond-the-error-but-29-percent"),
    ],
)
def test_reading_of_a_change(instrument: Instrument, before: float, after: float, reading: Reading) -> None:
    read = change(instrument, scored(instrument, before, 1), scored(instrument, after, 22))

    assert read.reading is reading


@pytest.mark.parametrize(
    ("rating", "reading"),
    [(1, IMPROVED), (2, IMPROVED), (3, UNCHANGED), (4, UNCHANGED), (5, UNCHANGED), (6, WORSE), (7, WORSE)],
)
def test_a_rating_of_change_is_read_by_itself(rating: int, reading: Reading) -> None:
    only = scored(PGIC, rating, 22)

    assert change(PGIC, only, only).reading is reading


def test_better_by_and_percent_are_positive_when_the_person_is_better_off() -> None:
    pain = change(NPRS_LEG, scored(NPRS_LEG, 8, 1), scored(NPRS_LEG, 6, 22))
    activities = change(PSFS, scored(PSFS, 4, 1), scored(PSFS, 5, 22))

    assert (pain.better_by, pain.percent) == (2, 25)
    assert (activities.better_by, activities.percent) == (1, 25)


def test_there_is_no_percentage_of_nothing() -> None:
    assert change(NPRS_LEG, scored(NPRS_LEG, 0, 1), scored(NPRS_LEG, 1, 22)).percent is None


def test_a_change_carries_its_yardsticks_and_sources() -> None:
    read = change(SBI, scored(SBI, 15, 1), scored(SBI, 9, 22))

    assert read.detectable_change == 5.3
    assert read.citations == ("S30",)
    assert "5.3 points" in read.why


@pytest.mark.parametrize(
    ("instrument", "first", "needed"),
    [
        pytest.param(NPRS_LEG, 4, 2.3, id="a-low-start-needs-the-error"),
        pytest.param(NPRS_LEG, 7.6, 2.3, id="just-under-where-the-share-takes-over"),
        pytest.param(NPRS_LEG, 7.7, 2.31, id="just-over-where-the-share-takes-over"),
        pytest.param(NPRS_LEG, 10, 3, id="a-high-start-needs-its-share"),
        pytest.param(RMDQ, 16, 5, id="function-needs-the-error"),
        pytest.param(RMDQ, 20, 6, id="function-needs-its-share"),
        pytest.param(SLR, 60, 5.7, id="a-sign-needs-the-error-whatever-the-start"),
        pytest.param(PHQ_2, 4, None, id="a-screen-measures-no-change"),
        pytest.param(PGIC, 4, None, id="a-rating-of-change-has-no-start"),
    ],
)
def test_how_much_counts_as_better_depends_on_the_start(
    instrument: Instrument, first: float, needed: float | None
) -> None:
    assert needed_from(instrument, first) == needed
