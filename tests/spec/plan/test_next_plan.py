"""What does a plan look like after a review: gentler, shorter, by another way, and with fewer sessions left?

Section 8 of the fact base: pressure one step less and 15 minutes less after a long reaction, another technique when
only partly better, at most 6 sessions before a fresh decision and 10 in all.
"""

from dataclasses import replace

import msgspec
import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Level, LimitSet, RuleId, TechniqueId
from ischia.pathway.assess.api import assess
from ischia.pathway.plan.api import Changes, Pace, Plan, Preferences, PressureWish, check_plan, plan
from ischia.pathway.screen.api import Outcome, Verdict, combine_limits, screen
from ischia.pathway.shared.body_chart import Side
from ischia.pathway.shared.errors import BadInput, Refused
from ischia.pathway.shared.findings import Findings
from tests.support.knowledge import boolean, indicator, knowledge, pattern, present
from tests.support.people import well_person

KNOWN = knowledge(
    findings=(boolean("leg"),),
    patterns=(pattern("root", indicator("leg", present("leg"), 4), muscles=("back_muscle", "buttock_muscle")),),
)
CLEAR = screen(Findings({"leg": True}), KNOWN)
LEFT_LEG = replace(assess(Findings({"leg": True}), (), KNOWN), side=Side.LEFT)
FIRM = Preferences(pressure=PressureWish.FIRM)
LIGHT = Preferences(pressure=PressureWish.LIGHT)
TRIGGER_POINT = frozenset({TechniqueId("trigger_point")})


def limited(**limits: object) -> Verdict:
    combined = combine_limits([(RuleId("why"), msgspec.convert(limits, LimitSet))])
    return replace(CLEAR, level=Level.LIMITS, outcome=Outcome.LIMITS, limits=combined)


def plan_after(
    changes: Changes,
    preferences: Preferences = FIRM,
    *,
    verdict: Verdict = CLEAR,
    pace: Pace = Pace.WEEKLY,
) -> Plan:
    made = plan(verdict, LEFT_LEG, goals=(), preferences=preferences, knowledge=KNOWN, after=changes, pace=pace)
    assert check_plan(made, verdict.limits, KNOWN) == ()
    return made


def code_of_refusal(changes: Changes, preferences: Preferences = FIRM, pace: Pace = Pace.WEEKLY) -> str:
    with pytest.raises(Refused) as refused:
        plan_after(changes, preferences, pace=pace)
    return refused.value.code


def hardest(made: Plan) -> int:
    return max(block.pressure for block in made.blocks)


@pytest.mark.parametrize(
    ("wished", "less", "planned"),
    [
        pytest.param(PressureWish.FIRM, 0, 4, id="nothing-asked-for"),
        pytest.param(PressureWish.FIRM, 1, 3, id="one-step"),
        pytest.param(PressureWish.FIRM, 2, 2, id="two-reviews-two-steps"),
        pytest.param(PressureWish.MODERATE, 1, 2, id="from-moderate"),
    ],
)
def test_pressure_comes_down_by_what_the_review_took_off(wished: PressureWish, less: int, planned: int) -> None:
    assert hardest(plan_after(Changes(pressure_less=less), Preferences(pressure=wished))) == planned


def test_a_technique_that_is_liked_does_not_keep_the_pressure_up() -> None:
    liked = Preferences(pressure=PressureWish.LIGHT, liked_techniques=TRIGGER_POINT)
    before = plan_after(Changes(), liked)

    made = plan_after(Changes(pressure_less=1), liked)

    assert hardest(made) == hardest(before) - 1
    assert any(each.why == "It works harder than the last review allows." for each in made.excluded)


@pytest.mark.parametrize(
    ("minutes", "less", "planned"),
    [
        pytest.param(60, 15, 45, id="an-hour"),
        pytest.param(60, 30, 30, id="twice"),
        pytest.param(30, 15, 15, id="down-to-the-shortest"),
    ],
)
def test_sessions_get_shorter_by_what_the_review_took_off(minutes: int, less: int, planned: int) -> None:
    made = plan_after(Changes(minutes_less=less), replace(FIRM, session_minutes=minutes))

    assert made.course.session_minutes == planned == sum(block.minutes for block in made.blocks)


def test_minutes_come_off_what_the_limits_allow() -> None:
    made = plan_after(Changes(minutes_less=15), verdict=limited(max_minutes=30))

    assert made.course.session_minutes == 15


@pytest.mark.parametrize(
    ("changes", "preferences"),
    [
        pytest.param(Changes(minutes_less=15), replace(FIRM, session_minutes=29), id="shorter-than-the-shortest"),
        pytest.param(Changes(pressure_less=1), LIGHT, id="lighter-than-any-technique"),
    ],
)
def test_a_dose_that_cannot_come_down_ends_massage(changes: Changes, preferences: Preferences) -> None:
    assert code_of_refusal(changes, preferences) == "dose_cannot_fall"


def test_what_did_not_help_is_left_out_and_the_plan_says_why() -> None:
    liked = replace(FIRM, liked_techniques=TRIGGER_POINT)
    made = plan_after(Changes(avoid_techniques=TRIGGER_POINT), liked)

    assert "trigger_point" not in {block.technique for block in made.blocks}
    assert any("without enough change" in each.why for each in made.excluded if each.what == "trigger_point")
    assert "another way of working" in made.why_this


def test_a_reduced_plan_says_that_a_review_asked_for_it() -> None:
    assert "the last review asked for gentler or shorter" in plan_after(Changes(pressure_less=1)).why_this


@pytest.mark.parametrize(
    ("done", "sessions", "until_decision", "left"),
    [
        pytest.param(0, 4, 6, 10, id="the-first-block"),
        pytest.param(2, 4, 4, 8, id="after-two"),
        pytest.param(4, 2, 2, 6, id="after-the-first-block"),
        pytest.param(5, 1, 1, 5, id="one-before-the-decision"),
        pytest.param(6, 4, 4, 4, id="after-the-fresh-decision"),
        pytest.param(9, 1, 1, 1, id="the-last-one"),
    ],
)
def test_sessions_go_on_counting_to_six_and_to_ten(done: int, sessions: int, until_decision: int, left: int) -> None:
    course = plan_after(Changes(sessions_done=done)).course

    assert (course.sessions, course.review_after_session) == (sessions, sessions)
    assert (course.decision_needed_after, course.hard_maximum) == (until_decision, left)


@pytest.mark.parametrize("done", [10, 11])
def test_after_ten_sessions_there_is_no_plan(done: int) -> None:
    assert code_of_refusal(Changes(sessions_done=done)) == "hard_maximum_reached"


def test_weekly_is_what_is_planned_unless_a_person_chooses_otherwise() -> None:
    assert plan_after(Changes()).course.pace is Pace.WEEKLY


def test_twice_a_week_lies_within_the_first_two_weeks_and_is_talked_over() -> None:
    made = plan_after(Changes(), pace=Pace.TWICE_A_WEEK_AT_FIRST)
    course = made.course

    assert (course.spacing_minimum_days, course.spacing_ideal_days, course.spacing_maximum_days) == (3, 3, 4)
    assert (course.sessions - 1) * course.spacing_maximum_days <= 14
    assert any("two sessions a week only as long as" in point for point in made.consent_points)


@pytest.mark.parametrize("changes", [Changes(pressure_less=1), Changes(minutes_less=15)])
def test_twice_a_week_is_refused_once_a_session_was_not_tolerated(changes: Changes) -> None:
    assert code_of_refusal(changes, pace=Pace.TWICE_A_WEEK_AT_FIRST) == "pace_not_tolerated"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param(Changes(pressure_less=-1), "after.pressure_less", id="more-pressure"),
        pytest.param(Changes(minutes_less=-15), "after.minutes_less", id="more-minutes"),
        pytest.param(Changes(sessions_done=-1), "after.sessions_done", id="fewer-than-no-session"),
        pytest.param(
            Changes(avoid_techniques=frozenset({TechniqueId("magic")})),
            "after.avoid_techniques",
            id="no-such-technique",
        ),
    ],
)
def test_a_review_that_asks_for_what_cannot_be_is_refused_with_its_field(changes: Changes, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        plan_after(changes)

    assert [fault.field for fault in refused.value.faults] == [field]


def test_a_plan_after_a_review_survives_being_stored_as_json() -> None:
    made = plan_after(Changes(pressure_less=1, avoid_techniques=TRIGGER_POINT, sessions_done=4))

    assert msgspec.json.decode(msgspec.json.encode(made), type=Plan) == made


def test_a_plan_stored_before_reviews_could_change_it_is_still_read() -> None:
    stored = msgspec.to_builtins(plan_after(Changes()))
    del stored["changes"], stored["course"]["pace"]

    assert msgspec.convert(stored, Plan).changes == Changes()


def holds(made: Plan) -> set[tuple[str, float, float]]:
    return {(dose.name, dose.low, dose.high) for block in made.blocks for dose in block.dose if dose.name == "hold"}


PACKAGED = load_knowledge()
PERSON = well_person(PACKAGED)
PICTURE = assess(PERSON, (), PACKAGED)
USUAL = screen(PERSON, PACKAGED)
RELEASE = Preferences(liked_techniques=frozenset({TechniqueId("myofascial_release")}))


@pytest.mark.parametrize(
    ("verdict", "irritable", "changes", "expected"),
    [
        pytest.param(USUAL, False, Changes(), ("hold", 120, 300), id="unlimited"),
        pytest.param(
            replace(USUAL, limits=combine_limits([(RuleId("why"), LimitSet(max_pressure=4))])),
            False,
            Changes(),
            ("hold", 120, 120),
            id="limits-on-pressure",
        ),
        pytest.param(USUAL, True, Changes(), ("hold", 120, 120), id="an-irritable-leg"),
        pytest.param(USUAL, False, Changes(minutes_less=15), ("hold", 120, 120), id="after-a-long-reaction"),
    ],
)
def test_a_hold_stays_at_the_low_end_of_its_range_where_less_is_asked_for(
    verdict: Verdict, *, irritable: bool, changes: Changes, expected: tuple[str, float, float]
) -> None:
    picture = replace(PICTURE, is_irritable=irritable)

    made = plan(verdict, picture, goals=(), preferences=RELEASE, knowledge=PACKAGED, after=changes)

    assert holds(made) == {expected}
    assert check_plan(made, verdict.limits, PACKAGED) == ()
