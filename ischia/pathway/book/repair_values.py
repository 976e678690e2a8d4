"""What does a repair look at, and what does it answer with?

Instants are aware datetimes in UTC, calendar days are dates in the zone of the problem. Ids are texts that mean nothing
to the engine. Costs are penalty points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ischia.pathway.book.minutes import MinuteSpan
from ischia.pathway.book.values import ServiceTimes, Slot, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """How many calendar days apart the sessions of a course are. The shortest is a rule, the others are wishes."""

    minimum: int
    ideal: int
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One session that cannot stay where it is, with every slot that could be booked for it by itself.

    `candidates` are free of everything that is not affected too: hours, offer rules, the therapist, a room and the
    client. `cause` says in plain words why the session cannot stay ("Callum is away"), `barred` why it may not be moved
    at all, if so. `deep_minutes` count against a therapist's load limit. `is_told`: the client has confirmed this time,
    or has been moved before. `half_day`, `weekdays` and `windows` are what the client likes, as in `CourseRequest`.
    Sessions of one `block` lie before the same review, so they stay within `block_days` of one another; empty: no
    review, or beyond it already.
    """

    session: str
    client: str
    course: str
    number: int
    slot: Slot
    times: ServiceTimes
    spacing: Spacing
    candidates: frozenset[Slot]
    cause: str
    barred: str = ""
    deep_minutes: int = 0
    is_told: bool = False
    half_day: str = "any"
    weekdays: frozenset[int] = frozenset()
    windows: tuple[Window, ...] = ()
    block: str = ""
    block_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A session of an affected course, or before the same review, that stays where it is."""

    course: str
    number: int
    day: date
    block: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTime:
    """One room: when it is shut or taken by sessions that stay, in epoch minutes, sorted and disjoint."""

    room: str
    place: str
    busy: Sequence[MinuteSpan] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLeft:
    """What one therapist's day can still take beside what stays. None: no limit."""

    sessions: int | None = None
    deep_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairProblem:
    """Everything that decides a repair. `left` is by therapist and day; `names` are those of therapists and places."""

    now: datetime
    zone: str
    affected: tuple[Affected, ...]
    rooms: tuple[RoomTime, ...]
    kept: tuple[Kept, ...] = ()
    left: Mapping[tuple[str, date], DayLeft] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What one wish that is missed costs."""

    name: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairLine:
    """What is proposed for one session. `new` None: it cannot be placed, and `reasons` say why.

    `instead` are other slots that fit if everything else stays as proposed, best first.
    """

    session: str
    old: Slot
    new: Slot | None
    room: str | None
    penalties: tuple[Penalty, ...]
    reasons: tuple[str, ...]
    instead: tuple[Slot, ...]

    @property
    def cost(self) -> int:
        return sum(penalty.points for penalty in self.penalties)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairProposal:
    """The least disruption found, and how far from the best possible it can be at most.

    Fewest unplaced comes first, then `cost`. `unplaced_bound` and `cost_bound` are proved: no repair leaves fewer
    unplaced; none that leaves as few costs less. `gap` is (cost - cost_bound) / cost, 0 when the cost is proved.
    `effort` is the solver's deterministic time.
    """

    lines: tuple[RepairLine, ...]
    unplaced: int
    unplaced_bound: int
    cost: int
    cost_bound: int
    effort: float = 0.0

    @property
    def gap(self) -> float:
        if self.unplaced > self.unplaced_bound:
            return 1.0
        return (self.cost - self.cost_bound) / self.cost if self.cost else 0.0

    @property
    def is_proved(self) -> bool:
        return self.unplaced == self.unplaced_bound and self.cost == self.cost_bound
