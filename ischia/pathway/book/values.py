"""What does scheduling work with? Instants are aware datetimes in UTC; wall-clock rules carry their IANA zone."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time, `start` included and `end` not. Both are aware and in UTC."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """Working hours on one weekday (0 is Monday) in a zone's wall-clock time, valid from and until (inclusive)."""

    weekday: int
    start: time
    end: time
    zone: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTimes:
    """Minutes of a service: the session itself, preparation before and recovery after, and the grid of starts."""

    minutes: int
    preparation: int = 0
    recovery: int = 0
    step: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One start that can be booked."""

    therapist: str
    place: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of one weekday (0 is Monday) in wall-clock time in which a client likes to come, whole visits only."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRequest:
    """A course to place: how many sessions, how far apart in calendar days, and what the client prefers.

    `half_day` is "morning", "afternoon", "evening" or "any" in the zone given; `weekdays` and `windows` empty mean any.
    `services` names the service of each session in order where they differ (a longer first visit); empty: all alike.
    `previous` is the local day of the visit before the first one. `review_after_session` says after which session the
    review is planned. No session lies more than `review_by_day` days after the first, nor after the day `until`: then
    the review comes first.
    """

    sessions: int
    spacing_minimum_days: int
    spacing_ideal_days: int
    spacing_maximum_days: int
    zone: str
    half_day: str = "any"
    weekdays: frozenset[int] = frozenset()
    windows: tuple[Window, ...] = ()
    preferred_therapist: str | None = None
    most_therapists: int = 1
    services: tuple[str, ...] = ()
    previous: date | None = None
    review_after_session: int | None = None
    review_by_day: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseProposal:
    """The cheapest way to place a course, or why it cannot be placed. `cost` is in penalty points.

    `services` names the service of each slot where the request names any. `review` counts the session (from 1) at which
    the review is planned; `after_review` more of those asked for can only be placed once it is answered. A course that
    cannot be placed carries what comes nearest: `nearest`, the most sessions that fit, and `enough_therapists`, with
    how many all would fit (None: with no number).
    """

    slots: tuple[Slot, ...]
    cost: float
    reasons: tuple[str, ...]
    why_not: str = ""
    review: int | None = None
    after_review: int = 0
    services: tuple[str, ...] = ()
    nearest: tuple[Slot, ...] = ()
    enough_therapists: int | None = None


class Permission(StrEnum):
    """What the safety gate lets booking do."""

    NOTHING = "nothing"
    HOLD = "hold"
    CONFIRM = "confirm"


class ClearanceAnswer(StrEnum):
    """What the clinician answered."""

    YES = "yes"
    YES_WITH_LIMITS = "yes_with_limits"
    NO = "no"
