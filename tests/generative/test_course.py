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
MINUTES = {"first": 60, "other": 45, "review": 50}

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
    has_review = sessions > 1 and draw(st.booleans())
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
        services=(first, *["other"] * (sessions - 1 - has_review), *["review"] * has_review),
        review_after_session=sessions if has_review else None,
        previous=draw(st.none() | st.dates(date(2027, 3, 14), date(2027, 3, 24))),
        review_by_day=draw(st.none() | st.integers(0, 12)),
        until=draw(st.none() | st.dates(date(2027, 3, 20), date(2027, 4, 4))),
    )


def local(slot: Slot) -> date:
    return slot.start.astimezone(ZoneInfo(ZONE)).date()


def every_course(request: CourseRequest, offered: Offered) -> Iterator[tuple[Slot, ...]]:
    for course in product(*(offered[service] for service in request.services)):
        days = [local(slot) for slot in course]
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        fits = all(request.spacing_minimum_days <= gap <= request.spacing_maximum_days for gap in gaps)
        follows = request.previous is None or (days[0] - request.previous).days >= request.spacing_minimum_days
        if (
            fits
            and follows
            and by_the_review(request, days)
            and len({slot.therapist for slot in course}) <= request.most_therapists
        ):
            yield course


def by_the_review(request: CourseRequest, days: Sequence[date]) -> bool:
    is_within = request.review_by_day is None or max(days) <= min(days) + timedelta(days=request.review_by_day)
    return is_within and (request.until is None or max(days) <= request.until)


def without_review(request: CourseRequest) -> CourseRequest:
    return replace(request, review_by_day=None, until=None)


def fewer(request: CourseRequest, sessions: int, *, with_review: bool = False) -> CourseRequest:
    """The first visits; `with_review`: the last of them is the review, where there is one."""
    services = request.services[:sessions]
    if with_review and sessions > 1:
        services = (*services[:-1], request.services[-1])
    return replace(request, sessions=sessions, services=services)


@settings(max_examples=500, deadline=None)
@given(request=requests(), offered=offers())
def test_proposal_costs_as_little_as_the_best_of_all_courses(request: CourseRequest, offered: Offered) -> None:
    proposal = propose_course(request, offered, NOW)
    courses = list(every_course(request, offered))
    if not courses:
        assert len(proposal.slots) < request.sessions
        return
    assert proposal.slots in courses
    assert proposal.cost == least(request, offered)
    assert proposal.after_review == 0


def least(request: CourseRequest, offered: Offered) -> int:
    origin = min(local(slot) for slots in offered.values() for slot in slots)
    return min(course_cost(request, course, origin) for course in every_course(request, offered))


@settings(max_examples=400, deadline=None)
@given(request=requests(), offered=offers())
def test_course_that_does_not_fit_comes_with_the_best_of_the_most_visits_that_do(
    request: CourseRequest, offered: Offered
) -> None:
    proposal = propose_course(request, offered, NOW)
    if len(proposal.slots) == request.sessions:
        return
    enough = proposal.enough_therapists
    if enough is not None:
        assert any(every_course(replace(request, most_therapists=enough), offered))
    with_more = any(every_course(replace(request, most_therapists=3), offered))
    assert (enough is None) == (not with_more)
    is_held_up = not with_more and any(every_course(without_review(request), offered))
    parts = [fewer(request, n, with_review=is_held_up) for n in range(1, request.sessions)]
    fitting = [part for part in parts if any(every_course(part, offered))]
    found = proposal.slots or proposal.nearest
    assert len(found) == (fitting[-1].sessions if fitting else 0)
    assert bool(proposal.slots) == (is_held_up and bool(fitting))
    assert proposal.after_review == (request.sessions - len(proposal.slots) if proposal.slots else 0)
    assert bool(proposal.why_not) == (not proposal.slots)
    if fitting:
        part = fitting[-1]
        assert not proposal.slots or proposal.services == part.services
        assert found in list(every_course(part, offered))
        origin = min(local(slot) for slots in offered.values() for slot in slots)
        assert course_cost(part, found, origin) == least(part, offered)


@settings(max_examples=100, deadline=None)
@given(request=requests(), offered=offers())
def test_order_in_which_slots_arrive_does_not_change_the_proposal(request: CourseRequest, offered: Offered) -> None:
    shuffled = {
        service: sorted(slots, key=lambda slot: (slot.therapist, -slot.start.timestamp()))
        for service, slots in offered.items()
    }
    assert propose_course(request, shuffled, NOW) == propose_course(request, offered, NOW)
