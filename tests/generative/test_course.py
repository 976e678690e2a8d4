"""The course optimum against every possible course, on tiny inputs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ischia.pathway.book.api import CourseRequest, Slot, Window, propose_course
from ischia.pathway.book.course_cost import course_cost

NOW = datetime(2027, 3, 20, tzinfo=UTC)
ZONE = "Europe/London"
MINUTES = {"first": 60, "other": 45}

Offered = Mapping[str, Sequence[Slot]]


@st.composite
def offers(draw: st.DrawFn) -> Offered:
    return {service: draw(_slots(minutes)) for service, minutes in MINUTES.items()}


@st.composite
def _slots(draw: st.DrawFn, minutes: int) -> list[Slot]:
    drawn = draw(
        st.lists(st.tuples(st.integers(0, 14), st.integers(0, 23), st.sampled_from("abc")), max_size=9, unique=True)
    )
    starts = [(NOW + timedelta(days=day, hours=hour, minutes=30), therapist) for day, hour, therapist in drawn]
    return [Slot(therapist=who, place="p", start=at, end=at + timedelta(minutes=minutes)) for at, who in starts]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(st.integers(0, 22))
    return Window(weekday=draw(st.integers(0, 6)), start=time(start), end=time(draw(st.integers(start + 1, 23))))


@st.composite
def requests(draw: st.DrawFn) -> CourseRequest:
    shortest, ideal, longest = sorted(draw(st.tuples(*[st.integers(1, 6)] * 3)))
    sessions = draw(st.integers(1, 4))
    first = draw(st.sampled_from(["first", "other"]))
    return CourseRequest(
        sessions=sessions,
        spacing_minimum_days=shortest,
        spacing_ideal_days=ideal,
        spacing_maximum_days=longest,
        zone=ZONE,
        half_day=draw(st.sampled_from(["morning", "afternoon", "evening", "any"])),
        weekdays=draw(st.frozensets(st.integers(0, 6), max_size=3)),
        windows=tuple(draw(st.lists(windows(), max_size=2))),
        preferred_therapist=draw(st.sampled_from(["a", "b", None])),
        most_therapists=draw(st.integers(1, 3)),
        services=(first, *["other"] * (sessions - 1)),
        previous=draw(st.none() | st.dates(date(2027, 3, 14), date(2027, 3, 24))),
    )


def local(slot: Slot) -> date:
    return slot.start.astimezone(ZoneInfo(ZONE)).date()


def every_course(request: CourseRequest, offered: Offered) -> Iterator[tuple[Slot, ...]]:
    for course in product(*(offered[service] for service in request.services)):
        days = [local(slot) for slot in course]
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        fits = all(request.spacing_minimum_days <= gap <= request.spacing_maximum_days for gap in gaps)
        follows = request.previous is None or (days[0] - request.previous).days >= request.spacing_minimum_days
        if fits and follows and len({slot.therapist for slot in course}) <= request.most_therapists:
            yield course


def fewer(request: CourseRequest, sessions: int) -> CourseRequest:
    return replace(request, sessions=sessions, services=request.services[:sessions])


@settings(max_examples=400, deadline=None)
@given(request=requests(), offered=offers())
def test_proposal_costs_as_little_as_the_best_of_all_courses(request: CourseRequest, offered: Offered) -> None:
    proposal = propose_course(request, offered, NOW)
    courses = list(every_course(request, offered))
    if not courses:
        assert proposal.slots == ()
        assert proposal.why_not
        return
    origin = min(local(slot) for slots in offered.values() for slot in slots)
    assert proposal.slots in courses
    assert proposal.cost == min(course_cost(request, course, origin) for course in courses)


@settings(max_examples=300, deadline=None)
@given(request=requests(), offered=offers())
def test_course_that_does_not_fit_comes_with_the_best_of_the_most_visits_that_do(
    request: CourseRequest, offered: Offered
) -> None:
    proposal = propose_course(request, offered, NOW)
    if proposal.slots:
        return
    most = max((n for n in range(1, request.sessions) if any(every_course(fewer(request, n), offered))), default=0)
    assert len(proposal.nearest) == most
    if most:
        origin = min(local(slot) for slots in offered.values() for slot in slots)
        part = fewer(request, most)
        cheapest = min(course_cost(part, course, origin) for course in every_course(part, offered))
        assert course_cost(part, proposal.nearest, origin) == cheapest
    enough = proposal.enough_therapists
    assert (enough is None) == (not any(every_course(replace(request, most_therapists=3), offered)))
    if enough is not None:
        assert any(every_course(replace(request, most_therapists=enough), offered))


@settings(max_examples=100, deadline=None)
@given(request=requests(), offered=offers())
def test_order_in_which_slots_arrive_does_not_change_the_proposal(request: CourseRequest, offered: Offered) -> None:
    shuffled = {
        service: sorted(slots, key=lambda slot: (slot.therapist, -slot.start.timestamp()))
        for service, slots in offered.items()
    }
    assert propose_course(request, shuffled, NOW) == propose_course(request, offered, NOW)
