"""How are append-only tables emptied after a test that commits?

Tests with threads or a live server commit, and Django then deletes all rows; on SQLite the triggers that keep
append-only tables would refuse. For that moment, and only in tests, the triggers are dropped and made again.
PostgreSQL truncates, which the triggers let pass.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

_Operations: Any = DatabaseWrapper.ops_class


@contextmanager
def flush_past_triggers() -> Iterator[None]:
    """While this holds, flushing a SQLite database drops its triggers first and makes them again afterwards."""
    original = _Operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        statements = original(self, *args, **kwargs)
        triggers = _triggers() if statements else {}
        return [*(f'DROP TRIGGER "{name}"' for name in triggers), *statements, *triggers.values()]

    _Operations.sql_flush = sql_flush
    try:
        yield
    finally:
        _Operations.sql_flush = original


def _triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())
