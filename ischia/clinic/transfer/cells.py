"""How does a value become a cell of a CSV file, so that no spreadsheet runs it, and come back?

A text that begins like a formula gets an apostrophe in front (OWASP: CSV injection); reading takes it off again.
"""

import json
from datetime import date, datetime, time
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins with one of these may be run as a formula."""

GUARD = "'"


def cell(value: Any) -> str:
    """A value as text: instants as ISO 8601, lists and objects as JSON, nothing as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict | list):
        return guarded(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True))
    return guarded(value) if isinstance(value, str) else str(value)


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"{GUARD}{text}" if text.startswith(STARTS) or _is_guarded(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    return text.startswith(GUARD) and text.lstrip(GUARD).startswith(STARTS)
