"""What else can the leg pain come from? Each source of CLINICAL.md 3.6 just under, at and over its borders."""

import pytest

from ischia.knowledge.records import FindingValue
from ischia.pathway.assess.api import Likelihood, PictureConfidence, route
from ischia.pathway.screen.api import Outcome, screen
from ischia.pathway.shared.findings import Findings
from tests.spec.assess.shipped import KNOWLEDGE, LIKELY, POSSIBLE, UNLIKELY, picture_of, reading
from tests.support.people import well_person

TWO_TESTS = ("sacroiliac_distraction_positive", "sacroiliac_thigh_thrust_positive")
CLUSTER = (*TWO_TESTS, "sacroiliac_gaenslen_positive")
FIVE = (*CLUSTER, "sacroiliac_compression_positive", "sacroiliac_sacral_thrust_positive")


@pytest.mark.parametrize(
    ("found", "centralises", "likelihood", "points"),
    [
        pytest.param((), None, UNLIKELY, 0, id="nothing"),
        pytest.param(
            (*TWO_TESTS, "pain_one_side_below_l5"), False, UNLIKELY, 0, id="two-of-five-just-under-the-cluster"
        ),
        pytest.param(CLUSTER, None, POSSIBLE, 1, id="three-of-five-at-the-cluster"),
        pytest.param(FIVE, None, POSSIBLE, 1, id="all-five-are-the-same-one-sign"),
        pytest.param((*CLUSTER, "pain_one_side_below_l5"), None, POSSIBLE, 2, id="and-on-one-side"),
        pytest.param((*CLUSTER, "pain_one_side_below_l5"), True, POSSIBLE, 2, id="but-it-centralises"),
        pytest.param((*CLUSTER, "pain_one_side_below_l5"), False, LIKELY, 3, id="and-does-not-centralise"),
    ],
)
def test_sacroiliac_is_three_of_five_on_one_side_and_not_centralising(
    found: tuple[str, ...], *, centralises: bool | None, likelihood: Likelihood, points: int
) -> None:
    answers: dict[str, FindingValue] = {} if centralises is None else {"pain_centralises": centralises}
    sacroiliac = reading("sacroiliac", picture_of(*found, **answers))

    assert (sacroiliac.likelihood, sacroiliac.points, sacroiliac.points_possible) == (likelihood, points, 3)


def test_pain_that_centralises_speaks_against_the_sacroiliac_joint() -> None:
    against = reading("sacroiliac", picture_of(*CLUSTER, "pain_centralises")).speaks_against

    assert "centralises" in {clue.indicator for clue in against if clue.was_found}


BORDERS = [
    ("somatic_referred", (), {"pain_below_knee": False, "pain_dull_deep_hard_to_place": True}, UNLIKELY, "two-of-four"),
    (
        "somatic_referred",
        (),
        {"pain_below_knee": False, "pain_dull_deep_hard_to_place": True, "root_deficit_objective": False},
        POSSIBLE,
        "three-of-four",
    ),
    (
        "somatic_referred",
        (),
        {
            "pain_below_knee": False,
            "pain_dull_deep_hard_to_place": True,
            "root_deficit_objective": False,
            "slr_reproduces_leg_pain": False,
            "slump_positive": False,
        },
        LIKELY,
        "all-four",
    ),
    ("greater_trochanteric", ("outer_hip_pain", "outer_hip_pain_lying_on_it"), {}, UNLIKELY, "told-only"),
    (
        "greater_trochanteric",
        ("outer_hip_pain", "outer_hip_pain_lying_on_it", "trochanter_tender"),
        {},
        POSSIBLE,
        "three-of-five",
    ),
    (
        "greater_trochanteric",
        ("outer_hip_pain", "outer_hip_pain_lying_on_it", "trochanter_tender", "single_leg_stance_hurts_hip"),
        {},
        LIKELY,
        "four-of-five",
    ),
    ("proximal_hamstring", ("worse_sitting_on_hard_seat",), {}, UNLIKELY, "one-of-three"),
    ("proximal_hamstring", ("worse_sitting_on_hard_seat", "ischial_tuberosity_tender"), {}, POSSIBLE, "two-of-three"),
    (
        "proximal_hamstring",
        ("worse_sitting_on_hard_seat", "ischial_tuberosity_tender", "hip_flexion_load_hurts_sitting_bone"),
        {},
        LIKELY,
        "all-three",
    ),
    ("meralgia_paraesthetica", ("outer_thigh_numb_or_burning",), {"back_pain_intensity": 1}, UNLIKELY, "a-sore-back"),
    ("meralgia_paraesthetica", ("outer_thigh_numb_or_burning",), {"back_pain_intensity": 0}, UNLIKELY, "told-only"),
    (
        "meralgia_paraesthetica",
        ("outer_thigh_numb_or_burning",),
        {"back_pain_intensity": 0, "weakness_found": False},
        POSSIBLE,
        "three-of-four",
    ),
    (
        "meralgia_paraesthetica",
        ("outer_thigh_numb_or_burning",),
        {
            "back_pain_intensity": 0,
            "weakness_found": False,
            "knee_reflex_reduced": False,
            "ankle_reflex_reduced": False,
        },
        LIKELY,
        "all-four",
    ),
    (
        "meralgia_paraesthetica",
        (),
        {
            "outer_thigh_numb_or_burning": False,
            "back_pain_intensity": 0,
            "weakness_found": False,
            "knee_reflex_reduced": False,
            "ankle_reflex_reduced": False,
        },
        UNLIKELY,
        "healthy-signs-alone-count-nothing",
    ),
    (
        "common_fibular",
        ("top_of_foot_numb", "inversion_and_hip_abduction_strong"),
        {"myotome_l4": 4},
        UNLIKELY,
        "no-foot-drop-at-grade-4",
    ),
    ("common_fibular", (), {"myotome_l4": 3}, UNLIKELY, "foot-drop-at-grade-3-alone"),
    ("common_fibular", ("top_of_foot_numb",), {"myotome_l4": 3}, POSSIBLE, "two-of-three"),
    (
        "common_fibular",
        ("top_of_foot_numb", "inversion_and_hip_abduction_strong"),
        {"myotome_l4": 3},
        LIKELY,
        "all-three",
    ),
    ("polyneuropathy", ("numb_feet_both",), {"leg_pain_side": "left"}, UNLIKELY, "one-leg-hurts"),
    ("polyneuropathy", ("numb_feet_both",), {"leg_pain_side": "both"}, POSSIBLE, "both-alike"),
    ("polyneuropathy", ("numb_feet_both", "stocking_sensory_loss"), {"leg_pain_side": "both"}, LIKELY, "and-examined"),
    ("vascular", (), {"walking_pain_relieved_standing": False}, UNLIKELY, "standing-does-not-relieve"),
    ("vascular", ("walking_pain_relieved_standing",), {}, POSSIBLE, "standing-alone-relieves"),
    ("vascular", ("walking_pain_relieved_standing", "weak_foot_pulses"), {}, LIKELY, "and-weak-pulses"),
    (
        "vascular",
        ("walking_brings_on_rest_relieves", "pain_below_knee"),
        {"better_bending_forward": False},
        UNLIKELY,
        "a-clue-still-to-be-checked-counts-nothing",
    ),
    ("hip_joint", ("groin_pain",), {}, UNLIKELY, "one-of-four"),
    ("hip_joint", ("groin_pain", "c_sign"), {}, POSSIBLE, "two-of-four"),
    ("hip_joint", ("groin_pain", "c_sign", "squatting_hurts_hip"), {}, LIKELY, "three-of-four"),
    ("myofascial", ("palpation_reproduces_familiar_pain",), {}, UNLIKELY, "one-of-four"),
    ("myofascial", ("palpation_reproduces_familiar_pain",), {"pain_below_knee": False}, POSSIBLE, "two-of-four"),
]


@pytest.mark.parametrize(
    ("pattern", "found", "answers", "likelihood"),
    [pytest.param(*row[:4], id=f"{row[0]}-{row[4]}") for row in BORDERS],
)
def test_each_source_begins_where_its_signs_do(
    pattern: str, found: tuple[str, ...], answers: dict[str, FindingValue], likelihood: Likelihood
) -> None:
    assert reading(pattern, picture_of(*found, **answers)).likelihood is likelihood


@pytest.mark.parametrize("pattern", sorted(KNOWLEDGE.patterns))
def test_nothing_found_makes_no_source_possible(pattern: str) -> None:
    assert reading(pattern, picture_of()).likelihood is UNLIKELY


@pytest.mark.parametrize("row", BORDERS, ids=lambda row: f"{row[0]}-{row[4]}")
def test_nobody_is_ever_more_than_moderately_sure(
    row: tuple[str, tuple[str, ...], dict[str, FindingValue], Likelihood, str],
) -> None:
    told = {each.confidence for each in picture_of(*row[1], **row[2]).readings}

    assert told <= {PictureConfidence.LOW, PictureConfidence.MODERATE}


LEAVING: list[tuple[str, tuple[str, ...], dict[str, FindingValue]]] = [
    ("hip_joint", ("groin_pain", "c_sign"), {}),
    ("greater_trochanteric", ("outer_hip_pain", "outer_hip_pain_lying_on_it", "trochanter_tender"), {}),
    ("proximal_hamstring", ("worse_sitting_on_hard_seat", "ischial_tuberosity_tender"), {}),
    ("meralgia_paraesthetica", ("outer_thigh_numb_or_burning",), {"back_pain_intensity": 0, "weakness_found": False}),
    ("polyneuropathy", ("numb_feet_both",), {"leg_pain_side": "both"}),
    ("vascular", ("walking_pain_relieved_standing",), {}),
    (
        "common_fibular",
        ("foot_drop_found", "top_of_foot_numb", "seen_by_clinician_this_episode"),
        {"root_deficit_objective": False},
    ),
]


@pytest.mark.parametrize(("pattern", "found", "answers"), LEAVING, ids=[row[0] for row in LEAVING])
def test_a_source_outside_the_route_leaves_it_with_at_most_one_root_point(
    pattern: str, found: tuple[str, ...], answers: dict[str, FindingValue]
) -> None:
    none, one = picture_of(*found, **answers), picture_of(*found, "cough_sneeze_strain_leg_pain", **answers)
    two = picture_of(*found, "cough_sneeze_strain_leg_pain", "numbness_or_tingling_in_leg", **answers)

    assert none.leading is not None
    assert none.leading.pattern == pattern
    assert (none.leaves_route, one.leaves_route, two.leaves_route) == (True, True, False)


@pytest.mark.parametrize(
    ("seen", "leaves"), [pytest.param(True, True, id="assessed"), pytest.param(False, False, id="not-assessed")]
)
def test_a_fibular_nerve_leaves_the_route_only_once_assessed(*, seen: bool, leaves: bool) -> None:
    picture = picture_of(
        "foot_drop_found",
        "top_of_foot_numb",
        seen_by_clinician_this_episode=seen,
        root_deficit_objective=False,
    )

    assert picture.leaves_route is leaves


@pytest.mark.parametrize("pattern", ["sacroiliac", "somatic_referred", "myofascial", "deep_gluteal", "lumbar_stenosis"])
def test_patterns_of_spine_and_buttock_stay_in_the_route(pattern: str) -> None:
    assert reading(pattern, picture_of()).stays_in_route


def test_poor_circulation_leads_to_a_clinician_and_not_out_of_the_route() -> None:
    answers = well_person(KNOWLEDGE).with_answers({"walking_pain_relieved_standing": True})
    picture = picture_of(**{id: value for id, value in answers.items() if isinstance(value, bool | int | float | str)})

    assert reading("vascular", picture).likelihood is POSSIBLE
    assert route(screen(Findings(answers), KNOWLEDGE), picture).outcome is Outcome.CLINICIAN_FIRST
