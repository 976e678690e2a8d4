"""Is this a calendar file at all, and on which line does each event begin?

A file is refused with the line and the reason, so that somebody can mend it; the libraries that read events afterwards
name neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ischia.pathway.shared.errors import Refused

LARGEST = 2_000_000
MOST_EVENTS = 5_000


class BrokenCalendar(Refused):
    """A calendar file that cannot be read. `line` counts from 1; None when no one line is to blame."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        where = "" if line is None else f"Line {line}: "
        super().__init__("broken_calendar", f"{where}{reason}", field="file")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One event of the file: the line it begins on, and the first line of each of its properties."""

    line: int
    properties: dict[str, int] = field(default_factory=dict)

    def line_of(self, name: str) -> int:
        return self.properties.get(name.upper(), self.line)


def events_by_line(data: bytes) -> list[Block]:
    """The events in the order of the file, after checking that the file is whole.

    Raises:
        BrokenCalendar: too large, not text, not a calendar, parts that do not end, no line of a calendar, too many
            events.
    """
    return _Reading().blocks(_text(data))


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise BrokenCalendar(f"The file is larger than {LARGEST // 1_000_000} megabytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = data[: broken.start].count(b"\n") + 1
        raise BrokenCalendar("This is not UTF-8 text.", line=line) from None


class _Reading:
    """Walks through the lines and keeps which parts are open."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []
        self.found: list[Block] = []
        self.calendars = 0

    def blocks(self, text: str) -> list[Block]:
        last = 0
        for number, name, value in _properties(text):
            last = number
            self._step(number, name, value)
        if self.open:
            name, begun = self.open[-1]
            raise BrokenCalendar(f"{name} begins on line {begun} and does not end.", line=last)
        if not self.calendars:
            raise BrokenCalendar("There is no calendar in this file.")
        return self.found

    def _step(self, number: int, name: str, value: str) -> None:
        if name == "BEGIN":
            self._begin(number, value)
        elif name == "END":
            self._end(number, value)
        elif not self.open:
            raise BrokenCalendar("A calendar file begins with BEGIN:VCALENDAR.", line=number)
        elif self.open[-1][0] == "VEVENT":
            self.found[-1].properties.setdefault(name, number)

    def _begin(self, number: int, value: str) -> None:
        if bool(self.open) == (value == "VCALENDAR"):
            raise BrokenCalendar("A calendar file begins with BEGIN:VCALENDAR, once.", line=number)
        self.calendars += value == "VCALENDAR"
        self.open.append((value, number))
        if value == "VEVENT":
            self.found.append(Block(line=number))
        if len(self.found) > MOST_EVENTS:
            raise BrokenCalendar(f"There are more than {MOST_EVENTS} events.", line=number)

    def _end(self, number: int, value: str) -> None:
        if not self.open or self.open[-1][0] != value:
            raise BrokenCalendar(f"END:{value} ends nothing that began.", line=number)
        self.open.pop()


def _properties(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, name and value of every property; folded lines belong to the one before."""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if not line.strip() or line[0] in " \t":
            continue
        head, colon, value = line.partition(":")
        name = head.partition(";")[0].strip().upper()
        if not colon or not name.replace("-", "").isalnum():
            raise BrokenCalendar(
                "This is not a line of a calendar: a name, a colon and a value are wanted.", line=number
            )
        yield number, name, value.strip().upper() if name in ("BEGIN", "END") else value
