"""How does a statement that every booking sends reach the database without being worked out anew each time?

Django works a query set out whenever it runs, which takes many times as long as the database needs to answer it. Here a
query set is worked out once in a process, by Django itself, with gaps (`Bound`) where the values go; after that values
are only fitted to their columns and sent. Models stay the one source of tables, columns and types, on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Field, Model, QuerySet, UUIDField, Value
from django.db.models.sql import Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

Fit = Callable[[Any], Any]
"""Turns a value into what the driver of this database takes for its column."""

Row = TypeVar("Row", bound=Model)

SHAPES = 64
"""So many lengths of lists are kept for each statement; courses and repairs ask for far fewer."""


class Bound(Value):
    """A gap in a statement: for the value of that name, or the `at`-th of the list of that name, when it runs."""

    def __init__(self, name: str, field: Field[Any, Any], at: int | None = None) -> None:
        super().__init__(name, output_field=field)
        self.name, self.at = name, at

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """The gap itself stands where the value will be."""
        return "%s", [self]

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The value that goes here."""
        return values[self.name] if self.at is None else values[self.name][self.at]


def key(name: str, at: int | None = None) -> Bound:
    """A gap for the key of a row."""
    return Bound(name, UUIDField(), at)


def keys(name: str, number: int) -> list[Any]:
    """Gaps for a list of so many keys: `Bound`, though lookups are typed for nothing but values."""
    return [key(name, at) for at in range(number)]


def moment(name: str, at: int | None = None) -> Bound:
    """A gap for an instant."""
    return Bound(name, DateTimeField(), at)


def whole(rows: QuerySet[Row, Any], *related: str, also: Sequence[str] = ()) -> QuerySet[Row, Any]:
    """The rows with all their columns, to be read as `instances`; with `related`, as `related_instances`.

    `related` names what the rows point at, as for `select_related`, each after what it hangs on; `also`, annotations.
    """
    names = (f"{path}__{column}" for path, model in _models(rows.model, related) for column in columns_of(model))
    return rows.values_list(*columns_of(rows.model), *names, *also)


@cache
def _in_order(model: type[Model], columns: tuple[str, ...]) -> list[str]:
    """The columns as they were named, which has to be in the order of the model: values are dealt out by it."""
    ordered = [column for column in columns_of(model) if column in columns]
    if ordered != list(columns):
        message = f"{model.__name__}: {', '.join(columns)} are not in the order of the model: {', '.join(ordered)}"
        raise ValueError(message)
    return ordered


@cache
def columns_of(model: type[Model]) -> list[str]:
    """The names of all columns of a model, in order."""
    return [field.attname for field in model._meta.concrete_fields]


def _models(model: type[Model], related: Sequence[str]) -> list[tuple[str, type[Model]]]:
    """The model at the end of each path."""
    return [(path, _relation(model, path).related_model) for path in related]


def _relation(model: type[Model], path: str) -> Any:
    *before, name = path.split("__")
    for each in before:
        model = model._meta.get_field(each).related_model  # type: ignore[assignment]  # a relation, or it fails here
    return model._meta.get_field(name)


def updating(rows: QuerySet[Any, Any], **values: Any) -> UpdateQuery:
    """What `rows.update(**values)` would send, to be prepared instead of sent."""
    query = cast(UpdateQuery, rows.query.chain(UpdateQuery))
    query.add_update_values(values)
    return query


@dataclass(frozen=True, slots=True)
class _Statement:
    """What is sent: the text, the gaps with how each is fitted, what stands at each place, and how columns are read.

    `places` holds the number of a gap, or a value that is always the same.
    """

    sql: str
    gaps: tuple[tuple[Bound, Fit], ...]
    places: tuple[tuple[int, Any], ...]
    readers: tuple[tuple[int, Fit], ...]

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        fitted = [fit(gap.filled(values)) for gap, fit in self.gaps]
        return [always if number < 0 else fitted[number] for number, always in self.places]

    def read(self, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
        if not self.readers:
            return list(rows)
        return [self._read(list(row)) for row in rows]

    def _read(self, row: list[Any]) -> list[Any]:
        for position, reader in self.readers:
            row[position] = reader(row[position])
        return row


class Prepared:
    """A statement as `build` describes it; see `prepared`."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any] | Query]) -> None:
        self._statement = lru_cache(maxsize=SHAPES)(lambda shape: _compiled(build(**dict(shape))))

    def rows(self, **values: Any) -> list[Sequence[Any]]:
        """What a reading statement finds, as `values_list` gives it."""
        statement = self._shaped(values)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.parameters(values))
            return statement.read(cursor.fetchall())

    def instances(self, model: type[Row], *columns: str, **values: Any) -> list[Row]:
        """What a statement for `whole` rows finds, or for these columns in order; the rest loads when asked for."""
        names = _in_order(model, columns) if columns else columns_of(model)
        return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in self.rows(**values)]

    def related_instances(self, model: type[Row], *related: str, also: Sequence[str] = (), **values: Any) -> list[Row]:
        """What a statement for `whole` rows with the same `related` and `also` finds, as `select_related` gives it."""
        parts = _parts(model, related)
        return [_joined(model, parts, also, row) for row in self.rows(**values)]

    def first(self, model: type[Row], *related: str, also: Sequence[str] = (), **values: Any) -> Row | None:
        """The first of `related_instances`, if there is any."""
        return next(iter(self.related_instances(model, *related, also=also, **values)), None)

    def run(self, **values: Any) -> int:
        """Carry a writing statement out; how many rows it touched."""
        statement = self._shaped(values)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.parameters(values))
            return int(cursor.rowcount)

    def _shaped(self, values: Mapping[str, Any]) -> _Statement:
        return self._statement(tuple((name, len(each)) for name, each in values.items() if isinstance(each, list)))


def prepared(build: Callable[..., QuerySet[Any, Any] | Query]) -> Prepared:
    """Makes a statement of a function that describes it with gaps: `@prepared def _rooms(places: int): ...`.

    The function is called once for each shape, with the length of every list that is bound. Values are bound by name:
    `_rooms.rows(clinic=key, places=[...])`.
    """
    return Prepared(build)


@dataclass(frozen=True, slots=True)
class _Part:
    """Where the columns of a related row stand, and what it hangs on under which names."""

    path: str
    hangs_on: str
    model: type[Model]
    columns: list[str]
    first: int
    end: int
    key: int
    name: str
    back: str


@cache
def _parts(model: type[Model], related: tuple[str, ...]) -> tuple[_Part, ...]:
    parts, first = [], len(columns_of(model))
    for path, of in _models(model, related):
        relation, columns = _relation(model, path), columns_of(of)
        key_at = columns.index(of._meta.pk.attname)
        back = relation.remote_field.cache_name if relation.one_to_one else ""
        hangs_on = path.rpartition("__")[0]
        end = first + len(columns)
        parts.append(_Part(path, hangs_on, of, columns, first, end, first + key_at, relation.cache_name, back))
        first = end
    return tuple(parts)


def _joined(model: type[Row], parts: tuple[_Part, ...], also: Sequence[str], row: Sequence[Any]) -> Row:
    own = columns_of(model)
    whole_row = model.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)])
    made: dict[str, Model | None] = {"": whole_row}
    for part in parts:
        parent = made[part.hangs_on]
        if parent is None or row[part.key] is None:
            found = None
        else:
            found = part.model.from_db(DEFAULT_DB_ALIAS, part.columns, row[part.first : part.end])
        made[part.path] = found
        if parent is not None:
            parent._state.fields_cache[part.name] = found
        if found is not None and part.back:
            found._state.fields_cache[part.back] = parent
    for name, value in zip(also, row[len(row) - len(also) :], strict=True):
        setattr(whole_row, name, value)
    return whole_row


@cache
def _idle() -> BaseDatabaseWrapper:
    """A connection that nobody opens: it knows how this database spells statements and values, and is of no thread."""
    return connections.create_connection(DEFAULT_DB_ALIAS)


def _compiled(described: QuerySet[Any, Any] | Query) -> _Statement:
    query = described.query if isinstance(described, QuerySet) else described
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    compiler.connection = _idle()  # what is kept is of no thread
    found = [each for each in parameters if isinstance(each, Bound)]
    numbers = {gap: number for number, gap in enumerate(dict.fromkeys(found))}
    gaps = tuple((gap, _fit(gap.output_field)) for gap in numbers)
    places = tuple((numbers[each], None) if isinstance(each, Bound) else (-1, each) for each in parameters)
    if isinstance(query, UpdateQuery):
        return _Statement(sql, gaps, places, ())
    converters = compiler.get_converters([expression for expression, *_ in compiler.select])
    readers = tuple((position, _reader(*converter)) for position, converter in converters.items())
    return _Statement(sql, gaps, places, readers)


def _fit(field: Field[Any, Any]) -> Fit:
    return partial(field.get_db_prep_value, connection=_idle())


def _reader(converters: Sequence[Callable[..., Any]], expression: Any) -> Fit:
    idle = _idle()

    def read(value: Any) -> Any:
        for converter in converters:
            value = converter(value, expression, idle)
        return value

    return read


@dataclass(frozen=True, slots=True)
class _Insertion:
    """How rows of one model are written: the text for one row and the columns with how their values are fitted."""

    head: str
    row: str
    columns: tuple[tuple[str, Fit], ...]


@cache
def _insertion(model: type[Model]) -> _Insertion:
    fields = model._meta.concrete_fields
    for field in fields:
        _check_is_plain(field)
    quoted = _idle().ops.quote_name
    names = ", ".join(quoted(field.column or "") for field in fields)
    return _Insertion(
        # Only names of the model, quoted, are put into the text.
        head=f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ",  # noqa: S608  # nosec B608
        row=f"({', '.join(['%s'] * len(fields))})",
        columns=tuple((field.attname, _fit_to_save(field)) for field in fields),
    )


_BY_ITSELF = ("auto_now", "auto_now_add", "generated", "get_placeholder")


def _check_is_plain(field: Field[Any, Any]) -> None:
    """Refuse what the database or the field itself would put in: then `bulk_create` has to do it."""
    by_itself = any(getattr(field, name, False) for name in _BY_ITSELF)
    if by_itself or field.get_internal_type() in {"AutoField", "BigAutoField", "SmallAutoField", "FileField"}:
        message = f"{field}: its value is not simply what the row says, so it cannot be inserted prepared"
        raise TypeError(message)


def _fit_to_save(field: Field[Any, Any]) -> Fit:
    plain = getattr(field, "target_field", field)
    return partial(plain.get_db_prep_save, connection=_idle())


def insert(rows: Sequence[Model]) -> None:
    """Writes new rows of one model with one statement: what `bulk_create` writes. No signal is sent, as there."""
    if not rows:
        return
    insertion = _insertion(type(rows[0]))
    columns = [_fitted([row.__dict__[name] for row in rows], fit) for name, fit in insertion.columns]
    parameters = [value for row in zip(*columns, strict=True) for value in row]
    with connection.cursor() as cursor:
        cursor.execute(insertion.head + ", ".join([insertion.row] * len(rows)), parameters)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _fitted(column: list[Any], fit: Fit) -> list[Any]:
    """A column of the rows to be written; most hold the same in every row, which is fitted once."""
    first = column[0]
    return [fit(first)] * len(column) if column.count(first) == len(column) else [fit(value) for value in column]
