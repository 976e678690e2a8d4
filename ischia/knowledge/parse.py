"""How does one YAML file become one record?

`read_yaml` reads the text, `criterion_from` reads the algebra of `ischia.knowledge.criteria`, and `record_from` builds
any record of `ischia.knowledge.records` from a mapping that its JSON Schema has already accepted.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf

Raw = Mapping[str, Any]
Record = TypeVar("Record")

_hints: Callable[[type], dict[str, Any]] = cache(get_type_hints)

_BOUNDS = {"at_least", "above", "at_most", "below"}
_RESOLVED_OTHERWISE = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
_FORMS = "finding with is, in or a bound; all; any; at_least with of; not"


class Unreadable(Exception):
    """One place in a file that cannot be read: `field` is its path, the message is the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class _StrictLoader(yaml.CSafeLoader):
    """YAML in which only `true` and `false` are booleans, dates stay text and no key may be written twice.

    (PyYAML would read `on`, `no` and `yes` as booleans, and keep the last of two equal keys in silence.)
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001 - PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag not in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"):
                raise Unreadable(f"line {key.start_mark.line + 1}", "has a key that is not text; put it in quotes")
            if key.value in seen:
                raise Unreadable(str(key.value), f"is written twice (line {key.start_mark.line + 1})")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _RESOLVED_OTHERWISE]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


def read_yaml(text: str) -> Any:
    """The document in `text`. Raises `Unreadable` when it is not YAML or says one key twice."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "document"
        raise Unreadable(where, f"is not YAML: {getattr(error, 'problem', None) or error}") from error


def criterion_from(raw: Any, field: str = "when") -> Criterion:
    """The criterion written as `raw` at the path `field`. Raises `Unreadable` with the exact place."""
    if not isinstance(raw, Mapping):
        raise Unreadable(field, "must be a mapping, such as {finding: fever, is: true}")
    keys = set(raw)
    for form, read in _READERS:
        if form <= keys:
            return read(raw, field)
    raise Unreadable(field, f"is not a criterion; the forms are: {_FORMS}")


def _comparison(raw: Raw, field: str) -> Criterion:
    keys = set(raw) - {"finding"}
    if keys == {"is"}:
        return OneOf(raw["finding"], frozenset((raw["is"],)))
    if keys == {"in"}:
        return OneOf(raw["finding"], frozenset(_filled(raw["in"], f"{field}.in")))
    if keys and keys <= _BOUNDS:
        return _between(raw, field, keys)
    raise Unreadable(field, "compare a finding with exactly one of is, in, or number bounds")


def _between(raw: Raw, field: str, keys: set[str]) -> Between:
    if {"at_least", "above"} <= keys or {"at_most", "below"} <= keys:
        raise Unreadable(field, "has two bounds on the same side")
    for key in sorted(keys):
        if isinstance(raw[key], bool) or not isinstance(raw[key], int | float):
            raise Unreadable(f"{field}.{key}", "must be a number")
    return Between(
        raw["finding"],
        low=raw.get("at_least", raw.get("above")),
        high=raw.get("at_most", raw.get("below")),
        open_low="above" in keys,
        open_high="below" in keys,
    )


def _all_of(raw: Raw, field: str) -> AllOf:
    return AllOf(_parts(raw, field, "all", {"all"}))


def _any_of(raw: Raw, field: str) -> AnyOf:
    return AnyOf(_parts(raw, field, "any", {"any"}))


def _at_least(raw: Raw, field: str) -> AtLeast:
    parts = _parts(raw, field, "of", {"of", "at_least"})
    count = raw["at_least"]
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= len(parts):
        raise Unreadable(f"{field}.at_least", f"must be a whole number from 1 to {len(parts)}")
    return AtLeast(count, parts)


def _not(raw: Raw, field: str) -> Not:
    _only(raw, field, {"not"})
    return Not(criterion_from(raw["not"], f"{field}.not"))


def _parts(raw: Raw, field: str, key: str, allowed: set[str]) -> tuple[Criterion, ...]:
    _only(raw, field, allowed)
    items = _filled(raw[key], f"{field}.{key}")
    return tuple(criterion_from(item, f"{field}.{key}.{index}") for index, item in enumerate(items))


def _only(raw: Raw, field: str, allowed: set[str]) -> None:
    extra = sorted(str(key) for key in set(raw) - allowed)
    if extra:
        raise Unreadable(f"{field}.{extra[0]}", f"does not belong beside {sorted(allowed)[0]}")


def _filled(raw: Any, field: str) -> list[Any]:
    if not isinstance(raw, list) or not raw:
        raise Unreadable(field, "must be a list with at least one entry")
    return raw


_READERS: tuple[tuple[set[str], Callable[[Raw, str], Criterion]], ...] = (
    ({"finding"}, _comparison),
    ({"all"}, _all_of),
    ({"any"}, _any_of),
    ({"at_least", "of"}, _at_least),
    ({"not"}, _not),
)


def record_from(kind: type[Record], raw: Raw, field: str = "") -> Record:
    """The record of dataclass `kind` held in `raw`; fields left out take the dataclass's default."""
    hints = _hints(kind)
    prefix = f"{field}." if field else ""
    return kind(**{name: _value(hints[name], item, f"{prefix}{name}") for name, item in raw.items()})


def _value(hint: Any, raw: Any, field: str) -> Any:
    if hint in (Criterion, Criterion | None):
        return criterion_from(raw, field)
    origin = get_origin(hint)
    if origin in (UnionType, Union):
        return _optional(hint, raw, field)
    if origin is not None:
        return _collection(origin, get_args(hint), raw, field)
    return _scalar(hint, raw, field)


def _optional(hint: Any, raw: Any, field: str) -> Any:
    inner = [part for part in get_args(hint) if part is not NoneType]
    return _value(inner[0], raw, field) if raw is not None and len(inner) == 1 else raw


def _collection(origin: Any, args: tuple[Any, ...], raw: Any, field: str) -> Any:
    if origin is dict:
        return {key: _value(args[1], item, f"{field}.{key}") for key, item in raw.items()}
    return origin(_value(args[0], item, f"{field}.{index}") for index, item in enumerate(raw))


def _scalar(hint: Any, raw: Any, field: str) -> Any:
    kind: Any = hint.__supertype__ if isinstance(hint, NewType) else hint
    if isinstance(kind, type) and is_dataclass(kind):
        return record_from(kind, raw, field)
    if kind is date:
        return _date(raw, field)
    return kind(raw) if issubclass(kind, Enum) else raw


def _date(raw: str, field: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise Unreadable(field, f"is not a date written as YYYY-MM-DD: {raw}") from error
