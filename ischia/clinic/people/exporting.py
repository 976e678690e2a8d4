"""What does the clinic hold about one client? Every row that hangs on them, from every table, for them to take away.

Tables are found by following the database's own links from the client, so a new table is in the export from its first
day. A row that also hangs on somebody else (an offer to another client of the same time) is left out, and so is
what was sent to somebody else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel

from ischia.clinic.audit.api import Actor, Event, record
from ischia.clinic.people.links import without_secrets
from ischia.clinic.people.models import Client, User

SECRET_WORDS = ("password", "token", "secret", "hash", "request_key", "claim")
"""A column whose name holds one of these is left out: it opens something, and says nothing about the client."""

SECRET_COLUMNS = frozenset({("messaging.message", "facts")})
"""So are these: what fills the gaps of a message may be a link that is a key. What was sent is in its delivery."""

WITH_LINKS = frozenset({("messaging.delivery", "subject"), ("messaging.delivery", "text")})
"""Texts as they were sent: links in them lose their key."""

TO_OTHERS = {"messaging.message": "address"}
"""Where the column is filled, the row went to somebody else than the client, and is theirs."""

AT_ONCE = 400

Rows = dict[type[models.Model], dict[Any, models.Model]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of an export. `rows` map column names to values."""

    name: str
    title: str
    about: str
    rows: tuple[dict[str, Any], ...]


def export_of(client: Client, *, actor: Actor) -> tuple[Table, ...]:
    """Everything about the client, by table, and who looked at it or changed it. Taking it leaves a trace."""
    rows = _without_others(_reached(client))
    if client.user is not None:
        rows[User] = {client.user.pk: client.user}
    with transaction.atomic():
        record(actor=actor, action="people.data_exported", subject=client, detail={"tables": len(rows)})
    tables = [_table(model, found.values()) for model, found in rows.items() if found]
    return (*sorted(tables, key=lambda table: table.name), _trail(rows))


def _reached(client: Client) -> Rows:
    """Every row that points to the client, to a row that does, and so on."""
    rows: Rows = defaultdict(dict)
    rows[Client][client.pk] = client
    fresh: list[tuple[type[models.Model], list[Any]]] = [(Client, [client.pk])]
    while fresh:
        model, keys = fresh.pop()
        for relation in _relations(model):
            child = relation.related_model
            new = [row for row in _pointing(child, relation, keys) if row.pk not in rows[child]]
            rows[child].update({row.pk: row for row in new})
            if new:
                fresh.append((child, [row.pk for row in new]))
    return rows


def _relations(model: type[models.Model]) -> Iterator[ForeignObjectRel]:
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(field, ForeignObjectRel) and (field.one_to_many or field.one_to_one):
            yield field


def _pointing(child: type[models.Model], relation: ForeignObjectRel, keys: list[Any]) -> Iterator[models.Model]:
    for start in range(0, len(keys), AT_ONCE):
        some = {f"{relation.field.name}__in": keys[start : start + AT_ONCE]}
        yield from child._default_manager.filter(**some)


def _without_others(rows: Rows) -> Rows:
    """Without rows that point to a row of these tables which is not the client's: they are somebody else's too."""
    while True:
        alien = [
            (model, key)
            for model, found in rows.items()
            for key, row in found.items()
            if _is_to_others(row) or any(_points_outside(row, field, rows) for field in _links(model))
        ]
        if not alien:
            return rows
        for model, key in alien:
            del rows[model][key]


def _is_to_others(row: models.Model) -> bool:
    return bool(getattr(row, TO_OTHERS.get(row._meta.label_lower, ""), ""))


def _links(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _points_outside(row: models.Model, field: models.ForeignKey[Any, Any], rows: Rows) -> bool:
    target, key = field.related_model, getattr(row, field.attname)
    return key is not None and target in rows and key not in rows[target]


def _table(model: type[models.Model], found: Iterable[models.Model]) -> Table:
    return Table(
        name=model._meta.label_lower,
        title=str(model._meta.verbose_name_plural).capitalize(),
        about=(model.__doc__ or "").strip().split("\n")[0],
        rows=tuple(_values(row) for row in found),
    )


def _values(row: models.Model) -> dict[str, Any]:
    return {
        field.name: _plain(row, field)
        for field in row._meta.concrete_fields
        if not any(word in field.name for word in SECRET_WORDS)
        and (row._meta.label_lower, field.name) not in SECRET_COLUMNS
    }


def _plain(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    """Files are taken along where they are shown, not inside of a table; links as they were sent without their key."""
    value = getattr(row, field.attname)
    if isinstance(value, bytes | memoryview):
        return f"{len(value)} bytes"
    return without_secrets(value) if (row._meta.label_lower, field.name) in WITH_LINKS else value


def _trail(rows: Rows) -> Table:
    """Every audit row about any of these rows: who looked, who changed, when."""
    keys = [str(key) for found in rows.values() for key in found]
    events = [
        event
        for start in range(0, len(keys), AT_ONCE)
        for event in Event.objects.filter(subject_id__in=keys[start : start + AT_ONCE]).order_by("at")
    ]
    shown = ({"at": each.at, "who": each.actor_label, "what": each.action, "on": each.subject_type} for each in events)
    return Table(
        name="audit.event",
        title="Who looked and who changed something",
        about="One row for each act, with the role of who acted.",
        rows=tuple(shown),
    )
