"""How is everything that a clinic keeps written into one ZIP, a table at a time, in bounded memory?

One CSV file a table, rows in the order of their keys, and a manifest with columns, counts and hashes. All tables are
read at one moment, so that they fit together. The ZIP is written to a file, never to memory.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import Field, Model

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import without_secrets
from ischia.clinic.places.api import Clinic
from ischia.clinic.transfer.cells import cell
from ischia.clinic.transfer.tables import LEFT_OUT, columns_of, exported_models, has_links, rows_of, withheld_columns

AT_ONCE = 2000
"""So many rows are in memory at a time."""

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, its type, the table that it points to, and what it is for where the model says so."""

    name: str
    type: str
    points_to: str
    may_be_empty: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file of the export. `sha256` is of the file as it lies in the ZIP."""

    file: str
    table: str
    about: str
    rows: int
    sha256: str
    columns: tuple[Column, ...]
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The finished ZIP, at its beginning, and what is in it."""

    file: IO[bytes]
    tables: tuple[Table, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def export_clinic(*, actor: Actor, clinic: Clinic, now: datetime) -> Exported:
    """Writes everything of the clinic into a ZIP in a temporary file, which is gone once it is closed."""
    file = tempfile.TemporaryFile(prefix="ischia-export-")  # noqa: SIM115 - whoever sends it closes it
    try:
        with one_moment(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            tables = tuple(_written(archive, model, clinic) for model in exported_models())
            archive.writestr("manifest.json", _manifest(clinic, tables, now))
        done = Exported(file=file, tables=tables)
        with transaction.atomic():
            detail = {"tables": len(tables), "rows": done.rows}
            record(actor=actor, action="transfer.exported", subject=clinic, detail=detail)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return done


ENCODING = (
    "UTF-8, commas, quotes doubled; an empty cell is no value; texts that begin with = + - @ tab or a new line have an "
    "apostrophe in front; instants are UTC as ISO 8601; amounts are in the currency's smallest unit; "
    "links in messages as they were sent have … instead of their key."
)


def _manifest(clinic: Clinic, tables: tuple[Table, ...], now: datetime) -> str:
    """What is in the file and what is not, for people and for programs that bring it in elsewhere."""
    manifest = {
        "format": FORMAT,
        "clinic": {"id": str(clinic.pk), "name": clinic.name},
        "made_at": now.isoformat(),
        "encoding": ENCODING,
        "tables": [asdict(table) for table in tables],
        "left_out": dict(LEFT_OUT),
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2)


def _written(archive: zipfile.ZipFile, model: type[Model], clinic: Clinic) -> Table:
    """Write one table; rows pass through in blocks, and are hashed on their way."""
    fields, name, hashed = columns_of(model), f"{model._meta.label_lower}.csv", hashlib.sha256()
    count = 0
    with archive.open(name, "w", force_zip64=True) as out:
        for lines, number in _blocks(model, clinic, fields):
            data = lines.encode("utf-8")
            hashed.update(data)
            out.write(data)
            count += number
    return Table(
        file=name,
        table=model._meta.label,
        about=" ".join((model.__doc__ or "").split("\n\n")[0].split()),
        rows=count,
        sha256=hashed.hexdigest(),
        columns=tuple(_column(field) for field in fields),
        withheld=tuple(withheld_columns(model)),
    )


def _blocks(model: type[Model], clinic: Clinic, fields: list[Field[Any, Any]]) -> Iterator[tuple[str, int]]:
    """The lines of the file with how many rows they hold; the line of names first."""
    names = [field.attname for field in fields]
    without_keys = [has_links(field) for field in fields]
    yield _lines([names]), 0
    block: list[list[str]] = []
    for row in rows_of(model, clinic).values_list(*names).iterator(chunk_size=AT_ONCE):
        block.append(
            [cell(without_secrets(value) if cut else value) for value, cut in zip(row, without_keys, strict=True)]
        )
        if len(block) == AT_ONCE:
            yield _lines(block), len(block)
            block = []
    yield _lines(block), len(block)


def _lines(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _column(field: Field[Any, Any]) -> Column:
    points_to = field.related_model._meta.label if field.is_relation and field.related_model else ""
    return Column(
        name=field.attname,
        type=field.get_internal_type(),
        points_to=points_to,
        may_be_empty=field.null,
        note=str(field.help_text),
    )


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read inside is of one moment, on both databases; nobody who writes has to wait for it."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
