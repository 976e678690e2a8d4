"""How does a value that stands in a spec test read in a manual? The same words in every run."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from scripts.tools import ROOT

LONGEST = 240
_AN_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def readable(value: object) -> str:
    """The value in words, cut where it grows too long for a table; files of the checkout by their place in it."""
    text = _words(value).replace(f"{ROOT}/", "")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def plain(text: str) -> str:
    """Text in which ids lose their underscores."""
    return _AN_ID.sub(lambda match: match[0].replace("_", " "), text)


def _words(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return plain(str(value.value))
        case str():
            return plain(value) if value else "empty"
        case int() | float():
            return f"{value:g}" if abs(value) < 1e6 else str(value)
        case date() | time() | timedelta():
            return str(value)
        case Path():
            return value.name
        case _:
            return _collection(value)


def _collection(value: object) -> str:
    match value:
        case Mapping():
            return "; ".join(f"{_words(key)}: {_words(each)}" for key, each in value.items()) or "nothing"
        case bytes():
            return repr(value)
        case Set():
            return ", ".join(sorted(map(_words, value))) or "nothing"
        case Sequence():
            return ", ".join(map(_words, value)) or "nothing"
        case _:
            return _thing(value)


def _thing(value: Any) -> str:
    """A value of ours by what was said of it, a function by its name."""
    if is_dataclass(value) and not isinstance(value, type):
        said = ", ".join(_fields_said(value))
        return f"{plain(getattr(value, 'id', '') or type(value).__name__)}{f' ({said})' if said else ''}"
    name = getattr(value, "__name__", type(value).__name__)
    return "a function" if name == "<lambda>" else plain(name)


def _fields_said(value: Any) -> Iterator[str]:
    """The fields that differ from what they are when nothing is said. A record with an id is known by that."""
    if hasattr(value, "id"):
        return
    for each in fields(value):
        own = getattr(value, each.name)
        usual = each.default_factory() if each.default_factory is not MISSING else each.default
        if own != usual:
            yield f"{each.name.replace('_', ' ')} {_words(own)}"
