"""What do other published counts say beside ours? They are shown and never counted (CLINICAL.md 3.2, 3.4)."""

import pytest

from ischia.knowledge.records import FindingValue
from tests.spec.assess.shipped import picture_of, reading, scheme

FIRST_FOUR = ("pain_below_knee", "walking_brings_on_rest_relieves", "worse_standing", "better_bending_forward")
CONTROL = {
    "bladder_change",
    "bowel_change",
    "saddle_numbness",
    "sexual_change",
    "pain_both_legs",
    "weakness_both_legs",
}
LAST_SIX = (
    "sshq_numb_both_legs",
    "sshq_numb_soles",
    "sshq_numb_buttocks",
    "sshq_numb_without_pain",
    "sshq_burning_buttocks",
    "sshq_walking_brings_urge",
)


def sshq(found: tuple[str, ...]) -> dict[str, FindingValue]:
    """All ten answered: those in `found` with yes."""
    return {id: id in found for id in (*FIRST_FOUR, *LAST_SIX)}


@pytest.mark.parametrize(
    ("found", "suggests", "count"),
    [
        pytest.param((), False, 0, id="nothing"),
        pytest.param(FIRST_FOUR[:3], False, 3, id="three-of-the-first-four"),
        pytest.param(FIRST_FOUR, True, 4, id="all-of-the-first-four"),
        pytest.param((FIRST_FOUR[0], LAST_SIX[0]), False, 2, id="one-of-each"),
        pytest.param((FIRST_FOUR[0], *LAST_SIX[:2]), True, 3, id="one-and-two"),
        pytest.param(LAST_SIX[:2], False, 2, id="two-of-the-last-six-alone"),
        pytest.param(LAST_SIX, False, 6, id="all-of-the-last-six-alone"),
    ],
)
def test_the_ten_questions_of_konno_by_our_reading(found: tuple[str, ...], *, suggests: bool, count: int) -> None:
    answers = {**sshq(found), "bladder_change": "new"} if LAST_SIX[-1] in found else sshq(found)
    read = scheme("lss_sshq", picture_of(**answers))

    assert (read.suggests, read.found, read.of) == (suggests, count, 10)
    assert not read.is_verified
    assert "our reading" in read.note


def test_open_questions_leave_the_ten_open() -> None:
    read = scheme("lss_sshq", picture_of(*FIRST_FOUR[:3]))

    assert read.suggests is None
    assert len(read.not_examined) == 7


@pytest.mark.parametrize(
    ("found", "answers", "suggests"),
    [
        pytest.param(("leg_worse_than_back", "worse_standing"), {"age": 49, "leg_pain_side": "left"}, None, id="three"),
        pytest.param(
            ("leg_worse_than_back", "worse_standing", "better_sitting"),
            {"age": 48, "leg_pain_side": "left"},
            False,
            id="three-at-age-48",
        ),
        pytest.param(
            ("leg_worse_than_back", "worse_standing", "better_sitting"),
            {"age": 49, "leg_pain_side": "left"},
            True,
            id="four-at-age-49",
        ),
    ],
)
def test_cook_suggests_from_four_of_five(
    found: tuple[str, ...], answers: dict[str, FindingValue], *, suggests: bool | None
) -> None:
    assert scheme("cook_2011", picture_of(*found, **answers)).suggests is suggests


def test_rapidh_is_a_bare_number_because_its_cut_was_not_obtained() -> None:
    found = ("single_root_distribution", "slr_reproduces_leg_pain", "weakness_found", "ankle_reflex_reduced")
    read = scheme("rapidh", picture_of(*found, slr_angle=59, leg_pain_side="left"))

    assert (read.found, read.of, read.suggests, read.is_verified) == (5, 5, None, False)


@pytest.mark.parametrize("found", [LAST_SIX[:5], ("leg_worse_than_back", "better_sitting")])
def test_no_other_count_changes_the_pattern_it_stands_beside(found: tuple[str, ...]) -> None:
    beside = [id for id in found if id != "leg_worse_than_back"]
    plain, told = picture_of(), picture_of(*beside)

    for before in plain.readings:
        after = reading(before.pattern, told)
        assert (after.points, after.likelihood, after.confidence) == (
            before.points,
            before.likelihood,
            before.confidence,
        )


@pytest.mark.parametrize("question", LAST_SIX)
def test_a_yes_to_the_last_six_questions_marks_the_control_findings_for_asking(question: str) -> None:
    assert set(picture_of(question).ask_now) == CONTROL


def test_what_was_affirmed_already_is_not_asked_again() -> None:
    asked = picture_of("sshq_numb_soles", bladder_change="new", bowel_change="absent").ask_now

    assert "bladder_change" not in asked
    assert "bowel_change" in asked


def test_a_wide_gait_calls_for_the_question_about_unsteady_walking() -> None:
    assert picture_of("wide_based_gait").ask_now == ("unsteady_walking", "weakness_both_legs")


def test_nothing_found_asks_for_nothing() -> None:
    assert picture_of().ask_now == ()
