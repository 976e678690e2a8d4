"""When should a clinician be seen soon, by STarT Back and SCOPiC (CLINICAL.md 5)? Only where a clinic wants it."""

from itertools import combinations

import pytest

from ischia.pathway.assess.api import Grouping, Risk, SciaticaIndicators, StartBackScore, group_sciatica, risk_of
from ischia.pathway.shared.errors import BadInput, Refused
from tests.spec.assess.shipped import KNOWLEDGE

NAMES = ("pain_below_knee", "leg_pain_interferes", "leg_pain_is_high", "sensory_deficit")
LOW = StartBackScore(total=3, psychosocial=2)
MEDIUM = StartBackScore(total=6, psychosocial=3)
HIGH = StartBackScore(total=6, psychosocial=4)


def indicators(found: tuple[str, ...], unknown: tuple[str, ...] = ()) -> SciaticaIndicators:
    return SciaticaIndicators(**{name: None if name in unknown else name in found for name in NAMES})


def grouped(score: StartBackScore, found: tuple[str, ...], unknown: tuple[str, ...] = ()) -> Grouping:
    return group_sciatica(score, indicators(found, unknown), knowledge=KNOWLEDGE, is_switched_on=True)


@pytest.mark.parametrize(
    ("total", "psychosocial", "risk"),
    [
        pytest.param(0, 0, Risk.LOW, id="nothing"),
        pytest.param(3, 3, Risk.LOW, id="three-in-all-at-low"),
        pytest.param(4, 0, Risk.MEDIUM, id="four-in-all-over-low"),
        pytest.param(4, 3, Risk.MEDIUM, id="three-psychosocial-just-under-high"),
        pytest.param(4, 4, Risk.HIGH, id="four-psychosocial-at-high"),
        pytest.param(9, 5, Risk.HIGH, id="everything"),
    ],
)
def test_the_risk_goes_by_the_published_cuts(total: int, psychosocial: int, risk: Risk) -> None:
    assert risk_of(StartBackScore(total=total, psychosocial=psychosocial)) is risk


@pytest.mark.parametrize("count", range(5))
def test_low_risk_is_group_one_whatever_else_is_found(count: int) -> None:
    assert grouped(LOW, NAMES[:count]).group == 1


@pytest.mark.parametrize("found", list(combinations(NAMES, 3)))
def test_any_three_indicators_bring_high_risk_and_only_all_four_medium_risk_to_a_clinician(
    found: tuple[str, ...],
) -> None:
    assert grouped(HIGH, found).group == 3
    assert grouped(HIGH, found[:2]).group == 2
    assert grouped(MEDIUM, found).group == 2
    assert grouped(MEDIUM, NAMES).group == 3


def test_an_open_indicator_leaves_the_group_open_only_while_it_could_decide() -> None:
    assert grouped(MEDIUM, NAMES[:3], unknown=NAMES[3:]).group is None
    assert grouped(MEDIUM, NAMES[:3], unknown=NAMES[3:]).still_open == ("sensory_deficit",)
    assert grouped(MEDIUM, NAMES[:2], unknown=NAMES[3:]).group == 2
    assert grouped(HIGH, NAMES[:3], unknown=NAMES[3:]).group == 3
    assert grouped(LOW, (), unknown=NAMES).group == 1


@pytest.mark.parametrize(("score", "found", "days"), [(HIGH, NAMES, 28), (HIGH, (), None), (LOW, NAMES, None)])
def test_only_group_three_times_the_advice_to_see_a_clinician(
    score: StartBackScore, found: tuple[str, ...], days: int | None
) -> None:
    assert grouped(score, found).see_clinician_within_days == days


def test_it_claims_no_benefit_and_says_what_nobody_has_checked() -> None:
    told = grouped(HIGH, NAMES)

    assert not told.is_verified
    assert any("did not help more" in caveat for caveat in told.caveats)
    assert "Keele" in told.licence


def test_it_is_refused_in_a_clinic_that_has_not_switched_it_on() -> None:
    with pytest.raises(Refused) as refused:
        group_sciatica(HIGH, indicators(NAMES), knowledge=KNOWLEDGE, is_switched_on=False)

    assert refused.value.code == "grouping_is_off"


@pytest.mark.parametrize(
    ("total", "psychosocial", "field"),
    [
        pytest.param(10, 5, "start_back.total", id="more-than-nine"),
        pytest.param(-1, -1, "start_back.total", id="below-nothing"),
        pytest.param(9, 6, "start_back.psychosocial", id="more-than-five"),
        pytest.param(3, 4, "start_back.psychosocial", id="a-part-above-the-whole"),
        pytest.param(8, 3, "start_back.total", id="more-than-the-other-items-give"),
    ],
)
def test_a_score_that_the_form_cannot_come_to_is_refused(total: int, psychosocial: int, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        risk_of(StartBackScore(total=total, psychosocial=psychosocial))

    assert field in {fault.field for fault in refused.value.faults}


def test_a_total_above_nine_has_one_fault_and_not_two() -> None:
    with pytest.raises(BadInput) as refused:
        risk_of(StartBackScore(total=10, psychosocial=5))

    assert [fault.field for fault in refused.value.faults] == ["start_back.total"]
