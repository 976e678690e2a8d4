"""How does a file, or standard input, become one document, and what is said when it cannot be read?"""

import json
import sys
from pathlib import Path
from typing import Any

from ischia.knowledge.parse import Unreadable, read_yaml
from ischia.pathway.shared.errors import BadInput, InputFault

STANDARD_INPUT = "-"
LARGEST_BYTES = 2_000_000


def read_document(file: str) -> Any:
    """The YAML or JSON document in `file`; `-` stands for standard input. Raises `BadInput`."""
    try:
        return _parsed(_content(file))
    except Unreadable as error:
        raise _bad(error.field, f"{error.reason}.") from error
    except RecursionError as error:
        raise _bad(_name(file), "is nested too deeply.") from error


def _content(file: str) -> str:
    try:
        content = sys.stdin.buffer.read(LARGEST_BYTES + 1) if file == STANDARD_INPUT else _bytes_of(Path(file))
    except OSError as error:
        raise _bad(_name(file), f"cannot be read: {error.strerror or error}.") from error
    if len(content) > LARGEST_BYTES:
        raise _bad(_name(file), f"is larger than {LARGEST_BYTES // 1_000_000} MB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(_name(file), f"is not UTF-8 text (byte {error.start + 1}).") from error


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(LARGEST_BYTES + 1)


def _parsed(text: str) -> Any:
    """Read JSON as such, since YAML refuses its tabs; everything else is YAML."""
    if text.lstrip().startswith(("{", "[")):
        try:
            return json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refused_constant)
        except json.JSONDecodeError:
            return read_yaml(text)
    return read_yaml(text)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for key, value in pairs:
        if key in document:
            raise Unreadable(key, "is written twice")
        document[key] = value
    return document


def _refused_constant(name: str) -> Any:
    raise Unreadable("document", f"has {name}, which is not a number")


def _name(file: str) -> str:
    return "standard input" if file == STANDARD_INPUT else file


def _bad(field: str, reason: str) -> BadInput:
    return BadInput((InputFault(field=field, reason=reason),))
