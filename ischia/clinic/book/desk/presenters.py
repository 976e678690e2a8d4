"""How is the calendar shown: columns, what fills their days, and each session with its status in words?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.book.desk.queries import Board, Booked, Shift, span_of
from ischia.clinic.book.desk.shown import Asked, By, View
from ischia.clinic.book.models import Status
from ischia.clinic.book.moving import MOVABLE
from ischia.pathway.book.api import Span

OPENS, CLOSES = 8, 18
"""The hours that are always shown, so that an empty day has its shape."""

FROM_TO = "\u2013"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch behind the sessions of a column: a shift, a break, time off or a closure. Times as the clocks show."""

    kind: str
    label: str
    time: str
    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One session in the calendar. `notes` are what the desk has to know: nothing clinical beyond a clearance to come.

    `start` and `end` are local ("2026-11-30T10:00"); `address` is where it is moved by a form.
    """

    id: str
    start: str
    end: str
    time: str
    client: str
    therapist: str
    therapist_id: str
    room: str
    room_id: str
    service: str
    status: str
    status_label: str
    notes: tuple[str, ...]
    is_movable: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfColumn:
    """What one column holds on one day."""

    day: str
    label: str
    bands: tuple[Band, ...]
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A therapist or a room with its days."""

    id: str
    name: str
    detail: str
    days: tuple[DayOfColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The columns asked for; the clock hours ("08:00") from and to which a day is drawn."""

    columns: tuple[Column, ...]
    names: tuple[tuple[str, str], ...]
    of: str
    opens: str
    closes: str


def show_board(board: Board, asked: Asked, now: datetime) -> Calendar:
    """The part of a board that was asked for. An unknown `of` shows every column."""
    everything = _rooms(board) if asked.by is By.ROOM else _therapists(board)
    chosen = [each for each in everything if each[0] == board.of] or everything
    visits = _visits(board, asked, now)
    columns = tuple(
        Column(id=key, name=name, detail=detail, days=_days(board, asked, key, visits)) for key, name, detail in chosen
    )
    opens, closes = _hours(columns)
    return Calendar(
        columns=columns,
        names=tuple((key, name) for key, name, _detail in everything),
        of=board.of,
        opens=opens,
        closes=closes,
    )


def _therapists(board: Board) -> list[tuple[str, str, str]]:
    return [(str(each.pk), each.name, "") for each in sorted(board.therapists, key=lambda each: each.name)]


def _rooms(board: Board) -> list[tuple[str, str, str]]:
    return [(str(room.pk), room.name, room.place.name) for room in board.rooms]


Visits = dict[tuple[str, str], list["Visit"]]


def _visits(board: Board, asked: Asked, now: datetime) -> Visits:
    """What stands in each column on each day, in order of time."""
    found: Visits = defaultdict(list)
    zone, query, by_room = board.clinic.zoneinfo, asked.query, asked.by is By.ROOM
    for session in board.sessions:
        visit = _visit(session, board, zone, query, now)
        found[visit.room_id if by_room else visit.therapist_id, visit.start[:10]].append(visit)
    return found


def _days(board: Board, asked: Asked, column: str, visits: Visits) -> tuple[DayOfColumn, ...]:
    zone, by_room = board.clinic.zoneinfo, asked.by is By.ROOM
    bands = sorted(
        _bands_of_room(board, column) if by_room else _bands_of_therapist(board, column), key=lambda band: band[2].start
    )
    return tuple(
        DayOfColumn(
            day=day.isoformat(),
            label=date_format(day, "l j F"),
            bands=tuple(
                _band(kind, label, cut, zone)
                for kind, label, span in bands
                if (cut := _within(span, span_of(board.clinic, day, 1)))
            ),
            visits=tuple(visits.get((column, day.isoformat()), ())),
        )
        for day in board.dates
    )


BandSpan = tuple[str, str, Span]


def _bands_of_therapist(board: Board, therapist: str) -> Iterator[BandSpan]:
    shifts = [shift for shift in board.shifts if str(shift.therapist) == therapist]
    for shift in shifts:
        yield "shift", _("Works in %(place)s") % {"place": board.places[shift.place]}, shift.span
    for span in _breaks(shifts, board.clinic.zoneinfo):
        yield "break", _("Break"), span
    at = {shift.place for shift in shifts}
    for blocked in board.blocked:
        if str(blocked.therapist) == therapist:
            yield "off", _("Busy elsewhere") if blocked.is_elsewhere else _("Away"), blocked.span
        elif blocked.therapist is None and blocked.room is None and (blocked.place is None or blocked.place in at):
            yield "closed", _closed(board.places[blocked.place] if blocked.place else ""), blocked.span


def _bands_of_room(board: Board, room_id: str) -> Iterator[BandSpan]:
    room = next(each for each in board.rooms if str(each.pk) == room_id)
    for blocked in board.blocked:
        if blocked.room == room.pk:
            yield "closed", _closed(room.name), blocked.span
        elif blocked.therapist is None and blocked.room is None and blocked.place in (None, room.place_id):
            yield "closed", _closed(room.place.name if blocked.place else ""), blocked.span


def _closed(what: str) -> str:
    return _("Closed: %(what)s") % {"what": what or _("the whole clinic")}


def _breaks(shifts: Sequence[Shift], zone: ZoneInfo) -> Iterator[Span]:
    """The gaps between two shifts of one day."""
    spans = sorted((shift.span for shift in shifts), key=lambda span: span.start)
    for one, next_one in pairwise(spans):
        same_day = one.start.astimezone(zone).date() == next_one.start.astimezone(zone).date()
        if same_day and one.end < next_one.start:
            yield Span(one.end, next_one.start)


def _within(span: Span, day: Span) -> Span | None:
    start, end = max(span.start, day.start), min(span.end, day.end)
    return Span(start, end) if start < end else None


def _band(kind: str, label: str, span: Span, zone: ZoneInfo) -> Band:
    return Band(
        kind=kind,
        label=label,
        time=clock(span.start, span.end, zone),
        start=local(span.start, zone),
        end=local(span.end, zone),
    )


def _visit(session: Booked, board: Board, zone: ZoneInfo, query: str, now: datetime) -> Visit:
    return Visit(
        id=str(session.id),
        start=local(session.starts_at, zone),
        end=local(session.ends_at, zone),
        time=clock(session.starts_at, session.ends_at, zone),
        client=session.client_name,
        therapist=session.therapist_name,
        therapist_id=str(session.therapist),
        room=f"{session.room_name}, {session.place_name}",
        room_id=str(session.room),
        service=session.service_name,
        status=session.status,
        status_label=str(Status(session.status).label),
        notes=tuple(_notes(session, board)),
        is_movable=session.status in MOVABLE and session.starts_at > now,
        address=_address(session, query, is_own=board.is_own),
    )


def _address(session: Booked, query: str, *, is_own: bool) -> str:
    """The desk moves on a form of its own; a therapist on the page that clients use too."""
    if is_own:
        return reverse("book:move", args=[session.id])
    return f"{reverse('book:desk:move', args=[session.id])}?{query}"


def _notes(session: Booked, board: Board) -> Iterator[str]:
    held_until = session.held_until if session.status == Status.HELD else None
    if held_until is not None:
        until = held_until.astimezone(board.clinic.zoneinfo)
        yield _("held until %(until)s") % {"until": date_format(until, "j F, H:i")}
    if session.episode in board.waiting:
        yield _("waits for a clinician")
    if session.overlap is not None:
        yield _("double-booked on purpose: %(why)s") % {"why": session.overlap}
    if session.allowed is not None:
        yield _("outside hours or limits on purpose: %(why)s") % {"why": session.allowed}


def _hours(columns: Iterable[Column]) -> tuple[str, str]:
    """From the first to the last hour in which anything is, and at least the usual ones."""
    opens, closes = OPENS, CLOSES
    for first, last in _worked(columns):
        start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
        opens = min(opens, start.hour)
        closes = max(closes, 24 if end.date() > start.date() else end.hour + bool(end.minute))
    return f"{opens:02d}:00", f"{closes:02d}:00"


def _worked(columns: Iterable[Column]) -> Iterator[tuple[str, str]]:
    """When somebody works or a visit is, as the clocks show."""
    for day in (day for column in columns for day in column.days):
        yield from ((band.start, band.end) for band in day.bands if band.kind == "shift")
        yield from ((visit.start, visit.end) for visit in day.visits)


def local(instant: datetime, zone: ZoneInfo) -> str:
    """What the clinic's clocks show: "2026-11-30T10:00"."""
    return f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"


def clock(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """ "10:00-10:45" by the clinic's clocks."""
    return f"{start.astimezone(zone):%H:%M}{FROM_TO}{end.astimezone(zone):%H:%M}"


def title_of(asked: Asked) -> str:
    """The day, or the first and the last of the week."""
    if asked.view is View.DAY:
        return date_format(asked.day, "l j F Y")
    last: date = asked.first + timedelta(days=asked.days - 1)
    return f"{date_format(asked.first, 'j F')} {FROM_TO} {date_format(last, 'j F Y')}"
