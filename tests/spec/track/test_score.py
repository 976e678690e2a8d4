"""How is each instrument scored, and what does its rule make of missing answers?"""

from datetime import date

import pytest

from ischia.knowledge.records import Instrument
from ischia.pathway.shared.errors import BadInput, Refused
from ischia.pathway.track.api import Answers, score
from tests.spec.track.example_instruments import (
    FLOOR,
    NPRS_LEG,
    PGIC,
    PHQ_2,
    PSFS,
    RMDQ,
    RMDQ_ITEMS,
    SBI,
    SBI_ITEMS,
    SLR,
)

TODAY = date(2026, 11, 22)


def ticked(count: int, *, seen: int = 24, blank: int = 0) -> dict[str, int | None]:
    """An RMDQ form: the first `count` items ticked, `seen` items reached, the last `blank` of those left blank."""
    answers: dict[str, int | None] = {name: int(place < count) for place, name in enumerate(RMDQ_ITEMS[:seen])}
    answers.update(dict.fromkeys(RMDQ_ITEMS[seen - blank : seen]))
    return answers


def bother(*points: int | None) -> dict[str, int | None]:
    return dict(zip(SBI_ITEMS, points, strict=False))


@pytest.mark.parametrize(
    ("instrument", "answers", "value", "missing"),
    [
        pytest.param(NPRS_LEG, {"pain": 0}, 0, (), id="pain-at-the-lowest"),
        pytest.param(NPRS_LEG, {"pain": 10}, 10, (), id="pain-at-the-highest"),
        pytest.param(PGIC, {"change": 1}, 1, (), id="very-much-better"),
        pytest.param(RMDQ, ticked(0), 0, (), id="nothing-ticked"),
        pytest.param(RMDQ, ticked(24), 24, (), id="everything-ticked"),
        pytest.param(RMDQ, ticked(10, blank=6), 10, (), id="a-blank-statement-does-not-apply"),
        pytest.param(
            RMDQ, {**ticked(10, seen=23), RMDQ_ITEMS[23]: None}, 10, (), id="23-and-a-blank-is-the-form-of-24"
        ),
        pytest.param(RMDQ, ticked(10, seen=20), 12, RMDQ_ITEMS[20:], id="20-of-24-seen-is-scaled-up"),
        pytest.param(RMDQ, ticked(0, seen=20), 0, RMDQ_ITEMS[20:], id="nothing-ticked-in-20-seen-stays-0"),
        pytest.param(SBI, bother(6, 6, 6, 6), 24, (), id="all-four-at-the-highest"),
        pytest.param(SBI, bother(0, 0, 0, 0), 0, (), id="all-four-at-the-lowest"),
        pytest.param(SBI, bother(4, 3, 2, None), 12, ("sitting",), id="one-blank-is-the-mean-of-three-times-four"),
        pytest.param(SBI, bother(4, 3, 2), 12, ("sitting",), id="one-unseen-is-the-mean-of-three-times-four"),
        pytest.param(RMDQ, ticked(7, seen=21), 8, RMDQ_ITEMS[21:], id="21-of-24-seen-is-scaled-up"),
        pytest.param(PHQ_2, {"interest": 1, "mood": 2}, 3, (), id="mood-is-the-sum-of-both"),
        pytest.param(SLR, {"first": 50, "second": 55}, 52.5, (), id="raise-is-the-mean-of-two"),
        pytest.param(FLOOR, {"first": 0, "second": 1}, 0.5, (), id="reach-is-the-mean-of-two"),
        pytest.param(PSFS, {"activity_1": 2, "activity_2": 4, "activity_3": 9}, 5, (), id="mean-of-three-activities"),
        pytest.param(PSFS, {"activity_1": 2, "activity_2": 5}, 3.5, (), id="an-activity-nobody-named-is-not-missing"),
        pytest.param(
            PSFS, {"activity_1": 2, "activity_2": 5, "activity_3": None}, 3.5, ("activity_3",), id="mean-of-answered"
        ),
    ],
)
def test_score_follows_the_instruments_own_rule(
    instrument: Instrument, answers: Answers, value: float, missing: tuple[str, ...]
) -> None:
    given = score(instrument, answers, on=TODAY)

    assert (given.value, given.missing, given.on) == (value, missing, TODAY)


@pytest.mark.parametrize(
    ("instrument", "answers", "named"),
    [
        pytest.param(NPRS_LEG, {}, "pain", id="pain-not-rated"),
        pytest.param(NPRS_LEG, {"pain": None}, "pain", id="pain-left-blank"),
        pytest.param(RMDQ, ticked(10, seen=19), "item_20", id="19-of-24-seen-is-too-few"),
        pytest.param(SBI, bother(4, 3), "weakness, sitting", id="two-missing"),
        pytest.param(RMDQ, ticked(10, seen=23), "item_24", id="the-whole-form-of-23-is-no-unfinished-one-of-24"),
        pytest.param(RMDQ, {}, "every answer", id="no-statement-seen"),
        pytest.param(RMDQ, dict.fromkeys(RMDQ_ITEMS), "every answer", id="nothing-answered-is-not-zero"),
        pytest.param(PHQ_2, {"interest": 3}, "mood", id="half-of-the-mood-questions"),
        pytest.param(SLR, {"first": 50}, "second", id="a-raise-measured-once"),
        pytest.param(PSFS, {"activity_1": None}, "activity_1", id="no-activity-rated"),
    ],
)
def test_score_is_refused_with_the_missing_items_named(instrument: Instrument, answers: Answers, named: str) -> None:
    with pytest.raises(Refused, match=named) as refused:
        score(instrument, answers, on=TODAY)

    assert refused.value.code == "measure_incomplete"
    assert refused.value.field == instrument.id


@pytest.mark.parametrize(
    ("instrument", "answers", "field"),
    [
        pytest.param(NPRS_LEG, {"pain": 11}, "nprs_leg.pain", id="above-the-scale"),
        pytest.param(NPRS_LEG, {"pain": -1}, "nprs_leg.pain", id="below-the-scale"),
        pytest.param(NPRS_LEG, {"pain": True}, "nprs_leg.pain", id="yes-is-not-a-rating"),
        pytest.param(SBI, bother(7, 0, 0, 0), "sbi.leg_pain", id="an-item-above-its-range"),
        pytest.param(PGIC, {"change": 0}, "pgic.change", id="zero-on-a-scale-from-1"),
    ],
)
def test_an_answer_out_of_range_is_named(instrument: Instrument, answers: Answers, field: str) -> None:
    with pytest.raises(BadInput) as bad:
        score(instrument, answers, on=TODAY)

    assert [fault.field for fault in bad.value.faults] == [field]


def test_a_misspelt_item_is_named_with_the_nearest_one() -> None:
    with pytest.raises(BadInput) as bad:
        score(SBI, {**bother(1, 1, 1, 1), "weaknes": 2}, on=TODAY)

    assert bad.value.faults[0].suggestion == "weakness"


def test_every_fault_is_listed_at_once() -> None:
    with pytest.raises(BadInput) as bad:
        score(SBI, bother(7, 8, 0, 0), on=TODAY)

    assert len(bad.value.faults) == 2


def test_single_answers_stay_readable_after_scoring() -> None:
    assert score(SBI, bother(4, 3, 2, None), on=TODAY).answers == {"leg_pain": 4, "numbness": 3, "weakness": 2}
