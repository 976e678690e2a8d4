"""Outcomes of many courses: shares with intervals, the case mix, and nothing about groups that are too small."""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId, TechniqueId
from ischia.pathway.track.outcomes import (
    FEWEST_COURSES,
    CourseOutcome,
    Group,
    Pair,
    Shown,
    funnel_limits,
    outcomes,
    wilson,
)

KNOWLEDGE = load_knowledge()
LEG, PSFS, PGIC, SLR = (InstrumentId(name) for name in ("nprs_leg", "psfs", "pgic", "slr_angle"))
RELAXATION, DEEP = TechniqueId("relaxation_massage"), TechniqueId("deep_tissue")


def course(
    first: float,
    newest: float | None,
    *,
    technique: TechniqueId = DEEP,
    weeks: float | None = 6,
    name: InstrumentId = LEG,
) -> CourseOutcome:
    return CourseOutcome(
        techniques=frozenset({technique}), weeks_since_onset=weeks, pairs={name: Pair(first=first, newest=newest)}
    )


def all_of(courses: list[CourseOutcome], name: InstrumentId = LEG) -> Group:
    return next(one for one in outcomes(courses, KNOWLEDGE) if one.instrument == name).all_courses


def shown(courses: list[CourseOutcome], name: InstrumentId = LEG) -> Shown:
    found = all_of(courses, name).shown
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("reached", "measured", "low", "high"),
    [
        (0, 20, 0.0, 0.1611),
        (10, 20, 0.2993, 0.7007),
        (20, 20, 0.8389, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_interval_is_wilsons(reached: int, measured: int, low: float, high: float) -> None:
    found = wilson(reached, measured)

    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)
    assert found.low <= found.share <= found.high


def test_nothing_measured_has_no_share() -> None:
    with pytest.raises(ValueError, match="0"):
        wilson(0, 0)


def test_funnel_limits_narrow_as_groups_grow_and_stay_between_0_and_1() -> None:
    small, large = funnel_limits(0.5, 20, 1.96), funnel_limits(0.5, 200, 1.96)

    assert small[0] < large[0] < 0.5 < large[1] < small[1]
    assert funnel_limits(0.99, 20, 3.09)[1] == 1.0


@pytest.mark.parametrize(("measured", "is_shown"), [(FEWEST_COURSES - 1, False), (FEWEST_COURSES, True)])
def test_a_small_group_is_its_size_alone(measured: int, *, is_shown: bool) -> None:
    group = all_of([course(8, 4)] * measured)

    assert (group.courses, group.shown is not None) == (measured, is_shown)


@pytest.mark.parametrize(
    ("first", "newest", "is_reached"),
    [
        (10, 7, True),  # three points are 30 % of the start, and more than the measurement error
        (10, 8, False),  # two points are not
        (5, 3, False),  # two points are 40 % of the start, but within the measurement error
        (5, 2, True),
        (4, 7, False),
    ],
)
def test_what_counts_hangs_on_the_first_score(first: float, newest: float, *, is_reached: bool) -> None:
    assert shown([course(first, newest)] * FEWEST_COURSES).interval.share == is_reached


def test_a_scale_that_runs_the_other_way_counts_gains_upwards() -> None:
    assert shown([course(3, 8, name=PSFS)] * FEWEST_COURSES, PSFS).reached == FEWEST_COURSES
    assert shown([course(3, 1, name=PSFS)] * FEWEST_COURSES, PSFS).reached == 0


def test_who_began_too_well_to_gain_is_left_out_and_counted() -> None:
    found = shown([course(8, 4)] * FEWEST_COURSES + [course(1, 0)] * 3)

    assert (found.measured, found.no_room, found.interval.share) == (FEWEST_COURSES, 3, 1.0)


def test_whoever_was_not_measured_twice_widens_what_is_possible() -> None:
    courses = [course(8, 4)] * 15 + [course(8, 8)] * 15 + [course(8, None)] * 10
    found, group = shown(courses), all_of(courses)

    assert (group.courses, group.measured, group.completeness) == (40, 30, 0.75)
    assert (found.at_least, found.interval.share, found.at_most) == (15 / 40, 0.5, 25 / 40)


def test_the_case_mix_stands_beside_the_share() -> None:
    courses = [course(first, 2, weeks=weeks) for first, weeks in zip(range(5, 10), (2, 4, 6, 8, None), strict=True)] * 5
    found = shown(courses)

    assert (found.first_score.low, found.first_score.middle, found.first_score.high) == (6, 7, 8)
    assert found.weeks_since_onset is not None
    assert (found.weeks_since_onset.middle, found.onset_unknown) == (5, 5)


def test_onset_known_too_rarely_is_not_summed_up() -> None:
    assert shown([course(8, 4, weeks=None)] * FEWEST_COURSES).weeks_since_onset is None


def test_a_course_counts_with_every_technique_and_in_the_whole_once() -> None:
    both = CourseOutcome(techniques=frozenset({DEEP, RELAXATION}), pairs={LEG: Pair(first=8, newest=4)})
    (found,) = outcomes([both] * FEWEST_COURSES + [course(8, 8)] * 5, KNOWLEDGE)

    assert found.all_courses.courses == FEWEST_COURSES + 5
    assert {group.technique: group.courses for group in found.by_technique} == {
        DEEP: FEWEST_COURSES + 5,
        RELAXATION: FEWEST_COURSES,
    }


@pytest.mark.parametrize("name", [PGIC, SLR])
def test_only_outcomes_with_a_first_score_are_counted(name: InstrumentId) -> None:
    assert outcomes([course(4, 2, name=name)] * FEWEST_COURSES, KNOWLEDGE) == ()
