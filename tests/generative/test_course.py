"""The course optimum against every possible course, on tiny inputs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ischia.pathway.book.api import CourseRequest, Slot, propose_course
from ischia.pathway.book.course import course_cost

NOW = datetime(2027, 3, 20, tzinfo=UTC)
ZONE = "Europe/London"


@st.composite
def slots(draw: st.DrawFn) -> list[Slot]:
    drawn = draw(
        st.lists(st.tuples(st.integers(0, 14), st.integers(0, 23), st.sampled_from("abc")), max_size=12, unique=True)
    )
    starts = [(NOW + timedelta(days=day, hours=hour, minutes=30), therapist) for day, hour, therapist in drawn]
    return [Slot(therapist=who, place="p", start=at, end=at + timedelta(minutes=45)) for at, who in starts]


@st.composite
def requests(draw: st.DrawFn) -> CourseRequest:
    shortest, ideal, longest = sorted(draw(st.tuples(*[st.integers(1, 6)] * 3)))
    return CourseRequest(
        sessions=draw(st.integers(1, 4)),
        spacing_minimum_days=shortest,
        spacing_ideal_days=ideal,
        spacing_maximum_days=longest,
        zone=ZONE,
        half_day=draw(st.sampled_from(["morning", "afternoon", "evening", "any"])),
        weekdays=draw(st.frozensets(st.integers(0, 6), max_size=3)),
        preferred_therapist=draw(st.sampled_from(["a", "b", None])),
        most_therapists=draw(st.integers(1, 3)),
    )


def every_course(request: CourseRequest, free: Sequence[Slot]) -> Iterator[tuple[Slot, ...]]:
    for course in combinations(sorted(free, key=lambda slot: slot.start), request.sessions):
        days = [slot.start.astimezone(ZoneInfo(ZONE)).date() for slot in course]
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        fits = all(request.spacing_minimum_days <= gap <= request.spacing_maximum_days for gap in gaps)
        if fits and len({slot.therapist for slot in course}) <= request.most_therapists:
            yield course


@settings(max_examples=400, deadline=None)
@given(request=requests(), free=slots())
def test_proposal_costs_as_little_as_the_best_of_all_courses(request: CourseRequest, free: list[Slot]) -> None:
    proposal = propose_course(request, free, NOW)
    courses = list(every_course(request, free))
    if not courses:
        assert proposal.slots == ()
        assert proposal.why_not
        return
    origin = min(slot.start.astimezone(ZoneInfo(ZONE)).date() for slot in free)
    assert proposal.slots in courses
    assert proposal.cost == min(course_cost(request, course, origin) for course in courses)


@settings(max_examples=100, deadline=None)
@given(request=requests(), free=slots())
def test_order_in_which_slots_arrive_does_not_change_the_proposal(request: CourseRequest, free: list[Slot]) -> None:
    shuffled = sorted(free, key=lambda slot: (slot.therapist, -slot.start.timestamp()))
    assert propose_course(request, shuffled, NOW) == propose_course(request, free, NOW)
