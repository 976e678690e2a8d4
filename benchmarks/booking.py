"""How fast is a course of four booked, from nothing to confirmed, against the same statements through the bare driver?

Both run on copies of one prepared database, in the same run, by processes of their own: 1 and 8 clients at once.
"""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import booking_clients
from benchmarks.measure import Goal, Measurement
from scripts.postgres import stop_in_order_when_told, temporary_server

COURSES = {1: 40, 8: 10}
GOAL = Goal(ratio_at_least=1 / 3)
IS = "the same statements through the bare driver, one transaction a course"


class Store:
    """A prepared database, the place that clients see it at, and a way back to how it was."""

    url = ""

    def restore(self) -> None:
        raise NotImplementedError


class SqliteStore(Store):
    def __init__(self, folder: Path) -> None:
        self.file, self.kept = folder / "clinic.sqlite3", folder / "kept.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        shutil.copy(self.file, self.kept)

    def restore(self) -> None:
        for left in self.file.parent.glob("clinic.sqlite3-*"):
            left.unlink()
        shutil.copy(self.kept, self.file)


class PostgresqlStore(Store):
    def __init__(self, server: str) -> None:
        self.server, self.url = server, server.removesuffix("postgres") + "clinic"
        self._run("CREATE DATABASE clinic")

    def keep(self) -> None:
        self._run("CREATE DATABASE kept TEMPLATE clinic")

    def restore(self) -> None:
        self._run("DROP DATABASE clinic WITH (FORCE)")
        self._run("CREATE DATABASE clinic TEMPLATE kept")

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


class Crowd:
    """So many client processes on one prepared database."""

    def __init__(self, store: Any, clients: int) -> None:
        self.store, self.clients, self.courses = store, clients, COURSES[clients]
        context = get_context("spawn")
        begin = context.Barrier(clients)
        self.pool = ProcessPoolExecutor(clients, context, initializer=booking_clients.join, initargs=(store.url, begin))
        self.jobs = self.pool.submit(booking_clients.prepare, clients, self.courses).result()
        store.keep()
        self.transcripts: list[booking_clients.Transcript] = []

    def through_the_service(self) -> float:
        """Courses a second, booked through the service. Each client's statements are kept for the replay."""
        self.store.restore()
        done = self._all(lambda client: self.pool.submit(booking_clients.book, self.jobs, client))
        self.transcripts = [transcript for _, _, transcript in done]
        return self._rate(done)

    def through_the_driver(self) -> float:
        """Courses a second, the same statements through the bare driver on a fresh copy."""
        self.store.restore()
        url = self.store.url
        return self._rate(
            self._all(lambda client: self.pool.submit(booking_clients.replay, url, self.transcripts[client]))
        )

    def _all(self, submit: Any) -> list[Any]:
        return [future.result() for future in [submit(client) for client in range(self.clients)]]

    def _rate(self, done: list[Any]) -> float:
        elapsed = max(each[1] for each in done) - min(each[0] for each in done)
        return float(self.clients * self.courses / elapsed)

    @property
    def statements(self) -> int:
        return len(self.transcripts[0][0])


@contextmanager
def crowd_on(database: str, clients: int) -> Iterator[Crowd]:
    with tempfile.TemporaryDirectory(prefix="ischia-bench-", ignore_cleanup_errors=True) as folder:
        if database == "SQLite":
            crowd = Crowd(SqliteStore(Path(folder)), clients)
            yield crowd
            crowd.pool.shutdown()
            return
        stop_in_order_when_told()
        with temporary_server(durable=True) as server:
            crowd = Crowd(PostgresqlStore(server), clients)
            yield crowd
            crowd.pool.shutdown()


def measurements() -> Iterator[Measurement]:
    for database in ("SQLite", "PostgreSQL"):
        for clients in COURSES:
            with crowd_on(database, clients) as crowd:
                crowd.through_the_service()
                yield Measurement(
                    name=f"booking on {database}, {clients} at once",
                    workload=f"courses of 4, hold to confirmed, {crowd.statements} statements each, {clients} clients",
                    unit="courses/s",
                    run=crowd.through_the_service,
                    baseline=crowd.through_the_driver,
                    baseline_is=IS,
                    goal=GOAL,
                )
