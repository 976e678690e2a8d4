"""What a repair tries to keep: each wish kept and missed; and what it says about a proposal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ischia.pathway.book.minutes import floor_minute
from ischia.pathway.book.repair import cost_of, repair
from ischia.pathway.book.repair_rooms import Visit, rooms_for
from ischia.pathway.book.repair_values import Affected, DayLeft, Kept, RepairProblem, RoomTime, Spacing
from ischia.pathway.book.repair_wishes import WISHES, penalties, spacing
from ischia.pathway.book.values import ServiceTimes, Slot
from ischia.pathway.shared.errors import Refused

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)
PLAN = Spacing(minimum=5, ideal=7, maximum=9)


def slot(start: datetime = MONDAY, *, therapist: str = "callum", place: str = "leith") -> Slot:
    return Slot(therapist=therapist, place=place, start=start, end=start + timedelta(minutes=45))


def visit(session: str = "one", *candidates: Slot, **traits: Any) -> Affected:
    given: dict[str, Any] = {
        "client": session,
        "course": session,
        "number": 1,
        "slot": slot(),
        "times": ServiceTimes(minutes=45),
        "spacing": PLAN,
        "cause": "Callum is away",
    }
    return Affected(session=session, candidates=frozenset(candidates), **{**given, **traits})


def problem(*affected: Affected, now: datetime = NOW, **traits: Any) -> RepairProblem:
    rooms = tuple(RoomTime(room=name, place=place) for name, place in (("harbour", "leith"), ("mill", "stockbridge")))
    names = {"callum": "Callum", "isla": "Isla", "leith": "Leith", "stockbridge": "Stockbridge"}
    return RepairProblem(now=now, zone="Europe/London", affected=affected, **{"rooms": rooms, "names": names, **traits})


KEPT_AND_MISSED = {
    "same_day": (slot(MONDAY + timedelta(hours=3)), slot(MONDAY + timedelta(days=2)), 3),
    "same_therapist": (slot(), slot(therapist="isla"), 1),
    "same_place": (slot(), slot(place="stockbridge"), 1),
    "close_to_the_old_time": (slot(MONDAY + timedelta(days=1)), slot(MONDAY - timedelta(minutes=90)), 6),
    "short_notice": (slot(MONDAY + timedelta(days=1)), slot(NOW + timedelta(hours=23)), 1),
    "notice_already_given": (slot(therapist="isla"), slot(MONDAY + timedelta(minutes=15)), 1),
    "within_wishes": (slot(), slot(MONDAY + timedelta(days=1, hours=5)), 2),
}


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.name)
def test_wish_costs_nothing_when_kept_and_its_weight_a_unit_when_missed(wish: Any) -> None:
    affected = visit(is_told=True, half_day="morning", weekdays=frozenset({0}))
    kept, missed, units = KEPT_AND_MISSED[wish.name]
    assert wish.misses(problem(affected), affected, kept) == 0
    points = {penalty.name: penalty.points for penalty in penalties(problem(affected), affected, missed)}
    assert points[wish.name] == wish.weight * units


def test_nobody_who_was_not_told_pays_for_a_notice_already_given() -> None:
    affected = visit()
    names = {each.name for each in penalties(problem(affected), affected, slot(MONDAY + timedelta(minutes=15)))}
    assert "notice_already_given" not in names


@pytest.mark.parametrize(("days", "missed"), [(7, 0), (5, 2), (9, 2), (10, 4), (11, 6)])
def test_spacing_counts_days_from_the_ideal_and_twice_beyond_the_longest(days: int, missed: int) -> None:
    assert spacing(PLAN, days) == missed


def test_distance_to_a_visit_that_stays_is_paid() -> None:
    affected = visit("one", slot(MONDAY + timedelta(days=1)), number=2)
    near = problem(affected, kept=(Kept(course="one", number=1, day=(MONDAY - timedelta(days=7)).date()),))
    placed = {"one": slot(MONDAY + timedelta(days=1))}
    assert cost_of(near, placed) - cost_of(problem(affected), placed) == 4


def test_visit_is_placed_whatever_it_costs_rather_than_left_out() -> None:
    far = slot(MONDAY + timedelta(days=13, hours=6), therapist="isla", place="stockbridge")
    proposal = repair(problem(visit("one", far)))
    assert proposal.lines[0].new == far
    assert proposal.is_proved
    assert proposal.gap == 0


def test_two_who_want_the_same_time_share_what_there_is() -> None:
    here, later = slot(therapist="isla"), slot(MONDAY + timedelta(hours=1), therapist="isla")
    proposal = repair(problem(visit("one", here, later), visit("two", here)))
    assert {line.session: line.new for line in proposal.lines} == {"one": later, "two": here}


def test_reasons_say_what_changes_why_and_why_no_better() -> None:
    later = slot(MONDAY + timedelta(days=2), therapist="isla")
    (line,) = repair(problem(visit("one", later, slot(MONDAY + timedelta(days=9))))).lines
    assert line.reasons == (
        "2 days later, same time, another therapist (Isla).",
        "Callum is away.",
        "Nobody who may treat this client is free on Monday 30 November.",
        "The nearest free day with Callum is Wednesday 9 December.",
    )
    assert line.instead == (slot(MONDAY + timedelta(days=9)),)


def test_who_cannot_be_placed_comes_first_and_is_told_why() -> None:
    here = slot(therapist="isla")
    course = (Kept(course="close", number=2, day=(MONDAY + timedelta(days=1)).date()),)
    lines = repair(
        problem(
            visit("placed", here),
            visit("nobody"),
            visit("close", here),
            visit("barred", barred="The safety questions come first."),
            kept=course,
        )
    ).lines
    assert [(line.session, line.reasons[-1]) for line in lines if line.new is None] == [
        ("barred", "The safety questions come first."),
        ("close", "Every free time is too close to another visit of the course."),
        ("nobody", "Nobody who may treat this client is free in the days looked at."),
    ]
    assert lines[-1].session == "placed"


def test_full_day_leaves_the_second_unplaced_and_says_so() -> None:
    early, late = slot(therapist="isla"), slot(MONDAY + timedelta(hours=2), therapist="isla")
    left = {("isla", MONDAY.date()): DayLeft(sessions=1)}
    proposal = repair(problem(visit("one", early, late), visit("two", early, late), left=left))
    assert (proposal.unplaced, proposal.unplaced_bound) == (1, 1)
    assert "beyond what a day may hold" in proposal.lines[0].reasons[-1]


def test_deep_minutes_of_a_day_are_not_exceeded() -> None:
    early, late = slot(therapist="isla"), slot(MONDAY + timedelta(hours=2), therapist="isla")
    left = {("isla", MONDAY.date()): DayLeft(deep_minutes=30)}
    two = [visit(name, early, late, deep_minutes=20) for name in ("one", "two")]
    assert repair(problem(*two, left=left)).unplaced == 1


def test_search_that_is_stopped_at_once_still_proposes_and_claims_no_proof() -> None:
    here = slot(therapist="isla")
    proposal = repair(problem(visit("one", here), visit("two", here)), deterministic_limit=0)
    assert proposal.unplaced == 1
    assert proposal.unplaced_bound == 0
    assert not proposal.is_proved
    assert proposal.gap == 1


def test_rooms_that_are_free_one_after_the_other_do_not_make_one_room() -> None:
    """Each room is free half of the time: a count at every moment would say that there is room."""
    start = floor_minute(MONDAY)
    rooms = (
        RoomTime(room="a", place="leith", busy=((start, start + 30),)),
        RoomTime(room="b", place="leith", busy=((start + 30, start + 60),)),
    )
    whole = Visit(session="one", place="leith", span=(start, start + 60))
    half = Visit(session="two", place="leith", span=(start, start + 30))
    assert rooms_for(rooms, [whole]).crowded == (("one",),)
    assert rooms_for(rooms, [half]).by_session == {"two": "b"}


@pytest.mark.parametrize(("affected", "code"), [((), "nothing_affected"), (("one", "one"), "affected_twice")])
def test_problem_about_nobody_or_about_one_twice_is_refused(affected: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        repair(problem(*(visit(each) for each in affected)))
    assert refusal.value.code == code
