"""What does each decision ask of the next plan?"""

import pytest

from ischia.knowledge.records import TechniqueId
from ischia.pathway.decide.api import Action, Decision, changes_after
from ischia.pathway.plan.api import Changes

RELAXATION, RELEASE, TRIGGER_POINT = map(TechniqueId, ("relaxation_massage", "myofascial_release", "trigger_point"))


def decision(action: Action) -> Decision:
    return Decision(
        action=action, refer=None, reasons=(), would_change_it=(), review_is_due=True, knowledge_version="small"
    )


def test_a_long_reaction_takes_off_one_step_of_pressure_and_15_minutes() -> None:
    changes = changes_after(decision(Action.REDUCE_DOSE), used={RELEASE}, sessions_done=2)

    assert changes == Changes(pressure_less=1, minutes_less=15, sessions_done=2)


def test_a_second_reduction_adds_to_the_first_and_keeps_what_was_to_be_avoided() -> None:
    so_far = Changes(pressure_less=1, minutes_less=15, avoid_techniques=frozenset({TRIGGER_POINT}))

    changes = changes_after(decision(Action.REDUCE_DOSE), used={RELEASE}, sessions_done=4, so_far=so_far)

    assert changes == Changes(
        pressure_less=2, minutes_less=30, avoid_techniques=frozenset({TRIGGER_POINT}), sessions_done=4
    )


@pytest.mark.parametrize(
    ("used", "avoided"),
    [
        pytest.param({RELAXATION, RELEASE}, {RELEASE}, id="strokes-that-open-and-close-may-stay"),
        pytest.param({RELAXATION}, {RELAXATION}, id="unless-they-were-all-there-was"),
        pytest.param({RELEASE, TRIGGER_POINT}, {RELEASE, TRIGGER_POINT}, id="all-that-was-tried"),
    ],
)
def test_another_technique_means_none_of_those_tried(used: set[TechniqueId], avoided: set[TechniqueId]) -> None:
    changes = changes_after(decision(Action.CHANGE_TECHNIQUE), used=used, sessions_done=4)

    assert changes == Changes(avoid_techniques=frozenset(avoided), sessions_done=4)


@pytest.mark.parametrize("action", [Action.STOP_AND_REFER, Action.TAPER, Action.DISCHARGE, Action.CONTINUE])
def test_other_decisions_ask_for_no_new_plan(action: Action) -> None:
    assert changes_after(decision(action), used={RELEASE}, sessions_done=4) is None


@pytest.mark.parametrize("action", [Action.TAPER, Action.CONTINUE])
def test_going_on_asks_for_the_next_block_once_this_one_is_done(action: Action) -> None:
    so_far = Changes(pressure_less=1, minutes_less=15, sessions_done=1)

    changes = changes_after(decision(action), used={RELEASE}, sessions_done=4, so_far=so_far, is_block_done=True)

    assert changes == Changes(pressure_less=1, minutes_less=15, sessions_done=4)


@pytest.mark.parametrize("action", [Action.STOP_AND_REFER, Action.DISCHARGE])
def test_what_ends_the_course_never_asks_for_another_block(action: Action) -> None:
    assert changes_after(decision(action), used={RELEASE}, sessions_done=4, is_block_done=True) is None
