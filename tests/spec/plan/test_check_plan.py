"""Does the independent checker see every way in which a plan can go beyond its limits?"""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from ischia.knowledge.records import LimitSet, MuscleId, Parameter, RuleId, TechniqueId
from ischia.pathway.plan.api import Breach, Changes, Dose, Pace, Plan, Preferences, check_plan, plan
from ischia.pathway.screen.api import combine_limits
from ischia.pathway.shared.errors import Refused
from tests.spec.plan.test_plan import CLEAR, KNOWN, LEFT_LEG
from tests.support.knowledge import BACKING

GOOD = plan(CLEAR, LEFT_LEG, goals=(), preferences=Preferences(), knowledge=KNOWN)
ANYTHING = CLEAR.limits
HOLD = Dose(name="hold", low=120, high=300, unit="s", is_verified=False)
FIRST = GOOD.blocks[0].technique
KNOWN_WITH_HOLD = replace(
    KNOWN,
    techniques={
        **KNOWN.techniques,
        FIRST: replace(
            KNOWN.techniques[FIRST], parameters=(Parameter(name="hold", low=120, high=300, unit="s", backing=BACKING),)
        ),
    },
)


def with_hold(dose: Dose) -> Plan:
    return replace(GOOD, blocks=(replace(GOOD.blocks[0], dose=(dose,)), *GOOD.blocks[1:]))


def breaches(made: Plan, **limits: object) -> tuple[Breach, ...]:
    return check_plan(made, combine_limits([(RuleId("why"), msgspec.convert(limits, LimitSet))]), KNOWN)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        pytest.param({"exclude_techniques": ["relaxation_massage"]}, "blocks[0].technique", id="excluded-technique"),
        pytest.param({"avoid_regions": ["low_back"]}, "blocks[0].regions", id="avoided-area"),
        pytest.param({"positions": ["prone"]}, "blocks[0].position", id="forbidden-position"),
        pytest.param({"max_pressure": 2}, "blocks[0].pressure", id="too-much-pressure"),
        pytest.param({"max_minutes": 44}, "course.session_minutes", id="too-long"),
    ],
)
def test_each_limit_that_is_broken_is_named_with_its_rule(limits: dict[str, object], field: str) -> None:
    found = breaches(GOOD, **limits)

    assert field in {breach.field for breach in found}
    assert {breach.because for breach in found} == {("why",)}


@pytest.mark.parametrize(
    "limits",
    [{"max_pressure": 3}, {"max_minutes": 45}, {"positions": ["side_lying"]}, {"exclude_techniques": ["deep_tissue"]}],
)
def test_a_limit_that_is_just_kept_is_no_breach(limits: dict[str, object]) -> None:
    assert breaches(GOOD, **limits) == ()


def test_tools_are_seen_where_they_are_not_allowed() -> None:
    deep = replace(GOOD.blocks[0], technique=TechniqueId("deep_tissue"), pressure=4)
    made = replace(GOOD, blocks=(deep, *GOOD.blocks[1:]))

    assert {breach.field for breach in breaches(made, no_tools=True)} == {"blocks[0].technique"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"minutes": 10}, "blocks", id="minutes-do-not-add-up"),
        pytest.param({"minutes": 0}, "blocks[0].minutes", id="an-empty-block"),
        pytest.param({"pressure": 4}, "blocks[0].pressure", id="harder-than-the-technique-works"),
        pytest.param({"pressure": 1}, "blocks[0].pressure", id="lighter-than-the-technique-works"),
        pytest.param({"technique": "magic"}, "blocks[0].technique", id="no-such-technique"),
        pytest.param({"muscle": MuscleId("calf_muscle")}, "blocks[0].regions", id="areas-of-another-muscle"),
        pytest.param({"regions": ()}, "blocks[0].regions", id="nowhere"),
        pytest.param({"position": "hanging"}, "blocks[0].position", id="no-such-position"),
    ],
)
def test_a_plan_that_contradicts_itself_is_seen(change: dict[str, object], field: str) -> None:
    first = msgspec.convert({**msgspec.to_builtins(GOOD.blocks[0]), **change}, type(GOOD.blocks[0]))
    made = replace(GOOD, blocks=(first, *GOOD.blocks[1:]))

    assert field in {breach.field for breach in check_plan(made, ANYTHING, KNOWN)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"sessions": 11}, "course.sessions", id="over-the-hard-maximum"),
        pytest.param({"sessions": 0}, "course.sessions", id="no-session"),
        pytest.param({"spacing_minimum_days": 8}, "course.spacing", id="spacing-outside-its-window"),
        pytest.param({"review_after_session": 7}, "course.review_after_session", id="review-after-the-decision"),
    ],
)
def test_a_course_that_goes_too_far_is_seen(change: dict[str, Any], field: str) -> None:
    made = replace(GOOD, course=replace(GOOD.course, **change))

    assert field in {breach.field for breach in check_plan(made, ANYTHING, KNOWN)}


@pytest.mark.parametrize("left_out", ["home_programme", "stop_rules", "consent_points", "claims"])
def test_no_plan_goes_without_its_package(left_out: str) -> None:
    without: dict[str, Any] = {left_out: ()}
    made = replace(GOOD, **without)

    assert [breach.field for breach in check_plan(made, ANYTHING, KNOWN)] == [left_out]


def test_a_plan_without_content_is_seen() -> None:
    assert "blocks" in {breach.field for breach in check_plan(replace(GOOD, blocks=()), ANYTHING, KNOWN)}


def test_a_planner_that_breaks_a_limit_hands_out_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    too_hard = (replace(GOOD.blocks[0], pressure=5), *GOOD.blocks[1:])
    monkeypatch.setattr("ischia.pathway.plan.planning._blocks", lambda _: too_hard)

    with pytest.raises(Refused) as refusal:
        plan(CLEAR, LEFT_LEG, goals=(), preferences=Preferences(), knowledge=KNOWN)

    assert refusal.value.code == "plan_breaks_limits"
    assert "blocks[0].pressure" in refusal.value.message


def test_a_good_plan_has_no_breach() -> None:
    assert check_plan(GOOD, ANYTHING, KNOWN) == ()


@pytest.mark.parametrize(
    "dose",
    [
        pytest.param({"low": 100.0}, id="under-what-the-sources-give"),
        pytest.param({"high": 301.0}, id="over-it"),
        pytest.param({"low": 200.0, "high": 150.0}, id="turned-round"),
        pytest.param({"name": "hops"}, id="of-something-else"),
    ],
)
def test_a_dose_outside_the_published_range_is_seen(dose: dict[str, Any]) -> None:
    made = with_hold(replace(HOLD, **dose))

    assert [breach.field for breach in check_plan(made, ANYTHING, KNOWN_WITH_HOLD)] == ["blocks[0].dose"]


@pytest.mark.parametrize("dose", [{}, {"high": 120.0, "is_low_end": True}])
def test_a_dose_within_the_published_range_is_no_breach(dose: dict[str, Any]) -> None:
    assert check_plan(with_hold(replace(HOLD, **dose)), ANYTHING, KNOWN_WITH_HOLD) == ()


def test_work_that_a_review_asked_to_change_is_seen() -> None:
    made = replace(GOOD, changes=Changes(avoid_techniques=frozenset({GOOD.blocks[0].technique})))

    assert "blocks[0].technique" in {breach.field for breach in breaches(made)}


def test_more_than_ten_sessions_in_all_are_seen() -> None:
    assert [breach.field for breach in breaches(replace(GOOD, changes=Changes(sessions_done=7)))] == ["course.sessions"]
    assert breaches(replace(GOOD, changes=Changes(sessions_done=6))) == ()


def test_twice_a_week_beyond_the_first_two_weeks_is_seen() -> None:
    course = replace(GOOD.course, pace=Pace.TWICE_A_WEEK_AT_FIRST)

    assert [breach.field for breach in breaches(replace(GOOD, course=course))] == ["course.pace"]
