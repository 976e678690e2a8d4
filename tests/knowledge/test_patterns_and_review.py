"""Do the patterns, regions, measures and review rules that we ship say what their sources say, at every border?"""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingId, FindingValue, Level, PatternId, RegionId
from ischia.pathway.assess.api import PatternReading, assess
from ischia.pathway.shared.findings import Findings
from ischia.pathway.track.api import SCORING_RULES

KNOWLEDGE = load_knowledge()

ADAPTERS = {"start_back", "odi", "promis_pain_interference_4a", "s_lanss", "dn4", "paindetect", "pseq_2"}
"""Measures under a licence that does not let us ship their text."""

NERVE_ROOT: list[tuple[dict[str, FindingValue], int]] = [
    ({"pain_below_knee": True}, 1),
    ({"leg_worse_than_back": True}, 1),
    ({"numbness_or_tingling_in_leg": True}, 1),
    ({"cough_sneeze_strain_leg_pain": True}, 1),
    ({"slr_reproduces_leg_pain": True, "slr_angle": 59}, 1),
    ({"slr_reproduces_leg_pain": True, "slr_angle": 60}, 0),
    ({"slr_reproduces_leg_pain": False, "slr_angle": 40}, 0),
    ({"slr_reproduces_leg_pain": True}, 0),
    ({"slump_positive": True}, 1),
    ({"root_deficit_objective": True}, 2),
    ({"ankle_reflex_reduced": True}, 2),
    ({"weakest_leg_muscle_grade": 4}, 2),
    ({"weakest_leg_muscle_grade": 5}, 0),
    ({"crossed_slr_positive": True}, 1),
    ({"gluteal_trigger_point": True}, 0),
]

SUGIOKA: list[tuple[dict[str, FindingValue], int]] = [
    ({"age": 59}, 0),
    ({"age": 60}, 2),
    ({"age": 70}, 2),
    ({"age": 71}, 3),
    ({"leg_pain_weeks": 26}, 0),
    ({"leg_pain_weeks": 27}, 1),
    ({"better_bending_forward": True}, 2),
    ({"better_bending_backward": True}, -2),
    ({"worse_standing": True}, 2),
    ({"walking_brings_on_rest_relieves": True}, 1),
    ({"urinary_incontinence": "stable"}, 1),
    ({"urinary_incontinence": "absent"}, 0),
]


def reading(pattern: str, answers: dict[str, FindingValue]) -> PatternReading:
    picture = assess(Findings(answers), (), KNOWLEDGE)
    return next(each for each in picture.readings if each.pattern == PatternId(pattern))


@pytest.mark.parametrize(("answers", "points"), NERVE_ROOT, ids=lambda each: str(each))
def test_the_nerve_root_counts_as_proposed(answers: dict[str, FindingValue], points: int) -> None:
    assert reading("nerve_root", answers).points == points


@pytest.mark.parametrize(("answers", "points"), SUGIOKA, ids=lambda each: str(each))
def test_stenosis_counts_by_the_rule_of_sugioka(answers: dict[str, FindingValue], points: int) -> None:
    assert reading("lumbar_stenosis", answers).points == points


@pytest.mark.parametrize(
    ("pattern", "answers", "likelihood"),
    [
        ("nerve_root", {"pain_below_knee": True}, "unlikely"),
        ("nerve_root", {"root_deficit_objective": True}, "possible"),
        ("nerve_root", {"root_deficit_objective": True, "pain_below_knee": True}, "possible"),
        ("nerve_root", {"root_deficit_objective": True, "pain_below_knee": True, "slump_positive": True}, "likely"),
        ("lumbar_stenosis", {"age": 71, "worse_standing": True, "leg_pain_weeks": 27}, "possible"),
        ("lumbar_stenosis", {"age": 71, "worse_standing": True, "better_bending_forward": True}, "likely"),
        ("deep_gluteal", {"buttock_pain": True, "worse_sitting": True}, "unlikely"),
        ("deep_gluteal", {"buttock_pain": True, "worse_sitting": True, "fair_positive": True}, "possible"),
    ],
)
def test_the_bands_begin_where_they_should(pattern: str, answers: dict[str, FindingValue], likelihood: str) -> None:
    assert reading(pattern, answers).likelihood == likelihood


def test_a_gluteal_trigger_point_speaks_for_the_nerve_root_and_against_nothing() -> None:
    finding = "gluteal_trigger_point"
    picture = assess(Findings({finding: True}), (), KNOWLEDGE)
    speaks_for = {each.pattern for each in picture.readings for clue in each.speaks_for if clue.indicator == finding}
    against = [clue for pattern in KNOWLEDGE.patterns.values() for clue in pattern.against]

    assert speaks_for == {"nerve_root"}
    assert all(finding not in findings_used(clue.when) for clue in against)


def test_just_the_sources_outside_spine_and_buttock_leave_the_route() -> None:
    leaving = {id for id, pattern in KNOWLEDGE.patterns.items() if not pattern.stays_in_route}

    assert leaving == {
        "common_fibular",
        "greater_trochanteric",
        "hip_joint",
        "meralgia_paraesthetica",
        "polyneuropathy",
        "proximal_hamstring",
        "vascular",
    }


def test_pain_marked_below_the_knee_says_so_and_no_other_mark_does() -> None:
    for region in KNOWLEDGE.regions.values():
        assert ("pain_below_knee" in region.findings.get("pain", {})) is region.below_knee


@pytest.mark.parametrize("symptom", ["numb", "tingling", "burning"])
def test_a_saddle_that_feels_different_is_asked_about_as_a_change(symptom: str) -> None:
    assert KNOWLEDGE.regions[RegionId("saddle")].findings[symptom] == {"saddle_numbness": "present"}


def test_every_measure_is_scored_by_a_rule_that_exists_and_keeps_to_its_range() -> None:
    for instrument in KNOWLEDGE.instruments.values():
        assert instrument.scoring in SCORING_RULES
        assert instrument.low < instrument.high


def test_numbers_nobody_has_checked_are_marked() -> None:
    unverified = {id for id, instrument in KNOWLEDGE.instruments.items() if not instrument.backing.is_verified}

    assert unverified == {"psfs", "rmdq_24", "pgic", "phq_2", *ADAPTERS - {"start_back"}}


def test_a_measure_whose_text_may_not_be_shipped_takes_only_what_its_form_comes_to() -> None:
    adapters = {id: each for id, each in KNOWLEDGE.instruments.items() if not each.items_are_free}

    assert set(adapters) == ADAPTERS
    for instrument in adapters.values():
        assert all("official form" in item.text for item in instrument.items)
        assert instrument.licence
        assert len(instrument.items) <= 2


def test_a_worsening_never_needs_more_than_an_improvement() -> None:
    for instrument in KNOWLEDGE.instruments.values():
        if instrument.worsening_change is not None:
            assert instrument.detectable_change is not None
            assert instrument.worsening_change <= instrument.detectable_change


def test_review_rules_stand_gravest_first() -> None:
    rules = sorted(KNOWLEDGE.review_rules.values(), key=lambda rule: rule.order)
    referrals = [rule.refer or Level.CLEAR for rule in rules]

    assert len({rule.order for rule in rules}) == len(rules)
    assert [rule.action for rule in rules][-1] == "discharge"
    assert [level.rank for level in referrals] == sorted((level.rank for level in referrals), reverse=True)


def test_review_rules_look_only_at_review_facts() -> None:
    used = {FindingId(id) for rule in KNOWLEDGE.review_rules.values() for id in findings_used(rule.when)}

    assert used <= set(KNOWLEDGE.review_facts)


@pytest.mark.parametrize("word", ["cures", "heals", "will help", "guarantee", "you have "])
def test_no_claim_and_no_pattern_promises_or_diagnoses(word: str) -> None:
    told = [claim.honest_wording for claim in KNOWLEDGE.claims.values()]
    told += [pattern.say.client for pattern in KNOWLEDGE.patterns.values()]
    told += [technique.say.client for technique in KNOWLEDGE.techniques.values()]

    assert not [text for text in told if word in text.lower()]
