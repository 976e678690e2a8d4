"""How do session records and plans become rows, and rows values again?"""

from typing import Any

import msgspec

from ischia.clinic.treat.models import SessionRecord
from ischia.pathway.shared.limits import Limits
from ischia.pathway.treat.api import Breach
from ischia.pathway.treat.api import SessionRecord as Record


def record_to_json(record: Record) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(record, order="sorted")
    return document


def record_of(row: SessionRecord) -> Record:
    """The record as it was signed."""
    return msgspec.convert(row.record, Record)


def limits_to_json(limits: Limits) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(limits, order="sorted")
    return document


def breaches_to_json(breaches: tuple[Breach, ...]) -> list[dict[str, Any]]:
    document: list[dict[str, Any]] = msgspec.to_builtins(list(breaches))
    return document


def breaches_of(row: SessionRecord) -> tuple[Breach, ...]:
    """Where the signed work went beyond a limit."""
    return msgspec.convert(row.breaches, tuple[Breach, ...])
