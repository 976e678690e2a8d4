"""How do ids and instants go into statements of our own, and come out of them, on either database?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection


def placeholders(values: Sequence[Any]) -> str:
    """One for each of the values."""
    return ", ".join(["%s"] * len(values))


def given_id(key: UUID) -> Any:
    """An id as the database keeps it."""
    return key.hex if connection.vendor == "sqlite" else key


def read_id(found: Any) -> UUID:
    """An id as the database gave it."""
    return found if isinstance(found, UUID) else UUID(found)


def instant_read(found: datetime) -> datetime:
    """An instant as the database gave it; SQLite says nothing of the zone, which is UTC."""
    return found if found.tzinfo else found.replace(tzinfo=UTC)
