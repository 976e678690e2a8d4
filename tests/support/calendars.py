"""How do three parsers that are not ours read a calendar file? icalendar, vobject, and npm's ical.js through Node."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import vobject  # type: ignore[import-untyped]  # ships no types
from icalendar import Calendar

from scripts.tools import bring_node

READER = Path(__file__).with_name("parsers.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One event as a parser understood it; instants in UTC."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    status: str


def by_icalendar(data: bytes) -> list[Read]:
    return [
        Read(
            uid=str(event["uid"]),
            sequence=int(str(event["sequence"])),
            start=event.decoded("dtstart").astimezone(UTC),
            end=event.decoded("dtend").astimezone(UTC),
            status=str(event["status"]),
        )
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


def by_vobject(data: bytes) -> list[Read]:
    return [
        Read(
            uid=event.uid.value,
            sequence=int(event.sequence.value),
            start=event.dtstart.value.astimezone(UTC),
            end=event.dtend.value.astimezone(UTC),
            status=event.status.value,
        )
        for event in getattr(vobject.readOne(data.decode()), "vevent_list", [])
    ]


def by_ical_js(data: bytes) -> list[Read]:
    command = [str(bring_node() / "node"), str(READER)]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    return [
        Read(
            uid=event["uid"],
            sequence=event["sequence"],
            start=datetime.fromisoformat(event["start"]),
            end=datetime.fromisoformat(event["end"]),
            status=event["status"],
        )
        for event in json.loads(done.stdout)["events"]
    ]


PARSERS: dict[str, Callable[[bytes], list[Read]]] = {
    "icalendar": by_icalendar,
    "vobject": by_vobject,
    "ical.js": by_ical_js,
}
