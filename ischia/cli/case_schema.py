"""Does a document have the form of a case file? Every place where it does not is named, with the nearest real name."""

import json
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from ischia.pathway.shared.errors import InputFault

SCHEMA_FILE = Path(__file__).parent / "schema" / "case_file.schema.json"
_TYPES = {
    "object": "a mapping of names to values",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
_FORMS = {"day": "a day written YYYY-MM-DD", "moment": "a moment written YYYY-MM-DDTHH:MM"}


@cache
def case_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the case file."""
    content: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return content


def schema_faults(document: Any) -> tuple[InputFault, ...]:
    """Everything in which `document` differs from the form, in the order of its places."""
    errors = sorted(Draft202012Validator(case_schema()).iter_errors(document), key=lambda error: _place(error.path))
    return tuple(fault for error in errors for fault in _faults(error))


def place(path: Iterable[str | int]) -> str:
    """A path as people write it: `sessions[2].work[0].pressure`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def nearest(name: object, known: Iterable[str]) -> str:
    """The known name most like `name`; empty when none is near."""
    return next(iter(get_close_matches(str(name), list(known), n=1)), "")


def _place(path: Iterable[str | int]) -> list[tuple[int, int, str]]:
    return [(0, part, "") if isinstance(part, int) else (1, 0, part) for part in path]


def _faults(error: ValidationError) -> Iterator[InputFault]:
    path = list(error.absolute_path)
    match error.validator:
        case "required":
            missing = next(name for name in _wanted(error) if error.message.startswith(f"'{name}' "))
            yield InputFault(field=place([*path, missing]), reason="is missing.")
        case "additionalProperties":
            yield from _unknown_fields(error, path)
        case _:
            field, reason, suggestion = place(path) or "document", _reason(error), _suggestion(error)
            yield InputFault(field=field, reason=reason, suggestion=suggestion)


def _wanted(error: ValidationError) -> Any:
    """What the schema asks for here: jsonschema types it as anything."""
    return error.validator_value


def _unknown_fields(error: ValidationError, path: Sequence[str | int]) -> Iterator[InputFault]:
    schema: Any = error.schema
    known = schema.get("properties", {})
    instance: Any = error.instance
    for name in instance:
        if name not in known:
            reason = "There is no field of this name."
            yield InputFault(field=place([*path, name]), reason=reason, suggestion=nearest(name, known))


def _suggestion(error: ValidationError) -> str:
    return nearest(error.instance, _wanted(error)) if error.validator == "enum" else ""


def _reason(error: ValidationError) -> str:
    shown = _shown(error.instance)
    match error.validator:
        case "type":
            return f"must be {_type_names(_wanted(error))}, not {shown}."
        case "enum":
            return f"{shown} is not one of {', '.join(map(str, _wanted(error)))}."
        case "minimum":
            return f"{shown} is below {error.validator_value}, the lowest possible."
        case "maximum":
            return f"{shown} is above {error.validator_value}, the highest possible."
        case "minLength":
            return "must not be empty."
        case "pattern":
            return f"{shown} is not {_form(error)}."
        case "anyOf":
            return f"must be a total score or the answer to each item, not {shown}."
        case _:
            return f"{error.message}."


def _form(error: ValidationError) -> str:
    pattern = str(error.validator_value)
    if r"\d{2}:\d{2}" in pattern:
        return _FORMS["moment"]
    return _FORMS["day"] if r"\d{4}" in pattern else "a name of this kind (letters, digits and underscores)"


def _type_names(types: str | list[str]) -> str:
    names = [types] if isinstance(types, str) else types
    return " or ".join(_TYPES[name] for name in names)


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return _TYPES["object" if isinstance(value, dict) else "array"]
    if value is None:
        return "empty"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
