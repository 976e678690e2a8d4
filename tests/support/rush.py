"""How do several processes fight for the same slots? Each is a new Python with its own connection to the database."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

from tests.support.settings import use_test_settings

_START: list[Barrier] = []


def rush(*, processes: int, attempts: int, plans: Sequence[UUID], service: UUID, slots: Sequence[Any]) -> Counter[str]:
    """Every process tries to book each of `slots` in turn, `attempts` times, for its own care plan.

    Answers how often each outcome was met: "booked", the code of a refusal, or the name of an unexpected error.
    """
    from django.db import connection

    database = str(connection.settings_dict["NAME"])
    context = get_context("spawn")
    start = context.Barrier(processes)
    with ProcessPoolExecutor(processes, context, initializer=_join, initargs=(database, start)) as pool:
        futures = [pool.submit(_attempt, plan, service, list(slots), attempts) for plan in plans[:processes]]
        return sum((future.result(timeout=120) for future in futures), Counter())


def _join(database: str, start: Barrier) -> None:
    """Set Django up in the new process, on the database that the test uses."""
    use_test_settings()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    _START.append(start)


def _attempt(plan_id: UUID, service_id: UUID, slots: list[Any], attempts: int) -> Counter[str]:
    from ischia.clinic.audit.api import Actor
    from ischia.clinic.book.api import book_course
    from ischia.clinic.places.api import Service
    from ischia.clinic.plan.api import CarePlan
    from ischia.pathway.shared.errors import Refused
    from tests.support.clinic import NOW

    plan = CarePlan.objects.select_related("episode__client__clinic").get(pk=plan_id)
    service = Service.objects.get(pk=service_id)
    _START[0].wait(timeout=60)
    outcomes: Counter[str] = Counter()
    for attempt in range(attempts):
        try:
            book_course(
                actor=Actor.system("rush"),
                episode=plan.episode,
                care_plan=plan,
                service=service,
                slots=[slots[attempt % len(slots)]],
                request_key=f"{plan_id} {attempt}",
                policy_version="tests",
                now=NOW,
            )
            outcomes["booked"] += 1
        except Refused as refusal:
            outcomes[refusal.code] += 1
    return outcomes
