"""What does Ischia read into the published indicators? CLINICAL.md 3.2 to 3.6, just under, at and over each border."""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import FindingValue, PatternId, RegionId
from ischia.pathway.assess.api import Likelihood, PatternReading, Picture, PictureConfidence, assess
from ischia.pathway.shared.body_chart import Mark, Side, Symptom
from ischia.pathway.shared.findings import Findings

KNOWLEDGE = load_knowledge()
UNLIKELY, POSSIBLE, LIKELY = Likelihood.UNLIKELY, Likelihood.POSSIBLE, Likelihood.LIKELY

_ROOT = PatternId("nerve_root")
_CONFIDENCE = {PictureConfidence.LOW: 0, PictureConfidence.MODERATE: 1}
HISTORY: dict[str, FindingValue] = {
    "pain_below_knee": True,
    "leg_worse_than_back": True,
    "numbness_or_tingling_in_leg": True,
    "cough_sneeze_strain_leg_pain": True,
}


def picture_of(**answers: FindingValue) -> Picture:
    return assess(Findings(answers), (), KNOWLEDGE)


def reading(pattern: str, picture: Picture) -> PatternReading:
    return next(each for each in picture.readings if each.pattern == pattern)


def mark(region: str, symptom: Symptom = Symptom.PAIN) -> Mark:
    return Mark(region=RegionId(region), side=Side.RIGHT, symptom=symptom, intensity=6)


@pytest.mark.parametrize(
    ("answers", "points", "likelihood"),
    [
        pytest.param({}, 0, UNLIKELY, id="nothing"),
        pytest.param({"pain_below_knee": True}, 1, UNLIKELY, id="one-point-just-under-possible"),
        pytest.param({"pain_below_knee": True, "leg_worse_than_back": True}, 2, POSSIBLE, id="two-points-at-possible"),
        pytest.param(
            {"pain_below_knee": True, "leg_worse_than_back": True, "numbness_or_tingling_in_leg": True},
            3,
            POSSIBLE,
            id="three-points-just-under-likely",
        ),
        pytest.param({**HISTORY}, 4, LIKELY, id="four-points-at-likely"),
        pytest.param({"root_deficit_objective": True}, 2, POSSIBLE, id="an-objective-deficit-counts-two"),
        pytest.param({"ankle_reflex_reduced": True}, 2, POSSIBLE, id="a-reduced-reflex-is-such-a-deficit"),
        pytest.param({"slr_reproduces_leg_pain": True, "slr_angle": 59}, 1, UNLIKELY, id="leg-raise-just-under-60"),
        pytest.param({"slr_reproduces_leg_pain": True, "slr_angle": 60}, 0, UNLIKELY, id="leg-raise-at-60"),
        pytest.param({"slr_reproduces_leg_pain": False, "slr_angle": 40}, 0, UNLIKELY, id="leg-raise-without-leg-pain"),
        pytest.param({"crossed_slr_positive": True, "slump_positive": True}, 2, POSSIBLE, id="two-tests"),
        pytest.param(
            {
                **HISTORY,
                "slr_reproduces_leg_pain": True,
                "slr_angle": 40,
                "slump_positive": True,
                "crossed_slr_positive": True,
                "root_deficit_objective": True,
            },
            9,
            LIKELY,
            id="everything",
        ),
    ],
)
def test_nerve_root_is_the_count_of_3_2(answers: dict[str, FindingValue], points: int, likelihood: Likelihood) -> None:
    root = reading("nerve_root", picture_of(**answers))

    assert (root.points, root.points_possible, root.likelihood) == (points, 9, likelihood)


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        pytest.param({"age": 59}, 0, id="just-under-60"),
        pytest.param({"age": 60}, 2, id="at-60"),
        pytest.param({"age": 70}, 2, id="at-70"),
        pytest.param({"age": 71}, 3, id="over-70"),
        pytest.param({"leg_pain_weeks": 26}, 0, id="six-months"),
        pytest.param({"leg_pain_weeks": 27}, 1, id="over-six-months"),
        pytest.param({"better_bending_forward": True}, 2, id="better-forward"),
        pytest.param({"worse_standing": True}, 2, id="worse-standing"),
        pytest.param({"walking_brings_on_rest_relieves": True}, 1, id="claudication"),
        pytest.param({"age": 71, "better_bending_backward": True}, 1, id="better-backward-takes-two-away"),
    ],
)
def test_stenosis_is_sugiokas_self_report_rule(answers: dict[str, FindingValue], points: int) -> None:
    assert reading("lumbar_stenosis", picture_of(**answers)).points == points


@pytest.mark.parametrize(
    ("age", "weeks", "points", "likelihood"),
    [
        pytest.param(69, 20, 6, POSSIBLE, id="six-points-just-under-the-published-cut"),
        pytest.param(71, 20, 7, LIKELY, id="seven-points-at-the-published-cut"),
        pytest.param(71, 30, 8, LIKELY, id="eight-points"),
    ],
)
def test_seven_points_suggest_stenosis(age: int, weeks: int, points: int, likelihood: Likelihood) -> None:
    picture = picture_of(age=age, leg_pain_weeks=weeks, better_bending_forward=True, worse_standing=True)
    stenosis = reading("lumbar_stenosis", picture)

    assert (stenosis.points, stenosis.likelihood) == (points, likelihood)


@pytest.mark.parametrize(
    ("found", "likelihood"),
    [
        pytest.param(("buttock_pain",), UNLIKELY, id="one-of-four"),
        pytest.param(("buttock_pain", "worse_sitting"), UNLIKELY, id="two-of-four-common-to-all-sciatica"),
        pytest.param(("buttock_pain", "worse_sitting", "sciatic_notch_tenderness"), POSSIBLE, id="three-of-four"),
        pytest.param(
            ("buttock_pain", "worse_sitting", "sciatic_notch_tenderness", "fair_positive"), LIKELY, id="all-four"
        ),
        pytest.param(
            ("buttock_pain", "fair_positive", "active_piriformis_positive", "seated_piriformis_positive"),
            UNLIKELY,
            id="three-stretch-tests-count-as-one-feature",
        ),
    ],
)
def test_deep_gluteal_is_the_quartet(found: tuple[str, ...], likelihood: Likelihood) -> None:
    assert reading("deep_gluteal", picture_of(**dict.fromkeys(found, True))).likelihood is likelihood


def test_a_positive_leg_raise_does_not_exclude_deep_gluteal_pain() -> None:
    quartet = dict.fromkeys(("buttock_pain", "worse_sitting", "sciatic_notch_tenderness", "fair_positive"), True)

    with_raise = picture_of(**quartet, slr_reproduces_leg_pain=True, slr_angle=50)

    assert reading("deep_gluteal", with_raise).likelihood is LIKELY


@pytest.mark.parametrize("told", [{}, {"pain_below_knee": True}, HISTORY, {"root_deficit_objective": True}])
def test_a_gluteal_trigger_point_raises_root_involvement(told: dict[str, FindingValue]) -> None:
    without = reading("nerve_root", picture_of(**told))
    found = reading("nerve_root", picture_of(**told, gluteal_trigger_point=True))

    raised = next(clue for clue in found.speaks_for if clue.indicator == "gluteal_trigger_point")
    assert raised.accuracy is not None
    assert raised.accuracy.likelihood_ratio_positive == 8.62
    assert len(found.speaks_for) == len(without.speaks_for) + 1


@pytest.mark.parametrize(
    "told", [{}, {"pain_below_knee": True}, HISTORY, {"buttock_pain": True, "worse_sitting": True}]
)
def test_a_gluteal_trigger_point_never_lowers_root_involvement(told: dict[str, FindingValue]) -> None:
    without, found = picture_of(**told), picture_of(**told, gluteal_trigger_point=True)

    places = [[each.pattern for each in picture.readings].index(_ROOT) for picture in (without, found)]
    assert places[1] <= places[0]
    assert reading(_ROOT, found).points >= reading(_ROOT, without).points
    assert _CONFIDENCE[reading(_ROOT, found).confidence] >= _CONFIDENCE[reading(_ROOT, without).confidence]


def test_a_likely_root_with_a_gluteal_trigger_point_is_moderately_sure() -> None:
    assert reading(_ROOT, picture_of(**HISTORY)).confidence is PictureConfidence.LOW
    found = picture_of(**HISTORY, gluteal_trigger_point=True)
    assert reading(_ROOT, found).confidence is PictureConfidence.MODERATE


@pytest.mark.parametrize(
    ("answers", "leaves"),
    [
        pytest.param({"groin_pain": True, "c_sign": True}, True, id="hip-signs-and-no-root-sign"),
        pytest.param({"groin_pain": True, "c_sign": True, "pain_below_knee": True}, True, id="with-one-root-point"),
        pytest.param(
            {"groin_pain": True, "c_sign": True, "pain_below_knee": True, "leg_worse_than_back": True},
            False,
            id="with-two-root-points-the-route-stays",
        ),
        pytest.param({"groin_pain": True}, False, id="one-hip-sign-is-not-enough"),
    ],
)
def test_the_hip_leaves_the_route_only_without_root_signs(answers: dict[str, FindingValue], *, leaves: bool) -> None:
    assert picture_of(**answers).leaves_route is leaves


def test_a_mark_outside_the_dermatome_excludes_no_root() -> None:
    off_the_map = assess(Findings(HISTORY), (mark("thoracic"),), KNOWLEDGE)

    assert off_the_map.could_fit_roots == ()
    assert reading(_ROOT, off_the_map).likelihood is LIKELY


def test_calf_and_heel_could_fit_s1_with_low_weight_only() -> None:
    told: dict[str, FindingValue] = {"leg_worse_than_back": True}
    picture = assess(Findings(told), (mark("heel"), mark("thigh_back")), KNOWLEDGE)

    assert "S1" in [fit.root for fit in picture.could_fit_roots]
    assert any("does not rule any root in or out" in caveat for caveat in picture.caveats)


@pytest.mark.parametrize("pattern", sorted(KNOWLEDGE.patterns))
def test_every_pattern_is_worded_as_most_like_never_as_a_diagnosis(pattern: str) -> None:
    say = reading(pattern, picture_of()).say

    assert "pattern most like" in say.client
    assert "you have" not in say.client.lower()


def test_the_best_next_test_for_a_typical_story_is_one_of_the_nerve_tests() -> None:
    picture = picture_of(pain_below_knee=True, leg_worse_than_back=True)

    assert picture.best_next_test == "root_deficit_objective"
