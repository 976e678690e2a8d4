"""How does a folder of reviewed files become `Knowledge`, and what stops it?

Every file is read, validated against its JSON Schema and built into a record; then the records are checked against each
other (`ischia.knowledge.references`). All faults are collected, so that an author can mend them in one go.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from ischia.knowledge.faults import Fault, KnowledgeFault
from ischia.knowledge.kinds import KINDS, Kind
from ischia.knowledge.parse import Unreadable, read_yaml, record_from
from ischia.knowledge.records import COURSE_CHOICES, Knowledge
from ischia.knowledge.references import faults_between

HOME = Path(__file__).parent
SCHEMAS = HOME / "schema"
VERSION_FILE = "VERSION"

_EMPTY: tuple[Any, ...] = (None, "", [], {})

Files = dict[str, bytes]
Records = dict[str, Any]


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """All knowledge in `folder`, by default the set that is packaged with Ischia (read once per process).

    Raises `KnowledgeFault` with every fault found: file, field and reason.
    """
    return _packaged() if folder is None else _load(folder)


def faults_in(folder: Path | None = None) -> tuple[Fault, ...]:
    """Everything wrong with the files in `folder`; empty when they can be used."""
    try:
        _load(folder or HOME)
    except KnowledgeFault as error:
        return error.faults
    return ()


@cache
def _packaged() -> Knowledge:
    return _load(HOME)


def _load(folder: Path) -> Knowledge:
    files = _files(folder)
    faults: list[Fault] = []
    date_part = _date_part(folder, faults)
    records: Records = {}
    for kind in KINDS:
        records[kind.name] = _records(kind, files, faults)
    faults.extend(_strays(files))
    if faults:
        raise KnowledgeFault(tuple(faults))
    knowledge = Knowledge(version=f"{date_part}+{_digest(files)}", **records)
    between = tuple(faults_between(knowledge))
    if between:
        raise KnowledgeFault(between)
    return knowledge


def _files(folder: Path) -> Files:
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    return {path: (folder / path).read_bytes() for path in paths}


def _digest(files: Files) -> str:
    total = hashlib.sha256()
    for path, content in files.items():
        total.update(f"{path}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:12]


def _date_part(folder: Path, faults: list[Fault]) -> str:
    path = folder / VERSION_FILE
    text = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if not re.fullmatch(r"\d{4}\.\d{2}\.\d{2}", text):
        faults.append(Fault(VERSION_FILE, "date", "must hold the date of this set, written YYYY.MM.DD"))
    return text


def _strays(files: Files) -> Iterator[Fault]:
    folders = {kind.folder for kind in KINDS}
    for path in files:
        if path.rpartition("/")[0] not in folders:
            yield Fault(path, "file", f"lies outside the knowledge folders: {', '.join(sorted(folders))}")


def _records(kind: Kind, files: Files, faults: list[Fault]) -> dict[str, Any]:
    records: dict[str, Any] = {}
    for path, content in files.items():
        parent, _, name = path.rpartition("/")
        if parent != kind.folder:
            continue
        identifier = name.removesuffix(".yaml")
        try:
            raw = read_yaml(content.decode())
            found = list(_file_faults(kind, path, identifier, raw))
            faults.extend(found)
            if not found:
                records[identifier] = record_from(kind.record, _completed(kind, identifier, raw))
        except Unreadable as error:
            faults.append(Fault(path, error.field, error.reason))
        except UnicodeDecodeError as error:
            faults.append(Fault(path, "document", f"is not UTF-8: {error.reason}"))
    return records


def _file_faults(kind: Kind, path: str, identifier: str, raw: Any) -> Iterator[Fault]:
    # An empty field breaks several rules at once; one line is enough to say so.
    yield from dict.fromkeys(
        Fault(path, _field(error), _reason(error)) for error in _validator(kind.schema).iter_errors(raw)
    )
    if isinstance(raw, dict) and raw.get("id", identifier) != identifier:
        yield Fault(path, "id", f"must be the file's name, {identifier}")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", identifier):
        yield Fault(path, "id", "a file's name is its id: letters, digits and underscores only")


def _completed(kind: Kind, identifier: str, raw: dict[str, Any]) -> dict[str, Any]:
    completed = {**raw, "id": identifier, **dict(kind.fixed)}
    if raw.get("kind") == "course":
        completed.setdefault("choices", [{"value": value, "label": label} for value, label in COURSE_CHOICES.items()])
    return completed


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(read_schema(schema), registry=_registry())


@cache
def _registry() -> Registry[Any]:
    common = read_schema("common")
    registry: Registry[Any] = Registry().with_resource(common["$id"], Resource.from_contents(common))
    return registry


def read_schema(name: str) -> dict[str, Any]:
    """The JSON Schema called `name`, such as `safety_rule` or `common`."""
    content: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return content


def _field(error: ValidationError) -> str:
    path = [str(part) for part in error.absolute_path]
    expected: Any = error.validator_value
    if error.validator == "required":
        path += [name for name in expected if f"'{name}' " in error.message][:1]
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known: Any = error.schema["properties"] if isinstance(error.schema, dict) else {}
        path += sorted(str(key) for key in error.instance if key not in known)[:1]
    return ".".join(path) or "document"


def _reason(error: ValidationError) -> str:
    expected: Any = error.validator_value
    if error.validator != "required" and error.instance in _EMPTY:
        return _still_empty(error)
    match error.validator:
        case "required":
            return "is missing"
        case "additionalProperties":
            return "is not a known field"
        case "enum":
            return f"must be one of {', '.join(map(str, expected))}, not {error.instance}"
        case _:
            return str(error.message)


def _still_empty(error: ValidationError) -> str:
    schema: Any = error.schema if isinstance(error.schema, dict) else {}
    if "enum" in schema:
        return f"is still empty: one of {', '.join(map(str, schema['enum']))}"
    return f"is still empty: {schema['description']}" if "description" in schema else "is still empty"
