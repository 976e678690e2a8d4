"""What follows from single tests, and which of their values are refused? Field and reason are always named."""

import pytest

from ischia.knowledge.records import FindingSection, FindingValue
from ischia.pathway.screen.api import close
from ischia.pathway.shared.body_chart import Mark, Side
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import Findings
from tests.spec.assess.shipped import KNOWLEDGE, mark, marked_picture, picture_of, reading

MUSCLES = ("myotome_l2", "myotome_l3", "myotome_l4", "myotome_l5", "myotome_s1")
FULL = dict.fromkeys(MUSCLES, 5)


@pytest.mark.parametrize("muscle", MUSCLES)
@pytest.mark.parametrize("grade", range(6))
def test_the_weakest_key_muscle_is_the_lowest_of_the_five(muscle: str, grade: int) -> None:
    assert close(Findings({**FULL, muscle: grade}), KNOWLEDGE).known("weakest_leg_muscle_grade") == grade


@pytest.mark.parametrize("muscle", MUSCLES)
def test_one_weak_muscle_is_a_weakness_before_the_others_are_tested(muscle: str) -> None:
    closed = close(Findings({muscle: 4}), KNOWLEDGE)

    assert closed.known("weakest_leg_muscle_grade") == 4
    assert closed.known("root_deficit_objective") is True


@pytest.mark.parametrize("muscle", MUSCLES)
def test_strength_is_normal_only_once_all_five_were_tested(muscle: str) -> None:
    four = {id: grade for id, grade in FULL.items() if id != muscle}

    assert close(Findings(four), KNOWLEDGE).known("weakness_found") is None
    assert close(Findings(FULL), KNOWLEDGE).known("weakness_found") is False


def test_an_unreliable_reflex_is_shown_and_is_no_objective_loss() -> None:
    root = reading("nerve_root", picture_of("medial_hamstring_reflex_reduced", "femoral_nerve_stretch_positive"))

    assert root.points == 0
    assert {"medial_hamstring_reflex", "femoral_nerve_stretch"} <= {clue.indicator for clue in root.speaks_for}


@pytest.mark.parametrize(
    ("test", "sensitivity", "specificity"),
    [
        ("straight_leg_raise", 0.92, 0.28),
        ("crossed_straight_leg_raise", 0.28, 0.9),
        ("slump", 0.84, 0.83),
        ("sensory_loss", 0.61, 0.63),
        ("gluteal_trigger_point", 0.74, 0.91),
        ("fair", 0.88, 0.83),
        ("active_piriformis", 0.78, 0.8),
        ("seated_piriformis", 0.52, 0.9),
        ("back_extension", 0.51, 0.69),
    ],
)
def test_each_test_shows_its_own_published_accuracy(test: str, sensitivity: float, specificity: float) -> None:
    clues = [each for pattern in KNOWLEDGE.patterns.values() for each in pattern.indicators if each.id == test]

    accuracy = clues[0].accuracy
    assert accuracy is not None
    assert (accuracy.sensitivity, accuracy.specificity) == (sensitivity, specificity)


@pytest.mark.parametrize(
    ("finding", "value", "reason"),
    [
        ("slr_angle", 400, "above 120"),
        ("slr_angle", -1, "below 0"),
        ("age", 230, "above 120"),
        ("myotome_l5", 6, "above 5"),
        ("myotome_s1", -1, "below 0"),
        ("myotome_l4", 3.5, "not a whole number"),
        ("sacroiliac_gaenslen_positive", "maybe", "neither true nor false"),
        ("leg_pain_side", "middle", "not one of"),
    ],
)
def test_an_impossible_value_is_refused_with_field_and_reason(finding: str, value: FindingValue, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        picture_of(**{finding: value})

    assert [fault.field for fault in refused.value.faults] == [finding]
    assert reason in refused.value.faults[0].reason


def test_an_unknown_test_is_refused_with_the_nearest_real_one() -> None:
    with pytest.raises(BadInput) as refused:
        picture_of(sacroiliac_gaenslen=True)

    assert refused.value.faults[0].suggestion == "sacroiliac_gaenslen_positive"


@pytest.mark.parametrize(
    ("marks", "field"),
    [
        pytest.param((mark("elbow"),), "body_chart[0].region", id="unknown-region"),
        pytest.param((mark("heel"), mark("calf")), "body_chart[1].region", id="the-second-mark"),
        pytest.param((mark("heel", side=Side.MIDDLE),), "body_chart[0].side", id="no-such-side"),
        pytest.param(
            (Mark(region=mark("heel").region, side=Side.LEFT, symptom=mark("heel").symptom, intensity=11),),
            "body_chart[0].intensity",
            id="more-than-ten",
        ),
    ],
)
def test_a_mark_that_cannot_be_is_refused_with_its_place(marks: tuple[Mark, ...], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        marked_picture(marks)

    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        pytest.param(
            {"weakest_leg_muscle_grade": 4, "myotome_l5": 3},
            {"weakest_leg_muscle_grade", "myotome_l5"},
            id="too-strong",
        ),
        pytest.param(
            {"weakness_found": False, "myotome_l3": 4}, {"weakness_found", "weakest_leg_muscle_grade"}, id="no-weakness"
        ),
        pytest.param(
            {
                "sshq_walking_brings_urge": True,
                "bladder_change": "absent",
                "long_standing_control_problem": "none",
            },
            {"sshq_walking_brings_urge", "bladder_change", "long_standing_control_problem"},
            id="urge-with-a-healthy-bladder",
        ),
    ],
)
def test_tests_that_contradict_each_other_are_refused_never_guessed(
    answers: dict[str, FindingValue], fields: set[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        picture_of(**answers)

    assert {fault.field for fault in refused.value.faults} == fields


def test_every_test_says_to_the_client_who_tests_it() -> None:
    tests = [each for each in KNOWLEDGE.findings.values() if each.section is FindingSection.TEST]
    used = {"myotome_l5", "sacroiliac_gaenslen_positive", "fair_positive", "femoral_nerve_stretch_positive"}

    assert used <= {each.id for each in tests}
    assert all(each.ask_client.startswith("Your therapist tests this: ") for each in tests if each.id in used)
