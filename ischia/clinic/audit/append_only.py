"""How does a table become append-only, so that not even raw SQL changes what was written?

A migration operation for SQLite and PostgreSQL: `AppendOnly("audit_event")`. Both databases get triggers that refuse
UPDATE and DELETE. Emptying a table whole (PostgreSQL's TRUNCATE) needs the owner's rights and is not covered.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_ACTS = ("update", "delete")


class AppendOnly(Operation):
    """Refuses UPDATE and DELETE on `table`. With `when`, only for rows that meet that SQL condition on `OLD`,

    for example `when="OLD.signed_at IS NOT NULL"`: a draft may change, a signed row may not. With `acts`, only these:
    `("update",)` for what is never changed and may be erased.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, *, when: str = "", acts: Sequence[str] = _ACTS) -> None:
        self.table = table
        self.when = when
        self.acts = tuple(acts)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options: dict[str, Any] = {"when": self.when} if self.when else {}
        return self.__class__.__qualname__, [self.table], options | ({"acts": self.acts} if self.acts != _ACTS else {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: models do not know about triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in _made(schema_editor.connection.vendor, self.table, self.when, self.acts):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in _dropped(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Make {self.table} append-only"


class MayBeErased(Operation):
    """Lets rows of an append-only `table` go when the person they are about is erased; they still never change."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: models do not know about triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        on_table = f' ON "{self.table}"' if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{self.table}_no_delete"{on_table}')

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in _made(schema_editor.connection.vendor, self.table, "", ("delete",)):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Let rows of {self.table} be erased"


def _made(vendor: str, table: str, when: str, acts: Sequence[str]) -> list[str]:
    if vendor == "sqlite":
        return [_sqlite_trigger(table, act, when) for act in acts]
    return [_postgresql_function(table), *(_postgresql_trigger(table, act, when) for act in acts)]


def _dropped(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{table}_no_{act}"' for act in _ACTS]
    triggers = [f'DROP TRIGGER IF EXISTS "{table}_no_{act}" ON "{table}"' for act in _ACTS]
    return [*triggers, f'DROP FUNCTION IF EXISTS "{table}_is_append_only"()']


def _sqlite_trigger(table: str, act: str, when: str) -> str:
    condition = f"WHEN {when} " if when else ""
    return (
        f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" FOR EACH ROW {condition}'
        f"BEGIN SELECT RAISE(ABORT, '{_complaint(table)}'); END"
    )


def _postgresql_function(table: str) -> str:
    return (
        f'CREATE OR REPLACE FUNCTION "{table}_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$ '
        f"BEGIN RAISE EXCEPTION '{_complaint(table)}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


def _postgresql_trigger(table: str, act: str, when: str) -> str:
    condition = f"WHEN ({when}) " if when else ""
    return (
        f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" FOR EACH ROW {condition}'
        f'EXECUTE FUNCTION "{table}_is_append_only"()'
    )


def _complaint(table: str) -> str:
    return f"append-only: rows of {table} are never changed or deleted"
