"""How does a migration rebuild a table on SQLite and keep the triggers that stand on it or read it?

SQLite drops a table's triggers with the table, and refuses to rename a table that a trigger of another one reads. So
every trigger whose text names the table is taken down first and put up again, word for word, afterwards.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation


class KeepingTriggers(SeparateDatabaseAndState):
    """Runs operations with the triggers that name `table` lifted. On other databases just runs them."""

    def __init__(self, table: str, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [], {"table": self.table, "operations": self.database_operations}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        with lifted(schema_editor, self.table):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        with lifted(schema_editor, self.table):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


@contextmanager
def lifted(schema_editor: Any, table: str) -> Iterator[None]:
    """The triggers that name `table` are gone inside the block and there again after it."""
    if schema_editor.connection.vendor != "sqlite":
        yield
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(sql, %s) > 0", [table])
        triggers = cursor.fetchall()
    for name, _text in triggers:
        schema_editor.execute(f"DROP TRIGGER {name}")
    yield
    for _name, text in triggers:
        schema_editor.execute(text, params=None)
