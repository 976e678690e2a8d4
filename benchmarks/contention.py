"""How many contended attempts a second are answered, and is any slot booked twice? 20,000 on 50 slots by 8 processes.

The goal is about what must never happen: a slot booked other than once, an attempt without a clean answer, a row that
is half made. Attempts a second and latencies stand beside it.
"""

import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import Goal, Measurement
from scripts.postgres import stop_in_order_when_told, temporary_server

ATTEMPTS, PROCESSES, SLOTS = 20_000, 8, 50
SETTINGS = "ischia.config.settings.demo"


def take(database: str, attempts: int = ATTEMPTS) -> dict[str, float]:
    """One run on a fresh database; the figures by name, which are printed too."""
    with url_of(database) as url:
        return contended_on(url, database, attempts)


@contextmanager
def url_of(database: str) -> Iterator[str]:
    if database == "SQLite":
        with tempfile.TemporaryDirectory(prefix="ischia-bench-", ignore_cleanup_errors=True) as folder:
            yield f"sqlite:///{Path(folder) / 'clinic.sqlite3'}"
        return
    stop_in_order_when_told()
    with temporary_server(durable=True) as url:
        yield url


def contended_on(url: str, database: str, attempts: int) -> dict[str, float]:
    """Set Django up on `url` (once in a process), furnish it, and let the processes at it."""
    from benchmarks import contention_rows
    from tests.support.contending import contend

    contention = contention_rows.furnished(url, processes=PROCESSES)
    done = contend(contention, attempts=attempts, settings=SETTINGS, url=url)
    refused = done.outcomes["slot_taken"]
    wrong = [*contention_rows.faults(), *(name for name in done.outcomes if name not in {"booked", "slot_taken"})]
    latencies = sorted(each * 1000 for each in done.latencies)
    figures = {
        "attempts/s": attempts / done.seconds,
        "booked": done.booked,
        "refused": refused,
        "median ms": statistics.median(latencies),
        "99th percentile ms": latencies[int(0.99 * len(latencies))],
        "slowest ms": latencies[-1],
        "wrong": abs(done.booked - SLOTS) + abs(attempts - SLOTS - refused) + len(wrong),
    }
    print(
        f"{database}: {', '.join(f'{name} {figure:.4g}' for name, figure in figures.items())}", *wrong[:5], flush=True
    )
    return figures


def in_a_process_of(taken: Callable[[str], dict[str, float]], database: str) -> dict[str, float]:
    """`taken` of the database in a process of its own: Django is set up for one database only."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(taken, database).result()


def measurements() -> Iterator[Measurement]:
    for database in ("SQLite", "PostgreSQL"):
        figures: dict[str, float] = {}

        def wrong(database: str = database, figures: dict[str, float] = figures) -> float:
            figures.update(in_a_process_of(take, database))
            return figures["wrong"]

        workload = f"{ATTEMPTS} attempts at {SLOTS} slots by {PROCESSES} processes"
        yield Measurement(
            name=f"contention on {database}: wrong answers",
            workload=f"{workload}; slots not booked once, attempts without a clean answer, rows half made",
            unit="faults",
            run=wrong,
            goal=Goal(at_most=0),
            counted_runs=1,
            uncounted_runs=0,
        )
        yield Measurement(
            name=f"contention on {database}: attempts",
            workload=f"{workload}, of the same run",
            unit="attempts/s",
            run=partial(figures.__getitem__, "attempts/s"),
            goal=Goal(),
            counted_runs=1,
            uncounted_runs=0,
        )
