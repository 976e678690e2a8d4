"""What would a diary of plain lists say? The model that scheduling is held against: no query, no index, no cleverness.

Instants are UTC. Hours are kept as the stretches that they come to on the few dates that the tests play on; nothing
here calls the code it judges.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
STEP = 15


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One wished or taken visit: `before` and `after` are minutes of buffers. `until`: None when it is booked.

    `alone` is False for what an override let through: it may overlap.
    """

    therapist: Any
    place: Any
    room: Any = None
    client: Any = None
    start: datetime
    minutes: int
    before: int
    after: int
    deep: int
    until: datetime | None = None
    alone: bool = True

    @property
    def end(self) -> datetime:
        return self.start + self.minutes * MINUTE

    @property
    def whole(self) -> tuple[datetime, datetime]:
        return self.start - self.before * MINUTE, self.end + self.after * MINUTE

    @property
    def session(self) -> tuple[datetime, datetime]:
        return self.start, self.end

    def is_active(self, now: datetime) -> bool:
        return self.until is None or self.until > now


@dataclass(frozen=True, kw_only=True)
class Worked:
    """One stretch of work; `row` names the weekly hours that it comes from."""

    row: Any
    therapist: Any
    place: Any
    day: date
    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Shut:
    """A closure of a room, of a place (no room) or of everything (neither)."""

    start: datetime
    end: datetime
    place: Any = None
    room: Any = None


def meet(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@dataclass
class PlainDiary:
    """Everything that can stand in the way of a visit, as lists. `rooms`: by place, in order of name."""

    zone: ZoneInfo
    notice: timedelta
    horizon: timedelta
    rooms: dict[Any, list[Any]]
    most_sessions: dict[Any, int]
    most_deep: dict[Any, int]
    taken: dict[Any, Visit] = field(default_factory=dict)
    worked: list[Worked] = field(default_factory=list)
    off: dict[Any, tuple[Any, datetime, datetime]] = field(default_factory=dict)
    shut: dict[Any, Shut] = field(default_factory=dict)

    def work(self, row: Any, therapist: Any, place: Any, days: Sequence[date], start: time, end: time) -> None:
        """Somebody works on these days, from and until times by the clock of the clinic."""
        for day in days:
            first, last = (datetime.combine(day, each, self.zone).astimezone(UTC) for each in (start, end))
            self.worked.append(Worked(row=row, therapist=therapist, place=place, day=day, start=first, end=last))

    def active(self, now: datetime, without: Collection[Any] = ()) -> list[Visit]:
        return [each for key, each in self.taken.items() if each.is_active(now) and key not in without]

    def in_the_way(
        self, wishes: Sequence[Visit], now: datetime, *, by_staff: bool = False, without: Collection[Any] = ()
    ) -> list[set[str]]:
        """Everything in the way of each wish, by the names the product uses; wishes stand in one another's way too."""
        taken = self.active(now, without)
        found = []
        for wish in wishes:
            room = self.free_room(wish, taken)
            found.append({*self._by_rule(wish, now, by_staff=by_staff), *self._by_others(wish, taken, room)})
            taken.append(replace(wish, room=room, until=None))
        return found

    def free_room(self, wish: Visit, taken: Sequence[Visit]) -> Any:
        for room in self.rooms[wish.place]:
            is_shut = any(each.room == room and meet(wish.whole, (each.start, each.end)) for each in self.shut.values())
            if not is_shut and not any(each.room == room and meet(wish.whole, each.whole) for each in taken):
                return room
        return None

    def _by_rule(self, wish: Visit, now: datetime, *, by_staff: bool) -> Iterator[str]:
        if wish.start < (now if by_staff else now + self.notice):
            yield "too_soon"
        elif not by_staff and wish.end > now + self.horizon:
            yield "too_far_ahead"
        if not self._is_worked(wish):
            yield "not_working"
        if wish.start.astimezone(self.zone).minute % STEP:
            yield "not_on_the_grid"
        for each in self.shut.values():
            if each.room is None and each.place in (None, wish.place) and meet(wish.session, (each.start, each.end)):
                yield "closed"

    def _is_worked(self, wish: Visit) -> bool:
        off = any(who == wish.therapist and meet(wish.session, (first, last)) for who, first, last in self.off.values())
        return not off and any(
            (each.therapist, each.place) == (wish.therapist, wish.place)
            and each.start <= wish.start
            and wish.end <= each.end
            for each in self.worked
        )

    def _by_others(self, wish: Visit, taken: Sequence[Visit], room: Any) -> Iterator[str]:
        if any(each.therapist == wish.therapist and meet(wish.whole, each.whole) for each in taken):
            yield "therapist_busy"
        if wish.client is not None and any(
            each.client == wish.client and meet(wish.session, each.session) for each in taken
        ):
            yield "client_busy"
        if room is None:
            yield "no_room_free"
        day = self.day_of(wish)
        that_day = [each for each in taken if each.therapist == wish.therapist and self.day_of(each) == day]
        if len(that_day) >= self.most_sessions.get(wish.therapist, 99):
            yield "day_full"
        deep = sum(each.deep for each in that_day)
        if wish.deep and deep + wish.deep > self.most_deep.get(wish.therapist, 9999):
            yield "too_much_deep_work"

    def day_of(self, visit: Visit) -> date:
        return visit.start.astimezone(self.zone).date()

    def free(self, wish: Visit, first: datetime, last: datetime, now: datetime) -> list[datetime]:
        """Every start between two instants at which the wish could be had, by trying each quarter of an hour."""
        count = int((last - first) / (STEP * MINUTE))
        starts = [first + number * STEP * MINUTE for number in range(count + 1)]
        tried = [(start, replace(wish, start=start)) for start in starts]
        return [start for start, each in tried if each.end <= last and not self.in_the_way([each], now)[0]]

    def take(self, key: Any, visit: Visit, now: datetime) -> None:
        """Take the time; holds that have run out and are in the way are gone for good."""
        for other, each in list(self.taken.items()):
            if not each.is_active(now) and self._shares(visit, each):
                del self.taken[other]
        self.taken[key] = visit

    @staticmethod
    def _shares(one: Visit, other: Visit) -> bool:
        same_worker = one.therapist == other.therapist or one.room == other.room
        same_client = one.client is not None and one.client == other.client
        return (same_worker and meet(one.whole, other.whole)) or (same_client and meet(one.session, other.session))
