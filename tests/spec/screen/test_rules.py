"""What does Ischia say to each situation of CLINICAL.md sections 1 and 2? Just under, at and over each border.

Every row changes a few answers of a healthy person with plain sciatica, and names the outcome and the row of
CLINICAL.md that must, or must not, be among the reasons.
"""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Level, RegionId, TechniqueId
from ischia.pathway.screen.api import Outcome, Verdict, findings_asked_again, rescreen_questions, screen
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from tests.support.people import well_person

KNOWLEDGE = load_knowledge()
WELL = well_person(KNOWLEDGE)
CLEAR, LIMITS, CLINICIAN_FIRST = Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST
URGENT, EMERGENCY, INCOMPLETE = Outcome.URGENT, Outcome.EMERGENCY, Outcome.INCOMPLETE

PREGNANT = {"pregnant_or_might_be": True, "high_risk_pregnancy": False, "multiple_pregnancy": False}
CANCER = {"cancer_history": True, "cancer_cleared_this_episode": False}
DISCECTOMY = {"spinal_surgery_ever": True, "spinal_surgery_kind": "discectomy", "surgeon_cleared_massage": True}
FUSION = {**DISCECTOMY, "spinal_surgery_kind": "fusion"}
OLD_BACK_PAIN = {"back_pain_over_3_months": True, "back_pain_began_before_45": True}


def verdict_on(changes: dict[str, Answer]) -> Verdict:
    return screen(WELL.with_answers(changes), KNOWLEDGE)


def origins(verdict: Verdict) -> set[str]:
    return {reason.origin for reason in verdict.reasons}


def test_plain_sciatica_in_a_healthy_person_is_clear() -> None:
    verdict = screen(WELL, KNOWLEDGE)

    assert verdict.outcome is CLEAR
    assert verdict.limits.is_unrestricted
    assert len(verdict.safety_net) == 8


RED_FLAGS = [
    pytest.param("RF01", {"saddle_numbness": "new"}, EMERGENCY, id="saddle-numbness-new"),
    pytest.param("RF01", {"saddle_numbness": "worse"}, EMERGENCY, id="saddle-numbness-worse"),
    pytest.param("RF01", {"saddle_numbness": "present"}, EMERGENCY, id="saddle-numbness-since-unknown-when"),
    pytest.param("RF02", {"bladder_change": "new"}, EMERGENCY, id="bladder-change-new"),
    pytest.param("RF03", {"bowel_change": "new"}, EMERGENCY, id="bowel-change-new"),
    pytest.param("RF04", {"sexual_change": "new"}, EMERGENCY, id="sexual-change-new"),
    pytest.param("RF05", {"pain_both_legs": "new"}, EMERGENCY, id="one-leg-becoming-both"),
    pytest.param("RF06", {"weakness_both_legs": "worse"}, EMERGENCY, id="both-legs-getting-weaker"),
    pytest.param("RF07", {"bladder_change": "stable"}, CLEAR, id="stable-explained-bladder-does-not-alarm"),
    pytest.param("RF08", {"leg_weakness": "worse"}, URGENT, id="one-leg-getting-weaker"),
    pytest.param("RF08", {"weakest_leg_muscle_grade": 3}, URGENT, id="muscle-grade-3"),
    pytest.param("RF09", {"weakest_leg_muscle_grade": 4}, CLINICIAN_FIRST, id="muscle-grade-4-never-assessed"),
    pytest.param("RF10", {"leg_weakness": "stable"}, LIMITS, id="old-assessed-weakness"),
    pytest.param("RF11", {"fever": True, "diabetes": True}, URGENT, id="fever-with-an-infection-risk"),
    pytest.param(
        "RF11",
        {"fever": True, "diabetes": True, "confused_or_very_unwell": True},
        EMERGENCY,
        id="fever-with-an-infection-risk-and-confusion",
    ),
    pytest.param(
        "RF11",
        {"fever": True, "diabetes": True, "unsteady_walking": True},
        EMERGENCY,
        id="fever-with-an-infection-risk-and-unsteady-walking",
    ),
    pytest.param(
        "RF12", {"iv_drug_use": True, "progressive_rest_or_night_pain": True}, URGENT, id="infection-risk-without-fever"
    ),
    pytest.param("RF13", {**CANCER, "unsteady_walking": True}, EMERGENCY, id="cancer-and-unsteady-walking"),
    pytest.param("RF14", {**CANCER, "progressive_spine_pain": True}, URGENT, id="cancer-and-progressive-spine-pain"),
    pytest.param("RF15", {**CANCER, "cancer_kind": "bone_seeking"}, CLINICIAN_FIRST, id="bone-seeking-cancer-ever"),
    pytest.param("RF16", {**CANCER, "cancer_kind": "other_long_ago"}, CLEAR, id="other-cancer-long-settled"),
    pytest.param("RF18", {"weight_loss": True}, CLINICIAN_FIRST, id="weight-loss"),
    pytest.param("RF18", {"unremitting_night_pain": True}, CLINICIAN_FIRST, id="night-pain-that-no-position-eases"),
    pytest.param("RF19", {"night_pain_from_leg": True}, LIMITS, id="night-pain-alone-only-limits"),
    pytest.param("RF20", {"significant_trauma": True}, URGENT, id="a-bad-fall"),
    pytest.param(
        "RF20", {"significant_trauma": True, "new_leg_numbness": True}, EMERGENCY, id="a-bad-fall-and-numbness"
    ),
    pytest.param(
        "RF20", {"significant_trauma": True, "unsteady_walking": True}, EMERGENCY, id="a-bad-fall-and-unsteady-walking"
    ),
    pytest.param("RF21", {"onset_sudden": True, "age": 71}, URGENT, id="sudden-pain-over-70"),
    pytest.param("RF21", {"onset_sudden": True, "osteoporosis": True}, URGENT, id="sudden-pain-in-brittle-bone"),
    pytest.param("RF22", {"age": 60, "sudden_severe_pain": True}, EMERGENCY, id="sudden-severe-pain-at-60"),
    pytest.param("RF22", {"age": 59, "sudden_severe_pain": True}, CLINICIAN_FIRST, id="sudden-severe-pain-at-59"),
    pytest.param("RF22", {"collapse": True}, CLINICIAN_FIRST, id="fainted"),
    pytest.param("RF22", {"age": 59, "pulsing_belly": True}, CLINICIAN_FIRST, id="pulsing-lump-at-59"),
    pytest.param("RF23", {"age": 60, "deep_constant_pain": True}, URGENT, id="deep-constant-pain-at-60"),
    pytest.param("RF24", {"leg_swelling": True}, URGENT, id="one-swollen-leg"),
    pytest.param("RF24", {"wells_dvt_score": 2}, URGENT, id="wells-at-2"),
    pytest.param("RF25", {"leg_swelling": True, "chest_symptoms": True}, EMERGENCY, id="swollen-leg-and-breathless"),
    pytest.param("RF25", {"wells_dvt_score": 2, "collapse": True}, EMERGENCY, id="wells-at-2-and-fainted"),
    pytest.param(
        "RF25",
        {"dvt_ever": True, "dvt_status": "untreated", "chest_symptoms": True},
        EMERGENCY,
        id="untreated-clot-and-breathless",
    ),
    pytest.param("RF26", {"cold_pale_leg": True}, EMERGENCY, id="cold-pale-leg"),
    pytest.param("RF27", {"walking_pain_relieved_standing": True}, CLINICIAN_FIRST, id="standing-still-relieves"),
    pytest.param("RF27", {"foot_rest_pain_or_ulcer": True}, URGENT, id="foot-ulcer"),
    pytest.param(
        "RF28",
        {**OLD_BACK_PAIN, "morning_stiffness": True, "wakes_second_half_of_night": True},
        CLINICIAN_FIRST,
        id="two-of-four-inflammatory-signs",
    ),
    pytest.param(
        "RF28",
        {
            "age": 44,
            "back_pain_over_3_months": True,
            "back_pain_began_before_45": False,
            "morning_stiffness": True,
            "wakes_second_half_of_night": True,
        },
        CLINICIAN_FIRST,
        id="two-inflammatory-signs-at-44-whatever-is-said-of-the-onset",
    ),
    pytest.param("RF29", {"shingles_rash": True, "shingles_recent_or_wide": True}, URGENT, id="fresh-shingles"),
    pytest.param(
        "RF30",
        {"anticoagulant": True, "sudden_severe_pain": True, "new_leg_numbness": True},
        EMERGENCY,
        id="blood-thinner-sudden-pain-and-numbness",
    ),
    pytest.param(
        "RF30",
        {"low_platelets": True, "platelet_level": "over_50", "sudden_severe_pain": True, "new_leg_numbness": True},
        EMERGENCY,
        id="low-platelets-sudden-pain-and-numbness",
    ),
    pytest.param("RF31", {"anticoagulant": True, "flank_bleed_signs": True}, EMERGENCY, id="flank-bleed"),
    pytest.param(
        "RF31",
        {"bleeding_disorder": True, "flank_bleed_signs": True},
        EMERGENCY,
        id="bleeding-disorder-and-flank",
    ),
    pytest.param("RF32", {**PREGNANT, "systolic_blood_pressure": 140}, URGENT, id="pregnant-pressure-at-140"),
    pytest.param("RF32", {**PREGNANT, "systolic_blood_pressure": 160}, EMERGENCY, id="pregnant-pressure-at-160"),
    pytest.param("RF33", {**PREGNANT, "shoulder_tip_pain": True}, EMERGENCY, id="possible-ectopic"),
    pytest.param("RF34", {"bone_stress_risk": True, "deep_groin_pain_on_standing": True}, URGENT, id="stress-fracture"),
    pytest.param("RF35", {"age": 17, "night_pain_from_leg": True}, CLINICIAN_FIRST, id="17-with-night-pain"),
    pytest.param("RF36", {"upper_motor_neuron_signs": "new_or_worse"}, URGENT, id="new-cord-signs"),
    pytest.param("RF36", {"upper_motor_neuron_signs": "long_known"}, CLINICIAN_FIRST, id="known-cord-signs"),
    pytest.param("RF36", {"unsteady_walking": True}, URGENT, id="newly-unsteady"),
    pytest.param("RF36", {"band_like_pain": True}, CLINICIAN_FIRST, id="band-like-pain-without-known-cancer"),
    pytest.param("RF37", {"suicidal_thoughts": True}, EMERGENCY, id="suicidal-thoughts"),
    pytest.param("RF38", {"leg_pain_intensity": 8}, CLINICIAN_FIRST, id="pain-at-8-never-reviewed"),
    pytest.param("RF38", {"leg_pain_weeks": 6}, CLINICIAN_FIRST, id="six-weeks-below-the-knee-never-assessed"),
    pytest.param("RF39", {"cyclical_leg_pain": True}, CLINICIAN_FIRST, id="pain-with-the-cycle"),
    pytest.param("RF40", {"rest_pain_normal_scan": True}, CLINICIAN_FIRST, id="rest-pain-with-a-normal-scan"),
    pytest.param("RF41", {"numb_feet_both": True}, CLINICIAN_FIRST, id="both-feet-numb-undiagnosed"),
]

CONTRAINDICATIONS = [
    pytest.param("CI01", {"dvt_ever": True, "dvt_status": "untreated"}, URGENT, id="untreated-clot"),
    pytest.param("CI02", {"dvt_ever": True, "dvt_status": "treated_not_cleared"}, CLINICIAN_FIRST, id="treated-clot"),
    pytest.param("CI03", {"anticoagulant": True}, LIMITS, id="blood-thinner"),
    pytest.param("CI04", {"antiplatelet": True}, LIMITS, id="antiplatelet"),
    pytest.param("CI06", {"osteoporosis": True}, LIMITS, id="brittle-bone"),
    pytest.param("CI08", {"long_term_steroid": True}, LIMITS, id="long-term-steroid"),
    pytest.param("CI10", {**PREGNANT, "pregnancy_weeks": 13}, LIMITS, id="13-weeks"),
    pytest.param("CI11", {**PREGNANT, "pregnancy_weeks": 23}, LIMITS, id="23-weeks"),
    pytest.param(
        "CI12", {**PREGNANT, "pregnancy_weeks": 20, "high_risk_pregnancy": True}, CLINICIAN_FIRST, id="high-risk"
    ),
    pytest.param(
        "CI12",
        {**PREGNANT, "pregnancy_weeks": 20, "dvt_ever": True, "dvt_status": "treated_cleared"},
        CLINICIAN_FIRST,
        id="pregnant-with-a-clot-in-the-past",
    ),
    pytest.param(
        "CI14", {**CANCER, "cancer_kind": "other_recent", "cancer_treatment_now": True}, CLINICIAN_FIRST, id="chemo"
    ),
    pytest.param("CI17", {"fever_or_infection_now": True}, CLINICIAN_FIRST, id="fever-today"),
    pytest.param("CI18", {**DISCECTOMY, "weeks_since_spinal_surgery": 6}, CLINICIAN_FIRST, id="discectomy-at-6-weeks"),
    pytest.param("CI19", {**DISCECTOMY, "weeks_since_spinal_surgery": 7}, LIMITS, id="discectomy-at-7-weeks-cleared"),
    pytest.param(
        "CI19b", {**DISCECTOMY, "weeks_since_spinal_surgery": 13}, LIMITS, id="discectomy-at-13-weeks-cleared"
    ),
    pytest.param("CI20", {**FUSION, "weeks_since_spinal_surgery": 12}, CLINICIAN_FIRST, id="fusion-at-12-weeks"),
    pytest.param("CI21", {**FUSION, "weeks_since_spinal_surgery": 52}, LIMITS, id="fusion-at-a-year-cleared"),
    pytest.param("CI24", {"numb_feet_both": True}, CLINICIAN_FIRST, id="numb-feet-keep-their-limits-unexplained-too"),
    pytest.param("CI25", {"systolic_blood_pressure": 180}, CLINICIAN_FIRST, id="systolic-at-180"),
    pytest.param("CI25", {"diastolic_blood_pressure": 120}, CLINICIAN_FIRST, id="diastolic-at-120"),
    pytest.param("CI25", {"systolic_blood_pressure": 180, "new_leg_numbness": True}, EMERGENCY, id="180-and-numbness"),
    pytest.param("CI26", {"systolic_blood_pressure": 160}, LIMITS, id="systolic-at-160"),
    pytest.param("CI26", {"systolic_blood_pressure": 179}, LIMITS, id="systolic-just-under-180"),
    pytest.param("CI27", {"high_blood_pressure": True, "blood_pressure_control": "controlled"}, CLEAR, id="controlled"),
    pytest.param("CI31", {"leg_pain_intensity": 7}, LIMITS, id="leg-pain-at-7-is-irritable"),
    pytest.param("CI31", {"night_pain_from_leg": True}, LIMITS, id="night-pain-from-the-leg-is-irritable"),
    pytest.param("CI35", {"known_aneurysm": True}, CLINICIAN_FIRST, id="known-aneurysm"),
    pytest.param("CI37", {"bleeding_disorder": True}, CLINICIAN_FIRST, id="bleeding-disorder"),
    pytest.param("CI39", {"confused_or_very_unwell": True}, URGENT, id="confused-without-fever"),
    pytest.param("CI40", {"lymphoedema": True}, CLINICIAN_FIRST, id="lymphoedema"),
    pytest.param("CI42", {"dialysis": True}, CLINICIAN_FIRST, id="dialysis"),
    pytest.param("CI43", {"past_trauma": True}, LIMITS, id="past-trauma"),
    pytest.param("CI43", {"phq2_score": 3}, LIMITS, id="phq-2-at-the-cut"),
    pytest.param("CI43", {"phq2_score": 6}, LIMITS, id="phq-2-at-the-highest"),
]

JUST_OUTSIDE = [
    pytest.param("CI43", {"phq2_score": 2}, CLEAR, id="phq-2-just-under-the-cut"),
    pytest.param("RF01", {"saddle_numbness": "absent"}, CLEAR, id="no-saddle-numbness"),
    pytest.param("RF08", {"weakest_leg_muscle_grade": 4}, CLINICIAN_FIRST, id="muscle-grade-4-is-not-3"),
    pytest.param("RF09", {"weakest_leg_muscle_grade": 5}, CLEAR, id="full-strength"),
    pytest.param("RF11", {"diabetes": True}, CLEAR, id="an-infection-risk-without-fever-or-pain"),
    pytest.param("RF19", {"unremitting_night_pain": True}, CLINICIAN_FIRST, id="night-pain-that-is-not-harmless"),
    pytest.param("RF21", {"onset_sudden": True, "age": 70}, CLEAR, id="sudden-pain-at-70"),
    pytest.param("RF24", {"wells_dvt_score": 1}, CLEAR, id="wells-at-1"),
    pytest.param("RF25", {"leg_swelling": True}, URGENT, id="swollen-leg-without-chest-symptoms"),
    pytest.param("RF28", {**OLD_BACK_PAIN, "morning_stiffness": True}, CLEAR, id="one-of-four-inflammatory-signs"),
    pytest.param("RF29", {"shingles_rash": True}, LIMITS, id="old-shingles-only-limits"),
    pytest.param(
        "RF32", {**PREGNANT, "pregnancy_weeks": 10, "systolic_blood_pressure": 139}, LIMITS, id="pregnant-at-139"
    ),
    pytest.param("RF35", {"age": 18, "night_pain_from_leg": True}, LIMITS, id="18-with-night-pain"),
    pytest.param(
        "RF38", {"leg_pain_intensity": 8, "seen_by_clinician_this_episode": True}, LIMITS, id="pain-at-8-but-reviewed"
    ),
    pytest.param("RF38", {"leg_pain_intensity": 7}, LIMITS, id="pain-at-7"),
    pytest.param("RF38", {"leg_pain_weeks": 5}, CLEAR, id="five-weeks"),
    pytest.param("RF38", {"leg_pain_weeks": 6, "pain_below_knee": False}, CLEAR, id="six-weeks-above-the-knee"),
    pytest.param(
        "RF41", {"numb_feet_both": True, "neuropathy_diagnosed_stable": True}, LIMITS, id="both-feet-numb-diagnosed"
    ),
    pytest.param("CI11", {**PREGNANT, "pregnancy_weeks": 22}, LIMITS, id="22-weeks-is-not-late"),
    pytest.param("CI10", {**PREGNANT, "pregnancy_weeks": 12}, LIMITS, id="12-weeks-is-early"),
    pytest.param("CI19", {**DISCECTOMY, "weeks_since_spinal_surgery": 6}, CLINICIAN_FIRST, id="6-weeks-is-too-early"),
    pytest.param("CI26", {"systolic_blood_pressure": 159}, CLEAR, id="systolic-just-under-160"),
    pytest.param("CI26", {"systolic_blood_pressure": 180}, CLINICIAN_FIRST, id="180-is-more-than-raised"),
    pytest.param("CI31", {"leg_pain_intensity": 6}, CLEAR, id="leg-pain-at-6-is-not-irritable"),
]


@pytest.mark.parametrize(("origin", "changes", "outcome"), [*RED_FLAGS, *CONTRAINDICATIONS])
def test_each_row_of_the_fact_base_gives_its_disposition(
    origin: str, changes: dict[str, Answer], outcome: Outcome
) -> None:
    verdict = verdict_on(changes)

    assert origin in origins(verdict)
    assert verdict.outcome is outcome


@pytest.mark.parametrize(("origin", "changes", "outcome"), JUST_OUTSIDE)
def test_just_outside_its_border_a_row_says_nothing(origin: str, changes: dict[str, Answer], outcome: Outcome) -> None:
    verdict = verdict_on(changes)

    assert origin not in origins(verdict)
    assert verdict.outcome is outcome


@pytest.mark.parametrize(
    "finding",
    ["saddle_numbness", "bladder_change", "bowel_change", "leg_weakness", "leg_swelling", "suicidal_thoughts"],
)
def test_who_cannot_say_is_called_never_cleared(finding: str) -> None:
    verdict = verdict_on({finding: UNKNOWN})

    assert verdict.outcome is INCOMPLETE
    assert finding in verdict.to_clarify


def test_when_all_else_is_answered_a_person_has_to_clear_it_up() -> None:
    assert verdict_on({"saddle_numbness": UNKNOWN}).needs_a_person


def test_who_has_to_be_seen_today_hears_so_although_something_else_is_unclear() -> None:
    verdict = verdict_on({"leg_swelling": True, "saddle_numbness": UNKNOWN})

    assert verdict.outcome is URGENT
    assert verdict.could_become is Level.EMERGENCY
    assert "saddle_numbness" in verdict.to_clarify


def test_who_has_to_be_seen_today_is_asked_on_while_an_emergency_is_possible() -> None:
    answers = {id: value for id, value in WELL.items() if id != "saddle_numbness"}

    assert screen(Findings({**answers, "leg_swelling": True}), KNOWLEDGE).outcome is INCOMPLETE


def test_who_cannot_say_takes_the_safety_card_home() -> None:
    assert len(verdict_on({"saddle_numbness": UNKNOWN}).safety_net) == 8


def test_a_good_sign_cancels_no_red_flag() -> None:
    verdict = verdict_on({"saddle_numbness": "new", "seen_by_clinician_this_episode": True, "leg_pain_intensity": 0})

    assert verdict.outcome is EMERGENCY


def test_blood_thinner_and_brittle_bone_combine_to_the_strictest() -> None:
    limits = verdict_on({"anticoagulant": True, "osteoporosis": True}).limits

    assert limits.max_pressure == 2
    assert limits.no_tools
    assert "prone" not in limits.positions
    assert {TechniqueId("deep_tissue"), TechniqueId("trigger_point")} <= limits.exclude_techniques


def test_with_an_aneurysm_belly_and_low_back_are_left_out_as_the_clinician_was_told() -> None:
    assert {RegionId("abdomen"), RegionId("lumbar")} <= verdict_on({"known_aneurysm": True}).limits.avoid_regions


def test_an_irritable_leg_is_worked_on_for_half_an_hour_at_most() -> None:
    limits = verdict_on({"leg_pain_intensity": 7}).limits

    assert limits.max_minutes == 30
    assert limits.no_end_range_stretch
    assert TechniqueId("deep_tissue") in limits.exclude_techniques


@pytest.mark.parametrize(("operation", "weeks", "pressure"), [(DISCECTOMY, 8, 2), (DISCECTOMY, 13, 3), (FUSION, 52, 3)])
def test_the_limits_after_an_operation_wait_for_no_clearance(
    operation: dict[str, Answer], weeks: int, pressure: int
) -> None:
    """A clinician may clear the person later; the limits of the weeks since the operation have to stand by then."""
    changes = {**operation, "weeks_since_spinal_surgery": weeks, "surgeon_cleared_massage": False}
    verdict = verdict_on(changes)

    assert verdict.outcome is CLINICIAN_FIRST
    assert verdict.limits.max_pressure == pressure
    assert verdict.limits.no_end_range_stretch


@pytest.mark.parametrize(
    "symptom", ["saddle_numbness", "bowel_change", "sexual_change", "pain_both_legs", "weakness_both_legs"]
)
@pytest.mark.parametrize(
    ("at_a_visit", "when_booking", "outcome"),
    [("older", "not_explained", URGENT), ("stable", "other_explained", CLINICIAN_FIRST)],
)
def test_an_older_symptom_means_the_same_at_a_visit_as_when_booking(
    symptom: str, at_a_visit: str, when_booking: str, outcome: Outcome
) -> None:
    assert verdict_on({symptom: at_a_visit}).outcome is outcome
    assert verdict_on({"long_standing_control_problem": when_booking}).outcome is outcome


def test_every_visit_asks_the_eight_again() -> None:
    asked = {finding for question in rescreen_questions(KNOWLEDGE) for finding in question.findings}

    assert {
        "saddle_numbness",
        "bladder_change",
        "bowel_change",
        "sexual_change",
        "pain_both_legs",
        "weakness_both_legs",
        "leg_weakness",
        "leg_swelling",
    } <= asked


def test_every_visit_asks_again_what_holds_for_today_only() -> None:
    asked = findings_asked_again(KNOWLEDGE)

    assert {"fever", "fever_or_infection_now", "confused_or_very_unwell"} <= asked
    assert not {"diabetes", "age", "past_trauma"} & asked


@pytest.mark.parametrize("origin", ["RF01", "RF02", "RF03", "RF04", "RF05", "RF06"])
def test_each_sign_on_the_card_is_a_rule(origin: str) -> None:
    assert origin in {rule.origin for rule in KNOWLEDGE.red_flags.values()}
