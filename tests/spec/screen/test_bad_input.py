"""What is refused? Every fault at once, each with its field, and the nearest real name for a misspelt one."""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import FindingId, FindingValue, RegionId
from ischia.pathway.screen.api import check_findings, contradictions, findings_from_chart, screen, with_chart
from ischia.pathway.shared.body_chart import Mark, Side, Symptom
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import UNKNOWN, Findings
from tests.spec.screen.small_set import HEALTHY, SMALL


def faults_of(**answers: FindingValue) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        check_findings(Findings(answers), SMALL)
    return {fault.field: fault.reason for fault in refused.value.faults}


def test_a_misspelt_finding_is_refused_with_the_nearest_real_one() -> None:
    with pytest.raises(BadInput) as refused:
        screen(Findings({"anticoagulent": True}), SMALL)

    assert refused.value.faults[0].field == "anticoagulent"
    assert refused.value.faults[0].suggestion == "anticoagulant"


@pytest.mark.parametrize(
    ("finding", "value"),
    [
        pytest.param("age", 230, id="above-the-highest"),
        pytest.param("age", -1, id="below-the-lowest"),
        pytest.param("age", 50.5, id="not-whole"),
        pytest.param("age", True, id="a-yes-is-no-number"),
        pytest.param("age", "fifty", id="a-word-is-no-number"),
        pytest.param("age", float("nan"), id="not-a-number"),
        pytest.param("cancer", "yes", id="a-word-is-neither-true-nor-false"),
        pytest.param("cancer", 1, id="a-number-is-neither-true-nor-false"),
        pytest.param("saddle_numb", "sometimes", id="no-such-course"),
        pytest.param("sex", "robot", id="no-such-choice"),
    ],
)
def test_an_impossible_value_is_refused_with_its_field(finding: str, value: FindingValue) -> None:
    assert set(faults_of(**{finding: value})) == {finding}


@pytest.mark.parametrize(("finding", "value"), [("age", 0), ("age", 120), ("saddle_numb", "stable"), ("sex", "male")])
def test_values_at_the_border_are_accepted(finding: str, value: FindingValue) -> None:
    assert contradictions(Findings({finding: value}), SMALL) == ()
    check_findings(Findings({finding: value}), SMALL)


def test_all_faults_are_listed_at_once() -> None:
    assert set(faults_of(age=230, cancer="yes", nonsense=True)) == {"age", "cancer", "nonsense"}


def test_answers_that_contradict_each_other_are_reported_with_their_fields() -> None:
    assert set(faults_of(pregnant=False, pregnancy_weeks=30)) == {"pregnant", "pregnancy_weeks"}


def test_a_contradiction_with_what_follows_is_reported_too() -> None:
    assert set(faults_of(sex="male", pregnancy_weeks=30)) == {"pregnant", "pregnancy_weeks"}


def test_unknown_contradicts_nothing() -> None:
    assert contradictions(Findings({"pregnant": UNKNOWN, "pregnancy_weeks": 30}), SMALL) == ()


def numb(region: str, *, side: Side = Side.LEFT, intensity: int = 5) -> Mark:
    return Mark(region=RegionId(region), side=side, symptom=Symptom.NUMB, intensity=intensity)


def test_a_numb_saddle_on_the_body_chart_is_a_finding_at_once() -> None:
    stated = findings_from_chart((numb("saddle"), numb("calf")), SMALL)

    assert dict(stated) == {"saddle_numb": "present", "leg_numb": True}


def test_a_mark_does_not_replace_an_answer_that_says_more() -> None:
    merged = with_chart(Findings({"saddle_numb": "stable"}), (numb("saddle"),), SMALL)

    assert merged["saddle_numb"] == "stable"


def test_a_mark_fills_what_could_not_be_answered() -> None:
    merged = with_chart(Findings({"saddle_numb": UNKNOWN}), (numb("saddle"),), SMALL)

    assert merged.known(FindingId("saddle_numb")) == "present"


def test_an_answer_that_denies_what_the_chart_shows_is_reported() -> None:
    with pytest.raises(BadInput) as refused:
        with_chart(Findings(HEALTHY), (numb("saddle"),), SMALL)

    assert [fault.field for fault in refused.value.faults] == ["saddle_numb"]


def test_marks_outside_the_chart_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        findings_from_chart((numb("moon"), numb("calf", intensity=11)), SMALL)

    assert [fault.field for fault in refused.value.faults] == ["body_chart[0].region", "body_chart[1].intensity"]


@pytest.mark.parametrize(
    ("denied", "detail"),
    [
        (("cancer_history", False), ("cancer_cleared_this_episode", True)),
        (("cancer_history", False), ("cancer_kind", "bone_seeking")),
        (("high_blood_pressure", False), ("blood_pressure_control", "untreated")),
        (("leg_weakness", "absent"), ("older_weakness_kind", "marked_not_investigated")),
        (("numb_feet_both", False), ("neuropathy_diagnosed_stable", True)),
        (("pregnant_or_might_be", False), ("contractions", True)),
        (("pregnant_or_might_be", False), ("heavy_vaginal_bleeding", True)),
        (("pregnant_or_might_be", False), ("high_risk_pregnancy", True)),
        (("pregnant_or_might_be", False), ("multiple_pregnancy", True)),
        (("pregnant_or_might_be", False), ("pregnancy_warning_signs", True)),
        (("pregnant_or_might_be", False), ("reduced_fetal_movement", True)),
        (("pregnant_or_might_be", False), ("vaginal_bleeding", True)),
        (("recent_spinal_procedure", False), ("spinal_procedure_timing", "injection_0_3_days")),
        (("shingles_rash", False), ("shingles_recent_or_wide", True)),
        (("skin_problem", False), ("skin_infection_spreading", True)),
        (("spinal_cord_symptoms", False), ("spinal_cord_symptoms_new", True)),
        (("spinal_surgery_ever", False), ("surgeon_cleared_massage", True)),
        (("spinal_surgery_ever", False), ("weeks_since_spinal_surgery", 5)),
        (("varicose_veins", False), ("vein_inflamed", True)),
    ],
    ids=lambda pair: pair[0],
)
def test_a_detail_of_something_denied_is_refused_and_never_passed_over(
    denied: tuple[str, FindingValue], detail: tuple[str, FindingValue]
) -> None:
    with pytest.raises(BadInput) as refused:
        screen(Findings(dict([denied, detail])), load_knowledge())

    assert {fault.field for fault in refused.value.faults} == {denied[0], detail[0]}
