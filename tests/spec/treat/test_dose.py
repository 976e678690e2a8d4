"""Where does work go beyond a limit, and what does a session start from once the plan is brought within them?"""

from dataclasses import replace

import pytest

from ischia.knowledge.records import RegionId, TechniqueId
from ischia.pathway.shared.limits import Limits
from ischia.pathway.treat.api import AdverseEvent, AdverseEventKind, Work, check_record, is_long_soreness, prepare
from tests.spec.treat.example_room import CALF, GLUTEUS, KNOWLEDGE, NO_LIMITS, PLAN, limited, record

SORENESS, MORE_PAIN, STIFFNESS = AdverseEventKind.SORENESS, AdverseEventKind.MORE_PAIN, AdverseEventKind.STIFFNESS
TOOLS = replace(GLUTEUS, technique=TechniqueId("tool_work"))


@pytest.mark.parametrize(
    ("limits", "work", "fields"),
    [
        pytest.param(NO_LIMITS, replace(GLUTEUS, pressure=5), [], id="without-limits-anything-goes"),
        pytest.param(limited("max_pressure", 3), replace(GLUTEUS, pressure=3), [], id="pressure-at-the-limit"),
        pytest.param(
            limited("max_pressure", 3), replace(GLUTEUS, pressure=4), ["work[0].pressure"], id="pressure-over-the-limit"
        ),
        pytest.param(limited("max_minutes", 25), GLUTEUS, [], id="minutes-at-the-limit"),
        pytest.param(limited("max_minutes", 24), GLUTEUS, ["work"], id="minutes-over-the-limit"),
        pytest.param(
            limited("exclude_techniques", frozenset({TechniqueId("myofascial")})),
            GLUTEUS,
            ["work[0].technique"],
            id="an-excluded-technique",
        ),
        pytest.param(limited("no_tools", True), TOOLS, ["work[0].technique"], id="tools-where-none-are-allowed"),
        pytest.param(limited("no_tools", True), GLUTEUS, [], id="hands-where-tools-are-not-allowed"),
        pytest.param(
            limited("avoid_regions", frozenset({RegionId("buttock")})),
            GLUTEUS,
            ["work[0].muscle"],
            id="an-area-to-avoid",
        ),
        pytest.param(limited("avoid_regions", frozenset({RegionId("calf")})), GLUTEUS, [], id="another-area"),
        pytest.param(
            limited("positions", frozenset({"prone"})), GLUTEUS, ["work[0].position"], id="a-position-not-allowed"
        ),
    ],
)
def test_work_is_held_against_each_limit(limits: Limits, work: Work, fields: list[str]) -> None:
    assert [breach.field for breach in check_record(record(work), limits, KNOWLEDGE)] == fields


def test_a_breach_names_the_rule_that_asked_for_the_limit() -> None:
    (breach,) = check_record(record(replace(GLUTEUS, pressure=4)), limited("max_pressure", 2), KNOWLEDGE)

    assert breach.because == ("CI03",)
    assert breach.message == "Pressure 4 of 5; the limit is 2."


def test_minutes_count_over_the_whole_session() -> None:
    assert check_record(record(GLUTEUS, CALF), limited("max_minutes", 45), KNOWLEDGE) == ()
    assert check_record(record(GLUTEUS, CALF), limited("max_minutes", 44), KNOWLEDGE) != ()


def test_the_session_starts_from_the_plan() -> None:
    start = prepare(PLAN, NO_LIMITS, None, KNOWLEDGE)

    assert (start.work, start.changes) == ((GLUTEUS, CALF), ())


def test_pressure_is_lowered_to_todays_limit() -> None:
    start = prepare(PLAN, limited("max_pressure", 3), None, KNOWLEDGE)

    assert [work.pressure for work in start.work] == [3, 3]
    assert start.changes == ("Trigger point pressure, Calf: pressure lowered to 3, today's limit.",)


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param(limited("exclude_techniques", frozenset({TechniqueId("trigger_point")})), id="technique"),
        pytest.param(limited("avoid_regions", frozenset({RegionId("calf")})), id="area"),
    ],
)
def test_work_that_a_limit_forbids_is_left_out_and_said(limits: Limits) -> None:
    start = prepare(PLAN, limits, None, KNOWLEDGE)

    assert start.work == (GLUTEUS,)
    assert start.changes[0].startswith("Trigger point pressure, Calf: left out.")


def test_the_session_is_shortened_to_todays_minutes() -> None:
    start = prepare(PLAN, limited("max_minutes", 30), None, KNOWLEDGE)

    assert [work.minutes for work in start.work] == [25, 5]


def test_work_too_short_to_be_of_use_is_dropped() -> None:
    start = prepare(PLAN, limited("max_minutes", 29), None, KNOWLEDGE)

    assert [work.minutes for work in start.work] == [25]


def test_after_long_soreness_the_dose_comes_down() -> None:
    sore = record(GLUTEUS, events=(AdverseEvent(kind=SORENESS, hours=73),))

    start = prepare(PLAN, NO_LIMITS, sore, KNOWLEDGE)

    assert [(work.pressure, work.minutes) for work in start.work] == [(2, 25), (3, 5)]


def test_the_lightest_pressure_stays_the_lightest() -> None:
    sore = record(GLUTEUS, events=(AdverseEvent(kind=SORENESS, hours=80),))

    start = prepare(PLAN, limited("max_pressure", 1), sore, KNOWLEDGE)

    assert {work.pressure for work in start.work} == {1}


@pytest.mark.parametrize("limits", [limited("max_pressure", 1), limited("max_minutes", 20), limited("no_tools", True)])
def test_what_a_session_starts_from_is_always_within_the_limits(limits: Limits) -> None:
    start = prepare(PLAN, limits, None, KNOWLEDGE)

    assert check_record(record(*start.work), limits, KNOWLEDGE) == ()


@pytest.mark.parametrize(
    ("event", "is_long"),
    [
        pytest.param(AdverseEvent(kind=SORENESS, hours=72), False, id="sore-for-three-days"),
        pytest.param(AdverseEvent(kind=SORENESS, hours=73), True, id="sore-for-longer"),
        pytest.param(AdverseEvent(kind=MORE_PAIN, hours=49, pain_increase=2), False, id="two-points-more-pain"),
        pytest.param(
            AdverseEvent(kind=MORE_PAIN, hours=49, pain_increase=3), True, id="three-points-for-over-two-days"
        ),
        pytest.param(AdverseEvent(kind=MORE_PAIN, hours=48, pain_increase=3), False, id="three-points-for-two-days"),
        pytest.param(AdverseEvent(kind=STIFFNESS, hours=90), False, id="stiffness-is-not-soreness"),
    ],
)
def test_when_a_reaction_lasted_too_long(event: AdverseEvent, *, is_long: bool) -> None:
    assert is_long_soreness(event) is is_long
