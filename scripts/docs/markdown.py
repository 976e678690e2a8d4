"""How is Markdown put together: the mark of a made page, tables, words that cannot break them?"""

from collections.abc import Iterable, Iterator, Sequence

MADE = "<!-- Made by `make docs` from the code and the knowledge; edit those instead. -->"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"


def cell(text: str) -> str:
    """Text that stays within its cell and is shown as it is written."""
    return " ".join(text.split()).replace("|", "/").replace("<", "&lt;").replace("*", "\\*") or "–"


def first_line(text: str | None) -> str:
    """The first line of a docstring; empty where there is none."""
    return (text or "").strip().splitlines()[0] if (text or "").strip() else ""
