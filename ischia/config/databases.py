"""How does a database URL become Django's settings, with the pragmas and locks that booking relies on?"""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

BUSY_SECONDS = 20
"""How long SQLite waits for its one write lock."""

REACH_SECONDS = 5
"""How long PostgreSQL is waited for, for a new connection or for a free one of the pool: then the page says so."""

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"


class UnknownDatabase(ValueError):
    """The database URL names a database that Ischia does not run on."""


def database_from(url: str, *, pool: int = 0) -> dict[str, Any]:
    """Django's `DATABASES` entry for `url`. `pool` is the largest number of pooled PostgreSQL connections."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts)
    if parts.scheme in {"postgresql", "postgres"}:
        return _postgresql(parts, pool=pool)
    message = f"ISCHIA_DATABASE_URL: {parts.scheme or 'no scheme'} is not known; use sqlite:/// or postgresql://"
    raise UnknownDatabase(message)


def _sqlite(parts: SplitResult) -> dict[str, Any]:
    """SQLite: `sqlite:////absolute/path` or `sqlite:///relative/path`; `?timeout=2` waits so many seconds for the lock.

    The write lock is taken when a transaction begins, so that check and insert see one state. Every thread keeps its
    connection: opening a file and setting it up takes longer than all that most pages do.
    """
    timeout = float(dict(parse_qsl(parts.query)).get("timeout", BUSY_SECONDS))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(unquote(parts.path.removeprefix("/")))),
        "OPTIONS": {"timeout": timeout, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
        "CONN_MAX_AGE": None,
    }


def _postgresql(parts: SplitResult, *, pool: int) -> dict[str, Any]:
    """PostgreSQL; what the URL asks for (`?sslmode=require`) goes to libpq.

    A connection that is kept is tried at the first query of a request, so that the first request after a restart of the
    server works.
    """
    options: dict[str, Any] = {"connect_timeout": str(REACH_SECONDS), **dict(parse_qsl(parts.query))}
    if pool:
        # A pool that keeps trying waits ever longer between tries; one that gives up tries anew for the next request.
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": REACH_SECONDS, "reconnect_timeout": 2}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0 if pool else 60,
    }
