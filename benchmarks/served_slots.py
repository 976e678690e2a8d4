"""How fast is slot search as served: from rows in the database to starts that can be shown?

What is measured reads the kept free time from the database at every search; nothing stays in the process. On SQLite
here; `served_slots_postgresql` takes the same on PostgreSQL.
"""

import random
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from benchmarks import sweep
from benchmarks.embedded import clinic_database
from benchmarks.measure import Goal, Measurement, milliseconds
from benchmarks.workloads import (
    BUFFER_MINUTES,
    SESSION_MINUTES,
    THERAPISTS_PER_CLINIC,
    Network,
    network,
    reference_starts,
)
from ischia.pathway.book.api import ServiceTimes, Span, instant

SIZES = ((1, 30), (1, 90), (10, 90), (50, 30), (50, 90), (100, 90), (1000, 30), (1000, 90))
GOALS = {1: Goal(at_most=5), 1000: Goal(at_most=60, ratio_at_most=10)}
TIMES = ServiceTimes(minutes=SESSION_MINUTES, recovery=BUFFER_MINUTES)
BOOKED_AT_ONCE = 100


def measurements() -> Iterator[Measurement]:
    with clinic_database():
        yield from served("SQLite", SIZES)


def served(database: str, sizes: Sequence[tuple[int, int]]) -> Iterator[Measurement]:
    """The search of every size on the database that Django was set up with; the last size is the largest."""
    # Models can be imported once Django is set up, not before.
    from django.db import connection, transaction

    from benchmarks.clinic_rows import rows_of

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA cache_size = -400000")  # for the loading alone, whose indexes need as much
        with transaction.atomic():
            everybody = list(rows_of(network(*sizes[-1])))
        # PostgreSQL counts its rows by itself, but only some time after so many came.
        cursor.execute("PRAGMA cache_size = -16000" if connection.vendor == "sqlite" else "ANALYZE")
    every_start(everybody, network(*sizes[-1]), sizes[-1][0])  # what was loaded is caught up with once
    where = "" if database == "SQLite" else f", {database}"
    for therapists, days in sizes:
        sought = network(therapists, days)
        search = partial(every_start, everybody[: -(-therapists // THERAPISTS_PER_CLINIC)], sought, therapists)
        bound = sweep.Sweep(sought)
        check(search, sought, bound())
        yield Measurement(
            name=f"slots as served, {therapists} x {days}{where}",
            workload=f"every free start of {therapists} therapists over {days} days, rooms included, from {database}",
            unit="ms",
            run=partial(milliseconds, search),
            baseline=partial(milliseconds, bound),
            baseline_is=sweep.IS,
            goal=GOALS.get(therapists, Goal(at_most=60)),
        )
    yield Measurement(
        name=f"earliest start across the network, as served{where}",
        workload=f"the first free start of each of {sizes[-1][0]:,} therapists within 90 days, from {database}",
        unit="ms",
        run=partial(milliseconds, partial(earliest, everybody)),
        goal=Goal(at_most=30),
    )
    yield Measurement(
        name=f"peak memory of slots as served, {sizes[-1][0]} x {sizes[-1][1]}{where}",
        workload=f"the most that Python and numpy hold at once during the largest search, from {database}",
        unit="MB",
        run=partial(peak_megabytes, search),
        goal=Goal(at_most=100),
    )
    yield Measurement(
        name=f"slots as served, first search after {BOOKED_AT_ONCE} bookings{where}",
        workload=f"the largest search when {BOOKED_AT_ONCE} free slots were booked since the last one, from {database}",
        unit="ms",
        run=partial(after_bookings, everybody, search, random.Random(1)),
        goal=Goal(at_most=1000),
    )


def every_start(clinics: Sequence[Any], sought: Network, therapists: int) -> Sequence[Any]:
    """What is asked for one therapist is a page's question, with a slot for each start; for more it is a network's."""
    from ischia.clinic.diary.api import free_in_network, free_slots

    window = Span(*map(instant, sought.window))
    if therapists == 1:
        rows = clinics[0]
        return free_slots(
            clinic=rows.clinic, service=rows.service, therapists=rows.first(1), now=window.start, window=window
        )
    return free_in_network(windows={rows.clinic: window for rows in clinics}, times=TIMES, now=window.start)


def earliest(clinics: Sequence[Any]) -> Any:
    from ischia.clinic.diary.api import next_in_network

    now = instant(network(1, 1).window[0])
    firsts = next_in_network(clinics=[rows.clinic for rows in clinics], times=TIMES, now=now)
    return min(start for starts in firsts.values() for start in starts)


def check(search: Callable[[], Sequence[Any]], sought: Network, bound: int) -> None:
    """The sweep agrees with the reference, and rooms only take starts away. What rooms do is tested, not measured."""
    if len(sought.workers) <= 50:  # the reference tries every start against every booking
        assert sum(map(len, reference_starts(sought))) == bound
    assert 0 < len(search()) <= bound


def peak_megabytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def after_bookings(clinics: Sequence[Any], search: Callable[[], Sequence[Any]], chance: random.Random) -> float:
    """Book that many free slots of clinics and times at random, then time the next search alone."""
    from benchmarks.clinic_rows import book

    free = search()
    book(clinics, [free[chance.randrange(len(free))] for _ in range(BOOKED_AT_ONCE)])
    return milliseconds(search)
