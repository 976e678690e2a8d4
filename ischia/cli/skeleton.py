"""What does an empty file of one kind look like, ready for an author to fill in?

The file is made from the kind's JSON Schema, so that it names every field that has to be there and what may stand in
it. It is refused by `ischia knowledge check`, field by field, until it is complete.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ischia.knowledge.kinds import Kind
from ischia.knowledge.load import read_schema
from ischia.knowledge.references import EXPECTATIONS
from ischia.pathway.shared.errors import BadInput, InputFault

Schema = dict[str, Any]

CRITERION_HELP = (
    "such as {finding: fever, is: true}, {finding: numbness, in: [new, worse]}, {finding: age, at_least: 50};",
    "joined by all: [...], any: [...], at_least: 2 with of: [...], not: ...",
)
CASE_HELP = "at least three: one that fires, one that does not, one left undecided by a missing answer"
_ID_SHAPE = r"[A-Za-z][A-Za-z0-9_]*"


def write_skeleton(kind: Kind, id: str, folder: Path) -> Path:
    """Write the empty file and return where it lies. Raises `BadInput` for a bad id or when there is such a file."""
    if not re.fullmatch(_id_shape(kind), id):
        reason = (
            f"{id} cannot be an id here: a file's name is letters, digits and underscores, shaped {_id_shape(kind)}."
        )
        raise BadInput((InputFault(field="id", reason=reason),))
    path = folder / kind.folder / f"{id}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton(kind))
    except FileExistsError as error:
        fault = InputFault(field="id", reason=f"{path} is there already; nothing was written.")
        raise BadInput((fault,)) from error
    except OSError as error:
        fault = InputFault(field="folder", reason=f"{path} cannot be written: {error.strerror or error}.")
        raise BadInput((fault,)) from error
    return path


def skeleton(kind: Kind) -> str:
    """The text of an empty file of this kind."""
    schema = read_schema(kind.schema)
    optional = [name for name in schema["properties"] if name not in schema["required"] and name != "id"]
    lines = [f"# {schema['title']}. Fill in every field; `ischia knowledge check` says what is still missing."]
    if optional:
        lines.append(f"# May also have: {', '.join(optional)}.")
    return "\n".join([*lines, *_fields(schema, 0), ""])


def _id_shape(kind: Kind) -> str:
    schema = _resolved(read_schema(kind.schema)["properties"]["id"])
    return str(schema.get("pattern", _ID_SHAPE))


def _fields(schema: Schema, level: int) -> Iterator[str]:
    for name in schema["required"]:
        yield from _field(name, schema["properties"][name], level)


def _field(name: str, schema: Schema, level: int) -> Iterator[str]:
    space = "  " * level
    if schema.get("$ref", "").endswith("/criterion"):
        yield from (f"{space}# {line}" for line in CRITERION_HELP)
        yield f"{space}{name}: {{}}"
        return
    if schema.get("$ref", "").endswith("/cases"):
        yield from (f"{space}# {CASE_HELP}", f"{space}{name}:")
        yield from (f"{space}  - {{name: , findings: {{}}, expect: {each}}}" for each in EXPECTATIONS)
        return
    whole = _resolved(schema)
    hint = f"  # {text}" if (text := _hint(schema, whole)) else ""
    match whole.get("type"):
        case "object" if whole.get("required"):
            yield f"{space}{name}:{hint}"
            yield from _fields(whole, level + 1)
        case "array":
            yield from _list(name, whole, level, hint)
        case _:
            yield f"{space}{name}:{hint}"


def _list(name: str, schema: Schema, level: int, hint: str) -> Iterator[str]:
    """A list: empty, or with one entry to fill where entries have fields of their own and one is needed."""
    space = "  " * level
    entry = _resolved(schema["items"])
    if not schema.get("minItems") or entry.get("type") != "object":
        yield f"{space}{name}: []{hint}"
        return
    yield f"{space}{name}:{hint}"
    first, *others = _fields(entry, level + 2)
    yield f"{space}  - {first.strip()}"
    yield from others


def _hint(schema: Schema, whole: Schema) -> str:
    """What may stand in the field: what the schema says of it, its values, or its bounds."""
    values = whole.get("enum") or _resolved(whole.get("items", {})).get("enum")
    bounds = [f"{word} {whole[key]}" for word, key in (("from", "minimum"), ("to", "maximum")) if key in whole]
    parts = [
        schema.get("description") or whole.get("description", ""),
        f"one of {', '.join(map(str, values))}" if values else "",
        "true or false" if whole.get("type") == "boolean" else "",
        " ".join(["a number", *bounds]) if whole.get("type") in ("integer", "number") else "",
    ]
    return "; ".join(part for part in parts if part)


def _resolved(schema: Schema) -> Schema:
    """The schema that a reference into the common one stands for."""
    reference = str(schema.get("$ref", ""))
    if not reference:
        return schema
    found: Schema = read_schema("common")["$defs"][reference.rpartition("/")[2]]
    return found
