"""Does any plan for anybody go beyond its limits, or any picture claim too much?"""

from dataclasses import replace
from functools import cache

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ischia.knowledge import load_knowledge
from ischia.pathway.assess.api import Picture, PictureConfidence, assess, route
from ischia.pathway.plan.api import NO_CHANGES, Changes, Plan, Preferences, PressureWish, check_plan, plan
from ischia.pathway.screen.api import Outcome, Verdict, screen
from ischia.pathway.shared.errors import Refused
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.limits import POSITIONS
from tests.support.people import people

KNOWLEDGE = load_knowledge()
WITH_PLAN = frozenset({Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST})
REFUSALS_BY_WISH = frozenset({"nothing_left", "no_position_left"})
EVERY_PERSON = st.integers(min_value=0, max_value=399)
SOME_TECHNIQUES = st.frozensets(st.sampled_from(sorted(KNOWLEDGE.techniques)), max_size=3)
WISHES = st.builds(
    Preferences,
    pressure=st.sampled_from(PressureWish),
    liked_techniques=SOME_TECHNIQUES,
    disliked_techniques=SOME_TECHNIQUES,
    uncomfortable_positions=st.frozensets(st.sampled_from(POSITIONS), max_size=3),
    session_minutes=st.integers(15, 90),
)
REVIEWS = st.builds(
    Changes,
    pressure_less=st.integers(0, 3),
    minutes_less=st.sampled_from((0, 15, 30)),
    avoid_techniques=st.frozensets(st.sampled_from(sorted(KNOWLEDGE.techniques)), max_size=2),
    sessions_done=st.integers(0, 11),
)


@cache
def population() -> tuple[Findings, ...]:
    """400 people, the same in every run."""
    return tuple(people(KNOWLEDGE, count=400))


def judged(number: int) -> tuple[Verdict, Picture]:
    person = population()[number]
    picture = assess(person, (), KNOWLEDGE)
    return route(screen(person, KNOWLEDGE), picture), picture


@given(EVERY_PERSON, WISHES)
def test_no_plan_goes_beyond_its_limits(number: int, wishes: Preferences) -> None:
    verdict, picture = judged(number)
    made = plan_or_refusal(verdict, picture, wishes)
    if isinstance(made, str):
        assert made in (REFUSALS_BY_WISH if verdict.outcome in WITH_PLAN else {"no_plan_for_verdict"})
        return

    assert verdict.outcome in WITH_PLAN
    assert check_plan(made, verdict.limits, KNOWLEDGE) == ()
    assert not wishes.uncomfortable_positions.intersection(block.position for block in made.blocks)
    assert not wishes.disliked_techniques.intersection(block.technique for block in made.blocks)


def plan_or_refusal(verdict: Verdict, picture: Picture, wishes: Preferences, after: Changes = NO_CHANGES) -> Plan | str:
    try:
        return plan(verdict, picture, goals=(), preferences=wishes, knowledge=KNOWLEDGE, after=after)
    except Refused as refused:
        return refused.code


@given(EVERY_PERSON, WISHES, REVIEWS)
def test_no_plan_after_a_review_goes_beyond_its_limits_or_is_as_hard_as_before(
    number: int, wishes: Preferences, after: Changes
) -> None:
    verdict, picture = judged(number)
    made = plan_or_refusal(verdict, picture, wishes, after)
    if isinstance(made, str):
        assert made in {*REFUSALS_BY_WISH, "no_plan_for_verdict", "dose_cannot_fall", "hard_maximum_reached"}
        return

    assert check_plan(made, verdict.limits, KNOWLEDGE) == ()
    assert not after.avoid_techniques.intersection(block.technique for block in made.blocks)
    before = plan_or_refusal(verdict, picture, wishes, replace(after, pressure_less=0, minutes_less=0))
    assert isinstance(before, Plan)
    assert hardest(made) <= hardest(before) - after.pressure_less
    assert made.course.session_minutes == before.course.session_minutes - after.minutes_less


def hardest(made: Plan) -> int:
    return max(block.pressure for block in made.blocks)


def test_everybody_who_may_proceed_without_wishes_gets_a_plan() -> None:
    for number in range(400):
        verdict, picture = judged(number)
        if verdict.outcome in {Outcome.CLEAR, Outcome.LIMITS}:
            made = plan(verdict, picture, goals=(), preferences=Preferences(), knowledge=KNOWLEDGE)
            assert check_plan(made, verdict.limits, KNOWLEDGE) == ()


@given(EVERY_PERSON)
def test_the_same_answers_always_give_the_same_plan(number: int) -> None:
    verdict, picture = judged(number)
    if verdict.outcome in {Outcome.CLEAR, Outcome.LIMITS}:
        first = plan(verdict, picture, goals=("Sleep",), preferences=Preferences(), knowledge=KNOWLEDGE)
        again = plan(*judged(number), goals=("Sleep",), preferences=Preferences(), knowledge=KNOWLEDGE)
        assert first == again
        assert msgspec.json.decode(msgspec.json.encode(first), type=Plan) == first


@given(EVERY_PERSON)
def test_no_picture_is_surer_than_moderate_nor_counts_beyond_its_scheme(number: int) -> None:
    _, picture = judged(number)

    for reading in picture.readings:
        assert reading.confidence in PictureConfidence
        assert reading.points <= reading.points_possible


@given(EVERY_PERSON)
def test_a_gluteal_trigger_point_never_lowers_the_root_for_anybody(number: int) -> None:
    person = population()[number]
    without = assess(person.with_answers({"gluteal_trigger_point": False}), (), KNOWLEDGE)
    found = assess(person.with_answers({"gluteal_trigger_point": True}), (), KNOWLEDGE)

    assert place_of_root(found) <= place_of_root(without)


def place_of_root(picture: Picture) -> int:
    return [reading.pattern == "nerve_root" for reading in picture.readings].index(True)
