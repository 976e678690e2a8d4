"""What stands in the calendar of some days: hours, time off, closures and sessions, in few queries?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from ischia.clinic.audit.api import keys, moment, prepared
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.policies import gates_for
from ischia.clinic.book.statuses import BOOKED_OR_LATER, TAKING_TIME
from ischia.clinic.diary.api import Blocked, WorkingHours, blocked_in, hours_of_week
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic, Place, Room, rooms_of
from ischia.clinic.screen.api import Screening
from ischia.pathway.book.api import Permission, Span, WeeklyHours, instant, local_day, working_minutes
from ischia.pathway.screen.values import Outcome

MOST_IN_A_WEEK = 6
EVERYBODY = "all"
SHOWN = (*BOOKED_OR_LATER, Status.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Booked:
    """What the calendar shows of one session: a row, for there are hundreds in a week, and whole ones take long.

    `overlap` says why it was double-booked on purpose, `allowed` why it stands outside hours or limits; each is None
    where it does not. `last_outcome` is that of the client's newest safety check.
    """

    id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str
    client: UUID
    client_name: str
    therapist: UUID
    therapist_name: str
    room: UUID
    room_name: str
    place_name: str
    service_name: str
    episode: UUID
    held_until: datetime | None
    overlap: str | None
    allowed: str | None
    last_outcome: str | None


COLUMNS = (
    *("pk", "starts_at", "ends_at", "status", "client_id", "client__name", "therapist_id", "therapist__name"),
    *("room_id", "room__name", "place__name", "service__name", "course__episode_id", "course__held_until"),
    *("occupancy__override__reason", "occupancy__allowed_by__reason", "last_outcome"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One stretch in which a therapist works at a place."""

    therapist: UUID
    place: UUID
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that the calendar shows of some days.

    `rooms` are there where they are asked for; `places` are the names of those at which anybody works. `of`: the id of
    the one column that was read, or empty for all. `waiting`: episodes for which a clinician has yet to answer.
    `is_own`: a therapist looks at their own column.
    """

    clinic: Clinic
    first: date
    days: int
    therapists: Sequence[Therapist]
    of: str
    rooms: Sequence[Room]
    places: Mapping[UUID, str]
    shifts: Sequence[Shift]
    blocked: Sequence[Blocked]
    sessions: Sequence[Booked]
    waiting: frozenset[UUID]
    is_own: bool

    @property
    def dates(self) -> list[date]:
        return [self.first + timedelta(days=at) for at in range(self.days)]


def span_of(clinic: Clinic, first: date, days: int) -> Span:
    """Some whole days of the clinic, as instants."""
    zone = clinic.zoneinfo
    return Span(datetime.combine(first, time(0), zone), datetime.combine(first + timedelta(days=days), time(0), zone))


def board_of(
    clinic: Clinic,
    *,
    first: date,
    days: int,
    now: datetime,
    only: Therapist | None = None,
    with_rooms: bool = False,
    of: str = "",
) -> Board:
    """The calendar of `days` days from `first`; with `only`, of one therapist. Whatever is in it, four queries.

    One more when somebody has to ask a clinician. With the rooms, nothing is read of who works when. A week of more
    than `MOST_IN_A_WEEK` therapists is one therapist's, unless `of` says "all". Cancelled sessions and holds that have
    run out are left out: their time is free again.
    """
    window = span_of(clinic, first, days)
    staff = [only] if only is not None else list(Therapist.objects.filter(clinic=clinic))
    of = of if with_rooms else _one_of(staff, of, days)
    read = [therapist for therapist in staff if str(therapist.pk) == of] or staff
    sessions = _sessions(read, window, now)
    busy = {session.therapist for session in sessions}
    therapists = [therapist for therapist in staff if therapist.is_active or therapist.pk in busy]
    ids = [therapist.pk for therapist in read]
    hours = [] if with_rooms else list(WorkingHours.objects.filter(therapist__in=ids).select_related("place"))
    return Board(
        clinic=clinic,
        first=first,
        days=days,
        therapists=therapists,
        of=of,
        rooms=list(rooms_of(clinic).order_by("place__name", "name")) if with_rooms else [],
        places={row.place_id: row.place.name for row in hours},
        shifts=_shifts(clinic, hours, first, first + timedelta(days=days - 1)),
        blocked=blocked_in(clinic, ids, window),
        sessions=sessions,
        waiting=_waiting(sessions, now),
        is_own=only is not None,
    )


def _one_of(staff: Sequence[Therapist], of: str, days: int) -> str:
    """The therapist who was asked for; nobody asked for and too many for a week: the first by name."""
    if any(str(therapist.pk) == of for therapist in staff):
        return of
    working = sorted((each for each in staff if each.is_active), key=lambda each: each.name)
    is_crowded = days > 1 and len(working) > MOST_IN_A_WEEK
    return str(working[0].pk) if is_crowded and of != EVERYBODY else ""


def _sessions(staff: Sequence[Therapist], window: Span, now: datetime) -> list[Booked]:
    """What is booked or held with these therapists; nobody's session is longer than a day."""
    if not staff:
        return []
    therapists, day = [each.pk for each in staff], timedelta(days=1)
    rows = _booked.rows(therapists=therapists, since=window.start - day, start=window.start, end=window.end, now=now)
    return [Booked(*row) for row in rows]


@prepared
def _booked(therapists: int) -> QuerySet[Session, Any]:
    held = Q(status=Status.HELD, course__held_until__gt=moment("now"))
    last = Screening.objects.filter(episode=OuterRef("course__episode")).order_by("-completed_at")
    found = Session.objects.filter(held | Q(status__in=SHOWN), therapist__pk__in=keys("therapists", therapists)).filter(
        starts_at__gt=moment("since"), starts_at__lt=moment("end"), ends_at__gt=moment("start")
    )
    found = found.annotate(last_outcome=Subquery(last.values("outcome")[:1]))
    return found.order_by("starts_at", "therapist__name").values_list(*COLUMNS)


def _shifts(clinic: Clinic, rows: Iterable[WorkingHours], first: date, last: date) -> list[Shift]:
    patterns: dict[tuple[UUID, UUID], list[WeeklyHours]] = defaultdict(list)
    for row in rows:
        patterns[row.therapist_id, row.place_id].append(hours_of_week(row, clinic.zone))
    return [
        Shift(therapist=therapist, place=place, span=Span(instant(start), instant(end)))
        for (therapist, place), hours in patterns.items()
        for start, end in working_minutes(hours, first, last)
    ]


def _waiting(sessions: Iterable[Booked], now: datetime) -> frozenset[UUID]:
    """The episodes that may be held and not confirmed; one query, and none when nobody has to ask a clinician."""
    ask_first = Outcome.CLINICIAN_FIRST.value
    asked = {
        session.episode for session in sessions if session.status in TAKING_TIME and session.last_outcome == ask_first
    }
    gates = gates_for(asked, now=now) if asked else {}
    return frozenset(key for key, gate in gates.items() if gate.permission is Permission.HOLD)


def place_then(therapist: Therapist, start: datetime, otherwise: Place) -> Place:
    """Where a therapist works at an instant; out of hours, where they work that day, or `otherwise`."""
    day = local_day(start, therapist.clinic.zone)
    hours = list(WorkingHours.objects.filter(therapist=therapist).select_related("place"))
    places = {row.place_id: row.place for row in hours}
    by_place: Mapping[UUID, list[WeeklyHours]] = {
        place: [hours_of_week(row, therapist.clinic.zone) for row in hours if row.place_id == place] for place in places
    }
    spans = [
        (place, Span(instant(first), instant(end)))
        for place, patterns in by_place.items()
        for first, end in working_minutes(patterns, day, day)
    ]
    at = next((place for place, span in spans if span.start <= start < span.end), None)
    that_day = next((place for place, _span in spans), None)
    found = at or (None if otherwise.pk in {place for place, _span in spans} else that_day)
    return places[found] if found else otherwise
