"""Course: when the sessions of a plan are best placed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from ischia.pathway.book.api import CourseRequest, Slot, Window, alternatives_for, keeps_spacing, propose_course
from ischia.pathway.shared.errors import Refused

NOW = datetime(2027, 1, 1, tzinfo=UTC)


def slot(day: int, clock: str = "10:00", therapist: str = "isla", place: str = "leith") -> Slot:
    hour, minute = map(int, clock.split(":"))
    start = NOW + timedelta(days=day, hours=hour, minutes=minute)
    return Slot(therapist=therapist, place=place, start=start, end=start + timedelta(minutes=45))


def request(**changes: object) -> CourseRequest:
    wanted: dict[str, object] = {
        "sessions": 3,
        "spacing_minimum_days": 5,
        "spacing_ideal_days": 7,
        "spacing_maximum_days": 9,
        "zone": "Europe/London",
    }
    return CourseRequest(**{**wanted, **changes})  # type: ignore[arg-type]  # one table of wishes


def days(slots: Iterable[Slot]) -> list[int]:
    return [(each.start - NOW).days for each in slots]


EVERY_DAY = [slot(day) for day in range(3, 40)]


def test_ideal_spacing_is_kept_and_the_course_starts_as_soon_as_it_can() -> None:
    proposal = propose_course(request(), EVERY_DAY, NOW)
    assert days(proposal.slots) == [3, 10, 17]
    assert proposal.reasons == (
        "Every visit is with the same therapist.",
        "The visits are 7 days apart, as planned.",
    )


def test_a_gap_in_the_diary_moves_a_session_by_as_little_as_it_can() -> None:
    free = [each for each in EVERY_DAY if days([each]) not in ([10], [11])]
    assert days(propose_course(request(), free, NOW).slots) == [5, 12, 19]  # starting later keeps both gaps ideal


def test_same_therapist_is_worth_some_days_of_spacing() -> None:
    free = [slot(3), slot(10, therapist="ewan"), slot(11), slot(18)]
    assert {each.therapist for each in propose_course(request(), free, NOW).slots} == {"isla"}


def test_second_therapist_is_used_only_where_the_client_accepts_two() -> None:
    free = [slot(3), slot(10, therapist="ewan"), slot(17)]
    refused = propose_course(request(), free, NOW)
    assert refused.slots == ()
    assert refused.why_not == "3 visits 5 to 9 days apart need more than 1 therapist."
    accepted = propose_course(request(most_therapists=2), free, NOW)
    assert days(accepted.slots) == [3, 10, 17]
    assert "The visits are shared by 2 therapists." in accepted.reasons


def test_half_day_and_weekday_wishes_are_followed_where_they_can_be() -> None:
    both = [slot(day, clock) for day in range(3, 40) for clock in ("09:00", "15:00")]
    proposal = propose_course(request(half_day="afternoon", weekdays=frozenset({1})), both, NOW)
    assert all(each.start.hour == 15 and each.start.weekday() == 1 for each in proposal.slots)
    assert "Every visit is at a time of day and on a day that you asked for." in proposal.reasons


def test_missed_wish_is_said_and_does_not_stop_the_course() -> None:
    proposal = propose_course(request(half_day="evening"), EVERY_DAY, NOW)
    assert "3 visits of 3 could not be placed at the times that you asked for." in proposal.reasons


def test_spacing_counts_calendar_days_across_a_clock_change() -> None:
    before = Slot(
        therapist="isla",
        place="leith",
        start=datetime(2027, 3, 24, 23, 30, tzinfo=UTC),  # still the 24th in London
        end=datetime(2027, 3, 25, 0, 15, tzinfo=UTC),
    )
    after = Slot(
        therapist="isla",
        place="leith",
        start=datetime(2027, 3, 31, 23, 30, tzinfo=UTC),  # already the 1st of April in London
        end=datetime(2027, 4, 1, 0, 15, tzinfo=UTC),
    )
    seven_days = request(sessions=2, spacing_maximum_days=7)
    assert propose_course(seven_days, [before, after], NOW).slots == ()
    assert propose_course(request(sessions=2), [before, after], NOW).slots == (before, after)


def test_past_slots_are_not_looked_at() -> None:
    assert propose_course(request(), [slot(-3), slot(4)], NOW).why_not == (
        "Only 1 of 3 visits can be placed 5 to 9 days apart in the time looked at."
    )
    assert propose_course(request(), [slot(-3)], NOW).why_not == "Nothing is free in the time looked at."


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sessions": 0}, "no_sessions"),
        ({"spacing_minimum_days": 0}, "spacing_too_short"),
        ({"spacing_ideal_days": 20}, "spacing_out_of_order"),
        ({"most_therapists": 0}, "no_therapists"),
        ({"half_day": "midnight"}, "unknown_half_day"),
        ({"zone": "Europe/Atlantis"}, "unknown_zone"),
        ({"services": ("first",)}, "services_miscounted"),
        ({"windows": (Window(weekday=7, start=time(9), end=time(10)),)}, "unknown_weekday"),
        ({"windows": (Window(weekday=1, start=time(10), end=time(9)),)}, "window_ends_before_start"),
    ],
)
def test_request_that_contradicts_itself_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        propose_course(request(**changes), EVERY_DAY, NOW)
    assert refusal.value.code == code


def test_alternatives_are_near_in_time_and_with_the_same_therapist_first() -> None:
    taken = slot(10)
    free = [slot(10, "10:30", therapist="ewan"), slot(10, "14:00"), slot(12), slot(30), taken]
    assert alternatives_for(taken, free) == (slot(10, "14:00"), slot(10, "10:30", therapist="ewan"), slot(12))


def test_replacement_keeps_its_distance_from_both_neighbours() -> None:
    course = [slot(3), slot(10), slot(17)]
    fitting = [day for day in range(3, 20) if keeps_spacing(request(), course, 1, slot(day))]
    assert fitting == [8, 9, 10, 11, 12]
    assert keeps_spacing(request(), course, 0, slot(1))
    assert not keeps_spacing(request(), course, 0, slot(6))


def long_slot(day: int, clock: str = "10:00") -> Slot:
    each = slot(day, clock)
    return Slot(therapist=each.therapist, place=each.place, start=each.start, end=each.start + timedelta(minutes=60))


def test_first_visit_is_chosen_among_the_longer_starts_and_the_others_among_theirs() -> None:
    offered = {"first": [long_slot(5)], "follow_up": EVERY_DAY}
    proposal = propose_course(request(services=("first", "follow_up", "follow_up")), offered, NOW)
    assert days(proposal.slots) == [5, 12, 19]
    assert [(each.end - each.start).seconds // 60 for each in proposal.slots] == [60, 45, 45]


def test_windows_of_the_client_hold_the_whole_visit() -> None:
    both = [slot(day, clock) for day in range(3, 40) for clock in ("09:00", "10:30", "15:00")]
    tuesday_morning = Window(weekday=1, start=time(10), end=time(11, 15))
    proposal = propose_course(request(windows=(tuesday_morning,)), both, NOW)
    assert all((each.start.weekday(), each.start.hour) == (1, 10) for each in proposal.slots)
    too_short = Window(weekday=1, start=time(10), end=time(11))
    missed = propose_course(request(windows=(too_short,)), both, NOW)
    assert "3 visits of 3 could not be placed at the times that you asked for." in missed.reasons


def test_rest_of_a_course_keeps_its_distance_from_the_visit_before_it() -> None:
    last = date(2027, 1, 2)
    assert days(propose_course(request(previous=last), EVERY_DAY, NOW).slots) == [8, 15, 22]
    assert days(propose_course(request(previous=last), EVERY_DAY[20:], NOW).slots) == [23, 30, 37]  # late, but at all


def test_course_that_does_not_fit_comes_with_what_does() -> None:
    proposal = propose_course(request(sessions=6), EVERY_DAY[:16], NOW)
    assert days(proposal.nearest) == [3, 8, 13, 18]
    assert proposal.why_not == "Only 4 of 6 visits can be placed 5 to 9 days apart in the time looked at."
    assert proposal.enough_therapists is None
    with_two = propose_course(request(), [slot(3), slot(10, therapist="ewan"), slot(17)], NOW)
    assert (days(with_two.nearest), with_two.enough_therapists) == ([3], 2)


@pytest.mark.parametrize(
    ("after", "by_day", "visits", "review"),
    [(4, None, 6, 4), (4, 35, 6, 4), (6, 28, 5, 5), (8, 28, 5, 5), (8, 35, 6, None), (4, 7, 2, 2)],
)
def test_visits_beyond_the_day_of_the_review_wait_for_it_and_the_last_one_before_it_is_the_review(
    after: int, by_day: int | None, visits: int, review: int | None
) -> None:
    wanted = request(
        sessions=6,
        spacing_minimum_days=7,
        spacing_maximum_days=7,
        review_after_session=after,
        review_by_day=by_day,
    )
    proposal = propose_course(wanted, EVERY_DAY, NOW)
    assert (len(proposal.slots), proposal.review) == (visits, review)
    assert proposal.after_review == 6 - visits
    assert proposal.why_not == ""


def test_visits_move_closer_together_so_that_all_lie_before_the_review() -> None:
    assert days(propose_course(request(review_by_day=14), EVERY_DAY, NOW).slots) == [3, 10, 17]
    assert days(propose_course(request(review_by_day=12), EVERY_DAY, NOW).slots) == [3, 10, 15]
    thinned_out = [slot(day) for day in (3, 10, 18, 30, 36, 42)]
    assert days(propose_course(request(), thinned_out, NOW).slots) == [3, 10, 18]
    assert days(propose_course(request(review_by_day=13), thinned_out, NOW).slots) == [30, 36, 42]


def test_rest_of_a_course_ends_by_the_day_that_its_first_visit_has_set_for_the_review() -> None:
    last = date(2027, 1, 4)
    until = date(2027, 1, 22)
    assert days(propose_course(request(previous=last, until=until), EVERY_DAY, NOW).slots) == [10, 16, 21]
    late = propose_course(request(previous=last, until=until), EVERY_DAY[10:], NOW)
    assert (days(late.slots), late.after_review, late.review) == ([13, 20], 1, 2)


def test_too_few_times_are_not_blamed_on_the_review() -> None:
    proposal = propose_course(request(sessions=6, review_by_day=28), EVERY_DAY[:16], NOW)
    assert (proposal.slots, proposal.after_review) == ((), 0)
    assert proposal.why_not == "Only 4 of 6 visits can be placed 5 to 9 days apart in the time looked at."


def test_other_time_for_one_visit_keeps_the_course_before_its_review() -> None:
    wanted = request(review_by_day=15, until=date(2027, 1, 20))
    course = [slot(3), slot(10), slot(17)]
    assert keeps_spacing(wanted, course, 2, slot(18))
    assert not keeps_spacing(wanted, course, 2, slot(19))
    assert not keeps_spacing(replace(wanted, review_by_day=None), course, 2, slot(20))
    assert not keeps_spacing(wanted, course, 0, slot(1))
