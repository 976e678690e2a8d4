"""When the database goes away under the real server, pages say so cleanly, and work again by themselves."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.support.serving import Answer, Cluster, Served, environment_for, furnished, own_cluster, served

VENDOR = connection.vendor
STAY = 30.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster | None]:
    if VENDOR == "sqlite":
        yield None
        return
    with own_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def url(folder: Path, cluster: Cluster | None) -> str:
    return f"sqlite:///{folder}/clinic.sqlite3?timeout=1" if cluster is None else cluster.url


@pytest.fixture(scope="module")
def visit(url: str, folder: Path) -> dict[str, str]:
    return furnished(environment_for(url, folder))


@pytest.fixture(scope="module")
def server(url: str, folder: Path, visit: dict[str, str]) -> Iterator[Served]:
    with served(environment_for(url, folder), folder, session=visit["session"]) as running:
        yield running


def hold(server: Served, visit: dict[str, str]) -> Answer:
    return server.post(f"/book/{visit['episode']}/", {"slot-1": visit["slot"], "request_key": "one click"})


def is_clean(answer: Answer) -> bool:
    """A page of its own: says when to come back, is kept nowhere, and names nobody."""
    return (
        answer.status == 503
        and answer.headers["retry-after"] == "10"
        and "no-store" in answer.headers["cache-control"]
        and answer.headers["content-type"].startswith("text/html")
        and "We cannot reach our records" in answer.body
        and 'name="viewport"' in answer.body
        and "Content-Security-Policy".lower() in answer.headers
        and not any(word in answer.body for word in ("Bram", "Tulloch", "Traceback", "Error", "psycopg", "sqlite"))
    )


class OnSqlite:
    """SQLite goes away for writers by being locked for longer than they wait."""

    def __init__(self, url: str) -> None:
        self.file = url.removeprefix("sqlite:///").partition("?")[0]

    @contextmanager
    def locked(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def courses(self) -> int:
        with closing(sqlite3.connect(self.file)) as reader:
            return int(reader.execute("SELECT count(*) FROM book_course").fetchone()[0])


class OnPostgresql:
    """PostgreSQL goes away by ending connections, or whole."""

    def __init__(self, url: str) -> None:
        self.url = url

    def do(self, statement: str) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as other:
            cursor = other.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def end_connections(self, which: str = "true") -> int:
        """Ends the connections of the server that meet a condition; how many."""
        others = "pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ended = self.do(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others} AND {which}"  # noqa: S608 - constants
        )
        return len(ended)

    def end_in_the_middle(self, lock: str, ask: Callable[[], Answer]) -> Answer:
        """The answer of a request whose connection is ended while it waits for `lock`."""
        waiting = "wait_event_type = 'Lock'"
        with ThreadPoolExecutor(1) as pool, psycopg.connect(self.url) as other:
            other.execute(lock)
            answer: Future[Answer] = pool.submit(ask)
            until = time.monotonic() + STAY
            while not self.end_connections(waiting):
                assert time.monotonic() < until
                time.sleep(0.05)
            return answer.result(STAY)

    def courses(self) -> int:
        return int(self.do("SELECT count(*) FROM book_course")[0][0])


if VENDOR == "sqlite":

    def test_sqlite_locked_for_too_long_is_a_503_and_the_same_request_works_afterwards(
        url: str, server: Served, visit: dict[str, str]
    ) -> None:
        database = OnSqlite(url)
        with database.locked():
            answer = hold(server, visit)
            reading = server.get("/account/login/")
        assert is_clean(answer)
        assert "Go back in a moment and look before you send it again" in answer.body
        assert reading.status in {200, 302}  # readers do not wait for a writer
        assert database.courses() == 0
        assert hold(server, visit).status == 302
        assert database.courses() == 1

else:

    def test_connections_that_were_ended_between_requests_are_not_noticed(
        url: str, server: Served, visit: dict[str, str]
    ) -> None:
        database = OnPostgresql(url)
        assert server.get("/me/").status == 200
        assert database.end_connections() > 0
        assert server.get("/me/").status == 200

    @pytest.mark.parametrize("table", ["places_clinic", "django_session", "people_user", "people_client"])
    def test_connection_that_ends_while_a_page_is_made_is_a_503_in_whichever_layer(
        url: str, server: Served, table: str
    ) -> None:
        database = OnPostgresql(url)
        answer = database.end_in_the_middle(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", lambda: server.get("/me/"))
        assert is_clean(answer)
        assert "Try again" in answer.body
        assert server.get("/me/").status == 200

    def test_connection_that_ends_in_the_middle_of_a_booking_books_nothing_and_the_same_request_works_afterwards(
        url: str, server: Served, visit: dict[str, str]
    ) -> None:
        database = OnPostgresql(url)
        answer = database.end_in_the_middle(
            "LOCK TABLE book_session IN SHARE ROW EXCLUSIVE MODE", lambda: hold(server, visit)
        )
        assert is_clean(answer)
        assert database.courses() == 0
        assert hold(server, visit).status == 302
        assert database.courses() == 1

    def test_stopped_server_is_a_503_for_people_and_machines_until_it_is_back(
        url: str, folder: Path, cluster: Cluster, server: Served, visit: dict[str, str]
    ) -> None:
        pooled = environment_for(url, folder, ISCHIA_DATABASE_POOL="3")
        with served(pooled, folder, session=visit["session"]) as with_pool:
            both = (server, with_pool)
            assert [each.get("/me/").status for each in both] == [200, 200]
            cluster.stop()
            try:
                pages = [each.get(path) for each in both for path in ("/", "/me/", "/screen/", "/match/")]
                machines = [each.get("/healthz", accept="*/*") for each in both]
                asked_for_json = server.get("/me/", accept="application/json")
            finally:
                cluster.start()
            after = [each.get(path).status for each in both for path in ("/me/", "/healthz")]
        assert [is_clean(page) for page in pages] == [True] * len(pages)
        for answer in (*machines, asked_for_json):
            told = json.loads(answer.body)
            assert (answer.status, told["code"], told["status"]) == (503, "database_away", "no database")
        assert after == [200] * 4
