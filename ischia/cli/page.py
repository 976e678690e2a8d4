"""How is text laid out for people: headings, paragraphs and lists that fit the width of the terminal?"""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable

NARROWEST, WIDEST = 40, 100
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


class Page:
    """Text that is gathered line by line. Bold headings only where a person watches a terminal."""

    def __init__(self, *, width: int | None = None, is_bold: bool | None = None) -> None:
        columns = width or shutil.get_terminal_size((80, 24)).columns
        self._width = max(NARROWEST, min(WIDEST, columns))
        self._is_bold = _wants_bold() if is_bold is None else is_bold
        self._lines: list[str] = []

    def __str__(self) -> str:
        return "\n".join(self._lines).strip("\n") + "\n"

    def heading(self, text: str) -> None:
        """Start a part of the page, underlined so that it shows without colour too."""
        lines = textwrap.wrap(text, self._width)
        self._lines += ["", *map(self._emphasised, lines), "-" * max(map(len, lines), default=0)]

    def lead(self, text: str) -> None:
        """The sentence that matters most."""
        self._lines += [self._emphasised(line) for line in textwrap.wrap(text, self._width)]

    def gap(self) -> None:
        """An empty line, never two in a row."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def text(self, text: str, *, indent: int = 0) -> None:
        """A paragraph."""
        self._wrapped(text, " " * indent, " " * indent)

    def item(self, text: str, *, level: int = 0) -> None:
        """One entry of a list."""
        space = "  " * level
        self._wrapped(text, f"{space}- ", f"{space}  ")

    def items(self, texts: Iterable[str], *, title: str = "", level: int = 0) -> None:
        """A list with an optional title; nothing at all when the list is empty."""
        entries = tuple(texts)
        if entries and title:
            self.text(title, indent=2 * level)
        for entry in entries:
            self.item(entry, level=level)

    def pair(self, name: str, value: str) -> None:
        """A named value on one line."""
        if value:
            self._wrapped(f"{name}: {value}", "", "  ")

    def _emphasised(self, text: str) -> str:
        return f"{_BOLD}{text}{_PLAIN}" if self._is_bold else text

    def _wrapped(self, text: str, first: str, rest: str) -> None:
        lines = textwrap.wrap(text, self._width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
        self._lines += lines or [first.rstrip()]


def _wants_bold() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
