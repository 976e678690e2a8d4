"""How do several processes contend for the same slots until all are gone, and what did each attempt come to?

Each process is a new Python with its own connection to the database that the caller uses, and books for people of its
own. Every attempt is counted: booked, the code of a refusal, or the name of an error that nobody should ever see.
"""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

_START: list[Barrier] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Contention:
    """Who books what: one care plan for each process, the slots, and when it is.

    Process n begins at slot n and goes `stride` slots on with every attempt.
    """

    plans: tuple[UUID, ...]
    service: UUID
    slots: tuple[Any, ...]
    now: datetime
    stride: int = 1

    @property
    def processes(self) -> int:
        return len(self.plans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contended:
    """What came of it: how often each outcome, and how long each attempt and all of them took, in seconds."""

    outcomes: Counter[str]
    latencies: tuple[float, ...]
    seconds: float

    @property
    def booked(self) -> int:
        return self.outcomes["booked"]


def contend(contention: Contention, *, attempts: int, settings: str, url: str = "", name: str = "") -> Contended:
    """Makes so many attempts in all, evenly by every process.

    The processes use the settings module, and the database of `url` or, for a test database, `name`.
    """
    context = get_context("spawn")
    start = context.Barrier(contention.processes)
    each = attempts // contention.processes
    with ProcessPoolExecutor(contention.processes, context, _join, (settings, url, name, start)) as pool:
        futures = [pool.submit(_attempt, contention, number, each) for number in range(contention.processes)]
        done = [future.result() for future in futures]
    return Contended(
        outcomes=sum((outcomes for outcomes, *_ in done), Counter()),
        latencies=tuple(latency for _, latencies, *_ in done for latency in latencies),
        seconds=max(ended for *_, ended in done) - min(began for *_, began, _ in done),
    )


def _join(settings: str, url: str, name: str, start: Barrier) -> None:
    """Set Django up in the new process."""
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    if url:
        os.environ["ISCHIA_DATABASE_URL"] = url
    import django

    django.setup()
    from django.db import connection

    if name:
        connection.settings_dict["NAME"] = name
    _START.append(start)


def _attempt(contention: Contention, number: int, attempts: int) -> tuple[Counter[str], list[float], float, float]:
    from django.db import connection

    from ischia.clinic.places.api import Service
    from ischia.clinic.plan.api import CarePlan

    plan = CarePlan.objects.select_related("episode__client__clinic").get(pk=contention.plans[number])
    service = Service.objects.get(pk=contention.service)
    outcomes: Counter[str] = Counter()
    latencies: list[float] = []
    _START[0].wait(timeout=120)
    began = time.perf_counter()
    for attempt in range(attempts):
        slot = contention.slots[(attempt * contention.stride + number) % len(contention.slots)]
        started = time.perf_counter()
        outcomes[_outcome(plan, service, slot, f"{number} {attempt}", contention.now)] += 1
        latencies.append(time.perf_counter() - started)
    ended = time.perf_counter()
    connection.close()
    return outcomes, latencies, began, ended


def _outcome(plan: Any, service: Any, slot: Any, key: str, now: datetime) -> str:
    """Booked, the code of the refusal, or the kind of error: each attempt is answered in one of these ways."""
    from ischia.clinic.audit.api import Actor
    from ischia.clinic.book.api import book_course
    from ischia.pathway.shared.errors import Refused

    try:
        book_course(
            actor=Actor.system("contention"),
            episode=plan.episode,
            care_plan=plan,
            service=service,
            slots=[slot],
            request_key=f"{plan.pk} {key}",
            policy_version="tests",
            now=now,
        )
    except Refused as refusal:
        return refusal.code
    except Exception as error:  # counted by name, and no name but a refusal's is expected
        return f"error: {type(error).__name__}: {str(error)[:200]}"
    return "booked"


def fifty_slots(therapists: Sequence[Any], place: Any, first: datetime, *, minutes: int) -> tuple[Any, ...]:
    """Ten hours from `first` on five days, shared out among the therapists: fifty slots, of which no two meet."""
    from ischia.pathway.book.api import Slot

    starts = [first + timedelta(days=day, hours=hour) for day in range(5) for hour in range(10)]
    return tuple(
        Slot(
            therapist=str(therapists[number % len(therapists)].pk),
            place=str(place.pk),
            start=start,
            end=start + timedelta(minutes=minutes),
        )
        for number, start in enumerate(starts)
    )


def long_days(hours: Any) -> list[Any]:
    """Every day from seven to nine in the evening, for a plain time table; `hours` makes one of its rows."""
    return [hours(weekday=weekday, start=time_of_day(7), end=time_of_day(21)) for weekday in range(7)]
