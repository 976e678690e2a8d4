"""What is left when a process that books is killed: before any of its statements, or at a random moment under load?

A child is forked for each kill. It tells, through a pipe, what it was told was done, and only after the service has
returned; then it goes on to the next until it is killed. SIGKILL leaves it no moment to tidy up. Whoever was told that
something is done must find it done; whatever was not told may be done or not, but never by half.
"""

import itertools
import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.db import DEFAULT_DB_ALIAS, connection, connections

Act = Callable[[], str]
"""Does one thing with the diary and answers the id of what it did."""


@dataclass(frozen=True, slots=True)
class Killed:
    """What the child was told is done before it died, and whether it died of the kill (or had finished before)."""

    told: tuple[str, ...]
    by_kill: bool


class Statements:
    """Counts the statements of the process, commits included, and kills it before one of them."""

    def __init__(self, fatal: int | None = None) -> None:
        self.fatal, self.count = fatal, 0

    def next(self) -> None:
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        self.next()
        return execute(sql, params, many, context)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """While this holds, every statement and every commit of the connection passes by here."""
        commit = connection.commit

        def counted_commit() -> None:
            self.next()
            commit()

        with patch.object(connections[DEFAULT_DB_ALIAS], "commit", counted_commit), connection.execute_wrapper(self):
            yield


def in_a_child(acts: Sequence[Act], *, fatal: int | None = None, after: float | None = None) -> Killed:
    """Fork, act after act; killed before statement `fatal` (counted from 0), or `after` so many seconds."""
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _be_the_child(acts, fatal, reader, writer)
    os.close(writer)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader) as pipe:
        told = tuple(pipe.read().split())
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        message = "the child failed by itself"
        raise AssertionError(message)
    return Killed(told, os.WIFSIGNALED(status))


def _be_the_child(acts: Sequence[Act], fatal: int | None, reader: int, writer: int) -> None:
    """Never returns: a fork of a test must not run on as a second test."""
    code = 1
    try:
        os.close(reader)
        with Statements(fatal).counting():
            for act in acts:
                done = act()
                os.write(writer, f"{done}\n".encode())
        code = 0
    finally:
        os._exit(code)


def kill_everywhere(ready: Callable[[], Act]) -> Iterator[Killed]:
    """One child after the other does the act, each killed a statement later; the last is the one that got through."""
    for fatal in itertools.count():
        killed = in_a_child([ready()], fatal=fatal)
        yield killed
        if not killed.by_kill:
            return


@dataclass
class Load:
    """Children that act until they are killed at random moments, several at a time."""

    acts_of: Callable[[int], Sequence[Act]]
    at_once: int = 4
    longest: float = 3.0
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    told: list[str] = field(default_factory=list)
    kills: int = 0

    def kill(self, count: int) -> None:
        """Kills so many, each after a random time, while the others of its batch go on; notes what each was told."""
        number = 0
        while self.kills < count:
            connections.close_all()
            batch = []
            for _ in range(min(self.at_once, count - self.kills)):
                batch.append(self._start(number))
                number += 1
            moments = sorted((self.chance.uniform(0.02, self.longest), at) for at in range(len(batch)))
            passed = 0.0
            for moment, at in moments:
                time.sleep(moment - passed)
                passed = moment
                os.kill(batch[at][0], signal.SIGKILL)
            for child, reader in batch:
                with os.fdopen(reader) as pipe:
                    self.told += pipe.read().split()
                _, status = os.waitpid(child, 0)
                if not os.WIFSIGNALED(status):
                    message = f"a child ended by itself with {os.WEXITSTATUS(status)}"
                    raise AssertionError(message)
                self.kills += 1

    def _start(self, number: int) -> tuple[int, int]:
        acts = self.acts_of(number)
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            _be_the_child(acts, None, reader, writer)
        os.close(writer)
        return child, reader
