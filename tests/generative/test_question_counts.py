"""Is the safety check short for the healthy, and quick to find an emergency?"""

from functools import cache

import pytest

from ischia.knowledge import load_knowledge
from ischia.pathway.screen.api import Outcome
from ischia.pathway.screen.interview import interview
from scripts.docs.question_counts import GOAL_EMERGENCY, GOAL_HEALTHY, SEED, Counts, counted, slowest_emergency
from tests.support.people import well_person

KNOWLEDGE = load_knowledge()


@cache
def counts(seed: int = SEED) -> Counts:
    return counted(KNOWLEDGE, seed)


def test_a_healthy_person_with_plain_leg_pain_is_done_in_eighteen_screens() -> None:
    assert len(interview(well_person(KNOWLEDGE), KNOWLEDGE).asked) <= GOAL_HEALTHY


def test_everybody_who_is_clear_is_done_in_eighteen_screens() -> None:
    assert max(counts()[Outcome.CLEAR]) <= GOAL_HEALTHY


def test_every_emergency_in_somebody_else_well_is_found_in_six_screens() -> None:
    assert slowest_emergency(KNOWLEDGE) <= GOAL_EMERGENCY


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_every_emergency_is_found_in_six_screens_whatever_else_is_wrong(seed: int) -> None:
    assert max(counts(seed)[Outcome.EMERGENCY]) <= GOAL_EMERGENCY
