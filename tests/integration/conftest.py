"""What do all tests with a database share? They run on SQLite and, through `ISCHIA_DATABASE_URL`, on PostgreSQL."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.support.settings import use_test_settings

use_test_settings()

from django.core.cache import cache  # noqa: E402 - settings first

from tests.support import clinic as people  # noqa: E402 - models need Django set up first
from tests.support.flushing import flush_past_triggers  # noqa: E402 - as above


@pytest.fixture(scope="session", autouse=True)
def append_only_tables_can_be_emptied_between_tests() -> Iterator[None]:
    with flush_past_triggers():
        yield


@pytest.fixture(autouse=True)
def no_attempts_are_remembered_between_tests() -> None:
    """Attempt counters live in the cache."""
    cache.clear()


@pytest.fixture
def world(db: Any) -> people.World:
    """The clinic with its named people (tests/support/clinic.py); `ISCHIA_CLINIC` names it."""
    return people.build_world()


@pytest.fixture
def now() -> datetime:
    """A Monday morning at nine."""
    return people.NOW
