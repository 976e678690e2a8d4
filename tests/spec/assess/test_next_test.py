"""Which single test would help most next, with all the tests there are?"""

import pytest

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import FindingSection, FindingValue
from ischia.pathway.assess.next_test import findings_needed
from ischia.pathway.shared.findings import Findings
from tests.spec.assess.shipped import KNOWLEDGE, picture_of

ROOT: dict[str, FindingValue] = {
    "pain_below_knee": True,
    "leg_worse_than_back": True,
    "numbness_or_tingling_in_leg": True,
}
NO_LOSS: dict[str, FindingValue] = {**ROOT, "root_deficit_objective": False}
PIRIFORMIS = {"sciatic_notch_tenderness", "fair_positive", "active_piriformis_positive", "seated_piriformis_positive"}
A, B, C = (OneOf(name, frozenset({True})) for name in "abc")


@pytest.mark.parametrize(
    ("answers", "best"),
    [
        pytest.param({}, {"root_deficit_objective"}, id="from-nothing-the-test-that-counts-two"),
        pytest.param(ROOT, {"root_deficit_objective"}, id="a-root-just-under-likely"),
        pytest.param(NO_LOSS, {"crossed_slr_positive", "slump_positive"}, id="no-loss-so-a-nerve-stretch"),
        pytest.param(
            {**NO_LOSS, "crossed_slr_positive": False, "slump_positive": False},
            {"slr_reproduces_leg_pain"},
            id="the-leg-raise-together-with-its-angle",
        ),
        pytest.param(
            {**NO_LOSS, "crossed_slr_positive": False, "slump_positive": False, "slr_reproduces_leg_pain": True},
            {"slr_angle"},
            id="then-the-angle",
        ),
        pytest.param({"buttock_pain": True, "worse_sitting": True}, PIRIFORMIS, id="a-buttock-just-under-possible"),
        pytest.param(
            {"groin_pain": True},
            {"c_sign", "hip_internal_rotation_limited_or_painful", "squatting_hurts_hip"},
            id="a-hip-just-under-possible",
        ),
        pytest.param(
            {"outer_hip_pain": True, "outer_hip_pain_lying_on_it": True},
            {"trochanter_tender", "single_leg_stance_hurts_hip", "resisted_external_derotation_positive"},
            id="the-outer-hip-just-under-possible",
        ),
        pytest.param(
            {"sacroiliac_distraction_positive": True, "sacroiliac_compression_positive": True},
            {"sacroiliac_gaenslen_positive", "sacroiliac_sacral_thrust_positive", "sacroiliac_thigh_thrust_positive"},
            id="two-of-a-cluster-of-three",
        ),
    ],
)
def test_the_best_next_test_is_one_that_could_change_the_lead(answers: dict[str, FindingValue], best: set[str]) -> None:
    assert str(picture_of(**answers).best_next_test) in best


def test_one_test_of_a_cluster_alone_is_not_worth_what_the_whole_cluster_is() -> None:
    assert not str(picture_of("sacroiliac_distraction_positive").best_next_test).startswith("sacroiliac")


def test_a_test_done_is_never_suggested_again_until_all_are_done() -> None:
    answers: dict[str, FindingValue] = dict(ROOT)
    suggested: list[str] = []
    while (test := picture_of(**answers).best_next_test) is not None:
        suggested.append(test)
        answers[test] = 60 if test == "slr_angle" else False
    tests = {id for id, each in KNOWLEDGE.findings.items() if each.section is FindingSection.TEST}

    assert len(suggested) == len(set(suggested)) > 12
    assert set(suggested) <= tests


@pytest.mark.parametrize(
    ("criterion", "answers", "needed"),
    [
        pytest.param(A, {}, 1, id="one"),
        pytest.param(A, {"a": True}, 0, id="it-is-so-already"),
        pytest.param(AllOf((A, B, C)), {"a": True}, 2, id="all-what-is-left"),
        pytest.param(AnyOf((AllOf((A, B)), C)), {}, 1, id="any-the-shortest-way"),
        pytest.param(AtLeast(2, (A, B, C)), {}, 2, id="two-of-three"),
        pytest.param(AtLeast(2, (A, B, C)), {"a": True}, 1, id="two-of-three-one-found"),
        pytest.param(AtLeast(2, (A, B, C)), {"a": False}, 2, id="two-of-three-one-ruled-out"),
        pytest.param(Not(AnyOf((A, B))), {}, 2, id="neither"),
        pytest.param(Not(AllOf((A, B))), {}, 1, id="not-both"),
        pytest.param(Not(AtLeast(2, (A, B, C))), {}, 2, id="fewer-than-two-of-three"),
        pytest.param(AllOf((A, Between("angle", high=60))), {}, 2, id="a-number-counts-as-one"),
    ],
)
def test_an_indicator_needs_so_many_findings_yet(
    criterion: Criterion, answers: dict[str, FindingValue], needed: int
) -> None:
    assert findings_needed(criterion, Findings(answers)) == needed
