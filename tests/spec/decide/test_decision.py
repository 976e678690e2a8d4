"""What next? Facts in, decision out, by the packaged review rules (CLINICAL.md section 8)."""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import FindingValue, Level
from ischia.pathway.decide.api import Action, Decision, decide
from ischia.pathway.shared.findings import Findings

KNOWLEDGE = load_knowledge()

WELL: dict[str, FindingValue] = {
    "verdict_level": "limits",
    "has_clearance": False,
    "new_deficit": False,
    "spread_to_other_leg": False,
    "sbi_weakness_rise": 0,
    "visits_worse_in_a_row": 0,
    "long_soreness_events": 0,
    "long_soreness_after_last_session": False,
    "sessions_done": 4,
    "days_since_start": 21,
    "leg_pain_measured": True,
    "function_measured": True,
    "activities_measured": True,
    "leg_pain_now": 4,
    "psfs_mean": 6,
    "leg_pain_better_percent": 40,
    "function_better_percent": 40,
    "still_improving": True,
}
"""Four sessions, nothing alarming, 40 % better."""


def decided(**changed: FindingValue) -> Decision:
    return decide(Findings({**WELL, **changed}), KNOWLEDGE, review_is_due=False)


@pytest.mark.parametrize(
    ("changed", "action", "refer"),
    [
        pytest.param({"verdict_level": "emergency"}, Action.STOP_AND_REFER, Level.EMERGENCY, id="emergency-flag"),
        pytest.param({"verdict_level": "urgent"}, Action.STOP_AND_REFER, Level.URGENT, id="urgent-flag"),
        pytest.param({"new_deficit": True}, Action.STOP_AND_REFER, Level.URGENT, id="new-weakness-or-numbness"),
        pytest.param({"spread_to_other_leg": True}, Action.STOP_AND_REFER, Level.URGENT, id="spread-to-the-other-leg"),
        pytest.param({"sbi_weakness_rise": 1}, Action.CHANGE_TECHNIQUE, None, id="weakness-bothers-one-point-more"),
        pytest.param(
            {"sbi_weakness_rise": 2}, Action.STOP_AND_REFER, Level.URGENT, id="weakness-bothers-two-points-more"
        ),
        pytest.param({"visits_worse_in_a_row": 1}, Action.CHANGE_TECHNIQUE, None, id="worse-at-one-visit"),
        pytest.param(
            {"visits_worse_in_a_row": 2}, Action.STOP_AND_REFER, Level.CLINICIAN_FIRST, id="worse-at-two-visits"
        ),
        pytest.param(
            {"long_soreness_events": 1, "long_soreness_after_last_session": True},
            Action.REDUCE_DOSE,
            None,
            id="sore-for-too-long-once",
        ),
        pytest.param(
            {"long_soreness_events": 2, "long_soreness_after_last_session": True},
            Action.STOP_AND_REFER,
            Level.CLINICIAN_FIRST,
            id="sore-for-too-long-again",
        ),
        pytest.param(
            {"leg_pain_better_percent": 29, "function_better_percent": 29},
            Action.STOP_AND_REFER,
            Level.CLINICIAN_FIRST,
            id="under-30-percent-after-four-sessions",
        ),
        pytest.param(
            {"leg_pain_better_percent": 29, "function_better_percent": 29, "sessions_done": 3, "days_since_start": 14},
            Action.CONTINUE,
            None,
            id="under-30-percent-after-three-sessions",
        ),
        pytest.param(
            {"leg_pain_better_percent": 30, "function_better_percent": 30},
            Action.CHANGE_TECHNIQUE,
            None,
            id="30-percent-after-four-sessions",
        ),
        pytest.param(
            {"leg_pain_better_percent": 31, "function_better_percent": 31},
            Action.CHANGE_TECHNIQUE,
            None,
            id="31-percent-after-four-sessions",
        ),
        pytest.param({"sessions_done": 5}, Action.CHANGE_TECHNIQUE, None, id="40-percent-after-five-sessions"),
        pytest.param({"sessions_done": 7}, Action.TAPER, None, id="40-percent-after-seven-sessions"),
        pytest.param(
            {"leg_pain_better_percent": 49, "function_better_percent": 49},
            Action.CHANGE_TECHNIQUE,
            None,
            id="49-percent-is-not-half",
        ),
        pytest.param(
            {"leg_pain_better_percent": 51, "function_better_percent": 51},
            Action.DISCHARGE,
            None,
            id="51-percent-is-more-than-half",
        ),
        pytest.param(
            {"sessions_done": 3, "days_since_start": 27, "leg_pain_better_percent": 50, "function_better_percent": 50},
            Action.CONTINUE,
            None,
            id="half-better-a-day-before-the-review",
        ),
        pytest.param(
            {"sessions_done": 3, "days_since_start": 28, "leg_pain_better_percent": 50, "function_better_percent": 50},
            Action.DISCHARGE,
            None,
            id="half-better-on-day-28",
        ),
        pytest.param({"sbi_weakness_rise": 3}, Action.STOP_AND_REFER, Level.URGENT, id="weakness-three-points-more"),
        pytest.param({"leg_pain_now": 1, "psfs_mean": 8}, Action.DISCHARGE, None, id="less-pain-and-good-activities"),
        pytest.param(
            {"leg_pain_now": 2, "psfs_mean": 7.9}, Action.CHANGE_TECHNIQUE, None, id="activities-just-under-8"
        ),
        pytest.param({"leg_pain_now": 2, "psfs_mean": 8.1}, Action.DISCHARGE, None, id="activities-just-over-8"),
        pytest.param(
            {"sessions_done": 9, "still_improving": False},
            Action.TAPER,
            None,
            id="nine-sessions-and-no-longer-improving",
        ),
        pytest.param(
            {"sessions_done": 10, "still_improving": False},
            Action.DISCHARGE,
            None,
            id="ten-sessions-and-no-longer-improving",
        ),
        pytest.param({"sessions_done": 6}, Action.TAPER, None, id="40-percent-after-six-sessions"),
        pytest.param(
            {"leg_pain_better_percent": 50, "function_better_percent": 50}, Action.DISCHARGE, None, id="half-better"
        ),
        pytest.param({"leg_pain_now": 2, "psfs_mean": 8}, Action.DISCHARGE, None, id="little-pain-and-good-activities"),
        pytest.param({"leg_pain_now": 3, "psfs_mean": 8}, Action.CHANGE_TECHNIQUE, None, id="a-point-too-much-pain"),
    ],
)
def test_decision_follows_the_gravest_rule(
    changed: dict[str, FindingValue], action: Action, refer: Level | None
) -> None:
    decision = decided(**changed)

    assert (decision.action, decision.refer) == (action, refer)


def test_every_rule_that_fired_is_listed_gravest_first() -> None:
    decision = decided(verdict_level="urgent", visits_worse_in_a_row=2, leg_pain_better_percent=50)

    assert [reason.action for reason in decision.reasons][:2] == [Action.STOP_AND_REFER, Action.STOP_AND_REFER]
    assert decision.reasons[0].rule == "urgent_flag"
    assert "worse_twice" in [reason.rule for reason in decision.reasons]


def test_a_reason_shows_the_facts_it_used_and_its_sources() -> None:
    (reason,) = decided(visits_worse_in_a_row=2, leg_pain_better_percent=-30, function_better_percent=30).reasons[:1]

    assert reason.facts_used == {"visits_worse_in_a_row": 2}
    assert reason.citations


def test_what_was_never_measured_is_said_to_be_able_to_change_the_decision() -> None:
    unmeasured = {name: value for name, value in WELL.items() if name != "verdict_level"}

    decision = decide(Findings(unmeasured), KNOWLEDGE, review_is_due=False)

    assert any("latest safety check" in line for line in decision.would_change_it)


def test_a_stop_makes_the_review_due_at_once() -> None:
    assert decided(verdict_level="emergency").review_is_due
    assert not decided().review_is_due


def test_with_nothing_known_the_course_goes_on_until_something_is() -> None:
    decision = decide(Findings(), KNOWLEDGE, review_is_due=False)

    assert (decision.action, decision.reasons) == (Action.CONTINUE, ())
    assert decision.would_change_it


def test_the_example_states_only_facts_that_are_described() -> None:
    assert set(WELL) <= set(KNOWLEDGE.review_facts)


def test_what_stands_beside_is_told_and_decides_nothing() -> None:
    told = ("Leg pain: about 3 in 100 such people are clearly better by the review.",)

    decision = decide(Findings(WELL), KNOWLEDGE, review_is_due=False, beside=told)

    assert decision.beside == told
    assert decision.action is decided().action
    assert decision.reasons == decided().reasons


def test_no_rule_reads_a_forecast() -> None:
    """A chance is about people like this one: CLINICAL.md section 8 names none below which a course stops."""
    assert not [name for name in KNOWLEDGE.review_facts if "forecast" in name or "chance" in name]
