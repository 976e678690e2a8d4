"""How fast is a course of four booked, from nothing to confirmed, against the same statements through the bare driver?

Both run on copies of one prepared database, in the same run, by processes of their own: 1, 8 and 32 clients at once.
Booked at once, and held first and then confirmed. Beside it: how often a second the database commits one bare row.
"""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import booking_clients
from benchmarks.measure import Goal, Measurement
from scripts.postgres import stop_in_order_when_told, temporary_server

COURSES = {1: 40, 8: 10, 32: 4}
BARE_COMMITS = 50
GOAL = Goal(ratio_at_least=1 / 3)
IS = "the same statements through the bare driver, in the same transactions"


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

    def through_the_service(self, way: str) -> float:
        """Courses a second, booked through the service. Each client's statements are kept for the replay."""
        self.store.restore()
        done = self._all(lambda client: self.pool.submit(booking_clients.book, self.jobs, client, way))
        self.transcripts = [transcript for _, _, transcript in done]
        return self._rate(done, self.courses)

    def through_the_driver(self) -> float:
        """Courses a second, the same statements through the bare driver on a fresh copy."""
        return self._rate(self._replayed(self.transcripts), self.courses)

    def bare_commits(self) -> float:
        """Commits a second, each of a single row, through the bare driver."""
        single: booking_clients.Transcript = [[booking_clients.BARE]] * BARE_COMMITS
        return self._rate(self._replayed([single] * self.clients), BARE_COMMITS)

    def _replayed(self, transcripts: list[booking_clients.Transcript]) -> list[Any]:
        self.store.restore()
        url = self.store.url
        return self._all(lambda client: self.pool.submit(booking_clients.replay, url, transcripts[client]))

    def _all(self, submit: Any) -> list[Any]:
        return [future.result() for future in [submit(client) for client in range(self.clients)]]

    def _rate(self, done: list[Any], times: int) -> float:
        elapsed = max(each[1] for each in done) - min(each[0] for each in done)
        return float(self.clients * times / elapsed)

    @property
    def statements(self) -> int:
        """How many statements a course takes."""
        return sum(len(each) for each in self.transcripts[0]) // self.courses


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
                for way in (booking_clients.AT_ONCE, booking_clients.IN_TWO_STEPS):
                    crowd.through_the_service(way)
                    yield Measurement(
                        name=f"booking {way} on {database}, {clients} clients",
                        workload=f"courses of 4, to confirmed, {crowd.statements} statements each, {clients} clients",
                        unit="courses/s",
                        run=partial(crowd.through_the_service, way),
                        baseline=crowd.through_the_driver,
                        baseline_is=IS,
                        goal=GOAL,
                    )
                yield Measurement(
                    name=f"bare commits on {database}, {clients} clients",
                    workload=f"a transaction for each single row, {clients} clients",
                    unit="commits/s",
                    run=crowd.bare_commits,
                    goal=Goal(),
                )
