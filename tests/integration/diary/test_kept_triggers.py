"""A migration that rebuilds a table on SQLite leaves every trigger that names it as it was."""

from types import SimpleNamespace

import pytest
from django.db import connection

from ischia.clinic.diary.kept_triggers import lifted

pytestmark = pytest.mark.django_db


def triggers() -> set[tuple[str, str]]:
    """Every trigger of the database with its text; none on PostgreSQL, where nothing is rebuilt."""
    if connection.vendor != "sqlite":
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return set(cursor.fetchall())


def execute(statement: str, params: object = None) -> None:
    assert params is None
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_triggers_on_the_table_and_those_that_read_it_come_back_word_for_word() -> None:
    before = triggers()
    with lifted(SimpleNamespace(connection=connection, execute=execute), "diary_occupancy"):
        meanwhile = triggers()
        assert not any("diary_occupancy" in text for _name, text in meanwhile)
    assert triggers() == before
    gone = {name for name, _text in before - meanwhile}
    if connection.vendor == "sqlite":
        assert {"diary_one_at_a_time_insert", "diary_well_formed_update", "book_guard_insert"} <= gone
