"""Which starts are free for a service, among one clinic's therapists or a whole network's?

What comes out are arrays; a slot becomes an object when somebody looks at it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import overload
from uuid import UUID

import numpy as np

from ischia.clinic.diary.availability import Free, free_time
from ischia.clinic.diary.availability_packing import BLOCK, DAY, Directory, base_of, id_of
from ischia.clinic.diary.availability_sources import Asking
from ischia.clinic.diary.limits import full_days_of_all
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import (
    MinuteSpan,
    ServiceTimes,
    Slot,
    Span,
    ceil_minute,
    check_service,
    floor_minute,
    instant,
    whole_days,
)
from ischia.pathway.book.availability import Bounds, Minutes, stretches
from ischia.pathway.book.slots import (
    Starts,
    first_of_days,
    first_of_half_days,
    keeps_utc_grid,
    on_local_grid,
    outside,
    slots,
    starts_in,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Who is looked at, for which service, in which window at each clinic.

    `taken` are stretches in which whoever asks is elsewhere. `deep_minutes` of deep work are planned in the session.
    """

    windows: Mapping[Clinic, Span]
    times: ServiceTimes
    asking: Asking
    therapists: Collection[UUID] | None = None
    place: UUID | None = None
    taken: Sequence[MinuteSpan] = ()
    deep_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeStarts(Sequence[Slot]):
    """Free starts, by block of days, clinic, therapist and place, and time; each becomes a slot when looked at.

    `zones` names the zone of each diary.
    """

    starts: Starts
    directory: Directory
    zones: Sequence[str]
    times: ServiceTimes

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Slot: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Slot]: ...
    def __getitem__(self, index: int | slice) -> Slot | Sequence[Slot]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        diary = self.directory[int(self.starts.diary[index])]
        start = instant(int(self.starts.minute[index]))
        return Slot(
            therapist=str(id_of(diary["owner"])),
            place=str(id_of(diary["place"])),
            start=start,
            end=start + timedelta(minutes=self.times.minutes),
        )

    def in_order(self) -> tuple[Slot, ...]:
        """All of them as slots, in order of start, then therapist, then place."""
        diaries = [
            (str(id_of(owner)), str(id_of(place)))
            for owner, place in zip(self.directory["owner"], self.directory["place"], strict=True)
        ]
        return slots(self.starts, diaries, self.times)

    def first_of_days(self, days: int) -> dict[UUID, list[datetime]]:
        """The first start of each therapist on each of the first `days` days of the clinic that have one.

        Therapists without any are left out.
        """
        owners, owner_of = np.unique(self.directory["owner"], return_inverse=True)
        found: dict[int, list[datetime]] = {}
        for owner, minute in first_of_days(self.starts, owner_of, self.zones, days):
            found.setdefault(owner, []).append(instant(minute))
        return {id_of(owners[owner]): starts for owner, starts in found.items()}

    def first_of_half_days(self) -> dict[UUID, dict[str, datetime]]:
        """The first start of each therapist in a morning, an afternoon and an evening; those without any left out."""
        owners, owner_of = np.unique(self.directory["owner"], return_inverse=True)
        found: dict[UUID, dict[str, datetime]] = {}
        for owner, half_day, minute in first_of_half_days(self.starts, owner_of, self.zones):
            found.setdefault(id_of(owners[owner]), {})[half_day] = instant(minute)
        return found


def search(wanted: Search) -> FreeStarts:
    """Every start that can be booked. Four queries; one more where days have limits, more where something changed."""
    check_service(wanted.times)
    clinics = {clinic.pk: clinic for clinic in wanted.windows}
    whole = Span(min(each.start for each in wanted.windows.values()), max(each.end for each in wanted.windows.values()))
    free = free_time(list(clinics.values()), whole, wanted.asking)
    base, low, high = _limits(free, wanted)
    high[~_is_wanted(free.directory, wanted)] = -1
    found = starts_in(free.openings, wanted.times, low[free.openings.diary], high[free.openings.diary])
    starts = Starts(diary=found.diary, minute=found.minute + base[found.diary])
    zones = [
        zone
        for (clinic, _), count in zip(free.blocks, free.counts, strict=True)
        for zone in [clinics[clinic].zone] * count
    ]
    if not keeps_utc_grid(wanted.times.step):
        starts = on_local_grid(starts, zones, wanted.times.step)
    limited = {clinic: window for clinic, window in wanted.windows.items() if free.setups[clinic.pk].limits_days}
    full = _full_days(limited, wanted) if limited else {}
    last_days = {owner: day for setup in free.setups.values() for owner, day in setup.last_days.items()}
    starts = _open(starts, free.directory, zones, wanted, full, last_days)
    return FreeStarts(starts=starts, directory=free.directory, zones=zones, times=wanted.times)


def _limits(free: Free, wanted: Search) -> tuple[Minutes, Minutes, Minutes]:
    """For each diary the minute its minutes count from, and the first and last of them at which a session may start."""
    windows = {
        clinic.pk: (ceil_minute(window.start), floor_minute(window.end) - wanted.times.minutes)
        for clinic, window in wanted.windows.items()
    }
    rows = []
    for clinic, block in free.blocks:
        base = base_of(block)
        opens, closes = windows[clinic]
        rows.append((base, max(opens - base, DAY), min(closes - base, DAY + BLOCK - 1)))
    each = np.repeat(np.array(rows, dtype=np.int32).reshape(-1, 3), free.counts, axis=0)
    return each[:, 0], each[:, 1], each[:, 2]


def _is_wanted(directory: Directory, wanted: Search) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    found = np.ones(len(directory), dtype=np.bool_)
    if wanted.therapists is not None:
        found &= np.isin(directory["owner"], np.array([each.bytes for each in wanted.therapists], dtype="S16"))
    if wanted.place is not None:
        found &= directory["place"] == wanted.place.bytes
    return found


def _full_days(limited: Mapping[Clinic, Span], wanted: Search) -> Mapping[UUID, Collection[date]]:
    return full_days_of_all(
        windows=limited,
        therapists=wanted.therapists,
        deep_minutes=wanted.deep_minutes,
        now=wanted.asking.now,
        without=wanted.asking.without,
    )


def _open(
    starts: Starts,
    directory: Directory,
    zones: Sequence[str],
    wanted: Search,
    full: Mapping[UUID, Collection[date]],
    last_days: Mapping[UUID, date],
) -> Starts:
    """The starts that no full day, no registration's end and nothing the asker does elsewhere stands against."""
    if not (full or last_days or wanted.taken) or not len(starts):
        return starts
    end = int(starts.minute.max()) + 1
    elsewhere = [(first - wanted.times.minutes + 1, until) for first, until in wanted.taken]
    closed = [
        [*elsewhere, *whole_days(full.get(key, ()), zone), *_unregistered(last_days.get(key), zone, end)]
        for owner, zone in zip(directory["owner"].tolist(), zones, strict=True)
        for key in [id_of(owner)]
    ]
    return outside(starts, stretches(closed), Bounds(low=int(starts.minute.min()), high=end))


def _unregistered(last: date | None, zone: str, end: int) -> list[MinuteSpan]:
    """From the first midnight after the last day of a registration to `end`."""
    if last is None:
        return []
    (_, first), *_ = whole_days([last], zone)
    return [(first, end)] if first < end else []
