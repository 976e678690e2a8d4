"""What does one client process of the booking measurements do? Books through the service, or replays statements raw.

The raw replay sends the very statements, with their parameters, that the service sent when it was recorded, through
the bare driver, in one transaction for each call of the service: what is left is what the database itself takes.
"""

import os
import pickle
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

Statement = tuple[str, Any]
Transcript = list[list[Statement]]
"""The statements of each transaction."""

AT_ONCE, IN_TWO_STEPS = "at once", "held, then confirmed"
BARE: Statement = ("INSERT INTO bench_commit (number) VALUES (%s)", (1,))
PATIENCE = 300
"""Seconds that a client waits for the others to be ready; many start at once on few cores."""

_START: list[Barrier] = []


def join(url: str, start: Barrier) -> None:
    """Set Django up in this process on `url`; `start` lets all clients begin together."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "ischia.config.settings.demo", "ISCHIA_DATABASE_URL": url}
    import django

    django.setup()
    _START.append(start)


def prepare(clients: int, courses: int) -> bytes:
    """Migrate and fill the database; the jobs of every client, pickled because Job is known to clients only."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.booking_rows import jobs_for

    call_command("migrate", verbosity=0, interactive=False)
    jobs = jobs_for(clients, courses)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_commit (number integer)")
    connection.close()
    return pickle.dumps(jobs)


def book(pickled: bytes, client: int, way: str) -> tuple[float, float, Transcript]:
    """Book every course of this client through the service: when it began, when it ended, what it sent."""
    from django.db import connection

    jobs = pickle.loads(pickled)[client]  # noqa: S301 - our own bytes
    plans = [_loaded(job) for job in jobs]
    transcript: Transcript = []
    with _recording(transcript):
        connection.ensure_connection()
        _START[0].wait(timeout=PATIENCE)
        began = time.perf_counter()
        for job, (plan, service) in zip(jobs, plans, strict=True):
            _WAYS[way](job, plan, service, transcript)
        ended = time.perf_counter()
    connection.close()
    return began, ended, transcript


def _loaded(job: Any) -> tuple[Any, Any]:
    from ischia.clinic.places.api import Service
    from ischia.clinic.plan.api import CarePlan

    plan = CarePlan.objects.select_related("episode__client__clinic").get(pk=job.care_plan)
    return plan, Service.objects.get(pk=job.service)


def _book(job: Any, plan: Any, service: Any, transcript: Transcript) -> None:
    from benchmarks.booking_rows import NOW
    from ischia.clinic.audit.api import Actor
    from ischia.clinic.book.api import book_course

    transcript.append([])
    book_course(
        actor=Actor.system("bench"),
        episode=plan.episode,
        care_plan=plan,
        service=service,
        slots=job.slots,
        request_key=job.request_key,
        policy_version="bench",
        now=NOW,
    )


def _hold_and_confirm(job: Any, plan: Any, service: Any, transcript: Transcript) -> None:
    from benchmarks.booking_rows import NOW
    from ischia.clinic.audit.api import Actor
    from ischia.clinic.book.api import confirm_course, hold_course

    actor = Actor.system("bench")
    transcript.append([])
    course = hold_course(
        actor=actor,
        episode=plan.episode,
        care_plan=plan,
        service=service,
        slots=job.slots,
        request_key=job.request_key,
        now=NOW,
    )
    transcript.append([])
    confirm_course(actor=actor, course=course, policy_version="bench", now=NOW)


_WAYS = {AT_ONCE: _book, IN_TWO_STEPS: _hold_and_confirm}


@contextmanager
def _recording(transcript: Transcript) -> Iterator[None]:
    from django.db import connection

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        if not sql.startswith("BEGIN"):  # the replay begins its transactions itself
            transcript[-1].append((sql, tuple(_plain(each) for each in params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield


def _plain(value: Any) -> Any:
    """An enum's text as a bare text: the transcript travels to processes that know no models."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def replay(url: str, transcript: Transcript) -> tuple[float, float]:
    """Send recorded statements through the bare driver, transaction by transaction: when it began, when it ended."""
    return _replay_sqlite(url, transcript) if url.startswith("sqlite") else _replay_postgresql(url, transcript)


def _replay_sqlite(url: str, transcript: Transcript) -> tuple[float, float]:
    from ischia.config.databases import BUSY_SECONDS, SQLITE_PRAGMAS

    connection = sqlite3.connect(Path(url.removeprefix("sqlite:///")), timeout=BUSY_SECONDS, isolation_level=None)
    connection.executescript(SQLITE_PRAGMAS)
    prepared = [
        [(sql.replace("%s", "?").replace("%%", "%"), params) for sql, params in statements] for statements in transcript
    ]
    _START[0].wait(timeout=PATIENCE)
    began = time.perf_counter()
    for statements in prepared:
        connection.execute("BEGIN IMMEDIATE")
        _send(connection, statements)
        connection.execute("COMMIT")
    ended = time.perf_counter()
    connection.close()
    return began, ended


def _replay_postgresql(url: str, transcript: Transcript) -> tuple[float, float]:
    import psycopg

    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor, autocommit=True) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        _START[0].wait(timeout=PATIENCE)
        began = time.perf_counter()
        for statements in transcript:
            with connection.transaction():
                _send(connection, statements)
        ended = time.perf_counter()
    return began, ended


def _send(connection: Any, statements: Sequence[Statement]) -> None:
    for sql, params in statements:
        cursor = connection.execute(sql, params)
        if cursor.description:
            cursor.fetchall()
