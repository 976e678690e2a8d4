"""How does a plan come about? Verdict, picture and wishes in, a session and a course out, never beyond a limit."""

from dataclasses import replace

import msgspec
import pytest

from ischia.knowledge.records import Level, LimitSet, RegionId, RuleId, TechniqueId
from ischia.pathway.assess.api import Picture, assess
from ischia.pathway.plan.api import Plan, Preferences, PressureWish, check_plan, plan
from ischia.pathway.screen.api import Outcome, Verdict, combine_limits, screen
from ischia.pathway.shared.body_chart import Side
from ischia.pathway.shared.errors import BadInput, Refused
from ischia.pathway.shared.findings import Findings
from tests.support.knowledge import boolean, indicator, knowledge, pattern, present, rule

ROOT = pattern(
    "nerve_root",
    indicator("leg", present("leg"), 4),
    muscles=("back_muscle", "buttock_muscle", "calf_muscle"),
    relieving_positions=("side_lying",),
)
HIP = pattern("hip", indicator("groin", present("groin"), 4), stays_in_route=False)
KNOWN = knowledge(
    findings=(boolean("leg"), boolean("groin")),
    patterns=(ROOT, HIP),
    rules=(rule("no_thrust", Level.CLEAR, present("groin"), origin="CI44"),),
)
NO_WISHES = Preferences()
CLEAR = screen(Findings({"leg": True}), KNOWN)
LEFT_LEG = replace(assess(Findings({"leg": True}), (), KNOWN), side=Side.LEFT)


def limited(**limits: object) -> Verdict:
    """A verdict with these limits, as one rule named "why" would set them."""
    combined = combine_limits([(RuleId("why"), msgspec.convert(limits, LimitSet))])
    return replace(CLEAR, level=Level.LIMITS, outcome=Outcome.LIMITS, limits=combined)


def plan_for(verdict: Verdict = CLEAR, preferences: Preferences = NO_WISHES, picture: Picture = LEFT_LEG) -> Plan:
    made = plan(verdict, picture, goals=("Walk the dog",), preferences=preferences, knowledge=KNOWN)
    assert check_plan(made, verdict.limits, KNOWN) == ()
    return made


def techniques_in(made: Plan) -> set[str]:
    return {block.technique for block in made.blocks}


def liking(*techniques: str) -> Preferences:
    return Preferences(liked_techniques=frozenset(TechniqueId(each) for each in techniques))


@pytest.mark.parametrize("outcome", [Outcome.URGENT, Outcome.EMERGENCY, Outcome.INCOMPLETE, Outcome.OTHER_ROUTE])
def test_nobody_gets_a_plan_who_has_to_be_seen_or_asked_first(outcome: Outcome) -> None:
    with pytest.raises(Refused) as refused:
        plan_for(replace(CLEAR, outcome=outcome))

    assert refused.value.code == "no_plan_for_verdict"
    assert "_" not in refused.value.message


def test_a_picture_that_leaves_the_route_gets_no_plan() -> None:
    with pytest.raises(Refused) as refused:
        plan_for(picture=assess(Findings({"leg": False, "groin": True}), (), KNOWN))

    assert refused.value.code == "no_plan_for_verdict"


def test_a_plan_before_the_clinicians_answer_is_provisional_and_says_so_first() -> None:
    made = plan_for(replace(CLEAR, outcome=Outcome.CLINICIAN_FIRST))

    assert made.is_provisional
    assert "provisional" in made.consent_points[0]
    assert not plan_for().is_provisional


@pytest.mark.parametrize("minutes", [15, 16, 29, 30, 37, 45, 60, 90])
def test_minutes_add_up_to_the_session_exactly(minutes: int) -> None:
    made = plan_for(preferences=Preferences(session_minutes=minutes))

    assert sum(block.minutes for block in made.blocks) == minutes == made.course.session_minutes


@pytest.mark.parametrize(("wished", "allowed", "planned"), [(45, 30, 30), (30, 30, 30), (20, 30, 20), (45, None, 45)])
def test_a_session_is_never_longer_than_its_limit(wished: int, allowed: int | None, planned: int) -> None:
    made = plan_for(limited(max_minutes=allowed), Preferences(session_minutes=wished))

    assert made.course.session_minutes == planned


@pytest.mark.parametrize("minutes", [14, 91, 0, -45])
def test_a_session_of_impossible_length_is_refused(minutes: int) -> None:
    with pytest.raises(BadInput) as refused:
        plan_for(preferences=Preferences(session_minutes=minutes))

    assert refused.value.faults[0].field == "preferences.session_minutes"


def test_wishes_for_what_does_not_exist_are_refused_with_their_field() -> None:
    with pytest.raises(BadInput) as refused:
        plan_for(preferences=Preferences(liked_techniques=frozenset({TechniqueId("magic")})))

    assert refused.value.faults[0].field == "preferences.liked_techniques"


@pytest.mark.parametrize(
    ("wish", "limit", "hardest"),
    [
        pytest.param(PressureWish.LIGHT, 5, 2, id="light-stays-light"),
        pytest.param(PressureWish.MODERATE, 5, 3, id="moderate"),
        pytest.param(PressureWish.FIRM, 5, 4, id="firm"),
        pytest.param(PressureWish.NO_PREFERENCE, 5, 3, id="no-wish-starts-moderate"),
        pytest.param(PressureWish.FIRM, 4, 4, id="the-limit-at-the-wish"),
        pytest.param(PressureWish.FIRM, 3, 3, id="the-limit-comes-before-the-wish"),
        pytest.param(PressureWish.FIRM, 2, 2, id="only-light-work-is-safe"),
    ],
)
def test_pressure_is_the_least_of_technique_limit_and_wish(wish: PressureWish, limit: int, hardest: int) -> None:
    made = plan_for(limited(max_pressure=limit), Preferences(pressure=wish))

    assert max(block.pressure for block in made.blocks) == hardest


@pytest.mark.parametrize(
    ("wish", "hardest"),
    [
        pytest.param(PressureWish.NO_PREFERENCE, 2, id="light-without-a-wish"),
        pytest.param(PressureWish.FIRM, 4, id="as-asked-within-the-limits"),
    ],
)
def test_an_irritable_leg_starts_light_and_the_plan_says_why(wish: PressureWish, hardest: int) -> None:
    made = plan_for(picture=replace(LEFT_LEG, is_irritable=True), preferences=Preferences(pressure=wish))

    assert max(block.pressure for block in made.blocks) == hardest
    assert ("easily irritated" in made.why_this) is (wish is PressureWish.NO_PREFERENCE)


def test_work_begins_where_the_body_chart_is_marked() -> None:
    marked = replace(LEFT_LEG, marked_regions=(RegionId("calf"),))

    assert plan_for().blocks[0].muscle == "back_muscle"
    assert plan_for(picture=marked).blocks[0].muscle == "calf_muscle"


def test_deep_tissue_only_comes_when_asked_for() -> None:
    assert "deep_tissue" not in techniques_in(plan_for())
    assert "deep_tissue" in techniques_in(plan_for(preferences=Preferences(pressure=PressureWish.FIRM)))
    assert "deep_tissue" in techniques_in(plan_for(preferences=liking("deep_tissue")))


def test_what_is_liked_is_used_when_it_is_safe() -> None:
    assert techniques_in(plan_for(preferences=liking("trigger_point"))) == {"trigger_point", "relaxation_massage"}
    assert "trigger_point" not in techniques_in(plan_for(limited(max_pressure=2), liking("trigger_point")))


def test_who_likes_relaxation_gets_only_that() -> None:
    assert techniques_in(plan_for(preferences=liking("relaxation_massage"))) == {"relaxation_massage"}


def test_relaxation_stands_in_where_limits_exclude_the_others() -> None:
    made = plan_for(limited(exclude_techniques=["deep_tissue", "myofascial_release", "trigger_point"]))

    assert techniques_in(made) == {"relaxation_massage"}


def test_without_relaxation_the_others_fill_the_session() -> None:
    made = plan_for(limited(exclude_techniques=["relaxation_massage"]))

    assert "relaxation_massage" not in techniques_in(made)
    assert sum(block.minutes for block in made.blocks) == 45


def test_no_tools_leaves_out_what_needs_them() -> None:
    made = plan_for(limited(no_tools=True), liking("deep_tissue", "trigger_point"))

    assert "deep_tissue" not in techniques_in(made)
    assert any(each.what == "deep_tissue" and each.because == ("why",) for each in made.excluded)


def test_an_avoided_area_is_not_touched_and_named_with_its_rule() -> None:
    made = plan_for(limited(avoid_regions=["buttock"]))

    assert all("buttock" not in block.regions for block in made.blocks)
    assert any(each.what == "Area: buttock" and each.because == ("why",) for each in made.excluded)


def test_positions_are_those_allowed_without_the_uncomfortable_relieving_ones_first() -> None:
    assert {block.position for block in plan_for().blocks} == {"side_lying"}
    uncomfortable = Preferences(uncomfortable_positions=frozenset({"side_lying"}))
    assert {block.position for block in plan_for(preferences=uncomfortable).blocks} == {"prone"}


def test_no_comfortable_position_is_refused_not_overruled() -> None:
    with pytest.raises(Refused) as refused:
        plan_for(limited(positions=["prone"]), Preferences(uncomfortable_positions=frozenset({"prone"})))

    assert refused.value.code == "no_position_left"


def test_wishes_that_leave_no_technique_are_refused() -> None:
    everything = frozenset(KNOWN.techniques)

    with pytest.raises(Refused) as refused:
        plan_for(preferences=Preferences(disliked_techniques=everything))

    assert refused.value.code == "nothing_left"


def test_work_stays_on_the_side_that_hurts_and_goes_to_both_when_unknown() -> None:
    assert {block.side for block in plan_for().blocks} == {Side.LEFT}
    both = plan_for(picture=replace(LEFT_LEG, side=Side.MIDDLE))
    assert {Side.LEFT, Side.RIGHT} <= {block.side for block in both.blocks}


def test_muscles_are_those_of_the_leading_pattern() -> None:
    made = plan_for(preferences=Preferences(session_minutes=60))

    assert made.pattern == "nerve_root"
    assert {block.muscle for block in made.blocks} == {"back_muscle", "buttock_muscle", "calf_muscle"}


def test_limits_that_leave_nothing_are_named_as_the_reason() -> None:
    with pytest.raises(Refused) as refused:
        plan_for(replace(limited(max_pressure=1), outcome=Outcome.CLINICIAN_FIRST))

    assert refused.value.code == "nothing_left"
    assert "precautions" in refused.value.message


def test_without_a_leading_pattern_there_is_still_a_plan() -> None:
    made = plan_for(picture=assess(Findings({}), (), KNOWN))

    assert made.pattern is None
    assert made.blocks


def test_the_course_is_four_weekly_sessions_then_a_review() -> None:
    course = plan_for().course

    assert (course.sessions, course.review_after_session, course.review_by_day) == (4, 4, 28)
    assert (course.decision_needed_after, course.hard_maximum) == (6, 10)
    assert course.spacing_ideal_days == 7
    assert (course.sessions - 1) * course.spacing_maximum_days < course.review_by_day


def test_every_plan_brings_activity_consent_soreness_stop_rules_and_claims() -> None:
    made = plan_for()

    assert any("exercise" in advice for advice in made.home_programme)
    assert any("stop at any time" in point for point in made.consent_points)
    assert "1 in 4 to 1 in 2" in made.expected_soreness
    assert len(made.stop_rules) == 5
    assert made.claims == ("some_relief",)
    assert made.citations == ("S1",)
    assert made.goals == ("Walk the dog",)


def test_the_plan_says_plainly_that_no_technique_is_better() -> None:
    why = plan_for(preferences=liking("trigger_point")).why_this

    assert "No massage technique has been shown to work better" in why
    assert "you like trigger_point" in why


def test_thrusts_are_always_excluded_by_their_rule() -> None:
    rules = replace(KNOWN, contraindications=KNOWN.red_flags)
    made = plan(CLEAR, LEFT_LEG, goals=(), preferences=NO_WISHES, knowledge=rules)

    assert made.excluded[0].what == "Thrust manipulation of the spine"
    assert made.excluded[0].because == ("no_thrust",)


def test_precautions_and_limits_reach_the_people_who_work() -> None:
    made = plan_for(limited(precautions=["Look for bruises."], no_end_range_stretch=True, no_heat=True))

    assert made.limits.precautions == ("Look for bruises.",)
    assert any("stretch" in advice for advice in made.home_programme)
    assert any("heat" in advice for advice in made.home_programme)


def test_a_plan_survives_being_stored_as_json() -> None:
    made = plan_for(limited(max_pressure=3, avoid_regions=["calf"]))

    assert msgspec.json.decode(msgspec.json.encode(made), type=Plan) == made
