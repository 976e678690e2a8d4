"""Which fields do the marks on the body chart overlap? Shown with low weight, never counted (CLINICAL.md 3.7 and 4)."""

from itertools import product

import pytest

from ischia.knowledge.records import FindingValue
from ischia.pathway.assess.api import NERVE_ROOT
from ischia.pathway.assess.picture import ABOUT_MUSCLES, ABOUT_NERVES, ABOUT_ROOTS
from ischia.pathway.screen.api import Outcome, screen, with_chart
from ischia.pathway.shared.body_chart import Side, Symptom
from ischia.pathway.shared.errors import BadInput
from tests.spec.assess.shipped import KNOWLEDGE, LIKELY, UNMARKED, mark, marked_picture, picture_of, reading
from tests.support.people import well_person

HISTORY: dict[str, FindingValue] = {
    "pain_below_knee": True,
    "leg_worse_than_back": True,
    "numbness_or_tingling_in_leg": True,
    "cough_sneeze_strain_leg_pain": True,
}


def test_pain_in_calf_and_thigh_could_come_from_trigger_points_that_refer_there() -> None:
    fits = marked_picture((mark("thigh_back"), mark("leg_back"))).could_fit_muscles
    widest = {fit.muscle for fit in fits if len(fit.regions_matched) == 2}

    assert widest == {"gluteus_minimus_posterior", "hamstrings"}
    assert [len(fit.regions_matched) for fit in fits] == sorted((len(f.regions_matched) for f in fits), reverse=True)
    assert not any(fit.is_verified for fit in fits)


def test_numbness_is_no_sign_of_a_trigger_point() -> None:
    assert marked_picture((mark("leg_back", Symptom.NUMB),)).could_fit_muscles == ()


@pytest.mark.parametrize("symptom", [Symptom.NUMB, Symptom.TINGLING, Symptom.BURNING])
@pytest.mark.parametrize(
    ("region", "nerve"), [("thigh_outer", "lateral_femoral_cutaneous"), ("foot_top", "common_fibular")]
)
def test_skin_that_feels_different_could_fit_a_nerve(region: str, nerve: str, symptom: Symptom) -> None:
    assert [fit.nerve for fit in marked_picture((mark(region, symptom),)).could_fit_nerves] == [nerve]


def test_pain_alone_fits_no_skin_nerve() -> None:
    assert marked_picture((mark("foot_top"),)).could_fit_nerves == ()


def test_each_kind_of_overlap_comes_with_its_own_honest_note() -> None:
    everything = marked_picture((mark("leg_back"), mark("thigh_outer", Symptom.NUMB)))
    nothing = picture_of()

    assert {ABOUT_ROOTS, ABOUT_MUSCLES, ABOUT_NERVES} <= set(everything.caveats)
    assert not {ABOUT_ROOTS, ABOUT_MUSCLES, ABOUT_NERVES} & set(nothing.caveats)


@pytest.mark.parametrize("region", sorted(set(KNOWLEDGE.regions) - {"saddle"}))
def test_dermatome_match_never_excludes_a_root(region: str) -> None:
    side = Side(KNOWLEDGE.regions[mark(region).region].sides[0])
    unmarked = reading("nerve_root", marked_picture(UNMARKED, **HISTORY))
    marked = reading("nerve_root", marked_picture((mark(region, Symptom.WEAK, side=side),), **HISTORY))

    assert (marked.points, marked.likelihood, marked.confidence) == (4, LIKELY, unmarked.confidence)


@pytest.mark.parametrize(
    ("told", "deficit", "angle"),
    list(product([{}, {"pain_below_knee": True}, HISTORY], [None, True, False], [None, 40, 80])),
)
def test_gluteal_trigger_point_raises_and_never_lowers_root_involvement(
    told: dict[str, FindingValue], *, deficit: bool | None, angle: int | None
) -> None:
    answers: dict[str, FindingValue] = dict(told)
    if deficit is not None:
        answers["root_deficit_objective"] = deficit
    if angle is not None:
        answers |= {"slr_reproduces_leg_pain": True, "slr_angle": angle}
    without, found = picture_of(**answers), picture_of("gluteal_trigger_point", **answers)

    places = [[each.pattern for each in picture.readings].index(NERVE_ROOT) for picture in (without, found)]
    before, after = reading("nerve_root", without), reading("nerve_root", found)
    assert places[1] <= places[0]
    assert len(after.speaks_for) == len(before.speaks_for) + 1
    assert after.points >= before.points
    assert list(type(after.likelihood)).index(after.likelihood) >= list(type(before.likelihood)).index(
        before.likelihood
    )
    assert not (before.confidence.value == "moderate" and after.confidence.value == "low")


@pytest.mark.parametrize("symptom", [Symptom.NUMB, Symptom.TINGLING, Symptom.BURNING])
@pytest.mark.parametrize("side", [Side.LEFT, Side.MIDDLE, Side.RIGHT])
def test_a_mark_on_the_saddle_feeds_the_safety_check_at_once(symptom: Symptom, side: Side) -> None:
    unasked = {id: answer for id, answer in well_person(KNOWLEDGE).items() if id != "saddle_numbness"}
    marked = with_chart(type(well_person(KNOWLEDGE))(unasked), (mark("saddle", symptom, side=side),), KNOWLEDGE)

    assert screen(marked, KNOWLEDGE).outcome is Outcome.EMERGENCY


def test_a_mark_on_the_saddle_that_the_answers_deny_is_refused_until_one_is_corrected() -> None:
    with pytest.raises(BadInput) as refused:
        marked_picture((mark("saddle", Symptom.NUMB),), saddle_numbness="absent")

    assert [fault.field for fault in refused.value.faults] == ["saddle_numbness"]


@pytest.mark.parametrize("symptom", [Symptom.NUMB, Symptom.TINGLING])
def test_numb_buttocks_on_the_chart_call_for_the_control_questions(symptom: Symptom) -> None:
    assert "saddle_numbness" in marked_picture((mark("gluteal_lower_inner", symptom),)).ask_now
