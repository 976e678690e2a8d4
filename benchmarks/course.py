"""How fast is the best course found among many free starts?"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from benchmarks.measure import Goal, Measurement, milliseconds
from ischia.pathway.book.api import CourseRequest, Slot, propose_course

NOW = datetime(2027, 3, 1, tzinfo=UTC)
SLOTS, DAYS = 1000, 84


def measurements() -> Iterator[Measurement]:
    for therapists, review_by_day in ((1, None), (10, None), (10, 15)):
        request = CourseRequest(
            sessions=6,
            spacing_minimum_days=2,
            spacing_ideal_days=4,
            spacing_maximum_days=5,
            zone="Europe/London",
            half_day="morning",
            most_therapists=2,
            review_by_day=review_by_day,
        )
        slots = free_slots(therapists)
        assert len(propose_course(request, slots, NOW).slots) == request.sessions
        yield Measurement(
            name=f"course of 6 among 1,000 starts, {therapists} therapists{', before a review' * bool(review_by_day)}",
            workload="the exact optimum by spacing, continuity, wishes and finish, at most 2 therapists",
            unit="ms",
            run=partial(milliseconds, partial(propose_course, request, slots, NOW)),
            goal=Goal(at_most=20),
        )


def free_slots(therapists: int) -> list[Slot]:
    chance = random.Random(20260101)
    starts = [NOW + timedelta(days=chance.randrange(DAYS), minutes=15 * chance.randrange(36, 72)) for _ in range(SLOTS)]
    return [
        Slot(therapist=str(chance.randrange(therapists)), place="p", start=start, end=start + timedelta(minutes=45))
        for start in starts
    ]
