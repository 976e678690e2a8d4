"""Published files, invitations and cancellations mean the same to three parsers that are not ours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ischia.interop.ical.api import CalendarEvent, Person, cancellation, invitation, published
from tests.support.calendars import PARSERS, Read

LONDON = ZoneInfo("Europe/London")
CLINIC = Person(name="Forth; Clinic, Leith", email="desk@ischia.example")
AILSA = Person(name="Ailsa Rennie", email="ailsa@ischia.example")
STARTS = (
    datetime(2026, 10, 19, 9, 0, tzinfo=LONDON),
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON),  # the first 01:30 of the day on which the clocks go back
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),  # and the second
    datetime(2026, 10, 26, 9, 0, tzinfo=LONDON),
    datetime(2027, 3, 22, 9, 0, tzinfo=LONDON),
    datetime(2027, 3, 29, 9, 0, tzinfo=LONDON),
)
EVENTS = tuple(
    CalendarEvent(
        uid=f"session-{number}@ischia",
        revision=number,
        start=start,
        end=(start.astimezone(UTC) + timedelta(minutes=45)),
        summary="Visit at Forth; Clinic, with a name so long that the line has to be folded in the middle of it",
        description="Zweite Zeile:\nGrüße, Ångström; 👋 " + "long " * 30,
        location="Leith, 1 Shore; Edinburgh",
        changed_at=datetime(2026, 10, 1, 8, 30, tzinfo=UTC),
        is_cancelled=number == 3,
    )
    for number, start in enumerate(STARTS)
)


def meant(event: CalendarEvent, *, status: str = "") -> Read:
    return Read(
        uid=event.uid,
        sequence=event.revision,
        start=event.start.astimezone(UTC),
        end=event.end.astimezone(UTC),
        status=status or ("CANCELLED" if event.is_cancelled else "CONFIRMED"),
    )


@pytest.fixture(params=list(PARSERS.values()), ids=list(PARSERS))
def parse(request: pytest.FixtureRequest) -> Callable[[bytes], list[Read]]:
    parser: Callable[[bytes], list[Read]] = request.param
    return parser


def test_course_across_both_clock_changes_is_read_as_meant(parse: Callable[[bytes], list[Read]]) -> None:
    assert parse(published(EVENTS, name="Forth")) == [meant(event) for event in EVENTS]


def test_invitation_to_a_moved_visit_keeps_the_uid_and_raises_the_sequence(
    parse: Callable[[bytes], list[Read]],
) -> None:
    moved = replace(EVENTS[0], revision=7, start=STARTS[3])
    moved = replace(moved, end=moved.start.astimezone(UTC) + timedelta(minutes=45))
    (read,) = parse(invitation(moved, organiser=CLINIC, attendee=AILSA))
    assert read == meant(moved)
    assert read.uid == EVENTS[0].uid
    assert read.sequence > EVENTS[0].revision


def test_cancellation_names_the_same_visit_with_a_higher_sequence(parse: Callable[[bytes], list[Read]]) -> None:
    off = replace(EVENTS[4], revision=9)
    assert parse(cancellation(off, organiser=CLINIC, attendee=AILSA)) == [meant(off, status="CANCELLED")]


def test_folded_lines_of_other_alphabets_stay_within_75_octets() -> None:
    lines = published(EVENTS, name="Forth").split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
