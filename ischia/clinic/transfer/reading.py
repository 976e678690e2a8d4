"""How does a CSV file become rows that can be looked at, and what is wrong with it as a file?"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ischia.clinic.transfer.cells import unguarded
from ischia.pathway.shared.errors import Refused

LARGEST = 2_000_000
"""Bytes of one file."""

MOST_ROWS = 10_000
LONGEST_CELL = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One row of a file: where it stands (the line of names is 1), and its cells by column."""

    number: int
    cells: Mapping[str, str]


def text_of(content: bytes) -> str:
    """The file as text.

    Raises:
        Refused: `too_large`, `empty`, `not_utf8`, each for the field `file`.
    """
    if len(content) > LARGEST:
        raise Refused("too_large", f"At most {LARGEST // 1_000_000} MB. Please split the file.", field="file")
    if not content.strip():
        raise Refused("empty", "The file is empty.", field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        said = "The file is not in UTF-8. Save it as “CSV UTF-8” in your spreadsheet."
        raise Refused("not_utf8", said, field="file") from fault


def rows_in(text: str, columns: Sequence[str]) -> list[Read]:
    """The rows of a file that has exactly these columns, in any order; rows without any text are left out.

    Raises:
        Refused: `no_csv`, `wrong_columns`, `too_many_rows`, each for the field `file`.
    """
    separator = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as fault:
        raise Refused("no_csv", f"The file cannot be read as CSV: {fault}.", field="file") from fault
    if not lines:
        raise Refused("empty", "The file is empty.", field="file")
    names = [name.strip().lower() for name in lines[0]]
    _check_columns(names, columns)
    if len(lines) - 1 > MOST_ROWS:
        raise Refused("too_many_rows", f"At most {MOST_ROWS} rows. Please split the file.", field="file")
    return [
        Read(number=number, cells=_cells(names, line))
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]


def _check_columns(names: Sequence[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in names]
    unknown = [name for name in names if name not in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if missing or unknown or twice:
        said = [
            *([f"missing: {', '.join(missing)}"] if missing else []),
            *([f"not known: {', '.join(unknown)}"] if unknown else []),
            *([f"twice: {', '.join(twice)}"] if twice else []),
        ]
        raise Refused("wrong_columns", f"The columns do not fit ({'; '.join(said)}). See the template.", field="file")


def _cells(names: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    """Cells by column; a short line has empty ones at its end, what is too long is cut and refused later."""
    padded = [*line, *[""] * (len(names) - len(line))]
    found = {name: unguarded(cell.strip())[: LONGEST_CELL + 1] for name, cell in zip(names, padded, strict=False)}
    return found | ({"": "too many"} if len(line) > len(names) else {})
