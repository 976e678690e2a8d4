"""How fast is slot search as served: from rows in the database to starts that can be shown?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from benchmarks import sweep
from benchmarks.embedded import clinic_database
from benchmarks.measure import Goal, Measurement, milliseconds
from benchmarks.workloads import THERAPISTS_PER_CLINIC, network, reference_starts
from ischia.pathway.book.api import Slot, Span, instant

SIZES = ((1, 30), (1, 90), (50, 30), (50, 90), (1000, 30), (1000, 90))
GOALS = {1: Goal(at_most=5), 50: Goal(at_most=60), 1000: Goal(at_most=60, ratio_at_most=10)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question to one clinic: the service sought, and of whom (None is everybody)."""

    clinic: Any
    service: Any
    therapists: tuple[UUID, ...] | None = None


def measurements() -> Iterator[Measurement]:
    with clinic_database():
        # Models can be imported once Django is set up, not before.
        from benchmarks.clinic_rows import rows_of

        with transaction.atomic():
            everybody = list(rows_of(network(*SIZES[-1])))
        for therapists, days in SIZES:
            sought = network(therapists, days)
            asked = [
                Asked(clinic=rows.clinic, service=rows.service, therapists=rows.first(therapists))
                for rows in everybody[: -(-therapists // THERAPISTS_PER_CLINIC)]
            ]
            window = Span(*map(instant, sought.window))
            bound = sweep.Sweep(sought)
            if therapists <= 50:  # the reference tries every start against every booking
                assert sum(map(len, reference_starts(sought))) == bound()
            assert 0 < sum(map(len, every_start(asked, window))) <= bound()  # rooms can only take starts away
            yield Measurement(
                name=f"slots as served, {therapists} x {days}",
                workload=f"every free start of {therapists} therapists over {days} days, rooms included, from SQLite",
                unit="ms",
                run=partial(milliseconds, partial(every_start, asked, window)),
                baseline=partial(milliseconds, bound),
                baseline_is=sweep.IS,
                goal=GOALS[therapists],
            )
        yield Measurement(
            name="earliest start across the network, as served",
            workload="the first free start of each of 1,000 therapists within 90 days, from SQLite",
            unit="ms",
            run=partial(milliseconds, partial(earliest, asked)),
            goal=Goal(at_most=30),
        )


def every_start(asked: Sequence[Asked], window: Span) -> list[tuple[Slot, ...]]:
    from ischia.clinic.diary.api import free_slots

    return [
        free_slots(
            clinic=each.clinic, service=each.service, therapists=each.therapists, now=window.start, window=window
        )
        for each in asked
    ]


def earliest(asked: Sequence[Asked]) -> Any:
    from ischia.clinic.diary.api import next_free

    now = instant(network(1, 1).window[0])
    firsts = [next_free(clinic=each.clinic, service=each.service, now=now) for each in asked]
    return min(start for found in firsts for starts in found.values() for start in starts)
