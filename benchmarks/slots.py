"""How fast is slot search itself, with the diaries already in memory? `served_slots` adds the database."""

from collections.abc import Iterator, Sequence
from functools import partial

from benchmarks import sweep
from benchmarks.measure import Goal, Measurement, milliseconds
from benchmarks.workloads import (
    BUFFER_MINUTES,
    SESSION_MINUTES,
    STEP_MINUTES,
    Network,
    network,
    reference_starts,
    working_spans,
)
from ischia.pathway.book.api import Diary, ServiceTimes, Span, instant, search
from ischia.pathway.book.slots import bounds_of, free_openings, starts_in

TIMES = ServiceTimes(minutes=SESSION_MINUTES, recovery=BUFFER_MINUTES, step=STEP_MINUTES)
SIZES = ((1, 30), (1, 90), (50, 30), (50, 90), (1000, 30), (1000, 90))
GOALS = {(1, 30): Goal(at_most=5), (1, 90): Goal(at_most=5), (1000, 90): Goal(at_most=60, ratio_at_most=10)}


def measurements() -> Iterator[Measurement]:
    for therapists, days in SIZES:
        sought = network(therapists, days)
        diaries = list(diaries_of(sought))
        window = Span(*map(instant, sought.window))
        bound = sweep.Sweep(sought)
        if therapists <= 50:
            assert free_starts(diaries, window) == reference_starts(sought)
        kept = free_openings(diaries, bounds_of(TIMES, *sought.window))
        search_kept = partial(starts_in, kept, TIMES, sought.window[0], sought.window[1] - TIMES.minutes)
        assert len(search_kept()) == bound()
        yield Measurement(
            name=f"slots in memory, {therapists} x {days}",
            workload=f"every free start of {therapists} therapists over {days} days, openings kept in memory",
            unit="ms",
            run=partial(milliseconds, search_kept),
            baseline=partial(milliseconds, bound),
            baseline_is=sweep.IS,
            goal=GOALS.get((therapists, days), Goal(at_most=60)),
        )


def free_starts(diaries: Sequence[Diary], window: Span) -> list[list[int]]:
    """The starts of each diary, its openings worked out first."""
    starts = search(diaries, TIMES, window)
    return [starts.minute[starts.diary == number].tolist() for number in range(len(diaries))]


def diaries_of(sought: Network) -> Iterator[Diary]:
    for worker in sought.workers:
        yield Diary(
            therapist=str(worker.number),
            place=str(worker.clinic),
            zone=worker.zone,
            working=sorted(working_spans(worker, sought.days)),
            busy=sorted((booking.start, booking.end + BUFFER_MINUTES) for booking in worker.bookings),
        )
